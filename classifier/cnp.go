package classifier

import "github.com/pecete/pecete/patterns"

// cnpLength is the number of digits of a CNP: S AA LL ZZ JJ NNN C.
const cnpLength = 13

// cnpFields are the breaks between the fields of a CNP.
const cnpFields = 1<<1 | 1<<3 | 1<<5 | 1<<7 | 1<<9 | 1<<12

// cnpFinder looks for CNPs. labels are the words that announce one, things those
// that announce the number of something else, and persons those that make the
// "number" or "code" beside them a person's.
type cnpFinder struct {
	labels, things, persons *termSet
}

// newCNPFinder takes the words from the detector's lists of those names; only
// labels must be there.
func newCNPFinder(d *patterns.Detector) (finder, error) {
	labels, err := termsOf(d, "labels")
	if err != nil {
		return nil, err
	}
	f := cnpFinder{labels: labels, things: newTermSet(), persons: newTermSet()}
	for list, set := range map[string]**termSet{"things": &f.things, "persons": &f.persons} {
		if len(d.Lists[list]) == 0 {
			continue
		}
		if *set, err = termsOf(d, list); err != nil {
			return nil, err
		}
	}
	return f, nil
}

// find sees a CNP whose first digit is the start of a digit run at at: thirteen
// digits, unbroken or in groups, with a real date, a county that has been
// issued and a number that is not 000. A wrong control digit is evidence, not a
// reason to look away. What is written in an unusual way, or could be a piece
// of something longer, needs its label right before it.
// (HG 1375/2006; HG 295/2021; python-stdnum stdnum/ro/cnp.py for the counties
// 70 and 80-83.)
func (f cnpFinder) find(v *view, at int) (sighting, bool) {
	if v.amidSingles(at) {
		return sighting{}, false
	}
	var groups digitGroups
	if !groups.read(v, at, cnpLength) {
		return sighting{}, false
	}
	if groups.count < cnpLength || groups.ends[cnpLength] == 0 {
		return f.findMasked(v, at)
	}
	evidence, ok := cnpEvidence(groups.text(cnpLength), v.today)
	if !ok {
		return sighting{}, false
	}
	n, _ := groups.numeral(cnpLength)
	if n.mixed() || n.gluedAfter(v) && !evidence.Has(patterns.ChecksumValid) {
		return sighting{}, false
	}
	if !f.standsAlone(v, n) && !v.labelledAs(f.labels, at, n.end) && !f.labelledApart(v, n, evidence) {
		return sighting{}, false
	}
	if n.groups > 1 {
		evidence = evidence.With(patterns.Grouped)
	}
	if f.isSomethingElse(v, n) {
		evidence = evidence.With(patterns.NegativeContext)
	}
	return sighting{start: at, end: n.end, evidence: evidence}, true
}

// isSomethingElse tells whether a number that passes for a CNP is by its key, the
// words right before it, the unit behind it or the numbers around it a moment,
// the number of a thing, an amount or one of a list of other numbers.
func (f cnpFinder) isSomethingElse(v *view, n numeral) bool {
	if v.labelledBy(f.labels, n.start) || v.qualifiedBy(f.labels, n.start) {
		return false
	}
	if v.countsTime(n.start) || v.stampsLog(n.end) || v.numbersThing(f.things, f.persons, n.start) {
		return true
	}
	return n.groups == 1 && (v.measured(n.end) || v.isFraction(n.start, n.end) || f.inCrowd(v, n))
}

// inCrowd tells whether an unbroken number stands among at least two others of
// thirteen digits of which most are no CNPs, and no label of one before them.
func (f cnpFinder) inCrowd(v *view, n numeral) bool {
	const fewest = 3
	count, passing := v.crowd(n.start, n.end, v.passesForCNP)
	return count >= fewest && 2*passing <= count && !v.namedWithin(f.labels, n.start-crowdReach, n.start)
}

// passesForCNP tells whether the thirteen digits at a position pass every check of a CNP.
// In a list of them each is asked about by all the others, so the answers of the last
// few are kept.
func (v *view) passesForCNP(at int) bool {
	slot := &v.passing[at/cnpLength%len(v.passing)]
	if slot.serial != v.serial || slot.at != at {
		evidence, ok := cnpEvidence(string(v.lower[at:at+cnpLength]), v.today)
		*slot = passingCNP{serial: v.serial, at: at, passes: ok && evidence.Has(patterns.ChecksumValid)}
	}
	return slot.passes
}

// passingCNP is whether the digits at a position of a message pass for a CNP.
type passingCNP struct {
	serial, at int
	passes     bool
}

// findMasked sees a CNP some of whose digits are typed as letters: "28911O...".
// Its sum must be right, and its label must stand before it.
func (f cnpFinder) findMasked(v *view, at int) (sighting, bool) {
	start, digits, ok := v.readMasked(at, cnpLength)
	if !ok {
		return sighting{}, false
	}
	evidence, ok := cnpEvidence(digits, v.today)
	if !ok || !evidence.Has(patterns.ChecksumValid) || !v.labelledNear(f.labels, start) {
		return sighting{}, false
	}
	return sighting{start: start, end: start + cnpLength, evidence: evidence.With(patterns.Disguised)}, true
}

// labelledApart tells whether a number with a right sum that is no piece of a
// longer one is divided between its fields, by whatever mark, and has its label
// in the clause before it.
func (f cnpFinder) labelledApart(v *view, n numeral, evidence patterns.CodeSet) bool {
	return evidence.Has(patterns.ChecksumValid) && n.breaks&^cnpFields == 0 && n.alone(v) &&
		!v.insideToken(n.start, n.end) && v.labelledNear(f.labels, n.start)
}

// standsAlone tells whether a number is written as CNPs are and is not a piece
// of something longer.
func (f cnpFinder) standsAlone(v *view, n numeral) bool {
	if !usualCNPGroups(n) || n.gluedBefore(v) || n.gluedAfter(v) || v.insideToken(n.start, n.end) {
		return false
	}
	return !n.joined(v, func(m numeral) bool {
		evidence, ok := cnpEvidence(m.digits, v.today)
		return ok && evidence.Has(patterns.ChecksumValid)
	})
}

// usualCNPGroups tells whether a CNP is unbroken, or divided by spaces, dots or
// dashes where people divide it: between its fields, in threes and fours, or
// digit by digit. Other groups are more often two numbers side by side, or an
// amount.
func usualCNPGroups(n numeral) bool {
	const byDigits = 1<<13 - 2
	if n.dividedBy("/_\x02") {
		return false
	}
	switch n.breaks {
	case
		1<<3 | 1<<7, 1<<3 | 1<<7 | 1<<10, 1<<3 | 1<<6 | 1<<9, 1<<3 | 1<<6 | 1<<9 | 1<<12,
		1<<4 | 1<<8, 1<<4 | 1<<8 | 1<<12, 1 << 6, 1<<1 | 1<<4 | 1<<7, byDigits:
		return true
	}
	return n.breaks&^cnpFields == 0
}

// cnpEvidence checks the fields of thirteen digits.
func cnpEvidence(digits string, today civilDate) (patterns.CodeSet, bool) {
	if !cnpBirthAndCounty(digits, today) || digits[9:12] == "000" {
		return 0, false
	}
	sum := sumEvidence(patterns.CNP(digits))
	return patterns.SetOf(patterns.DateValid, patterns.CountyValid, sum), true
}

// cnpBirthAndCounty tells whether the date of birth exists, does not lie after
// today, and goes with the county.
func cnpBirthAndCounty(digits string, today civilDate) bool {
	county := number(digits[7:9])
	for _, century := range cnpCenturies(digits[0]) {
		born := civilDate{century + number(digits[1:3]), number(digits[3:5]), number(digits[5:7])}
		if century > 0 && born.real() && !born.after(today) && cnpCounty(county, born) {
			return true
		}
	}
	return false
}

// cnpCenturies gives the centuries of birth that a first digit stands for, 0
// for none: 1 and 2 the 1900s, 3 and 4 the 1800s, 5 and 6 the 2000s; 7, 8
// (residents) and 9 (foreigners) do not tell, so any of the three will do.
// Nobody has a 0.
func cnpCenturies(first byte) [3]int {
	switch first {
	case '1', '2':
		return [3]int{1900}
	case '3', '4':
		return [3]int{1800}
	case '5', '6':
		return [3]int{2000}
	case '7', '8', '9':
		return [3]int{2000, 1900, 1800}
	}
	return [3]int{}
}

// cnpCounty tells whether a county code has been issued for that date of birth.
// 47 and 48 are sectors of Bucharest that ended on 19 December 1979.
func cnpCounty(code int, born civilDate) bool {
	switch {
	case code == 47, code == 48:
		return !born.after(civilDate{1979, 12, 18})
	case code >= 1 && code <= 46, code == 51, code == 52, code == 70, code >= 80 && code <= 83:
		return true
	}
	return false
}
