package classifier

import (
	"math/bits"
	"strings"
)

// numeral is a number read from a view, digits only.
type numeral struct {
	digits string
	// start and end are folded positions, half-open.
	start, end int
	// groups is how many groups its digits are written in; 1 means unbroken.
	groups int
	// breaks has bit i set where a separator stands before digit i.
	breaks uint32
	// shapes is the set of separators between its groups (see separatorShape).
	shapes separatorShapes
}

// maxNumeral is the most digits readNumber reads; breaks has a bit for each.
const maxNumeral = 32

// separators are the marks that may stand between two groups of one number, a
// space first. A symbol, such as an emoji, is one way to hide a number.
const separators = " .-/_" + string(rune(otherSymbol))

// maxSeparator is the longest separator inside a number, in folded characters:
// " - " and the like.
const maxSeparator = 3

// separatorShapes is a set of separators: a bit for each mark written tight, and
// one, spacedShapes higher, for each mark with a space beside it.
type separatorShapes uint16

const (
	spacedShapes = 8
	// joiningShapes are the tight dot, dash and low line, which make one number
	// of what stands on their two sides.
	joiningShapes separatorShapes = 1<<1 | 1<<2 | 1<<4
)

// readNumber reads exactly count digits (at most maxNumeral) beginning with the
// digit run that starts at at. It fails if no run starts there or if the count
// does not end where a run ends. Between groups it allows one of separators, or
// such a mark with spaces around it.
func readNumber(v *view, at, count int) (numeral, bool) {
	if !isDigit(v.at(at)) || isDigit(v.at(at-1)) || count > maxNumeral {
		return numeral{}, false
	}
	var buffer [maxNumeral]byte
	digits := buffer[:0]
	n := numeral{start: at, groups: 1}
	for i := at; ; {
		for ; isDigit(v.at(i)); i++ {
			if len(digits) == count {
				return numeral{}, false
			}
			digits = append(digits, v.lower[i])
		}
		if len(digits) == count {
			n.digits, n.end = string(digits), i
			return n, true
		}
		next, ok := v.skipSeparator(i)
		if !ok {
			return numeral{}, false
		}
		n.shapes |= separatorShape(v.lower[i:next])
		n.breaks |= 1 << len(digits)
		n.groups++
		i = next
	}
}

// skipSeparator passes over what may stand between two groups of one number and
// gives the position of the next group's first digit.
func (v *view) skipSeparator(at int) (int, bool) {
	i, marks := at, 0
	for i < at+maxSeparator && isNumberSeparator(v.at(i)) {
		if v.at(i) != ' ' {
			marks++
		}
		i++
	}
	if i == at || marks > 1 || !isDigit(v.at(i)) {
		return at, false
	}
	return i, true
}

func isNumberSeparator(b byte) bool { return strings.IndexByte(separators, b) >= 0 }

// separatorShape gives the shape of one separator: its mark, or a space if it
// has none, and whether spaces stand beside the mark.
func separatorShape(separator []byte) separatorShapes {
	mark, spaced := 0, 0
	for _, b := range separator {
		if b == ' ' {
			spaced = spacedShapes
			continue
		}
		mark = strings.IndexByte(separators, b)
	}
	if mark == 0 {
		spaced = 0
	}
	return 1 << (mark + spaced)
}

// marks is the set of separators without regard to spaces beside them, and
// without the plain space.
func (s separatorShapes) marks() separatorShapes {
	return (s | s>>spacedShapes) & (1<<spacedShapes - 1) &^ 1
}

// mixed tells whether the groups are divided by different marks. People write
// one number with spaces and one kind of mark at the most.
func (n numeral) mixed() bool { return bits.OnesCount16(uint16(n.shapes.marks())) > 1 }

// dividedBy tells whether one of the marks, which are some of separators,
// divides its groups.
func (n numeral) dividedBy(marks string) bool {
	for _, mark := range []byte(marks) {
		if n.shapes.marks()&separatorShape([]byte{mark}) != 0 {
			return true
		}
	}
	return false
}

// alone tells whether the numeral is not a piece of a longer number or word:
// letters and digits may not touch it, nor may a group of digits stand before
// or after it that would belong to it.
func (n numeral) alone(v *view) bool {
	return !n.gluedBefore(v) && !n.gluedAfter(v) && !n.continues(v) && !n.continued(v)
}

// gluedBefore tells whether a word touches the number on its left. A low line
// counts as part of the word it ends, not where it only sets the number off.
func (n numeral) gluedBefore(v *view) bool {
	return isAlnum(v.at(n.start-1)) || v.at(n.start-1) == '_' && isAlnum(v.at(n.start-2))
}

// gluedAfter tells whether a word touches the number on its right.
func (n numeral) gluedAfter(v *view) bool {
	return isAlnum(v.at(n.end)) || v.at(n.end) == '_' && isAlnum(v.at(n.end+1))
}

// continues tells whether a group of digits before the number belongs to it.
func (n numeral) continues(v *view) bool {
	i := n.start - 1
	for i > n.start-1-maxSeparator && isNumberSeparator(v.at(i)) {
		i--
	}
	if i == n.start-1 || !isDigit(v.at(i)) {
		return false
	}
	first := i
	for first > i-maxNumeral && isDigit(v.at(first-1)) {
		first--
	}
	separator := separatorShape(v.lower[i+1 : n.start])
	if n.groups == 1 && separator == separatorShape([]byte(".")) && i-first < 2 && v.at(first-1) == '\n' {
		return false // "1." counts the lines of a list
	}
	return n.sameKind(separator, i-first+1)
}

// continued tells whether a group of digits after the number belongs to it.
func (n numeral) continued(v *view) bool {
	next, ok := v.skipSeparator(n.end)
	if !ok {
		return false
	}
	last := next
	for last < next+maxNumeral && isDigit(v.at(last)) {
		last++
	}
	return n.sameKind(separatorShape(v.lower[n.end:next]), last-next)
}

// sameKind tells whether a neighbour of so many digits behind a separator would
// belong to the number. To a number in groups it does behind the separator that
// divides those. To an unbroken number it does only behind a tight dot, dash or
// low line, unless it is as long: then two of a kind stand side by side.
func (n numeral) sameKind(separator separatorShapes, digits int) bool {
	if n.groups > 1 {
		return n.shapes&separator != 0
	}
	return digits != len(n.digits) && separator&joiningShapes != 0
}

// labelledBy tells whether one of the labels stands right before at: glued to
// it ("cnp185...") or with at most maxLabelGap marks and spaces between them.
func (v *view) labelledBy(labels *termSet, at int) bool {
	edge := at
	for edge > at-maxLabelGap && !isAlnum(v.at(edge-1)) {
		edge--
	}
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

const (
	// maxLabel is the longest label looked for, in folded characters.
	maxLabel = 40
	// maxLabelGap is the most that may stand between a label and its value.
	maxLabelGap = 6
)

// number gives the value of a few digits.
func number(digits string) int {
	value := 0
	for _, c := range []byte(digits) {
		value = value*10 + int(c-'0')
	}
	return value
}
