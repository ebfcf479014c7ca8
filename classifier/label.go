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
	if !isAlnum(v.at(edge-1)) || isDigit(v.at(edge-1)) && !labels.digitEnds {
		return false
	}
	for i := edge - 1; i >= 0 && i >= edge-maxLabel; i-- {
		if !isLetter(v.at(i)) || isAlnum(v.at(i-1)) || v.at(i-1) == '.' && v.at(edge) == '/' { // "exemplu.ro/"
			continue
		}
		if hit, ok := labels.longestAt(v.lower[:edge], i); ok && hit.end == edge {
			return true
		}
	}
	return false
}

// labelledAs tells whether one of the labels stands right before the span
// [start,end): in the same token where the span is a piece of one
// ("?cnp=185...", but not "CNP 185....jpg").
func (v *view) labelledAs(labels *termSet, start, end int) bool {
	if !v.labelledBy(labels, start) {
		return false
	}
	return !isSpace(v.at(start-1)) || !v.insideToken(start, end)
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

// addRoles adds the words of one of the detector's lists to terms, each with a
// role; roles is indexed by the number of a term.
func addRoles[R ~uint8 | ~uint16](terms *termSet, roles *[]R, d *patterns.Detector, list string, role R) error {
	if len(d.Lists[list]) == 0 {
		return fmt.Errorf("the finder needs words in lists.%s", list)
	}
	for _, word := range d.Lists[list] {
		id, err := terms.add(word)
		if err != nil {
			return fmt.Errorf("lists.%s: %w", list, err)
		}
		if id == len(*roles) {
			*roles = append(*roles, 0)
		}
		(*roles)[id] |= role
	}
	return nil
}
