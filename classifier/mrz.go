package classifier

import "github.com/pecete/pecete/patterns"

// How the first line of a Romanian machine readable zone begins; '?' stands for
// any letter or a filler (ICAO Doc 9303 part 5 for cards of three lines, part 6
// for cards of two, part 4 for passports).
const (
	mrzCard     = "idrou"
	mrzPassport = "p?rou"
)

const (
	// mrzNumber is the length of the document number with its fillers.
	mrzNumber = 9
	// mrzLongest is the longest line of a zone, that of a passport.
	mrzLongest = 44
	// mrzWhole is the longest zone, that of a card of three lines.
	mrzWhole = 90
	// mrzBreak is the longest white space between two lines of a zone.
	mrzBreak = 4
)

// zone is a machine readable zone, or what a message quotes of one, half-open in
// folded positions.
type zone struct {
	start, end int
	// width is the longest its lines can be.
	width int
	// right and wrong count the check digits that could be tried.
	right, wrong int
}

// evidence tells what the check digits say; a zone without any has its shape
// alone to speak for it.
func (z *zone) evidence() patterns.CodeSet {
	switch {
	case z.wrong > 0:
		return patterns.SetOf(patterns.Shape, patterns.ChecksumInvalid)
	case z.right > 0:
		return patterns.SetOf(patterns.ReadingCheck)
	}
	return patterns.SetOf(patterns.Shape)
}

// readZone reads a zone whose first line begins at at, with the lines that
// follow it.
func readZone(v *view, at int, begins string) (zone, bool) {
	if isMRZ(v.at(at-1)) || !startsMRZ(v, at, begins) {
		return zone{}, false
	}
	z := zone{start: at, width: v.mrzWidth(at)}
	z.end = v.mrzEnd(at, z.width)
	body := at + len(begins)
	if begins == mrzCard && v.mrzHasDigit(body, body+mrzNumber) {
		ok := z.readCard(v, body)
		return z, ok
	}
	if z.width == 0 || !v.mrzHasName(body, z.end) {
		return zone{}, false
	}
	if next, ok := v.mrzNext(z.end); ok {
		z.readNumberLine(v, next)
	}
	return z, true
}

// readSecondLine reads a zone by the second of its two lines, which begins at
// at, with the first where it is there.
func readSecondLine(v *view, at int, begins string) (zone, bool) {
	if isMRZ(v.at(at - 1)) {
		return zone{}, false
	}
	if first, ok := v.mrzPrevious(at); ok {
		if z, ok := readZone(v, first, begins); ok && z.end > at {
			return z, true
		}
	}
	z := zone{start: at, width: v.mrzWidth(at)}
	ok := z.readNumberLine(v, at)
	return z, ok
}

// readNumberLine takes the second of two lines into the zone: number, check
// digit, nationality, and as far as they follow birth and expiry, each with its
// check digit and the sex between them.
func (z *zone) readNumberLine(v *view, at int) bool {
	nation := at + mrzNumber + 1
	end := v.mrzEnd(at, z.width)
	if end < nation+3 || string(v.lower[nation:nation+3]) != "rou" ||
		!isDigit(v.lower[nation-1]) || !v.mrzHasDigit(at, nation-1) {
		return false
	}
	z.end = end
	z.try(v, at, nation)
	z.tryDates(v, nation+3)
	return true
}

// readCard takes the three lines of a card into the zone: the first holds the
// number, which begins at number, the second the dates and the third the name.
func (z *zone) readCard(v *view, number int) bool {
	check := number + mrzNumber
	if z.end <= check || !isDigit(v.lower[check]) {
		return false
	}
	z.try(v, number, check+1)
	next, ok := v.mrzNext(z.end)
	if !ok || !v.allDigits(next, next+7) {
		return true
	}
	z.tryDates(v, next)
	z.end = v.mrzEnd(next, z.width)
	if next, ok = v.mrzNext(z.end); ok && v.mrzHasName(next, v.mrzEnd(next, z.width)) {
		z.end = v.mrzEnd(next, z.width)
	}
	return true
}

// tryDates tries the check digits of birth and expiry, which stand with the sex
// between them from at on.
func (z *zone) tryDates(v *view, at int) {
	if !v.allDigits(at, at+7) {
		return
	}
	z.try(v, at, at+7)
	if v.allDigits(at+8, at+15) {
		z.try(v, at+8, at+15)
	}
}

// try counts a field as right or wrong by its check digit, its last character.
func (z *zone) try(v *view, start, end int) {
	if patterns.ICAO9303(string(v.lower[start:end])) {
		z.right++
		return
	}
	z.wrong++
}

// startsMRZ tells whether the text at at begins as a first line does.
func startsMRZ(v *view, at int, begins string) bool {
	for i := range len(begins) {
		b := v.at(at + i)
		if begins[i] == '?' && (isLetter(b) || b == '<') {
			continue
		}
		if b != begins[i] {
			return false
		}
	}
	return true
}

// isMRZ tells whether a folded byte can stand in a machine readable zone.
func isMRZ(b byte) bool { return isAlnum(b) || b == '<' }

// mrzWidth gives the longest a line can be in the zone that begins at at. Lines
// that were joined without a break are told apart by the length of the whole. It
// is 0 where the text runs on for longer than any zone.
func (v *view) mrzWidth(at int) int {
	switch length := v.mrzEnd(at, mrzWhole+1) - at; {
	case length > mrzWhole:
		return 0
	case length == 3*30:
		return 30
	case length == 2*36:
		return 36
	}
	return mrzLongest
}

// mrzEnd gives the end of the line that begins at at, at most width characters
// on.
func (v *view) mrzEnd(at, width int) int {
	end := at
	for end < at+width && isMRZ(v.at(end)) {
		end++
	}
	return end
}

// mrzNext gives the start of the line that follows one that ends at end.
func (v *view) mrzNext(end int) (int, bool) {
	next := end
	for next < end+mrzBreak && isSpace(v.at(next)) {
		next++
	}
	return next, isMRZ(v.at(next))
}

// mrzPrevious gives the start of the line that ends before the one at at.
func (v *view) mrzPrevious(at int) (int, bool) {
	end := at
	for end > at-mrzBreak && isSpace(v.at(end-1)) {
		end--
	}
	start := end
	for start > end-mrzLongest && isMRZ(v.at(start-1)) {
		start--
	}
	return start, start < end
}

// mrzHasName tells whether the part holds a name: letters and fillers only, with
// the double filler that divides surname and given names.
func (v *view) mrzHasName(start, end int) bool {
	double := false
	for i := start; i < end; i++ {
		if isDigit(v.lower[i]) {
			return false
		}
		double = double || i > start && v.lower[i] == '<' && v.lower[i-1] == '<'
	}
	return double && isLetter(v.at(start))
}

func (v *view) mrzHasDigit(start, end int) bool {
	for i := start; i < end; i++ {
		if isDigit(v.at(i)) {
			return true
		}
	}
	return false
}

// allDigits tells whether the part holds nothing but digits.
func (v *view) allDigits(start, end int) bool {
	for i := start; i < end; i++ {
		if !isDigit(v.at(i)) {
			return false
		}
	}
	return true
}
