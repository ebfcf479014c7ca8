package classifier

import (
	"fmt"

	"github.com/pecete/pecete/patterns"
)

// termsOf makes a term set of one of the detector's lists.
func termsOf(d *patterns.Detector, list string) (*termSet, error) {
	if len(d.Lists[list]) == 0 {
		return nil, fmt.Errorf("the finder needs words in lists.%s", list)
	}
	set := newTermSet()
	for _, word := range d.Lists[list] {
		if _, err := set.add(word); err != nil {
			return nil, fmt.Errorf("lists.%s: %w", list, err)
		}
	}
	return set, nil
}

// labelledBy tells whether one of the labels stands right before at: glued to
// it ("cnp185...") or with at most maxLabelGap marks and spaces between them.
func (v *view) labelledBy(labels *termSet, at int) bool {
	edge := at
	for edge > at-maxLabelGap && !isAlnum(v.at(edge-1)) {
		edge--
	}
	return v.labelEndsAt(labels, edge)
}

// labelEndsAt tells whether one of the labels ends right at edge.
func (v *view) labelEndsAt(labels *termSet, edge int) bool {
	for i := edge - 1; i >= 0 && i >= edge-maxLabel; i-- {
		if !isLetter(v.at(i)) || isAlnum(v.at(i-1)) {
			continue
		}
		if hit, ok := labels.longestAt(v.lower[:edge], i); ok && hit.end == edge {
			return true
		}
	}
	return false
}

// labelledNear tells whether one of the labels, of three letters at least,
// stands before at in the same clause: "cnp-ul mamei este 2/85...".
func (v *view) labelledNear(labels *termSet, at int) bool {
	const nearest = 3
	for i := at - 1; i >= 0 && i >= at-maxLabel; i-- {
		switch b := v.at(i); {
		case isDigit(b), b == '\n', b == ';':
			return false
		case !isLetter(b), isAlnum(v.at(i - 1)):
			continue
		}
		if hit, ok := labels.longestAt(v.lower[:at], i); ok && hit.end-hit.start >= nearest {
			return true
		}
	}
	return false
}

// namedWithin tells whether one of the labels, of three letters at least, begins
// anywhere in the stretch [from,to).
func (v *view) namedWithin(labels *termSet, from, to int) bool {
	const nearest = 3
	for i := max(0, from); i < to; i++ {
		if !isLetter(v.at(i)) || isAlnum(v.at(i-1)) {
			continue
		}
		if hit, ok := labels.longestAt(v.lower[:to], i); ok && hit.end-hit.start >= nearest {
			return true
		}
	}
	return false
}

const (
	// maxLabel is the longest label looked for, in folded characters.
	maxLabel = 40
	// maxLabelGap is the most that may stand between a label and its value.
	maxLabelGap = 6
)
