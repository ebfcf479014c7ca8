package main

import (
	"fmt"
	"slices"
	"time"

	"github.com/pecete/pecete/test/report"
)

// figures are what one try came to.
type figures struct {
	good, bad            int
	calls, errors, mixed int
	examples             []string
	took                 time.Duration
	until                []time.Duration // from a good change until it was in use
	began, ended         int             // resident memory, in bytes, 0 where it is not known
}

// count adds what the callers saw.
func (f *figures) count(t tally) {
	f.calls, f.errors, f.mixed, f.examples = t.calls, t.errors, t.mixed, t.examples
}

func (f *figures) median() time.Duration {
	if len(f.until) == 0 {
		return 0
	}
	return slices.Sorted(slices.Values(f.until))[len(f.until)/2].Round(time.Millisecond)
}

func (f *figures) most() time.Duration {
	if len(f.until) == 0 {
		return 0
	}
	return slices.Max(f.until).Round(time.Millisecond)
}

// tell notes the figures of one way to change rules.
func (f *figures) tell(r *report.Run, way string) {
	r.Note(way+": changes to good rules, and to bad ones", "%d, %d", f.good, f.bad)
	r.Note(way+": calls", "%d, %.0f/s", f.calls, float64(f.calls)/f.took.Seconds())
	r.Promise(f.errors == 0, way+": errors", "0", "%d", f.errors)
	r.Promise(f.mixed == 0, way+": answers of two rulesets", "0", "%d", f.mixed)
	r.Note(way+": in use after, median and longest", "%v, %v", f.median(), f.most())
	r.Note(way+": resident memory after the first changes, and the last", "%d MiB, %d MiB", f.began>>20, f.ended>>20)
}

// growth is how much memory may grow, in bytes, between the first few changes and the
// last: a few engines that nobody collects would be more.
const growth = 128 << 20

// violation tells what must not have been.
func (f *figures) violation() error {
	switch {
	case f.calls == 0:
		return fmt.Errorf("nobody asked")
	case f.errors > 0 || f.mixed > 0:
		return fmt.Errorf("%d calls failed and %d answers were not of one ruleset, such as: %q", f.errors, f.mixed, f.examples)
	case f.ended > f.began+growth:
		return fmt.Errorf("memory grew from %d to %d MiB", f.began>>20, f.ended>>20)
	}
	return nil
}
