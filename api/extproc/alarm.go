package extproc

import (
	"time"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// nextAlarm gives when something has to be done if nothing happens before.
func (x *exchange) nextAlarm() time.Time {
	next := x.lastHeard.Add(x.server.options.Idle)
	for _, s := range []*side{x.request, x.response} {
		if since, waits := s.waits(); waits {
			if at := since.Add(x.server.options.Patience); at.Before(next) {
				next = at
			}
		}
	}
	// What is late is looked at again in a while, and not without a pause.
	return later(next, time.Now().Add(min(x.server.options.Patience, x.server.options.Idle)/8))
}

func later(one, other time.Time) time.Time {
	if one.After(other) {
		return one
	}
	return other
}

// alarmed does what is to be done after a time.
func (x *exchange) alarmed() error {
	now := time.Now()
	for _, s := range []*side{x.request, x.response} {
		since, waits := s.waits()
		if waits && now.Sub(since) >= x.server.options.Patience && s.feed.starving() {
			s.hurried = true
			x.server.options.Log.Info().Str("request_id", s.reference()).Str("direction", s.subject.Direction).
				Int64("bytes", s.shown).Msg("a body that comes slowly goes on before it is judged, but for its end")
		}
	}
	if now.Sub(x.lastHeard) >= x.server.options.Idle && (!x.begun || x.request.isStuck() || x.response.isStuck()) {
		return status.Error(codes.DeadlineExceeded, tooSilent)
	}
	return nil
}
