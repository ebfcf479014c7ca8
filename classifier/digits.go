package classifier

import "math/bits"

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
// does not end where a run ends. Between groups it allows a separator, or
// such a mark with spaces around it.
func readNumber(v *view, at, count int) (numeral, bool) {
	var groups digitGroups
	if !groups.read(v, at, count) {
		return numeral{}, false
	}
	return groups.numeral(count)
}

// digitGroups are digits read from a view, whose first few may be a number of
// their own: a card's expiry date may follow it in the same groups.
type digitGroups struct {
	digits [maxNumeral]byte
	count  int
	// unbroken is the first run as it stands in the message, if it does.
	unbroken string
	// start is where the first digit stands. ends[n] is how far behind it the
	// group ends that the first n digits end with, 0 if they do not end a group;
	// shapes[n] are the separators between the first n digits.
	start  int
	ends   [maxNumeral + 1]uint8
	shapes [maxNumeral + 1]separatorShapes
}

// read reads the digit run that starts at at and the groups that follow it, at
// most limit digits. It fails if no run starts there.
func (g *digitGroups) read(v *view, at, limit int) bool {
	if !isDigit(v.at(at)) || isDigit(v.at(at-1)) || limit > maxNumeral {
		return false
	}
	g.start = at
	var shapes separatorShapes
	for i := at; ; {
		for ; isDigit(v.at(i)); i++ {
			if g.count == limit {
				return true
			}
			g.digits[g.count] = v.lower[i]
			g.count++
			g.shapes[g.count] = shapes
		}
		g.ends[g.count] = uint8(i - at)
		if g.count == i-at {
			g.unbroken = v.asWritten(at, i)
		}
		next, ok := v.skipSeparator(i)
		if !ok || g.count == limit {
			return true
		}
		shapes |= separatorShape(v.lower[i:next])
		i = next
	}
}

// numeral gives the first count digits, if a group ends with them.
func (g *digitGroups) numeral(count int) (numeral, bool) {
	if count > g.count || g.ends[count] == 0 {
		return numeral{}, false
	}
	n := numeral{
		digits: g.text(count), start: g.start, end: g.start + int(g.ends[count]),
		groups: 1, shapes: g.shapes[count],
	}
	for i := 1; i < count; i++ {
		if g.ends[i] > 0 {
			n.breaks |= 1 << i
			n.groups++
		}
	}
	return n, true
}

// text gives the first count digits.
func (g *digitGroups) text(count int) string {
	if count <= len(g.unbroken) {
		return g.unbroken[:count]
	}
	return string(g.digits[:count])
}

// separatorBefore gives the separator between at and a group of digits before
// it, or none.
func (v *view) separatorBefore(at int) separatorShapes {
	i := at - 1
	for i > at-1-maxSeparator && isNumberSeparator(v.at(i)) {
		i--
	}
	if i == at-1 || !isDigit(v.at(i)) {
		return 0
	}
	return separatorShape(v.lower[i+1 : at])
}

// midRow tells whether the group of digits that starts at at, which is shorter
// than length, has the same separator before it as after it. A number of that
// length that began here would be a piece of the row, so there is no need to
// read it.
func (v *view) midRow(at, length int) bool {
	before := v.separatorBefore(at)
	if before == 0 {
		return false
	}
	end := at
	for end < at+length && isDigit(v.at(end)) {
		end++
	}
	next, ok := v.skipSeparator(end)
	return ok && end < at+length && separatorShape(v.lower[end:next]) == before
}

// amidSingles tells whether the digit at at stands alone in a row of single
// digits that began before it.
func (v *view) amidSingles(at int) bool {
	if isDigit(v.at(at+1)) || v.separatorBefore(at) == 0 {
		return false
	}
	last := at - 1
	for !isDigit(v.at(last)) {
		last--
	}
	next, ok := v.skipSeparator(at + 1)
	return ok && !isDigit(v.at(next+1)) && !isDigit(v.at(last-1))
}

// amidGroups tells whether the digit run that starts at at is shorter than
// length and has groups of digits on both sides.
func (v *view) amidGroups(at, length int) bool {
	if v.separatorBefore(at) == 0 {
		return false
	}
	end := at
	for end < at+length && isDigit(v.at(end)) {
		end++
	}
	_, ok := v.skipSeparator(end)
	return ok && end < at+length
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

// isNumberSeparator tells whether a folded byte may stand between two groups of
// one number. A symbol, such as an emoji, is one way to hide a number.
func isNumberSeparator(b byte) bool {
	switch b {
	case ' ', '.', '-', '/', '_', otherSymbol:
		return true
	}
	return false
}

// separatorShape gives the shape of one separator: its mark, or a space if it
// has none, and whether spaces stand beside the mark.
func separatorShape(separator []byte) separatorShapes {
	mark, spaced := 0, 0
	for _, b := range separator {
		if b == ' ' {
			spaced = spacedShapes
			continue
		}
		mark = separatorMark(b)
	}
	if mark == 0 {
		spaced = 0
	}
	return 1 << (mark + spaced)
}

// separatorMark numbers the marks that isNumberSeparator allows; a space is 0.
func separatorMark(b byte) int {
	switch b {
	case '.':
		return 1
	case '-':
		return 2
	case '/':
		return 3
	case '_':
		return 4
	case otherSymbol:
		return 5
	}
	return 0
}

// marks is the set of separators without regard to spaces beside them, and
// without the plain space.
func (s separatorShapes) marks() separatorShapes {
	return (s | s>>spacedShapes) & (1<<spacedShapes - 1) &^ 1
}

// mixed tells whether the groups are divided by different marks. People write
// one number with spaces and one kind of mark at the most.
func (n numeral) mixed() bool { return bits.OnesCount16(uint16(n.shapes.marks())) > 1 }

// dividedBy tells whether one of the marks divides its groups.
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

// joined tells whether the number is a piece of a longer row of groups. Two
// numbers of a kind, in the same groups, may stand side by side: same tells
// whether a neighbour is another one.
func (n numeral) joined(v *view, same func(numeral) bool) bool {
	if n.continues(v) {
		m, ok := v.numberBefore(n.start, len(n.digits))
		if !ok || m.breaks != n.breaks || !same(m) {
			return true
		}
	}
	if !n.continued(v) {
		return false
	}
	next, _ := v.skipSeparator(n.end)
	m, ok := readNumber(v, next, len(n.digits))
	return !ok || m.breaks != n.breaks || !same(m)
}

// numberBefore reads the number of count digits that ends with the group before
// the separator before at.
func (v *view) numberBefore(at, count int) (numeral, bool) {
	start := at
	for digits := 0; digits < count; digits++ {
		i := start - 1
		for i > start-1-maxSeparator && isNumberSeparator(v.at(i)) {
			i--
		}
		if !isDigit(v.at(i)) {
			return numeral{}, false
		}
		start = i
	}
	return readNumber(v, start, count)
}

// continues tells whether a group of digits before the number belongs to it.
func (n numeral) continues(v *view) bool {
	separator := v.separatorBefore(n.start)
	if separator == 0 {
		return false
	}
	last := n.start - 1
	for !isDigit(v.at(last)) {
		last--
	}
	first := last
	for first > last-maxNumeral && isDigit(v.at(first-1)) {
		first--
	}
	if n.groups == 1 && separator == separatorShape([]byte(".")) && last-first < 2 && v.at(first-1) == '\n' {
		return false // "1." counts the lines of a list
	}
	return n.sameKind(separator, last-first+1)
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

// number gives the value of a few digits.
func number(digits string) int {
	value := 0
	for _, c := range []byte(digits) {
		value = value*10 + int(c-'0')
	}
	return value
}
