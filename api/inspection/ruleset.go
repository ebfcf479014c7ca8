package inspection

import (
	"context"
	"time"

	"github.com/pecete/pecete/api/telemetry"
)

// Ruleset gives the version of the rules that the last answer was made by, "" before the
// first.
func (i *Inspector) Ruleset() string {
	if version := i.ruleset.Load(); version != nil {
		return *version
	}
	return ""
}

// Follow asks the service about a text of one letter at once and then each time that
// long has passed, so that Ruleset tells of new rules also while nothing is inspected. It
// does so until ctx ends. That the service does not answer changes nothing.
func (i *Inspector) Follow(ctx context.Context, every time.Duration) {
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		_, _ = i.classify(ctx, telemetry.RequestID(""), "a", "ro") // the next one may succeed
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
