package classifier

import (
	"fmt"

	"github.com/pecete/pecete/patterns"
)

// idCardDigits is the length of an identity card's number, which follows a
// series of two letters (model 1997 and 2009, and the older buletin).
const idCardDigits = 6

// idCardFinder finds the series and number of an identity card, the number of a
// card with a chip, and the machine readable zone of either. A series that is
// not on the list of issued ones is evidence against, no more: new ones are
// issued all the time.
type idCardFinder struct {
	// issued is indexed by the two letters.
	issued [26][26]bool
}

// newIDCardFinder takes the issued series from the detector's list
// "issued_series".
func newIDCardFinder(d *patterns.Detector) (finder, error) {
	f := &idCardFinder{}
	for _, s := range d.Lists["issued_series"] {
		letters, ok := seriesLetters(s)
		if !ok {
			return nil, fmt.Errorf("series %q in the list issued_series is not two letters", s)
		}
		f.issued[letters[0]-'a'][letters[1]-'a'] = true
	}
	if len(d.Lists["issued_series"]) == 0 {
		return nil, fmt.Errorf("the list issued_series is missing or empty")
	}
	return f, nil
}

func seriesLetters(s string) (letters [2]byte, ok bool) {
	if len(s) != 2 || !isLatin(s[0]) || !isLatin(s[1]) {
		return letters, false
	}
	return [2]byte{lowerByte(s[0]), lowerByte(s[1])}, true
}

// isLatin tells whether a folded byte is a letter from a to z.
func isLatin(b byte) bool { return isLetter(b) && b != otherLetter }

// find looks at the start of a digit run for the number of a card, and at the
// start of a word for a machine readable zone.
func (f *idCardFinder) find(v *view, at int) (sighting, bool) {
	if !isDigit(v.at(at)) {
		z, ok := readZone(v, at, mrzCard)
		return sighting{start: z.start, end: z.end, evidence: z.evidence()}, ok
	}
	if isDigit(v.at(at - 1)) {
		return sighting{}, false
	}
	if isLatin(v.at(at-1)) && isLatin(v.at(at-2)) {
		if z, ok := readSecondLine(v, at-2, mrzCard); ok {
			return sighting{start: z.start, end: z.end, evidence: z.evidence()}, true
		}
	}
	seen, ok := f.findNumber(v, at)
	if !ok || v.insideToken(seen.start, seen.end) {
		return sighting{}, false
	}
	return seen, true
}

// findNumber looks for a number with its series before it ("KX nr. 123456") or
// after it ("nr. 123456 seria KX"), or for the number of a card with a chip.
func (f *idCardFinder) findNumber(v *view, at int) (sighting, bool) {
	end, grouped, ok := readCardDigits(v, at)
	if !ok {
		return findChipNumber(v, at)
	}
	seen, ok := f.afterSeries(v, at, end)
	if !ok {
		seen, ok = f.beforeSeries(v, at, end)
	}
	if grouped {
		seen.evidence = seen.evidence.With(patterns.Grouped)
	}
	if ok && namesCardColumn(v.columnHead(seen.start, seen.end)) {
		seen.evidence = seen.evidence.With(patterns.ContextLabel)
	}
	return seen, ok
}

// readCardDigits reads six digits, unbroken or in equal groups, that are no
// piece of a longer number. Groups of two with a mark between are a date.
func readCardDigits(v *view, at int) (end int, grouped, ok bool) {
	size := v.countDigits(at)
	if size == 0 || idCardDigits%size != 0 {
		return 0, false, false
	}
	end = at + size
	for count := size; count < idCardDigits; count += size {
		b := v.at(end)
		if !isNumberSeparator(b) || size == 2 && b != ' ' || v.countDigits(end+1) != size {
			return 0, false, false
		}
		end += 1 + size
	}
	grouped = size < idCardDigits
	return end, grouped, !v.continuesNumber(end, grouped) && !v.unitFollows(end)
}

// countDigits counts the digits from at on, up to one more than a card has.
func (v *view) countDigits(at int) int {
	n := 0
	for n <= idCardDigits && isDigit(v.at(at+n)) {
		n++
	}
	return n
}

// continuesNumber tells whether what follows a number belongs to it: letters,
// decimals, another group. A slash may lead to the year of issue.
func (v *view) continuesNumber(end int, grouped bool) bool {
	switch b := v.at(end); b {
	case ',':
		return v.decimals(end + 1)
	case '.', '-', '+', ':':
		return isDigit(v.at(end + 1))
	case ' ':
		return grouped && isDigit(v.at(end+1))
	default:
		return isAlnum(b)
	}
}

// decimals tells whether the digits at a position may be those of an amount
// before them: three at most, and no date. Columns of a table may follow a
// number behind a comma, too.
func (v *view) decimals(at int) bool {
	const most = 3
	n := 0
	for n <= most && isDigit(v.at(at+n)) {
		n++
	}
	return n > 0 && n <= most && !(v.at(at+n) == '.' && isDigit(v.at(at+n+1))) && v.at(at+n) != '-'
}

// cardSeries is a series read from a view.
type cardSeries struct {
	start   int
	letters [2]byte
	// labelled tells that the word for series announces it, glued that nothing
	// stands between it and its number.
	labelled, glued bool
}

// afterSeries looks to the left of the number for its series, past the words
// that may stand between.
func (f *idCardFinder) afterSeries(v *view, at, end int) (sighting, bool) {
	numbered := false
	pos := at
	for range maxCardWords {
		w, ok := v.cardWordBefore(pos)
		if !ok {
			return sighting{}, false
		}
		text := v.lower[w.start:w.end]
		if isNumberWord(text) || isCardWord(text) {
			numbered = numbered || isNumberWord(text)
			pos = v.skipClosingTag(w.start)
			continue
		}
		s, ok := v.readSeries(w)
		s.glued = w.end == at
		if !ok || !numbered && (pos < at || !s.labelled && at-w.end > maxGap) {
			return sighting{}, false
		}
		return f.judge(v, s, sighting{start: s.start, end: end})
	}
	return sighting{}, false
}

// readSeries reads a series from the word left of a number: "kx", "seriakx",
// "kxnr", or the second letter of "k.x." after its label.
func (v *view) readSeries(w cardWord) (cardSeries, bool) {
	text := v.lower[w.start:w.end]
	s := cardSeries{start: w.start}
	switch {
	case len(text) == 1:
		first, ok := v.cardWordBefore(w.start)
		if !ok || first.end-first.start != 1 || w.start-first.end > 2 {
			return s, false
		}
		if !v.seriesLabelBefore(first.start) && !v.cardNamedBefore(first.start) {
			return s, false
		}
		return cardSeries{start: first.start, letters: [2]byte{v.lower[first.start], text[0]}, labelled: true}, true
	case len(text) == 7 && isSeriesWord(text[:5]):
		s.start, s.labelled = w.start+5, true
	case len(text) == 4 && isNumberWord(text[2:]), len(text) == 2:
		s.labelled = v.seriesLabelBefore(w.start)
	default:
		return s, false
	}
	s.letters = [2]byte{v.lower[s.start], v.lower[s.start+1]}
	return s, isLatin(s.letters[0]) && isLatin(s.letters[1])
}

// beforeSeries looks to the right of the number for its series, which must
// carry its label there, or follow at once where the label stands before the
// number ("numarul si seria: 123456 KX"), and no number of its own.
func (f *idCardFinder) beforeSeries(v *view, at, end int) (sighting, bool) {
	w, ok := v.cardWordAfter(end)
	if ok && isJoiningWord(v.lower[w.start:w.end]) {
		w, ok = v.cardWordAfter(w.end)
	}
	labelled := ok && isSeriesWord(v.lower[w.start:w.end])
	for step := 0; labelled && ok && step < maxCardWords; step++ {
		w, ok = v.cardWordAfter(w.end)
		if !isCardWord(v.lower[w.start:w.end]) {
			break
		}
	}
	if !ok || w.end-w.start != 2 || isDigit(v.at(w.end)) || v.numberFollows(w.end) {
		return sighting{}, false
	}
	labelled = labelled || w.start-end <= maxGap && v.upper(w.start) && v.seriesLabelBefore(at)
	letters := [2]byte{v.lower[w.start], v.lower[w.start+1]}
	if !labelled {
		return sighting{}, false
	}
	return f.judge(v, cardSeries{start: w.start, letters: letters, labelled: true}, sighting{start: at, end: w.end})
}

// judge decides whether two letters are a series, and adds the evidence. What
// is also an ordinary word needs capitals, its label, or no gap to its number.
func (f *idCardFinder) judge(v *view, s cardSeries, seen sighting) (sighting, bool) {
	capitals := v.upper(s.start)
	issued := f.issued[s.letters[0]-'a'][s.letters[1]-'a']
	text := s.letters[:]
	switch {
	case isCardWord(text) || isNumberWord(text):
		return sighting{}, false
	case !isTwoLetterWord(text):
	case s.labelled && (capitals || issued):
	case issued && (capitals || s.glued):
	default:
		return sighting{}, false
	}
	code := patterns.UnknownSeries
	if issued {
		code = patterns.IssuedSeries
	}
	seen.evidence = seen.evidence.With(code)
	if s.labelled {
		seen.evidence = seen.evidence.With(patterns.ContextLabel)
	}
	return seen, true
}
