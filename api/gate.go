package api

import (
	"context"

	"google.golang.org/grpc"
)

// Gatekeeper decides who may call what, and how much of it. It is asked before the body
// of a call is read, so that who is refused cannot make the server hold megabytes.
// Calls come at the same time.
type Gatekeeper interface {
	// Enter lets a call of a method, as in "/package.Service/Method", in or gives the
	// status it is refused with. The context has the caller's headers and connection.
	// If it gives no error, Leave of the pass is called once when the call has ended. With
	// an error it may give a pass too, which then only names the caller who was refused.
	Enter(ctx context.Context, method string) (Pass, error)
}

// ReadMetrics is what a gatekeeper is asked about, in place of a method, for who wants to
// read the metrics of the service at the web door.
const ReadMetrics = "/metrics"

// Enter asks the gatekeeper about something that is no call of gRPC, like Gatekeeper's.
func (s *Server) Enter(ctx context.Context, method string) (Pass, error) {
	return s.gate.Enter(ctx, method)
}

// Pass is what a call that was let in may do.
type Pass interface {
	// Caller names who calls, for the log: no key or token, and no name of a person.
	Caller() string
	// Ready waits until the caller may send one more message on a stream, or gives the
	// status that the stream then ends with.
	Ready(ctx context.Context) error
	// Take is told of each message that came in, with its size in bytes as encoded, and
	// gives the status it is refused with.
	Take(message any, bytes int) error
	// Watch is told how to end a stream that waits for a message, and does so, with the
	// status for it, once the caller may no longer call. It may call end at any time until
	// Leave, and again while the stream goes on.
	Watch(end func(error))
	// Leave says that the call has ended.
	Leave()
}

// open is the gatekeeper that lets everybody in.
type open struct {
	// caller is what all of them are called in the log.
	caller string
}

// Enter lets a call in.
func (o open) Enter(context.Context, string) (Pass, error) { return o, nil }

// Caller names whoever comes.
func (o open) Caller() string { return o.caller }

// Ready waits for nothing.
func (open) Ready(context.Context) error { return nil }

// Take takes everything.
func (open) Take(any, int) error { return nil }

// Watch ends nothing.
func (open) Watch(func(error)) {}

// Leave does nothing.
func (open) Leave() {}

// enter asks the gatekeeper in the context of a call, and notes who calls, also of who is
// refused. A panic there, over what a stranger sent, costs the call.
func (l *callLog) enter(ctx context.Context, c *call) (pass Pass, err error) {
	defer l.recoverTo(ctx, &err)
	pass, err = l.gate.Enter(ctx, c.method)
	if pass != nil {
		c.caller = pass.Caller()
	}
	return pass, err
}

// gated tells whether somebody may be refused.
func (l *callLog) gated() bool {
	_, all := l.gate.(open)
	return !all
}

// asStream gives a method as a stream of one message each way, which is the same to who
// calls. gRPC reads the whole body of other methods, up to the size limit, before it
// hands them over, and so before anybody could be refused.
func (l *callLog) asStream(method string, m grpc.MethodDesc) grpc.StreamDesc {
	handle := l.unary(method, m.Handler)
	return grpc.StreamDesc{
		StreamName: m.MethodName, ServerStreams: true, ClientStreams: true,
		Handler: func(handlers any, stream grpc.ServerStream) error {
			out, err := handle(handlers, stream.Context(), stream.RecvMsg, l.intercept)
			if err != nil {
				return err
			}
			return stream.SendMsg(out)
		},
	}
}

// onlyStreams keeps an interceptor from methods that are streams only for the gate.
func (l *callLog) onlyStreams(intercept grpc.StreamServerInterceptor) grpc.StreamServerInterceptor {
	return func(handlers any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) error {
		if l.unaries[info.FullMethod] {
			return handle(handlers, stream)
		}
		return intercept(handlers, stream, info, handle)
	}
}
