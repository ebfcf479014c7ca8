package classifier

import (
	"fmt"

	"github.com/pecete/pecete/patterns"
)

// cardFinder looks for payment card numbers by the ranges of their issuers. Its
// facts are the detector's lists.
type cardFinder struct {
	// issuers are indexed by the first digit of their numbers.
	issuers [10][]cardIssuer
	// tests are numbers that issuers and processors publish for tests.
	tests  map[string]bool
	labels *termSet
}

// newCardFinder reads the lists issuers, rare_issuers, tests and labels.
func newCardFinder(d *patterns.Detector) (finder, error) {
	labels, err := termsOf(d, "labels")
	if err != nil {
		return nil, err
	}
	f := cardFinder{tests: lowerSet(d.Lists["tests"]), labels: labels}
	for _, list := range []string{"issuers", "rare_issuers"} {
		for _, entry := range d.Lists[list] {
			issuers, err := parseIssuer(entry, list == "rare_issuers")
			if err != nil {
				return nil, fmt.Errorf("lists.%s: %w", list, err)
			}
			for _, issuer := range issuers {
				f.issuers[issuer.first] = append(f.issuers[issuer.first], issuer)
			}
		}
	}
	if len(d.Lists["issuers"]) == 0 {
		return nil, fmt.Errorf("the finder needs ranges in lists.issuers")
	}
	return f, nil
}

// shortestGroup is the fewest digits a card number in a row of numbers begins
// with: none is printed in smaller groups, and long rows of small ones are lists.
const shortestGroup = 3

// cardLengths gives the lengths tried, the usual ones first, so that what
// follows a number ("4111 1111 1111 1111 123") is not taken into it.
func cardLengths() [cardLongest - cardShortest + 1]int {
	return [...]int{16, 15, 14, 19, 18, 17, 13, 12}
}

// find sees a card number whose first digit is the start of a digit run at at:
// in an issuer's range, with a length of that issuer, and right by the Luhn
// formula. One random number in ten passes the formula, so what has an unusual
// length, grouping or range is marked as a mere shape, which the detector
// reports only in context.
func (f cardFinder) find(v *view, at int) (sighting, bool) {
	if c := v.at(at); c < '1' || c > '9' || v.amidGroups(at, shortestGroup) {
		return sighting{}, false
	}
	var groups digitGroups
	if !groups.read(v, at, cardLongest) || groups.count < cardShortest {
		return sighting{}, false
	}
	for _, length := range cardLengths() {
		if length > groups.count || groups.ends[length] == 0 {
			continue
		}
		issuer, ok := f.issuer(string(groups.digits[:length]))
		if !ok || !patterns.Luhn(string(groups.digits[:length])) {
			continue
		}
		n, _ := groups.numeral(length)
		if !n.mixed() && !n.gluedAfter(v) && f.standsAlone(v, n) && !v.keyedOtherwise(at) {
			if f.inGrid(v, n) {
				issuer.rare = true
			}
			return sighting{start: at, end: n.end, evidence: f.evidence(v, n, issuer)}, true
		}
	}
	return sighting{}, false
}

// issuer gives the issuer whose range and length a number has; one whose range
// says much goes before a rare one.
func (f cardFinder) issuer(digits string) (cardIssuer, bool) {
	var found cardIssuer
	ok := false
	for _, issuer := range f.issuers[digits[0]-'0'] {
		if issuer.lengths&(1<<len(digits)) == 0 {
			continue
		}
		if prefix := number(digits[:issuer.width]); prefix < issuer.from || prefix > issuer.to {
			continue
		}
		if !ok || found.rare && !issuer.rare {
			found, ok = issuer, true
		}
	}
	return found, ok
}

// standsAlone tells whether the number is not a piece of something longer. Right
// behind its label it may touch letters and stand in a longer token; a card's
// date and code may follow in the same separators.
func (f cardFinder) standsAlone(v *view, n numeral) bool {
	if f.joined(v, n) {
		return false
	}
	if !n.gluedBefore(v) && !v.insideToken(n.start, n.end) {
		return true
	}
	return v.labelledAs(f.labels, n.start, n.end)
}

// joined tells whether groups of digits beside the number belong to it, unless
// they are a second card's or what is printed below the number.
func (f cardFinder) joined(v *view, n numeral) bool {
	another := func(m numeral) bool {
		_, ok := f.issuer(m.digits)
		return ok && patterns.Luhn(m.digits)
	}
	if !n.joined(v, another) {
		return false
	}
	return n.continues(v) || !usualCardGroups(n) || !f.endsCard(v, n)
}

// endsCard tells whether the group of digits after a number in groups is no
// fifth group of four, but may be a code or an expiry date, with or without a
// code behind it.
func (f cardFinder) endsCard(v *view, n numeral) bool {
	first, last := v.nextGroup(n.end)
	if last-first != 4 {
		return last-first < 4
	}
	month := number(string(v.lower[first : first+2]))
	first, last = v.nextGroup(last)
	return month >= 1 && month <= 12 && last-first < 4
}

// nextGroup gives the group of digits, at most cardLongest, that a separator
// divides from at; it is empty if there is none.
func (v *view) nextGroup(at int) (start, end int) {
	start, ok := v.skipSeparator(at)
	if !ok {
		return at, at
	}
	end = start
	for end < start+cardLongest && isDigit(v.at(end)) {
		end++
	}
	return start, end
}

// usualCardGroups tells whether a number is in the groups that cards print.
func usualCardGroups(n numeral) bool {
	if n.dividedBy("/_\x02") {
		return false
	}
	const fours = 1<<4 | 1<<8 | 1<<12
	switch len(n.digits) {
	case 14, 15:
		return n.breaks == 1<<4|1<<10 || n.breaks == fours
	case 16:
		return n.breaks == fours
	case 17, 18, 19:
		return n.breaks == fours|1<<16
	}
	return false
}

// evidence weighs a number with a right sum and an issuer's range.
func (f cardFinder) evidence(v *view, n numeral, issuer cardIssuer) patterns.CodeSet {
	evidence := patterns.SetOf(patterns.ChecksumValid, patterns.IssuerRange)
	usual := usualCardGroups(n)
	if usual {
		evidence = evidence.With(patterns.Grouped)
	}
	if v.expiresAfter(n.end) {
		evidence = evidence.With(patterns.ContextWord)
	}
	if f.tests[n.digits] {
		return evidence.With(patterns.TestNumber)
	}
	unbroken := n.groups == 1 && (len(n.digits) == 15 || len(n.digits) == 16)
	if issuer.rare || !usual && !unbroken {
		evidence = evidence.With(patterns.Shape)
	}
	return evidence
}
