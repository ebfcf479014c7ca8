package classifier

import "github.com/pecete/pecete/patterns"

// The number of a card with a chip, issued since 2021, has up to nine
// characters (ICAO Doc 9303 part 5). No public source gives its form; seen most
// are two letters and seven digits.
const (
	chipShortest = 8
	chipLongest  = 9
	chipLetters  = 2
)

// findChipNumber looks for the number of a card with a chip whose digits begin
// at at: letters, if any, then digits, nine characters or one less. It counts
// only right behind a label; unless it has the usual form the label must name
// that kind of card.
func findChipNumber(v *view, at int) (sighting, bool) {
	end := at
	for end <= at+chipLongest && isDigit(v.at(end)) {
		end++
	}
	if end-at < chipShortest-chipLetters {
		return sighting{}, false
	}
	start := v.chipStart(at)
	length, usual := end-start, at-start == chipLetters && end-at == chipLongest-chipLetters
	if start < at && v.lower[at-1] == ' ' { // "RO 1234567"
		length--
		usual = length == chipLongest
	}
	if length < chipShortest || length > chipLongest || isAlnum(v.at(start-1)) || v.continuesNumber(end, false) {
		return sighting{}, false
	}
	card, chip := v.cardLabelBefore(start)
	if !chip && !(usual && card) {
		return sighting{}, false
	}
	return sighting{start: start, end: end, evidence: patterns.SetOf(patterns.NewFormat, patterns.ContextLabel)}, true
}

// chipStart gives where the letters before a number's digits begin, which touch
// them or stand a space before them in capitals; it is at if there are none.
func (v *view) chipStart(at int) int {
	start := at
	for start > at-chipLetters && isLatin(v.at(start-1)) {
		start--
	}
	if start < at || v.at(at-1) != ' ' {
		return start
	}
	w, ok := v.cardWordBefore(at)
	if !ok || w.end != at-1 || w.end-w.start != chipLetters || !v.upper(w.start) {
		return at
	}
	if text := v.lower[w.start:w.end]; isNumberWord(text) || isCardWord(text) {
		return at
	}
	return w.start
}
