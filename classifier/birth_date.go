package classifier

import "github.com/pecete/pecete/patterns"

// birthDateFinder finds dates of birth: a word about birth, and a full date in
// its clause. It is anchored at the word, since dates are everywhere and births
// are not.
type birthDateFinder struct {
	cues  *termSet
	roles []birthRole
	links *termSet
	stops *termSet
	dates dateReader
}

// birthRole is how a word about birth goes with its date.
type birthRole uint8

const (
	// birthNear: the date may stand anywhere in the clause behind the word
	// ("născut în Cluj, pe 12 martie 1985").
	birthNear birthRole = 1 << iota
	// birthTight: only directly behind, because the word is short or has other
	// meanings ("n. 12.03.1985").
	birthTight
	// birthBehind: the date may stand before the word ("12.03.1985, data nașterii").
	birthBehind
	// birthParty: it may be the day of a party as well ("zi de naștere").
	birthParty
)

func newBirthDateFinder(d *patterns.Detector) (finder, error) {
	f := birthDateFinder{cues: newTermSet()}
	for _, r := range []struct {
		role birthRole
		list string
	}{{birthNear, "near"}, {birthTight, "tight"}, {birthBehind, "behind"}, {birthParty, "party"}} {
		if err := addRoles(f.cues, &f.roles, d, r.list, r.role); err != nil {
			return nil, err
		}
	}
	var err error
	if f.links, err = termsOf(d, "links"); err != nil {
		return nil, err
	}
	if f.stops, err = termsOf(d, "stops"); err != nil {
		return nil, err
	}
	if f.dates, err = newDateReader(d); err != nil {
		return nil, err
	}
	return f, nil
}

const (
	// birthReach is how far behind a word about birth its date may begin, in
	// folded characters, and birthBack how far before it may end.
	birthReach = 70
	birthBack  = 20
	// oldestLiving and oldestKnown are ages in years: few live beyond the first,
	// and beyond the second a date is history.
	oldestLiving = 105
	oldestKnown  = 150
)

// withoutDigits gives nothing: a date has a day and a year in digits.
func (f birthDateFinder) withoutDigits() (words, coded []string) { return nil, nil }

// find looks for the date that belongs to the word about birth at at. Evidence:
// CONTEXT_LABEL where the date stands right beside the word, CONTEXT_WORD where
// other words stand between them, NEGATIVE_CONTEXT where a death follows.
func (f birthDateFinder) find(v *view, at int) (sighting, bool) {
	if !isLetter(v.at(at)) || isLetter(v.at(at-1)) {
		return sighting{}, false
	}
	cue, ok := f.cues.longestAt(v.lower, at)
	if !ok || v.at(cue.end) == ']' { // "[DATA NAȘTERII]" is what redaction leaves
		return sighting{}, false
	}
	role := f.roles[cue.term]
	d, label, ok := f.dateAfter(v, cue, role)
	if !ok && role&birthBehind != 0 {
		d, label, ok = f.dateBefore(v, cue)
	}
	if !ok {
		return sighting{}, false
	}
	return f.weigh(v, cue, d, label)
}

// weigh gives the sighting for a date, or none where nobody who lives can have
// been born then.
func (f birthDateFinder) weigh(v *view, cue termHit, d writtenDate, label bool) (sighting, bool) {
	const (
		doubtful = -0.5
		likely   = -0.2
	)
	age := v.today.year - d.year
	if d.after(v.today) || age > oldestKnown || d.bare && !label || pieceOfToken(v, cue, d) {
		return sighting{}, false
	}
	seen := sighting{start: d.start, end: d.end, evidence: patterns.SetOf(patterns.DateValid, patterns.ContextWord)}
	if label {
		seen.evidence = patterns.SetOf(patterns.DateValid, patterns.ContextLabel)
	}
	role := f.roles[cue.term]
	switch {
	case age > oldestLiving:
		seen.adjust = doubtful
	case role&birthParty != 0 && age < 3:
		seen.adjust = doubtful
	case d.bare || d.short && role&birthNear == 0, role&birthTight != 0 && v.at(cue.start-1) == '(':
		seen.adjust = likely
	}
	if diedAfter(v, d.end) {
		seen.evidence = seen.evidence.With(patterns.NegativeContext)
	}
	return seen, true
}

// pieceOfToken tells whether a date is a piece of something longer that the word
// about birth is no part of.
func pieceOfToken(v *view, cue termHit, d writtenDate) bool {
	if isAlnum(v.at(d.start-1)) && d.start != cue.end || d.bare && isLetter(v.at(d.end)) {
		return true
	}
	return (isSpace(v.at(d.start-1)) || d.start < cue.start) && v.insideToken(d.start, d.end)
}

// dateAfter gives the first date behind the word, and whether only words that
// link the two stand between them.
func (f birthDateFinder) dateAfter(v *view, cue termHit, role birthRole) (d writtenDate, label, ok bool) {
	label = true
	reach := birthReach
	if role&(birthNear|birthParty) == 0 {
		reach = maxLabelGap
	}
	if cue.end == cue.start+1 && v.at(cue.end) != '.' { // "n." alone is an abbreviation
		return writtenDate{}, false, false
	}
	lines := 0
	for i := cue.end; i < cue.end+reach && i < len(v.lower); {
		b := v.lower[i]
		switch {
		case isDigit(b):
			d, ok := f.dates.read(v, i)
			return d, label, ok
		case isLetter(b):
			if d, ok := f.dates.read(v, i); ok {
				return d, label, true
			}
			if role&birthTight != 0 {
				return writtenDate{}, false, false
			}
			next, link, stop := f.word(v, i)
			if stop {
				return writtenDate{}, false, false
			}
			label = label && link
			i = next
			continue
		case b == '\n':
			lines++
		}
		if lines > 1 || b == '!' || b == '?' || sentenceEnds(v, i, cue.end) {
			return writtenDate{}, false, false
		}
		i++
	}
	return writtenDate{}, false, false
}

// word gives where the word at a position ends, whether it links a word about
// birth and its date, and whether what follows is another date.
func (f birthDateFinder) word(v *view, at int) (end int, link, stop bool) {
	if _, ok := f.stops.longestAt(v.lower, at); ok {
		return at, false, true
	}
	if hit, ok := f.links.longestAt(v.lower, at); ok {
		return hit.end, true, false
	}
	for end = at; isLetter(v.at(end)); end++ {
	}
	return end, false, false
}

// sentenceEnds tells whether a full stop that is not that of the word itself
// stands at a position, before a capital.
func sentenceEnds(v *view, at, wordEnd int) bool {
	return v.lower[at] == '.' && at > wordEnd && v.at(at+1) == ' ' && isLetter(v.at(at+2)) && v.upper(at+2)
}

// dateBefore gives the date that ends shortly before the word, with nothing but
// links and marks between them.
func (f birthDateFinder) dateBefore(v *view, cue termHit) (d writtenDate, label, ok bool) {
	end := cue.start
	for end > cue.start-birthBack && !isDigit(v.at(end-1)) {
		if b := v.at(end - 1); b == '\n' || b == ',' || b == ';' || b == '!' || b == '?' {
			return writtenDate{}, false, false
		}
		end--
	}
	if !isDigit(v.at(end-1)) || !f.onlyLinks(v, end, cue.start) {
		return writtenDate{}, false, false
	}
	const longest = 24
	for start := max(0, end-longest); start < end; start++ {
		if isAlnum(v.at(start - 1)) {
			continue
		}
		if d, ok := f.dates.read(v, start); ok && d.end == end {
			return d, true, true
		}
	}
	return writtenDate{}, false, false
}

func (f birthDateFinder) onlyLinks(v *view, start, end int) bool {
	for i := start; i < end; {
		if !isLetter(v.lower[i]) {
			i++
			continue
		}
		hit, ok := f.links.longestAt(v.lower[:end], i)
		if !ok {
			return false
		}
		i = hit.end
	}
	return true
}

// diedAfter tells whether a date of death follows, as in "(n. 3 mai 1920 – d. 2
// iunie 1990)" or "12.03.1920 - 02.06.1990".
func diedAfter(v *view, end int) bool {
	const reach = 40
	for i := end; i < end+reach && v.at(i) != '\n' && v.at(i) != ')' && v.at(i) != ';'; i++ {
		switch {
		case v.at(i) == 'd' && v.at(i+1) == '.' && !isAlnum(v.at(i-1)) && (isDigit(v.at(i+2)) || v.at(i+2) == ' ' && isDigit(v.at(i+3))):
			return true
		case v.at(i) == '-' && v.at(i-1) == ' ' && v.at(i+1) == ' ' && i == end+1 && isDigit(v.at(i+2)):
			return true
		}
	}
	return false
}
