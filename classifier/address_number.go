package classifier

// Numbers and codes as they stand behind the words of an address. Every reader
// takes the position where the value begins and gives the position after it.

// valueStart passes over what may stand between a word and its value: "nr. 5",
// "Nr.: 5", "bl-5", `bl. "5"`. Values do not begin on another line.
func valueStart(v *view, at int) int {
	const longest = 5
	i := at
	if v.at(i) == ',' && isAlnum(v.at(i+1)) && v.at(i-1) != ' ' { // "nr,5" for "nr.5"
		return i + 1
	}
	for i < at+longest {
		switch v.at(i) {
		case ' ', '.', ':', '=', '-', '#', '"', '\'', '*':
			i++
		default:
			return i
		}
	}
	return i
}

// digitsAt counts the digits at a position, up to limit+1.
func digitsAt(v *view, at, limit int) int {
	n := 0
	for n <= limit && isDigit(v.at(at+n)) {
		n++
	}
	return n
}

// lettersAt counts the letters at a position, up to limit+1.
func lettersAt(v *view, at, limit int) int {
	n := 0
	for n <= limit && isLetter(v.at(at+n)) {
		n++
	}
	return n
}

// maxHouseDigits is the most digits a house number has: villages number their
// houses through, and some have more than a thousand.
const maxHouseDigits = 4

// houseNumber reads "12", "12A", "12 bis", "12-14", "12/3", "2-4 A". A law's
// number ("55/2025", "3.201", "5 din 2004") is none.
func (f *addressFinder) houseNumber(v *view, at int) (int, bool) {
	n := digitsAt(v, at, maxHouseDigits)
	if n == 0 || n > maxHouseDigits || v.at(at) == '0' {
		return at, false
	}
	end := f.numberSuffix(v, at+n)
	for range 2 {
		next, ok := f.numberRange(v, end)
		if !ok {
			break
		}
		end = next
	}
	return end, f.endsNumber(v, end)
}

// numberSuffix passes over the letters of a number: "A", " A", "bis", " bis".
func (f *addressFinder) numberSuffix(v *view, at int) int {
	if n := lettersAt(v, at, 3); n > 0 {
		if n == 3 && isSuffixWord(v, at) || n <= 2 && !f.beginsPart(v, at) {
			return at + n
		}
		return at
	}
	if v.at(at) != ' ' {
		return at
	}
	n := lettersAt(v, at+1, 3)
	switch {
	case n == 3 && isSuffixWord(v, at+1):
		return at + 4
	case n == 1 && f.loneLetter(v, at+1):
		return at + 2
	}
	return at
}

// loneLetter tells whether a letter behind a space belongs to the number before
// it: "12 A, bl. 3", "12 a bl 3", but not "12 a venit".
func (f *addressFinder) loneLetter(v *view, at int) bool {
	if isAlnum(v.at(at + 1)) {
		return false
	}
	if v.upper(at) {
		return !f.goesOn(v, at+1)
	}
	switch next := v.at(at + 1); next {
	case ',', '\n', '.', ';', '!':
		return true
	case ' ', '/':
		return !isAlnum(v.at(at+2)) || f.beginsPart(v, at+2)
	}
	return false
}

// goesOn tells whether a single letter is the beginning of more: an initial
// ("A. Pacha") or an abbreviation ("B-dul").
func (f *addressFinder) goesOn(v *view, at int) bool {
	switch v.at(at) {
	case '-', '/', '\'':
		return isAlnum(v.at(at+1)) && !f.beginsPart(v, at+1)
	case '.':
		return isLetter(v.at(at + 1))
	}
	return false
}

func isSuffixWord(v *view, at int) bool {
	word := string(v.lower[at : at+3])
	return word == "bis" || word == "ter"
}

// numberRange passes over the second half of "12-14", "12 - 14", "12/3", "1-T",
// "12A-B".
func (f *addressFinder) numberRange(v *view, at int) (int, bool) {
	i := at
	if v.at(i) == ' ' && v.at(i+1) == '-' {
		i++
	}
	switch v.at(i) {
	case '-', '/', '&':
		i++
	default:
		return at, false
	}
	if v.at(i) == ' ' && v.at(i-2) == ' ' {
		i++
	}
	if n := digitsAt(v, i, maxHouseDigits); n > 0 && n < maxHouseDigits {
		return f.numberSuffix(v, i+n), true
	}
	if lettersAt(v, i, 1) == 1 && !isDigit(v.at(i+1)) {
		return i + 1, true
	}
	return at, false
}

// endsNumber tells whether a house number can end at a position: not inside a
// longer number, a time, an amount or a citation.
func (f *addressFinder) endsNumber(v *view, at int) bool {
	next := v.at(at)
	switch {
	case isDigit(next), next == '%', next == '_', next == '@', next == '$', next == '+':
		return false
	case isLetter(next):
		return f.beginsPart(v, at)
	case next == '.' || next == ',' || next == ':' || next == '/' || next == '-':
		return !isDigit(v.at(at + 1))
	case next == ' ':
		return !v.follows(at+1, "din ") || !isDigit(v.at(at+5))
	}
	return true
}

// follows tells whether the folded text goes on with words.
func (v *view) follows(at int, words string) bool {
	return at >= 0 && at+len(words) <= len(v.lower) && string(v.lower[at:at+len(words)]) == words
}

// maxCode is the longest code of a block or stairwell, in folded characters.
const maxCode = 12

// unitCode reads the code of a block: "12", "C2", "M5A", "K19-K22", "F3 C",
// "D 12", "PB-12", "A", or a block's name in capitals ("Turn").
func (f *addressFinder) unitCode(v *view, at int) (int, bool) {
	end, ok := f.codePiece(v, at)
	if !ok {
		return f.unitName(v, at)
	}
	if end == at+1 && isLetter(v.lower[at]) && !v.upper(at) && !f.loneLetter(v, at) && v.at(end) != '/' {
		return at, false // "blocul a fost zugrăvit"
	}
	for end-at < maxCode {
		i := end
		switch v.at(i) {
		case '-', '/', '+':
			i++
		case ' ':
			if i++; !f.spacedPiece(v, at, end, i) {
				return end, f.endsCode(v, end)
			}
		case '.':
			if i++; !isDigit(v.at(i)) {
				return end, f.endsCode(v, end)
			}
		default:
			return end, f.endsCode(v, end)
		}
		next, ok := f.codePiece(v, i)
		if !ok || f.beginsPart(v, i) {
			return end, f.endsCode(v, end)
		}
		end = next
	}
	return end, f.endsCode(v, end)
}

// codePiece reads up to three letters and up to four digits in any order, or a
// suffix word.
func (f *addressFinder) codePiece(v *view, at int) (int, bool) {
	i := at
	n := lettersAt(v, i, 3)
	if n == 3 && isSuffixWord(v, i) {
		return i + 3, true
	}
	if n > 3 || n == 0 && digitsAt(v, i, 4) > 4 {
		return at, false
	}
	i += n
	d := digitsAt(v, i, 4)
	if d > 4 || n+d == 0 || d == 0 && n > 1 && !v.upper(at) {
		return at, false
	}
	i += d
	if d > 0 {
		m := lettersAt(v, i, 3)
		if m == 3 && isSuffixWord(v, i) {
			return i + m, true
		}
		if m > 0 && m <= 2 && !f.beginsPart(v, i) {
			i += m
			i += min(digitsAt(v, i, 2), 2)
		}
	}
	return i, true
}

// spacedPiece tells whether the piece behind a space belongs to the code: a
// single letter behind digits ("F3 C") or digits behind letters ("D 12").
func (f *addressFinder) spacedPiece(v *view, start, end, at int) bool {
	if lettersAt(v, at, 1) == 1 {
		return isDigit(v.at(end-1)) && f.loneLetter(v, at)
	}
	if v.follows(at, "bis") && !isLetter(v.at(at+3)) {
		return true
	}
	return isLetter(v.at(end-1)) && end-start <= 2 && isDigit(v.at(at)) && digitsAt(v, at, 3) <= 3
}

// unitName reads a block's name: a word that begins with a capital and ends
// where the next part of an address or a clause begins.
func (f *addressFinder) unitName(v *view, at int) (int, bool) {
	n := lettersAt(v, at, maxWord)
	if n < 3 || n > maxWord || !v.upper(at) || f.beginsPart(v, at) {
		return at, false
	}
	end := at + n
	switch v.at(end) {
	case ',', '\n', ';', '/':
		return end, true
	case ' ':
		if d := digitsAt(v, end+1, 3); d > 0 && d <= 3 { // "bloc Salcâmilor 2"
			end += 1 + d
			return end, f.endsCode(v, end)
		}
		return end, f.beginsPart(v, end+1)
	}
	return at, false
}

// sectionCode reads the code of a house, plot or room: "2", "B", "C1".
func (f *addressFinder) sectionCode(v *view, at int) (int, bool) {
	if isLetter(v.at(at)) && !v.upper(at) {
		return at, false
	}
	end, ok := f.codePiece(v, at)
	return end, ok && end-at <= 5 && f.endsCode(v, end)
}

func (f *addressFinder) endsCode(v *view, at int) bool {
	switch next := v.at(at); {
	case isLetter(next):
		return f.beginsPart(v, at)
	case next == '.' || next == ',' || next == ':':
		return !isDigit(v.at(at+1)) || next == ','
	case isDigit(next), next == '%', next == '@', next == '_':
		return false
	}
	return true
}

// stairCode reads "1", "A", "B1", "II".
func (f *addressFinder) stairCode(v *view, at int) (int, bool) {
	end := at + min(lettersAt(v, at, 3), 3)
	if end-at > 1 && !isRoman(v, at, end) && !isDigit(v.at(end)) {
		return at, false
	}
	if n := digitsAt(v, end, 2); n > 2 {
		return at, false
	} else if n > 0 {
		end += n
		if m := lettersAt(v, end, 1); m == 1 && !f.beginsPart(v, end) {
			end++
		}
	}
	if end == at || end == at+1 && isLetter(v.lower[at]) && !v.upper(at) && !f.loneLetter(v, at) && !stairLetter(v, at) {
		return at, false
	}
	if v.at(end) == '.' && isLetter(v.at(end+1)) && !f.beginsPart(v, end+1) {
		return at, false
	}
	return end, f.endsCode(v, end)
}

// stairLetter tells whether a small letter before a space names a stairwell and
// is no word: "scara b si urci".
func stairLetter(v *view, at int) bool {
	c := v.at(at)
	return c >= 'b' && c <= 'h' && c != 'e' && v.at(at+1) == ' '
}

// floorCode reads "3", "IV", "P", "parter", "mansarda", "unu".
func (f *addressFinder) floorCode(v *view, at int) (int, bool) {
	if n := digitsAt(v, at, 2); n > 0 && n <= 2 {
		return at + n, f.endsCode(v, at+n)
	}
	n := lettersAt(v, at, 9)
	switch word := string(v.lower[at : at+n]); word {
	case "p", "m", "d", "parter", "mansarda", "demisol", "mezanin", "intai", "unu", "doi", "trei", "patru", "cinci",
		"sase", "sapte", "opt", "noua", "zece":
		return at + n, f.endsCode(v, at+n)
	}
	return at + n, n > 0 && isRoman(v, at, at+n) && f.endsCode(v, at+n)
}

// apartmentCode reads "14", "14A", "12-13", "A".
func (f *addressFinder) apartmentCode(v *view, at int) (int, bool) {
	n := digitsAt(v, at, 4)
	if n == 0 {
		ok := lettersAt(v, at, 1) == 1 && v.upper(at) && v.at(at+1) != '.'
		return at + 1, ok && f.endsCode(v, at+1)
	}
	if n > 4 {
		return at, false
	}
	end := f.numberSuffix(v, at+n)
	if next, ok := f.numberRange(v, end); ok {
		end = next
	}
	return end, f.endsCode(v, end)
}

// intercomCode reads "14", "14C", "014#25".
func (f *addressFinder) intercomCode(v *view, at int) (int, bool) {
	n := digitsAt(v, at, 5)
	if n == 0 || n > 5 {
		return at, false
	}
	end := at + n
	if c := v.at(end); c == 'c' || c == '#' || c == '*' || c == 'k' {
		end++
		end += min(digitsAt(v, end, 5), 5)
	}
	return end, f.endsCode(v, end)
}

// sectorCode reads one of the six sectors of Bucharest (Law 2/1968).
func (f *addressFinder) sectorCode(v *view, at int) (int, bool) {
	if c := v.at(at); c < '1' || c > '6' {
		return at, false
	}
	return at + 1, f.endsCode(v, at+1) && v.at(at+1) != '/' && v.at(at+1) != '-'
}

// isRoman tells whether letters are a small Roman numeral.
func isRoman(v *view, start, end int) bool {
	for i := start; i < end; i++ {
		if c := v.at(i); c != 'i' && c != 'v' && c != 'x' {
			return false
		}
	}
	return end > start
}
