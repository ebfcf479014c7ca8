package classifier

import "github.com/pecete/pecete/patterns"

// A Romanian passport's number has eight or nine digits and no check digit of
// its own (Microsoft Purview, "Romania passport number").
const (
	passportShortest = 8
	passportLongest  = 9
)

// findPassport looks for a passport's number at the start of a digit run, and
// for its machine readable zone there and at the start of a word.
func findPassport(v *view, at int) (sighting, bool) {
	if !isDigit(v.at(at)) {
		z, ok := readZone(v, at, mrzPassport)
		return sighting{start: z.start, end: z.end, evidence: z.evidence()}, ok
	}
	if isDigit(v.at(at - 1)) {
		return sighting{}, false
	}
	if v.midRow(at, passportShortest) {
		return sighting{}, false
	}
	if z, ok := readSecondLine(v, at, mrzPassport); ok {
		return sighting{start: z.start, end: z.end, evidence: z.evidence()}, true
	}
	for count := passportLongest; count >= passportShortest; count-- {
		n, ok := readNumber(v, at, count)
		if ok && passportAlone(v, n) {
			return passportNumber(v, n)
		}
	}
	return sighting{}, false
}

// passportAlone tells whether the numeral is no piece of a longer one. Nothing
// may touch it but the word for number: "nr051234567".
func passportAlone(v *view, n numeral) bool {
	if n.alone(v) {
		return true
	}
	w, ok := v.cardWordBefore(n.start)
	glued := ok && w.end == n.start && isNumberWord(v.lower[w.start:w.end])
	return glued && !n.gluedAfter(v) && !n.continued(v)
}

// passportNumber weighs a number of the right length. Eight digits that are a
// date speak against it; written as dates are, they are one.
func passportNumber(v *view, n numeral) (sighting, bool) {
	if v.unitFollows(n.end) || v.insideToken(n.start, n.end) {
		return sighting{}, false
	}
	seen := sighting{start: n.start, end: n.end}
	if isDateNumber(n.digits) {
		if n.groups > 1 {
			return sighting{}, false
		}
		seen.evidence = seen.evidence.With(patterns.DateValid)
	}
	if n.groups > 1 {
		seen.evidence = seen.evidence.With(patterns.Grouped)
	}
	if len(n.digits) == passportLongest && n.digits[:2] == "05" { // electronic ones, as far as seen
		seen.evidence = seen.evidence.With(patterns.AllocatedRange)
	}
	if v.columnNames(n.start, n.end, "pasap", "passp") {
		seen.evidence = seen.evidence.With(patterns.ContextLabel)
	}
	return seen, true
}

// isDateNumber tells whether eight digits are a date of this or the last
// century, written with the day or with the year first.
func isDateNumber(digits string) bool {
	if len(digits) != passportShortest {
		return false
	}
	dayFirst := civilDate{number(digits[4:]), number(digits[2:4]), number(digits[:2])}
	yearFirst := civilDate{number(digits[:4]), number(digits[4:6]), number(digits[6:])}
	return recent(dayFirst) || recent(yearFirst)
}

func recent(d civilDate) bool { return d.year >= 1900 && d.year < 2100 && d.real() }
