package classifier

import "github.com/pecete/pecete/patterns"

// healthDigits is the length of the number on a national health card, as cards
// show it; the orders that introduced the card (CNAS 633/2012) do not give it,
// so a few digits less are taken too where the label stands right beside them.
const (
	healthDigits   = 20
	healthShortest = 16
)

// findHealthCard looks for the number of a health card at the start of a digit
// run. A length that is not the usual one is evidence against.
func findHealthCard(v *view, at int) (sighting, bool) {
	if v.midRow(at, healthShortest) {
		return sighting{}, false
	}
	for count := healthDigits; count >= healthShortest; count-- {
		n, ok := readNumber(v, at, count)
		if !ok || !n.alone(v) {
			continue
		}
		if v.insideToken(n.start, n.end) || n.groups == 2 && v.halvesAt(n.start) {
			return sighting{}, false
		}
		seen := sighting{start: n.start, end: n.end, evidence: patterns.SetOf(patterns.Shape)}
		if count != healthDigits {
			seen.evidence = patterns.SetOf(patterns.UnallocatedRange)
		}
		if v.columnNames(n.start, n.end, "cid", "sanatate", "asigurat", "health") {
			seen.evidence = seen.evidence.With(patterns.ContextLabel)
		}
		if n.groups > 1 {
			seen.evidence = seen.evidence.With(patterns.Grouped)
		}
		return seen, true
	}
	return sighting{}, false
}

// halvesAt tells whether a number begins with a group of at least eight digits and a dot,
// as nobody writes a card's. Visitors of web pages are numbered so, and "cid" calls them
// that too: cid=1234567890.1234567890.
func (v *view) halvesAt(start int) bool {
	const group = 8
	end := start + v.digitsFrom(start)
	return end-start >= group && v.at(end) == '.' && isDigit(v.at(end+1))
}
