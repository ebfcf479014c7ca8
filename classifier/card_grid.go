package classifier

import (
	"bytes"

	"github.com/pecete/pecete/patterns"
)

// inGrid tells whether a number in groups stands above or below one in the same
// groups that is no card's: then both are rows of a table of numbers.
func (f cardFinder) inGrid(v *view, n numeral) bool {
	if n.groups == 1 || v.labelledBy(f.labels, n.start) {
		return false
	}
	line := n.start
	for line > 0 && n.start-line < maxKey && v.at(line-1) != '\n' {
		line--
	}
	above := line - 1
	for above > 0 && line-above < maxKey && v.at(above-1) != '\n' {
		above--
	}
	below := n.end
	for below < len(v.lower) && below-n.end < maxKey && v.at(below) != '\n' {
		below++
	}
	return f.isOtherRow(v, above, n) || f.isOtherRow(v, below+1, n)
}

// isOtherRow tells whether a line that begins at a position begins with a number
// in the groups of n that is no card's.
func (f cardFinder) isOtherRow(v *view, at int, n numeral) bool {
	if at < 0 || !isDigit(v.at(at)) {
		return false
	}
	m, ok := readNumber(v, at, len(n.digits))
	if !ok || m.breaks != n.breaks {
		return false
	}
	_, known := f.issuer(m.digits)
	return !known || !patterns.Luhn(m.digits)
}

// keyedOtherwise tells whether the number at a position is the value of a
// record's key that does not name a card.
func (v *view) keyedOtherwise(at int) bool {
	start, end, ok := v.keyBefore(at)
	if !ok {
		return false
	}
	key := v.lower[start:end]
	for _, card := range []string{"card", "pan", "cc", "num", "nr", "no", "visa", "master", "amex", "plat", "pay"} {
		if bytes.Contains(key, []byte(card)) {
			return false
		}
	}
	return true
}

// expiresAfter tells whether a card's date of expiry, a month and a year of two
// digits with a slash between, follows in the line, with a name at most before it.
func (v *view) expiresAfter(end int) bool {
	const furthest = 40
	for i := end; i < end+furthest && v.at(i) != '\n'; i++ {
		if !isDigit(v.at(i)) {
			continue
		}
		month := digitsAt(v, i, 2)
		if month == 0 || month > 2 || v.at(i+month) != '/' || digitsAt(v, i+month+1, 2) != 2 {
			return false
		}
		n, next := number(string(v.lower[i:i+month])), v.at(i+month+3)
		return n >= 1 && n <= 12 && next != '/' && next != '.'
	}
	return false
}
