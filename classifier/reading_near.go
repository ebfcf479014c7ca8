package classifier

import (
	"slices"
	"sort"
)

const (
	// sightReach is more than a candidate ever extends from its anchor, to either side,
	// in folded characters.
	sightReach = 2048
	// nearMend is how far around what was undone anchors are looked at: whatever touches
	// it, and whatever that can overlap.
	nearMend = 2 * sightReach
)

// window is a part of a view, half-open in folded positions.
type window struct {
	start, end int
}

// verifyNear looks at the anchors of a reading in v. Where little has been undone, only
// what touches it can be kept, so that in a long message only the anchors around are
// looked at.
func (r *reading) verifyNear(w *verifier) {
	undone := r.undone(w.view)
	if w.near = windowsAround(undone, len(w.view.lower)); w.near == nil {
		w.run()
		return
	}
	w.run()
	if !w.settledNear(undone) {
		w.near, w.found = nil, w.found[:0]
		w.run()
	}
}

// undone gives where the stretches of a reading stand in its view, none if anything may
// rest on them.
func (r *reading) undone(v *view) []window {
	if r.decoded || len(v.lower) < 4*nearMend {
		return nil
	}
	undone := make([]window, 0, len(r.stretches))
	for _, s := range r.stretches {
		undone = append(undone, window{v.positionOf(s.start), v.positionOf(s.end) + 1})
	}
	return undone
}

// positionOf gives the first folded position that begins at a byte of the text or after
// it, and one less, so that what folds to the same place is not missed.
func (v *view) positionOf(offset int) int {
	at := sort.Search(len(v.lower), func(at int) bool { return v.offset(at) >= offset })
	return max(0, at-1)
}

// windowsAround gives the parts of a view in which anchors matter, in order and apart;
// nil if that is about all of it.
func windowsAround(undone []window, length int) []window {
	var near []window
	covered := 0
	for _, u := range undone {
		next := window{max(0, u.start-nearMend), min(length, u.end+nearMend)}
		if last := len(near) - 1; last >= 0 && next.start <= near[last].end {
			covered += max(0, next.end-near[last].end)
			near[last].end = max(near[last].end, next.end)
		} else {
			covered += next.end - next.start
			near = append(near, next)
		}
		if covered > length/2 {
			return nil
		}
	}
	return near
}

// settledNear tells whether no candidate beyond the windows can have a say in what
// touches the stretches: all that hangs together with that lies well within.
func (w *verifier) settledNear(undone []window) bool {
	slices.SortFunc(w.found, byStart)
	next := 0
	for rest := w.found; len(rest) > 0; {
		n := clusterSize(rest)
		start, end := rest[0].start, 0
		for i := range rest[:n] {
			end = max(end, rest[i].end)
		}
		rest = rest[n:]
		for next < len(undone) && undone[next].end <= start {
			next++
		}
		if next < len(undone) && undone[next].start < end && !w.within(start-sightReach, end+sightReach) {
			return false
		}
	}
	return true
}

// within tells whether a window holds a stretch of the view.
func (w *verifier) within(start, end int) bool {
	start, end = max(0, start), min(len(w.view.lower), end)
	for _, n := range w.near {
		if n.start <= start && end <= n.end {
			return true
		}
	}
	return false
}

// beyond tells whether an anchor lies outside the windows. It is asked about anchors in
// order; n is the window that the one before lay in or before.
func (w *verifier) beyond(at int, n *int) bool {
	for *n < len(w.near) && w.near[*n].end <= at {
		*n++
	}
	return w.near != nil && (*n == len(w.near) || at < w.near[*n].start)
}
