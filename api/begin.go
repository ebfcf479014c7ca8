package api

import (
	"context"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"github.com/pecete/pecete/api/telemetry"
	"github.com/pecete/pecete/classifier"
)

// begin begins the notes on a call and gives the context they are in.
func (l *callLog) begin(ctx context.Context, method string, numbers *telemetry.Method) (context.Context, *call) {
	c := &call{method: method, began: time.Now(), metrics: l.metrics, numbers: numbers}
	c.id, c.givenID = requestID(ctx)
	numbers.Began()
	ctx, c.span = l.traces.Began(ctx, method)
	return context.WithValue(ctx, callKey{}, c), c
}

// requestID gives the id of the request of a context, and whether the caller gave it.
func requestID(ctx context.Context) (id string, given bool) {
	if values := metadata.ValueFromIncomingContext(ctx, telemetry.RequestIDHeader); len(values) == 1 {
		id := telemetry.RequestID(values[0])
		return id, id == values[0]
	}
	return telemetry.RequestID(""), false
}

// idHeader is the header or trailer that has the request id.
func (c *call) idHeader() metadata.MD { return metadata.MD{telemetry.RequestIDHeader: {c.id}} }

// tell tells a caller what is not in the answer to a unary call that ended with err: the
// request id, and when to try again. Who gave an id gets it back, and who gets an error
// has something to ask about; the others are spared the header, which costs more than
// the rest of what is done for the id.
//
// With an error it is a trailer, for after a header no client would try again.
func (c *call) tell(ctx context.Context, err error) {
	switch {
	case err != nil:
		trailer := c.idHeader()
		if advice := pushback(err); advice != "" {
			trailer.Set(pushbackTrailer, advice)
		}
		_ = grpc.SetTrailer(ctx, trailer) // fails only outside a server
	case c.givenID:
		_ = grpc.SetHeader(ctx, c.idHeader())
	}
}

// end tells of a call that ended, with err, whoever wants to know.
func (l *callLog) end(c *call, err error) {
	ended := codeOf(err)
	l.write(c, ended)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.numbers.Ended(ended, time.Since(c.began), c.in, c.out)
	if c.span == nil {
		return
	}
	about := telemetry.Call{
		Code: ended, RequestID: c.id, Ruleset: c.ruleset, In: c.in, Out: c.out, Messages: c.messages, Failed: c.failures,
		Allow: c.verdicts[classifier.Allow], Warn: c.verdicts[classifier.Warn], Block: c.verdicts[classifier.Block],
	}
	for _, found := range c.detectors {
		about.Findings += found
	}
	l.traces.Ended(c.span, &about)
}
