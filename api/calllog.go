package api

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/api/admission"
	"github.com/pecete/pecete/api/telemetry"
	"github.com/pecete/pecete/classifier"
)

// callLog writes one line for each call, streams included, also of those that the codec
// or the size limit refuses. A line has numbers and names of our own in it: no text,
// message_id, header, peer or error text.
//
// It is no stats.Handler, for which gRPC copies the headers of each call, makes up to
// eight events of it and asks the time for each.
type callLog struct {
	log   zerolog.Logger
	codec codec
	gate  Gatekeeper
	// intercept stands before every unary method.
	intercept grpc.UnaryServerInterceptor
	// recoverTo, when deferred, makes an error of a panic.
	recoverTo func(context.Context, *error)
	// unaries are the methods that are streams only for the gate.
	unaries map[string]bool
	// metrics and traces are told of the calls too; either may be nil.
	metrics *telemetry.Metrics
	traces  *telemetry.Traces
	// queue gives unary calls their turns; nil lets them in at once.
	queue *admission.Queue
}

// call is what is noted about one call while it lasts.
type call struct {
	method string
	// id is the request id, the caller's or one of ours.
	id      string
	givenID bool
	caller  string
	began   time.Time
	metrics *telemetry.Metrics
	numbers *telemetry.Method
	span    trace.Span // nil without traces
	turn    admission.Turn
	// refused, of a stream, gives the status it is to end with, though no message came.
	refused chan error

	mu        sync.Mutex
	in, out   int // bytes as encoded, uncompressed
	messages  int // scored
	failures  int // in answers that hold the errors of single messages
	verdicts  [classifier.Block + 1]int
	detectors map[string]int
	// ruleset is the version of the rules used last.
	ruleset string
	// whenSent, if not nil, is to be called once the answer has been encoded. Where there
	// is no server it never is.
	whenSent func()
}

type callKey struct{}

// callOf gives the notes on the call of a context. Without one, as in a call
// outside a server, they are kept nowhere.
func callOf(ctx context.Context) *call {
	if c, ok := ctx.Value(callKey{}).(*call); ok {
		return c
	}
	return &call{}
}

// assessed notes the outcome of scoring a message of some length by a version of the
// rules.
func (c *call) assessed(a *classifier.Assessment, bytes int, ruleset string) {
	c.metrics.Assessed(a, bytes)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.messages++
	c.ruleset = ruleset
	c.verdicts[a.Verdict]++
	if c.detectors == nil && len(a.Findings) > 0 {
		c.detectors = map[string]int{}
	}
	for i := range a.Findings {
		c.detectors[a.Findings[i].Detector]++
	}
}

// failed notes that a message of a batch or stream has its own error.
func (c *call) failed() {
	c.metrics.Failed()
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failures++
}

// sent notes that the answer has been encoded.
func (c *call) sent() {
	if c.whenSent != nil {
		c.whenSent()
		c.whenSent = nil
	}
}

// refuse has a stream ended that waits for a message. That it is to be is said once, until
// somebody has heard it.
func (c *call) refuse(err error) {
	select {
	case c.refused <- err:
	default:
	}
}

// moved notes that bytes came in and went out.
func (c *call) moved(in, out int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.in += in
	c.out += out
}

// registrar gives a registrar of services to server that logs their unary calls.
func (l *callLog) registrar(server *grpc.Server) loggingRegistrar {
	return loggingRegistrar{server, l}
}

type loggingRegistrar struct {
	*grpc.Server
	log *callLog
}

// RegisterService registers a service.
func (r loggingRegistrar) RegisterService(service *grpc.ServiceDesc, handlers any) {
	logged := *service
	logged.Methods, logged.Streams = nil, slices.Clone(service.Streams)
	for _, m := range service.Methods {
		name := "/" + service.ServiceName + "/" + m.MethodName
		if r.log.gated() {
			r.log.unaries[name] = true
			logged.Streams = append(logged.Streams, r.log.asStream(name, m))
			continue
		}
		m.Handler = r.log.unary(name, m.Handler)
		logged.Methods = append(logged.Methods, m)
	}
	r.Server.RegisterService(&logged, handlers)
}

// unary gives a handler that logs the calls of another. Unlike an interceptor it sees
// them before the request is read.
func (l *callLog) unary(method string, handle grpc.MethodHandler) grpc.MethodHandler {
	numbers, queued := l.metrics.Method(method), l.queues(method)
	return func(handlers any, ctx context.Context, read func(any) error, intercept grpc.UnaryServerInterceptor) (out any, err error) {
		ctx, c := l.begin(ctx, method, numbers)
		defer func() {
			c.turn.Leave()
			l.end(c, err)
			c.tell(ctx, err)
		}()
		pass, err := l.enter(ctx, c)
		if err != nil {
			return nil, err
		}
		defer pass.Leave()
		out, err = handle(handlers, ctx, func(in any) error {
			request := received{into: in}
			err := read(&request)
			c.moved(request.bytes, 0)
			if err != nil {
				return err
			}
			if err := pass.Take(in, request.bytes); err != nil || !queued {
				return err
			}
			c.turn, err = l.queue.Enter(ctx, request.bytes)
			return err
		}, intercept)
		if err != nil {
			return nil, err
		}
		answer := &encoded{}
		if answer.data, err = l.encode(c, out); err != nil {
			return nil, err
		}
		return answer, nil
	}
}

// encode encodes an answer before gRPC would, so that its size is known in time and its
// memory is free again.
func (l *callLog) encode(c *call, answer any) (data mem.BufferSlice, err error) {
	defer c.sent()
	defer func() {
		if recover() != nil { // its value may quote the answer, as may the error's text
			data, err = nil, status.Error(codes.Internal, errUnwritten.Error())
		}
	}()
	data, err = l.codec.Marshal(answer)
	if err != nil {
		return nil, status.Error(codes.Internal, errUnwritten.Error())
	}
	c.moved(0, data.Len())
	return data, nil
}

// stream logs a call that is a stream. The names of methods that do not exist are
// whatever the caller wrote.
func (l *callLog) stream(handlers any, stream grpc.ServerStream, info *grpc.StreamServerInfo, handle grpc.StreamHandler) (err error) {
	method := info.FullMethod
	if handlers == nil {
		method = unknown
	}
	ctx, c := l.begin(stream.Context(), method, l.metrics.Method(method))
	defer func() {
		l.end(c, err)
		if err != nil {
			stream.SetTrailer(c.idHeader())
		}
	}()
	pass, err := l.enter(ctx, c)
	if err != nil {
		return err
	}
	defer pass.Leave()
	c.refused = make(chan error, 1)
	pass.Watch(c.refuse)
	return handle(handlers, &notedStream{ServerStream: stream, ctx: ctx, log: l, call: c, pass: pass})
}

// unknown stands for the name of any method that does not exist.
const unknown = "unknown"

// notedStream is a stream whose messages are noted.
type notedStream struct {
	grpc.ServerStream
	ctx  context.Context
	log  *callLog
	call *call
	pass Pass
	next received
	last encoded
	// begun tells whether a message was sent.
	begun bool
}

// Context gives the stream's context, in which the notes are.
func (n *notedStream) Context() context.Context { return n.ctx }

// RecvMsg reads a message. Like all streams, it is for one reader.
func (n *notedStream) RecvMsg(m any) error {
	if err := n.pass.Ready(n.ctx); err != nil {
		return err
	}
	n.next = received{into: m}
	err := n.ServerStream.RecvMsg(&n.next)
	n.call.moved(n.next.bytes, 0)
	if err != nil {
		return err
	}
	return n.pass.Take(m, n.next.bytes)
}

// SendMsg sends a message. Like all streams, it is for one sender, and it does not keep
// the message.
func (n *notedStream) SendMsg(m any) (err error) {
	if n.last.data, err = n.log.encode(n.call, m); err != nil {
		return err
	}
	if !n.begun {
		n.begun = true
		_ = n.SetHeader(n.call.idHeader()) // fails only where the caller is gone
	}
	return n.ServerStream.SendMsg(&n.last)
}

// write writes the line of a call that ended.
func (l *callLog) write(c *call, ended codes.Code) {
	line := l.log.WithLevel(level(c.method, ended))
	if line == nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	line.Str("method", c.method).
		Str("request_id", c.id).
		Str("code", telemetry.CodeName(ended)).
		Float64("duration_ms", float64(time.Since(c.began).Microseconds())/1000).
		Int("bytes_in", c.in).
		Int("bytes_out", c.out)
	if c.caller != "" {
		line.Str("caller", c.caller)
	}
	if c.messages > 0 || c.failures > 0 {
		line.Int("messages", c.messages).Int("failed", c.failures)
	}
	if c.messages > 0 {
		line.Dict("verdicts", zerolog.Dict().
			Int("allow", c.verdicts[classifier.Allow]).
			Int("warn", c.verdicts[classifier.Warn]).
			Int("block", c.verdicts[classifier.Block]))
		found := zerolog.Dict()
		for _, id := range slices.Sorted(maps.Keys(c.detectors)) {
			found.Int(id, c.detectors[id])
		}
		line.Dict("detectors", found).Str("ruleset", c.ruleset)
	}
	line.Msg("call")
}

// codeOf gives the code that a call ends with whose handler gave err, as gRPC does.
func codeOf(err error) codes.Code {
	if s, ok := status.FromError(err); ok {
		return s.Code()
	}
	return status.FromContextError(err).Code()
}

// ownMethods is how the names of the contract's methods begin.
const ownMethods = "/pecete.v1.ClassifierService/"

// level gives how much a call matters to who reads the log: a fault of ours is
// an error, and the probes and tools that call other services are for debugging.
func level(method string, grpcCode codes.Code) zerolog.Level {
	switch grpcCode {
	case codes.Internal, codes.Unknown, codes.DataLoss:
		return zerolog.ErrorLevel
	}
	if strings.HasPrefix(method, ownMethods) || method == unknown {
		return zerolog.InfoLevel
	}
	return zerolog.DebugLevel
}
