package classifier

import (
	"bytes"

	"github.com/pecete/pecete/patterns"
)

const (
	nationalDigits = 9
	// maxPhoneDigits is the longest form: 00 40 0 712 034 567.
	maxPhoneDigits = 5 + nationalDigits
)

// phoneNumber is a Romanian phone number read from a view. Positions are
// folded and half-open.
type phoneNumber struct {
	// start and end take in a "+" and the brackets of "(0712) 034567".
	start, end int
	// digits are all its digits; the last nine are the national number.
	digits [maxPhoneDigits]byte
	length int
	// groups counts its groups of digits. forms has the length of each in base
	// 36 ("433", "b"), marks what divides each from the next, a space if nothing
	// but spaces does.
	groups       int
	forms, marks [maxPhoneDigits]byte
	// country and trunk: written with the code 40, with the prefix 0.
	country, trunk bool
	// international: written with "+" or "00" before the code 40.
	international bool
}

// national gives the number without its prefixes: nine digits.
func (p *phoneNumber) national() []byte { return p.digits[p.length-nationalDigits : p.length] }

// form gives the lengths of the groups, separators the marks between them.
func (p *phoneNumber) form() []byte       { return p.forms[:p.groups] }
func (p *phoneNumber) separators() []byte { return p.marks[:p.groups-1] }

// mobile tells whether it begins like the number of a mobile phone.
func (p *phoneNumber) mobile() bool { return p.national()[0] == '7' }

// phoneFinder finds phone numbers.
type phoneFinder struct {
	// labels are the words that may touch a number: "tel0712...".
	labels *termSet
	// announced are words that tell that a number follows in their clause,
	// persons those for whom a number may be given behind a colon.
	announced, persons *termSet
}

func newPhoneFinder(d *patterns.Detector) (finder, error) {
	labels, err := termsOf(d, "labels")
	if err != nil {
		return nil, err
	}
	announced, err := termsOf(d, "announced")
	if err != nil {
		return nil, err
	}
	persons, err := termsOf(d, "persons")
	if err != nil {
		return nil, err
	}
	return phoneFinder{labels: labels, announced: announced, persons: persons}, nil
}

// find looks for a phone number whose first digit is the start of a digit run
// at at. Evidence: SHAPE where it is written out in full the way people write
// phone numbers, COUNTRY_PREFIX, GROUPED, its place in the numbering plan, and
// NEGATIVE_CONTEXT where it goes on like the number of a document.
func (f phoneFinder) find(v *view, at int) (sighting, bool) {
	p, ok := readPhone(v, at)
	if !ok {
		return sighting{}, false
	}
	evidence, ok := rangeEvidence(p.national())
	if !ok || !p.trunk && !p.country && !p.plainShort(v) {
		return sighting{}, false
	}
	before, after := f.edgeBefore(v, &p), edgeAfter(v, &p)
	if before == torn || after == torn || v.opensWithin(p.start, p.end) || v.insideToken(p.start, p.end) {
		return sighting{}, false
	}
	if p.international || p.country && p.mobile() && p.usual() {
		evidence = evidence.With(patterns.CountryPrefix)
	}
	if p.written(evidence) && before == clean && after == clean {
		evidence = evidence.With(patterns.Shape)
	}
	if p.groups > 1 {
		evidence = evidence.With(patterns.Grouped)
	}
	if !p.trunk && !p.country && p.mobile() && (f.announces(v, p.start) || v.headedBy(f.labels, p.start, p.end)) {
		evidence = evidence.With(patterns.ContextLabel)
	}
	if v.datedAfter(p.end) {
		evidence = evidence.With(patterns.NegativeContext)
	}
	return sighting{start: p.start, end: p.end, evidence: evidence}, true
}

// announces tells whether the clause before a mobile number without its zero
// speaks of numbers ("mi-am schimbat nr, acum e 712...") or gives it for a person
// behind a colon. The word for number right beside it may be that of anything.
func (f phoneFinder) announces(v *view, at int) bool {
	edge := at
	for edge > at-maxLabelGap && !isAlnum(v.at(edge-1)) {
		edge--
	}
	colon := bytes.IndexByte(v.lower[max(0, edge):at], ':') >= 0
	for i := edge - 1; i >= 0 && i >= at-maxLabel; i-- {
		switch b := v.at(i); {
		case isDigit(b), b == '\n', b == ';':
			return false
		case !isLetter(b), isAlnum(v.at(i - 1)):
			continue
		}
		if hit, ok := f.announced.longestAt(v.lower[:edge], i); ok && hit.end < edge {
			return true
		}
		if _, ok := f.persons.longestAt(v.lower[:edge], i); ok && colon {
			return true
		}
	}
	return false
}

// written tells whether the number needs no word beside it: a prefix, groups
// and separators as usual, and a range that exists. Mobile ranges change too
// often to insist on them.
func (p *phoneNumber) written(ranges patterns.CodeSet) bool {
	if p.international {
		return true
	}
	if !p.usual() || !p.mobile() && ranges.Has(patterns.UnallocatedRange) || p.national()[0] == '6' {
		return false
	}
	return p.trunk && !p.country || p.country && p.mobile() && p.groups > 1
}

// usual tells whether the digits are grouped the way people group them.
func (p *phoneNumber) usual() bool {
	if !p.even() {
		return false
	}
	switch string(p.form()) {
	case "a", "46", "433", "4222", "55", "64", "73", "2233":
		return p.trunk && !p.country
	case "37", "334", "3322":
		return p.trunk && !p.country && (p.mobile() || p.national()[1] == '1') // 021, 031
	case "343", "424", "442", "622", "3223":
		// Dashes would make a row of hours, or a code, of these.
		return p.trunk && !p.country && bytes.IndexByte(p.separators(), '-') < 0
	case "19", "1333":
		// A dot after the zero makes it a decimal number or a version.
		return p.trunk && !p.country && p.marks[0] != '.'
	case "22222":
		// Other pairs are as well a row of small numbers.
		return p.trunk && !p.country && p.mobile() && !rising(p.digits[:p.length])
	case "b", "29", "2333", "236", "2324", "227", "2234", "533", "56", "5222":
		return p.country && !p.trunk
	}
	return false
}

// even tells whether one kind of separator divides the groups; the one after
// the country code and the one after the area code may differ, and only these
// may be slashes.
func (p *phoneNumber) even() bool {
	first := 1
	if p.country {
		first = 2
	}
	separators := p.separators()
	for i := first; i < len(separators); i++ {
		if separators[i] != separators[first] || separators[i] == '/' {
			return false
		}
	}
	return true
}

// plainShort tells whether nine digits without any prefix can be a phone
// number whose zero was lost: grouped as one, and not an amount.
func (p *phoneNumber) plainShort(v *view) bool {
	switch string(p.form()) {
	case "9", "36", "333", "3222", "234":
	case "27":
		if p.marks[0] == '.' {
			return false
		}
	default:
		return false
	}
	return p.even() && !v.isAmount(p.start, p.end)
}

// rising tells whether pairs of digits grow from first to last, as days and
// drawn numbers do.
func rising(digits []byte) bool {
	for i := 2; i < len(digits); i += 2 {
		if bytes.Compare(digits[i:i+2], digits[i-2:i]) <= 0 {
			return false
		}
	}
	return true
}
