package identity

import (
	"context"

	"google.golang.org/grpc/status"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// everybody is the pass for what is open to who is not known.
type everybody struct{}

// Caller names nobody.
func (everybody) Caller() string { return "" }

// Ready waits for nothing.
func (everybody) Ready(context.Context) error { return nil }

// Take takes everything.
func (everybody) Take(any, int) error { return nil }

// Leave does nothing.
func (everybody) Leave() {}

// pass is what a call may do that was let in. It is for one call.
type pass struct {
	guard  *Guard
	ctx    context.Context
	method string
	wants  Permission
	caller *Caller
	meter  *meter
	// asked tells that the caller may send a message, or has sent one.
	asked bool
}

// check finds out who calls, and whether he may.
func (p *pass) check() error {
	caller, err := p.guard.identify(p.ctx)
	if err != nil {
		return err
	}
	p.caller = caller
	if p.wants != "" && !caller.Permissions.Has(p.wants) {
		return forbidden(caller, p.wants, p.method)
	}
	return nil
}

// Caller gives the caller's id.
func (p *pass) Caller() string {
	if p.caller == nil {
		return ""
	}
	return p.caller.ID
}

// Ready waits until the caller may send one more message. Streams last for days, so each
// time it finds out anew whether the caller still may: his key may have been taken away,
// or his token have expired. Who sends too much is held up, not turned away: the
// connection then holds up whoever writes to it.
func (p *pass) Ready(ctx context.Context) error {
	if !p.asked { // the first message came with the call
		p.asked = true
		return nil
	}
	if err := p.check(); err != nil {
		return err
	}
	p.meter.allow(p.caller.Rates)
	if err := p.meter.wait(ctx); err != nil {
		return status.FromContextError(err).Err()
	}
	return nil
}

// Take counts a message, and refuses one that asks for more than the caller may have.
func (p *pass) Take(message any, bytes int) error {
	p.meter.take(bytes)
	asks, ok := message.(interface {
		GetOptions() *pecetev1.ClassifyOptions
	})
	if ok && asks.GetOptions().GetIncludeMatches() && !p.caller.Permissions.Has(Matches) {
		return forbidden(p.caller, Matches, "options.include_matches")
	}
	return nil
}

// Leave says that the call has ended.
func (p *pass) Leave() { p.meter.leave() }
