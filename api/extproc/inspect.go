package extproc

import (
	"context"
	"errors"
	"io"

	"github.com/pecete/pecete/api/inspection"
	"github.com/pecete/pecete/api/telemetry"
)

// Inspector judges bodies; *inspection.Inspector is one. It must be safe for concurrent use.
type Inspector interface {
	Inspect(ctx context.Context, subject inspection.Subject, body io.Reader, settled func(read int64)) (*inspection.Ruling, error)
}

// errPanic stands for a panic, whose value may quote what was read.
var errPanic = errors.New("the inspection panicked")

func (x *exchange) newSide(isResponse bool) *side {
	return &side{
		isResponse: isResponse, options: &x.server.options, inspect: x.inspect,
		feed: newFeed(x.ctx, x.stir),
	}
}

// stir has the exchange look what can be answered.
func (x *exchange) stir() {
	select {
	case x.stirred <- struct{}{}:
	default:
	}
}

// inspect has a body inspected while the exchange goes on.
func (x *exchange) inspect(s *side, subject inspection.Subject, body io.Reader) {
	x.inspections.Go(func() {
		ruling, err := x.judge(s, subject, body)
		select {
		case x.ruled <- ruled{s, ruling, err}:
		case <-x.ctx.Done():
		}
	})
}

// judge asks the inspector. A panic becomes an error.
func (x *exchange) judge(s *side, subject inspection.Subject, body io.Reader) (_ *inspection.Ruling, err error) {
	defer func() {
		if value := recover(); value != nil {
			x.server.panicked(value, telemetry.PanicPlaces())
			err = errPanic
		}
	}()
	return x.inspectorFor(s).Inspect(x.ctx, subject, body, func(read int64) {
		s.judged.Store(read)
		x.stir()
	})
}

// inspectorFor gives what judges the body of a side.
func (x *exchange) inspectorFor(s *side) Inspector {
	if s.fields.isGRPC() {
		return callsOf(s.fields, x.server.inspector, x.server.options.MessageBytes)
	}
	return x.server.inspector
}
