package classifier

import (
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/pecete/pecete/patterns"
)

// builtFinder is the finder of a detector, or the reason why there is none; without both
// the detector needs none.
type builtFinder struct {
	finder finder
	// undigited has the words of which one must be in a text without digits; nil if the
	// finder does not need digits (digitFinder).
	undigited *termSet
	err       error
}

// buildFinders builds the finders of all detectors, as many at once as there are
// processors: they are most of what there is to compile.
func buildFinders(set *patterns.Ruleset) []builtFinder {
	built := make([]builtFinder, len(set.Detectors))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(built)) {
		workers.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(built); i = int(next.Add(1)) - 1 {
				built[i] = finderOf(set, set.Detectors[i])
			}
		})
	}
	workers.Wait()
	return built
}

// finderOf builds the finder of one detector.
func finderOf(set *patterns.Ruleset, d *patterns.Detector) (built builtFinder) {
	if d.Finder == "" {
		return built
	}
	whole, err := withLists(set, d)
	if err != nil {
		return builtFinder{err: err}
	}
	if built.finder, built.err = buildFinder(whole); built.err == nil {
		built.undigited, built.err = undigited(built.finder)
	}
	return built
}

// undigited gives the words without which a finder sees nothing in a text without
// digits, nil if it may.
func undigited(f finder) (*termSet, error) {
	needing, ok := f.(digitFinder)
	if !ok {
		return nil, nil
	}
	set := newTermSet()
	words, coded := needing.withoutDigits()
	for _, word := range append(words, coded...) {
		if _, err := set.add(word); err != nil {
			return nil, fmt.Errorf("words of a text without digits: %w", err)
		}
	}
	return set, nil
}

// withLists gives d with every "@name" in its own lists replaced by the list of
// that name.
func withLists(set *patterns.Ruleset, d *patterns.Detector) (*patterns.Detector, error) {
	whole := *d
	whole.Lists = make(map[string][]string, len(d.Lists))
	for name, words := range d.Lists {
		all, err := set.Words(words)
		if err != nil {
			return nil, fmt.Errorf("list %q: %w", name, err)
		}
		whole.Lists[name] = all
	}
	return &whole, nil
}
