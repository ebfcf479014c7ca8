package chatclient_test

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/examples/chatclient"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// outcome is what a try gives after some time: an answer if the code is OK.
type outcome struct {
	after time.Duration
	code  codes.Code
}

// hedgedCall makes a call whose tries have outcomes in their order, and gives which try
// was answered, how many were made, and how the call ended.
func hedgedCall(ctx context.Context, outcomes ...outcome) (answered string, made int, err error) {
	var tries atomic.Int32
	invoke := func(ctx context.Context, _ string, _, out any, _ *grpc.ClientConn, _ ...grpc.CallOption) error {
		n := int(tries.Add(1))
		o := outcomes[n-1]
		select {
		case <-time.After(o.after):
		case <-ctx.Done():
			return status.FromContextError(ctx.Err()).Err()
		}
		out.(*pecetev1.ClassifyResponse).MessageId = string(rune('0' + n))
		return status.Error(o.code, "as wanted")
	}
	out := &pecetev1.ClassifyResponse{}
	err = chatclient.Hedge(50*time.Millisecond)(ctx, "/m", &pecetev1.ClassifyRequest{}, out, nil, invoke)
	return out.GetMessageId(), int(tries.Load()), err
}

func TestHedge(t *testing.T) {
	const never = time.Hour
	for name, tt := range map[string]struct {
		outcomes []outcome
		answered string
		made     int
		code     codes.Code
	}{
		"an answer in time is all there is":         {[]outcome{{0, codes.OK}}, "1", 1, codes.OK},
		"a second try overtakes the first":          {[]outcome{{never, codes.OK}, {0, codes.OK}}, "2", 2, codes.OK},
		"the first comes before the second":         {[]outcome{{80 * time.Millisecond, codes.OK}, {never, codes.OK}}, "1", 2, codes.OK},
		"a server that has gone away":               {[]outcome{{0, codes.Unavailable}, {0, codes.OK}}, "2", 2, codes.OK},
		"three that have gone away":                 {[]outcome{{0, codes.Unavailable}, {0, codes.Unavailable}, {0, codes.Unavailable}}, "", 3, codes.Unavailable},
		"a busy server is left alone":               {[]outcome{{0, codes.ResourceExhausted}}, "", 1, codes.ResourceExhausted},
		"a fault of the caller's is no better then": {[]outcome{{0, codes.InvalidArgument}}, "", 1, codes.InvalidArgument},
	} {
		answered, made, err := hedgedCall(t.Context(), tt.outcomes...)
		if answered != tt.answered || made != tt.made || status.Code(err) != tt.code {
			t.Errorf("%s: try %q was answered of %d, %v", name, answered, made, err)
		}
	}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, made, err := hedgedCall(ctx, outcome{never, 0}, outcome{never, 0}, outcome{never, 0}); made != 3 || status.Code(err) != codes.DeadlineExceeded {
		t.Errorf("nobody answers: %d tries, %v", made, err)
	}
}
