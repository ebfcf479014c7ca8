package chatclient

import (
	"context"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"
)

// hedged is how often a call is tried at most.
const hedged = 3

// Hedge asks once more, over the same connection and so of the next server, if no answer
// has come after some time, or at once if the server has gone away; the first answer
// counts. To ask twice does no harm, for Pecete keeps nothing of what it is asked.
// Choose a time that few answers take, such as that of the slowest in a hundred, so that
// few calls are made twice. A busy server is not asked again.
//
// gRPC for Go reads no hedgingPolicy from a service config, hence this. It is for unary
// calls, and for call options that are not written to, as grpc.Header's are.
func Hedge(after time.Duration) grpc.UnaryClientInterceptor {
	return func(ctx context.Context, method string, in, out any, conn *grpc.ClientConn, call grpc.UnaryInvoker, options ...grpc.CallOption) error {
		answer, isMessage := out.(proto.Message)
		if !isMessage {
			return call(ctx, method, in, out, conn, options...)
		}
		ctx, cancel := context.WithCancel(ctx)
		defer cancel() // ends the tries that came second
		tries := make(chan try, hedged)
		begin := func() {
			t := try{answer: answer.ProtoReflect().New().Interface()}
			t.err = call(ctx, method, in, t.answer, conn, options...)
			tries <- t
		}
		go begin()
		begun, ended := 1, 0
		timer := time.NewTicker(after)
		defer timer.Stop()
		for {
			select {
			case t := <-tries:
				ended++
				switch {
				case t.err == nil:
					proto.Merge(answer, t.answer)
					return nil
				case status.Code(t.err) != codes.Unavailable || ended == hedged:
					return t.err
				}
			case <-timer.C:
			}
			if begun < hedged {
				begun++
				go begin()
			}
		}
	}
}

// try is the outcome of one try.
type try struct {
	answer proto.Message
	err    error
}
