package classifier

import "github.com/pecete/pecete/patterns"

// plateFinder finds vehicle registration plates.
type plateFinder struct {
	// counties are the codes of counties, "b" for Bucharest.
	counties map[string]bool
	// units are words of three letters that follow numbers in ordinary text.
	units map[string]bool
	// words are other such words, which plates in capitals may well spell.
	words map[string]bool
}

func newPlateFinder(d *patterns.Detector) (finder, error) {
	return plateFinder{
		counties: setOf(d.Lists["counties"]), units: setOf(d.Lists["units"]), words: setOf(d.Lists["words"]),
	}, nil
}

// plate is a plate read from a view, half-open in folded positions.
type plate struct {
	start, end int
	// before and after are what divides its parts, 0 if nothing does.
	before, after byte
	// digits is the digit run, tail the letters after it.
	digits, tail string
	// area is the letters before the digits.
	area string
}

// find looks for a plate whose digits are the run that starts at at: the code
// of a county, two digits (three in Bucharest) and three letters without Q, of
// which the first is not I or O; or a code and digits alone, as temporary,
// diplomatic and military plates have them. (Wikipedia, "Vehicle registration
// plates of Romania".)
func (f plateFinder) find(v *view, at int) (sighting, bool) {
	p, ok := readPlate(v, at)
	if !ok || v.insideToken(p.start, p.end) {
		return sighting{}, false
	}
	if p.tail == "" {
		evidence, ok := f.special(&p)
		return sighting{start: p.start, end: p.end, evidence: evidence}, ok
	}
	capitals := v.capitals(p.start, p.end)
	if !f.counties[p.area] || !p.usualDigits() || !plateLetters(p.tail) || f.reads(v, &p, capitals) {
		return sighting{}, false
	}
	if p.before != p.after && p.before != 0 && p.after != 0 {
		return sighting{}, false
	}
	evidence := patterns.SetOf(patterns.CountyValid)
	if len(p.digits) == 3 && (p.area != "b" || p.digits[0] == '0') { // given out in few counties, or mistyped
		evidence = evidence.With(patterns.UnknownSeries)
	} else if capitals && !f.words[p.tail] && p.before == p.after && (p.before == ' ' || p.before == '-') {
		evidence = evidence.With(patterns.Shape)
	}
	if v.columnNames(p.start, p.end, "auto", "inmatric", "masin", "vehicul", "plate", "placut") {
		evidence = evidence.With(patterns.ContextWord)
	}
	return sighting{start: p.start, end: p.end, evidence: evidence}, true
}

// inShortNumbers gives the codes of counties, without which a short number is no plate.
func (f plateFinder) inShortNumbers() (words, before []string) {
	for county := range f.counties {
		before = append(before, county)
	}
	return nil, before
}

// reads tells whether the letters read as a word after a number: a unit or a
// month, unless capitals and marks make a plate of them, or any other word in
// small letters that does not follow the word for number.
func (f plateFinder) reads(v *view, p *plate, capitals bool) bool {
	if capitals {
		return f.units[p.tail] && p.after == ' '
	}
	if f.units[p.tail] {
		return true
	}
	w, ok := v.cardWordBefore(p.start)
	return f.words[p.tail] && !(ok && isNumberWord(v.lower[w.start:w.end]))
}

// special judges a plate without letters after the digits: temporary ones (a
// county and 3 to 6 digits, the first 0 and the second not), diplomatic ones
// (CD, TC, CO and six digits) and those of the army and the police (A, MAI and
// five or more digits). They all need words that say so.
func (f plateFinder) special(p *plate) (patterns.CodeSet, bool) {
	n := len(p.digits)
	switch p.area {
	case "cd", "tc", "co":
		return patterns.SetOf(patterns.UnknownSeries), n == 6
	case "a", "mai":
		return patterns.SetOf(patterns.UnknownSeries), n >= 5 && n <= 7
	}
	temporary := n >= 3 && n <= 6 && p.digits[0] == '0' && p.digits[1] != '0'
	return patterns.SetOf(patterns.CountyValid, patterns.UnknownSeries), temporary && f.counties[p.area]
}

// readPlate reads letters, digits and, if there are any, three letters around
// the digit run that starts at at.
func readPlate(v *view, at int) (plate, bool) {
	const longest = 7
	if !isDigit(v.at(at)) || isDigit(v.at(at-1)) {
		return plate{}, false
	}
	end := at
	for end <= at+longest && isDigit(v.at(end)) {
		end++
	}
	last, before := at, byte(0)
	if b := v.at(at - 1); plateGap(b) {
		last, before = at-1, b
	}
	start := v.letterRun(last)
	if end-at > longest || end-at < 2 || last-start < 1 || last-start > 3 || isAlnum(v.at(start-1)) || tiedBefore(v, start) {
		return plate{}, false
	}
	p := plate{
		start: start, before: before, area: v.textBetween(start, last),
		digits: v.textBetween(at, end), end: end,
	}
	p.readTail(v)
	return p, !isAlnum(v.at(p.end)) && v.at(p.end) != '_' && !(tightMark(v.at(p.end)) && isDigit(v.at(p.end+1)))
}

// readTail reads the three letters after the digits.
func (p *plate) readTail(v *view) {
	const letters = 3
	from, after := p.end, byte(0)
	if b := v.at(from); plateGap(b) {
		from, after = from+1, b
	}
	if wordEnd(v.lower, min(from, len(v.lower))) == from+letters && !isDigit(v.at(from+letters)) {
		p.tail, p.after, p.end = string(v.lower[from:from+letters]), after, from+letters
	}
}

// plateGap tells whether a byte can divide the parts of a plate.
func plateGap(b byte) bool { return b == ' ' || b == '-' || b == '.' }

// tiedBefore tells whether a mark ties what begins at a position to a word or
// number before it.
func tiedBefore(v *view, start int) bool {
	b := v.at(start - 1)
	return b == '_' || b == '@' || b == '#' || (b == '-' || b == '.' || b == '/') && isAlnum(v.at(start-2))
}

// usualDigits tells whether digits are those of an ordinary plate: 01 to 99, or
// 100 to 999. Two digits of Bucharest are also typed as three.
func (p *plate) usualDigits() bool {
	if len(p.digits) == 3 && p.digits[0] == '0' {
		return p.area == "b" && p.digits[1:] != "00"
	}
	return len(p.digits) == 2 && p.digits != "00" || len(p.digits) == 3
}

// plateLetters tells whether three letters can end a plate.
func plateLetters(tail string) bool {
	for i := range len(tail) {
		if tail[i] == 'q' || tail[i] == otherLetter {
			return false
		}
	}
	return tail[0] != 'i' && tail[0] != 'o'
}

// capitals tells whether all letters between two positions are capitals.
func (v *view) capitals(from, to int) bool {
	for i := from; i < to; i++ {
		if isLetter(v.lower[i]) && !v.upper(i) {
			return false
		}
	}
	return true
}
