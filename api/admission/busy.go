package admission

import (
	"fmt"
	"math/rand/v2"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"
)

// Bounds of the advice when to come again.
const (
	soonest = 20 * time.Millisecond
	latest  = 2 * time.Second
)

// BusyError tells that a request did not get its turn because too many wait.
type BusyError struct {
	// Class is the class of size that is busy, Waiting how many of it may wait.
	Class   string
	Waiting int
	// Retry is how long to wait before asking again.
	Retry time.Duration
}

// Error names the class and the limit.
func (e *BusyError) Error() string {
	return fmt.Sprintf("the server is busy: %d %s requests are waiting, the most there may be now; try again in %v", e.Waiting, e.Class, e.Retry)
}

// GRPCStatus gives RESOURCE_EXHAUSTED with a RetryInfo.
func (e *BusyError) GRPCStatus() *status.Status {
	plain := status.New(codes.ResourceExhausted, e.Error())
	detailed, err := plain.WithDetails(&errdetails.RetryInfo{RetryDelay: durationpb.New(e.Retry)})
	if err != nil {
		return plain
	}
	return detailed
}

// busy gives the error for somebody who is turned away: to come again when those who
// wait now will have had their turn, and not all at once.
func (l *line) busy() error {
	wait := l.mean * time.Duration(l.waiting+1) / time.Duration(l.Slots)
	wait = min(max(wait, soonest), latest/2)
	wait += rand.N(wait)
	return &BusyError{Class: l.Name, Waiting: l.most(), Retry: wait.Round(time.Millisecond)}
}
