package load

import (
	"context"
	"errors"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

func TestOutcome(t *testing.T) {
	o := &Outcome{}
	for i := range 100 {
		o.Add(time.Duration(i+1)*time.Millisecond, nil)
	}
	o.Add(time.Hour, status.Error(codes.ResourceExhausted, "busy"))
	o.Add(time.Hour, errors.New("a wrong answer"))
	if o.All() != 102 || o.Answered() != 100 || o.Ended(codes.ResourceExhausted) != 1 || o.Ended(codes.Unknown) != 1 {
		t.Errorf("%d calls, %d answered", o.All(), o.Answered())
	}
	if o.Quantile(0.5) != 50*time.Millisecond || o.Quantile(0.99) != 99*time.Millisecond || o.Quantile(1) != 100*time.Millisecond {
		t.Errorf("%v, %v, %v", o.Quantile(0.5), o.Quantile(0.99), o.Quantile(1))
	}
	if err := o.Failure(); err == nil || err.Error() != "a wrong answer" {
		t.Error(err)
	}
	if (&Outcome{}).Quantile(0.5) != 0 {
		t.Error("nothing takes time")
	}
}

// asking is a request that takes some time and needs no server.
func asking(takes time.Duration) []Request {
	return []Request{{"asking", func(context.Context, pecetev1.ClassifierServiceClient, ...grpc.CallOption) error {
		time.Sleep(takes)
		return nil
	}}}
}

func TestPace(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		plan := Plan{Connections: []*grpc.ClientConn{nil}, Requests: asking(10 * time.Millisecond), Lasting: 500 * time.Millisecond, Deadline: time.Second}
		if n := plan.Open(t.Context(), 400).All(); n < 198 || n > 202 {
			t.Errorf("400 a second for half a second are %d", n)
		}
		if n := plan.Closed(t.Context(), 2).All(); n < 98 || n > 102 {
			t.Errorf("two callers for half a second with 10 ms each are %d", n)
		}
		plan.InFlight = 1
		if n := plan.Open(t.Context(), 400).All(); n < 49 || n > 51 {
			t.Errorf("one in flight for half a second with 10 ms each are %d", n)
		}
	})
}
