package api

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"
	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/stats"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/classifier"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// callLog writes one line for each call, streams included. It is a stats.Handler
// because an interceptor does not see a call that the transport or the codec
// refuses. A line has numbers and names of our own in it: no text, message_id,
// header, peer or error text.
type callLog struct {
	log zerolog.Logger
	// ruleset gives the version of the rules in use.
	ruleset func() string
	// methods are the methods of this server; the name of any other is the
	// caller's invention.
	methods map[string]bool
}

// call is what is noted about one call while it lasts.
type call struct {
	method string

	mu        sync.Mutex
	in, out   int // bytes as encoded, uncompressed
	messages  int // scored
	failures  int // in answers that hold the errors of single messages
	verdicts  [classifier.Block + 1]int
	detectors map[string]int
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

// assessed notes the outcome of scoring a message.
func (c *call) assessed(a *classifier.Assessment) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.messages++
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
	c.mu.Lock()
	defer c.mu.Unlock()
	c.failures++
}

// TagRPC begins the notes on a call.
func (l *callLog) TagRPC(ctx context.Context, info *stats.RPCTagInfo) context.Context {
	method := info.FullMethodName
	if !l.methods[method] {
		method = "unknown"
	}
	return context.WithValue(ctx, callKey{}, &call{method: method})
}

// HandleRPC notes sizes and, at the end of a call, writes its line.
func (l *callLog) HandleRPC(ctx context.Context, event stats.RPCStats) {
	c := callOf(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	switch e := event.(type) {
	case *stats.InPayload:
		c.in += e.Length
	case *stats.OutPayload:
		c.out += e.Length
	case *stats.End:
		l.write(c, e.EndTime.Sub(e.BeginTime), status.Code(e.Error))
	}
}

// TagConn and HandleConn complete stats.Handler; connections are not logged.
func (l *callLog) TagConn(ctx context.Context, _ *stats.ConnTagInfo) context.Context { return ctx }

// HandleConn does nothing.
func (l *callLog) HandleConn(context.Context, stats.ConnStats) {}

func (l *callLog) write(c *call, took time.Duration, grpcCode codes.Code) {
	line := l.log.WithLevel(level(c.method, grpcCode))
	if line == nil {
		return
	}
	line.Str("method", c.method).
		Str("code", code.Code(grpcCode).String()).
		Float64("duration_ms", float64(took.Microseconds())/1000).
		Int("bytes_in", c.in).
		Int("bytes_out", c.out)
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
		line.Dict("detectors", found).Str("ruleset", l.ruleset())
	}
	line.Msg("call")
}

// level gives how much a call matters to who reads the log: a fault of ours is
// an error, and the probes and tools that call other services are for debugging.
func level(method string, grpcCode codes.Code) zerolog.Level {
	switch grpcCode {
	case codes.Internal, codes.Unknown, codes.DataLoss:
		return zerolog.ErrorLevel
	}
	own := strings.HasPrefix(method, "/"+pecetev1.ClassifierService_ServiceDesc.ServiceName+"/")
	if own || method == "unknown" {
		return zerolog.InfoLevel
	}
	return zerolog.DebugLevel
}
