package inspection_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"

	. "github.com/pecete/pecete/api/inspection"
)

// busy is what a service says that has no room for a moment.
func busy(t *testing.T, wait time.Duration) error {
	t.Helper()
	s, err := status.New(codes.ResourceExhausted, "busy").WithDetails(&errdetails.RetryInfo{RetryDelay: durationpb.New(wait)})
	if err != nil {
		t.Fatal(err)
	}
	return s.Err()
}

// A busy service is asked until it answers, not longer than a question may take, and not
// again where it has not said that this would help.
func TestBusyService(t *testing.T) {
	for name, c := range map[string]struct {
		turnedAway int64 // how often it is busy before it answers
		answer     error // what it says then
		timeout    time.Duration
		want       Action
		failure    codes.Code
		asked      int64
	}{
		"busy for a moment":           {turnedAway: 7, timeout: 10 * time.Second, want: Block, asked: 9},
		"busy for too long":           {turnedAway: 1 << 40, timeout: 20 * time.Millisecond, want: Pass, failure: codes.ResourceExhausted},
		"full, and not said for when": {answer: status.Error(codes.ResourceExhausted, "too large"), timeout: 10 * time.Second, want: Pass, failure: codes.ResourceExhausted, asked: 1},
	} {
		t.Run(name, func(t *testing.T) {
			service := &words{}
			service.fail = func(string) error {
				if service.asked.Load() <= c.turnedAway {
					return busy(t, time.Millisecond)
				}
				return c.answer
			}
			i := inspector(t, service, Options{Policy: DefaultPolicy(), Timeout: c.timeout})
			got, err := i.Inspect(context.Background(), text(""), strings.NewReader("cnp"), nil)
			if err != nil {
				t.Fatal(err)
			}
			if got.Action != c.want || got.Failure != c.failure || c.asked > 0 && service.asked.Load() != c.asked {
				t.Errorf("%v, %v after %d questions", got.Action, got.Failure, service.asked.Load())
			}
		})
	}
}
