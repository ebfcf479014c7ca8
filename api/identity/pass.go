package identity

import (
	"context"
	"time"

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

// Watch ends nothing.
func (everybody) Watch(func(error)) {}

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
	// checked is when it was found out last that the caller may, and among which callers.
	checked time.Time
	among   *Callers
	// watched tells that the guard ends the call when its caller may call no longer.
	watched bool
}

// check finds out who calls, and whether he may.
func (p *pass) check() error {
	p.checked, p.among = p.guard.options.Now(), p.guard.callers.Load()
	caller, err := p.allowed()
	if caller != nil {
		p.caller = caller
	}
	return err
}

// allowed gives who calls, if he is known, and the status for who may not. It changes
// nothing, so that others may ask while the call goes on.
func (p *pass) allowed() (*Caller, error) {
	caller, err := p.guard.identify(p.ctx)
	if err != nil {
		return nil, err
	}
	if p.wants != "" && !caller.Permissions.Has(p.wants) {
		return caller, forbidden(caller, p.wants, p.method)
	}
	return caller, nil
}

// recheckAfter is for how long it counts that a caller may call, while the file of callers
// stays the same: a key or token may have expired since, or an authority be gone.
const recheckAfter = time.Second

// still is check for who may have been checked just now, which costs as much as a tenth
// of a short answer.
func (p *pass) still() error {
	age := p.guard.options.Now().Sub(p.checked)
	if p.guard.callers.Load() == p.among && age >= 0 && age < recheckAfter {
		return nil
	}
	return p.check()
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
	if err := p.still(); err != nil {
		return err
	}
	p.meter.allow(p.caller.Rates)
	if err := p.meter.wait(ctx); err != nil {
		return status.FromContextError(err).Err()
	}
	return nil
}

// Take counts a message, and refuses one that asks for more than the caller may have, or
// whose caller may no longer call: it may have been waited for since he was let in.
func (p *pass) Take(message any, bytes int) error {
	p.meter.take(bytes)
	if err := p.still(); err != nil {
		return err
	}
	asks, ok := message.(interface {
		GetOptions() *pecetev1.ClassifyOptions
	})
	if ok && asks.GetOptions().GetIncludeMatches() && !p.caller.Permissions.Has(Matches) {
		return forbidden(p.caller, Matches, "options.include_matches")
	}
	return nil
}

// Watch has the call ended when its caller may call no longer.
func (p *pass) Watch(end func(error)) {
	p.watched = true
	p.guard.streams.add(p, end)
}

// Leave says that the call has ended.
func (p *pass) Leave() {
	if p.watched {
		p.guard.streams.remove(p)
	}
	p.meter.leave()
}
