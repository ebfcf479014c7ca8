package classifier

// runNeeds says at which runs of digits a finder need not be asked, because it sees
// nothing there: hostile texts are rows of digits without end. The zero value asks it
// everywhere.
type runNeeds struct {
	// least is the fewest digits of the run.
	least int
	// first: no group of digits may stand right before the run.
	first bool
	// amid and even are the fewest digits of a run that has groups of digits on both
	// sides, and of one that has them behind the same separator on both.
	amid, even int
	// apart: the run may not be one of a row of single digits that began before it.
	apart bool
}

// runPlace is how a run of digits stands among others.
type runPlace struct {
	digits int
	// before and after are the separators between it and the groups on its sides.
	before, after separatorShapes
	// amidSingles is that of the run (view.amidSingles).
	amidSingles bool
}

// placeOf tells how a run stands among others.
func (v *view) placeOf(run digitRun) runPlace {
	place := runPlace{digits: run.end - run.start, before: v.separatorBefore(run.start)}
	if place.before == 0 {
		return place
	}
	if next, ok := v.skipSeparator(run.end); ok {
		place.after = separatorShape(v.lower[run.end:next])
		place.amidSingles = v.amidSingles(run.start)
	}
	return place
}

// met tells whether a finder must be asked about a run.
func (n *runNeeds) met(place *runPlace) bool {
	switch {
	case place.digits < n.least, n.first && place.before != 0, n.apart && place.amidSingles:
		return false
	case place.before == 0 || place.after == 0:
		return true
	}
	return place.digits >= n.amid && (place.before != place.after || place.digits >= n.even)
}
