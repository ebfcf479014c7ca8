package classifier

// street is a kind of street with its name and, where it follows directly, its
// number.
type street struct {
	start, end int
	word       addressWord
	// nameStart and nameEnd bound the name alone.
	nameStart, nameEnd int
	// number tells that a house number follows the name, labelled that it has
	// its word ("nr."), counted that the words behind it make it a quantity.
	number, labelled, counted bool
	// doctor tells that the kind is "dr.", which mostly is a title.
	doctor bool
	// capital tells that the name begins with a capital or a digit, dotted that
	// the kind is abbreviated with a dot, mixed that ordinary words are in it.
	capital, dotted, mixed bool
}

const (
	// maxNameWords is the most words in the name of a street.
	maxNameWords = 8
	// maxNameLength is the longest name, in folded characters.
	maxNameLength = 72
)

// readStreet reads a street whose kind stands at a position.
func (f *addressFinder) readStreet(v *view, at int) (street, bool) {
	word, end := f.words.at(v, at)
	if !word.isStreet() {
		return street{}, false
	}
	s := street{start: at, word: word, dotted: v.at(end) == '.', doctor: end-at == 2 && v.follows(at, "dr")}
	s.nameStart = kindEnd(v, end)
	if s.nameStart == end && isAlnum(v.at(end)) {
		return street{}, false
	}
	if !f.readSecondKind(v, &s) && !f.readName(v, &s) {
		return street{}, false
	}
	s.end = s.nameEnd
	f.readStreetNumber(v, &s)
	return s, !s.number || !f.isNumbered(v, s)
}

// readSecondKind reads a name that begins with another kind of street or what
// looks like one: "str. Calea Victoriei", "str. Al. I. Cuza".
func (f *addressFinder) readSecondKind(v *view, s *street) bool {
	word, end := f.words.at(v, s.nameStart)
	if !word.isStreet() {
		return false
	}
	second := *s
	second.nameStart = kindEnd(v, end)
	if second.nameStart == end || !isLetter(v.at(second.nameStart)) || f.beginsUnit(v, second.nameStart) || !f.readName(v, &second) {
		return false
	}
	*s = second
	return true
}

// kindEnd passes over what stands between a kind of street and its name.
func kindEnd(v *view, at int) int {
	const longest = 5
	i := at
	for i < at+longest {
		switch v.at(i) {
		case ' ', '.', ':', '"', '=', '\'':
			i++
		default:
			return i
		}
	}
	return i
}

// readName reads the words of a name and sets where it ends.
func (f *addressFinder) readName(v *view, s *street) bool {
	i := s.nameStart
	s.nameEnd = i
	s.capital = isAlnum(v.at(i)) && !isLetter(v.at(i)) || isLetter(v.at(i)) && v.upper(i)
	for words := 0; words < maxNameWords && i-s.nameStart < maxNameLength; words++ {
		end, ok := f.nameWord(v, s, i, words)
		if !ok {
			break
		}
		s.nameEnd = end
		next, more := f.nameGap(v, end)
		if !more {
			break
		}
		i = next
	}
	if s.nameEnd == s.nameStart {
		return false
	}
	s.nameEnd = f.nameTail(v, s.nameEnd)
	return true
}

// nameWord reads one word or one group of digits of a name.
func (f *addressFinder) nameWord(v *view, s *street, at, words int) (int, bool) {
	if isDigit(v.at(at)) {
		return f.nameDigits(v, s, at, words)
	}
	end := nameLetters(v, at)
	if end == at || end-at > maxWord {
		return at, false
	}
	if words > 0 && f.breaksName(v, at) || words == 0 && f.beginsUnit(v, at) {
		return at, false
	}
	role, _ := f.names.at(v, at)
	if v.upper(at) && role&roleStop != 0 && !s.capital {
		return at, false
	}
	if v.upper(at) {
		return end, true
	}
	particle := role&roleParticle != 0
	if role&roleStop != 0 && !particle || words == 0 && particle {
		return at, false
	}
	if s.capital && !particle && role&(roleMonth|roleTitle) == 0 {
		if s.mixed {
			return at, false
		}
		s.mixed = true
	}
	return end, true
}

// nameLetters passes over a word with the marks inside it: "Nord-Est", "D'Arg".
func nameLetters(v *view, at int) int {
	i := at
	for i < at+2*maxWord {
		c := v.at(i)
		inside := (c == '-' || c == '\'' || c == '`') && i > at && isLetter(v.at(i+1))
		if !isLetter(c) && !inside {
			break
		}
		i++
	}
	return i
}

// breaksName tells whether another part of an address begins within what could
// be a name.
func (f *addressFinder) breaksName(v *view, at int) bool {
	word, _ := f.words.unit(v, at)
	switch word {
	case streetWord:
		return true
	case townName, seatName, countyName, proseStreetWord, shortStreetWord:
		return false
	}
	return f.beginsPart(v, at)
}

// beginsUnit tells whether a numbered part stands where a name should begin.
func (f *addressFinder) beginsUnit(v *view, at int) bool {
	word, _ := f.words.unit(v, at)
	switch word {
	case numberWord, unnumberedWord, buildingWord, stairWord, floorWord, apartmentWord, intercomWord, sectorWord, sectorLetter, postalWord:
		return f.beginsPart(v, at)
	}
	return false
}

// nameDigits reads digits that belong to a name: "1 Decembrie 1918", "13
// Septembrie", "Revoluției din 1989", "Regimentul 11 Siret", "Eroilor 2 nr. 5".
func (f *addressFinder) nameDigits(v *view, s *street, at, words int) (int, bool) {
	n := digitsAt(v, at, 4)
	end := at + n
	if n > 4 {
		return at, false
	}
	if n <= 2 {
		if end, ok := f.dayAndMonth(v, at, end); ok {
			return end, true
		}
	}
	if n == 4 && yearLike(v, at) {
		return end, !isAlnum(v.at(end))
	}
	next := end
	for v.at(next) == ' ' {
		next++
	}
	if g, ok := f.gapAfter(v, end); ok && !g.stop && f.isNumberLabel(v, g.next) {
		return end, true
	}
	if n > 3 || next == end || !isLetter(v.at(next)) {
		return at, false
	}
	if words > 0 {
		return end, v.upper(next) && f.afterRegiment(v, s, at)
	}
	if f.beginsPart(v, next) && !f.isPlace(v, next) || f.names.has(v, next, roleStop|roleCounted) {
		return at, false
	}
	return end, v.upper(next) || lettersAt(v, next, 4) >= 4
}

// dayAndMonth reads "1 Decembrie", "16-22 Decembrie", "24 Ianuarie 1859".
func (f *addressFinder) dayAndMonth(v *view, at, end int) (int, bool) {
	if v.at(end) == '-' {
		if n := digitsAt(v, end+1, 2); n > 0 && n <= 2 {
			end += 1 + n
		}
	}
	i := end
	for i < end+2 && (v.at(i) == ' ' || v.at(i) == '.' || v.at(i) == '-') {
		i++
	}
	role, monthEnd := f.names.at(v, i)
	if role&roleMonth == 0 {
		return at, false
	}
	i = monthEnd
	if v.at(i) == ' ' {
		i++
	}
	if digitsAt(v, i, 4) == 4 && yearLike(v, i) && !isAlnum(v.at(i+4)) {
		return i + 4, true
	}
	return monthEnd, true
}

// yearLike tells whether four digits are a year that streets are named after.
func yearLike(v *view, at int) bool {
	return v.at(at) == '1' && (v.at(at+1) == '7' || v.at(at+1) == '8' || v.at(at+1) == '9')
}

// isNumberLabel tells whether "nr." and a number stand at a position.
func (f *addressFinder) isNumberLabel(v *view, at int) bool {
	word, end := f.words.at(v, at)
	return word == numberWord && isDigit(v.at(valueStart(v, end))) || word == unnumberedWord
}

// afterRegiment tells whether the word before a position is one that is
// numbered within a name.
func (f *addressFinder) afterRegiment(v *view, s *street, at int) bool {
	i := at - 1
	for i > s.nameStart && !isLetter(v.at(i)) {
		i--
	}
	for i > s.nameStart && isLetter(v.at(i-1)) {
		i--
	}
	return f.names.has(v, i, roleUnit)
}

// nameGap passes over what may stand between two words of a name.
func (f *addressFinder) nameGap(v *view, at int) (int, bool) {
	i := at
	if v.at(i) == '.' {
		if i++; !shortWordEnds(v, at) {
			return at, false
		}
	}
	if v.at(i) == ' ' {
		i++
	}
	if v.at(i) == ' ' {
		i++
	}
	if (v.at(i) == '-' || v.at(i) == '/') && v.at(i-1) == ' ' && v.at(i+1) == ' ' && isLetter(v.at(i+2)) && v.upper(i+2) {
		i += 2 // "Piața Libertății / Szabadság"
	}
	return i, isAlnum(v.at(i))
}

// nameTail passes over what can follow a name: a title behind a comma, a former
// name in brackets.
func (f *addressFinder) nameTail(v *view, at int) int {
	end := at
	if v.at(end) == '.' && v.at(end+1) == ',' { // "Diaconovici C., doctor"
		at++
	}
	if v.at(at) == ',' {
		next := at + 1
		if v.at(next) == ' ' {
			next++
		}
		if titled := f.titles(v, next); titled > next {
			end = titled
		}
	}
	if v.at(end) == ',' && v.at(end+1) == ' ' { // "Horea, Cloșca și Crișan"
		second := nameLetters(v, end+2)
		if second > end+2 && v.upper(end+2) && v.follows(second, " si ") && isLetter(v.at(second+4)) && v.upper(second+4) {
			end = nameLetters(v, second+4)
		}
	}
	if v.at(end) == ' ' && v.at(end+1) == '(' && (v.follows(end+2, "fost") || v.follows(end+2, "ex")) {
		const longest = 40
		for i := end + 2; i < end+longest && i < len(v.lower); i++ {
			if v.at(i) == ')' {
				return i + 1
			}
		}
	}
	return end
}

// titles passes over titles and ranks: "prof. dr. ing.". They count only where
// a number or another part follows.
func (f *addressFinder) titles(v *view, at int) int {
	i := at
	for range 4 {
		role, end := f.names.at(v, i)
		if role&roleTitle == 0 {
			break
		}
		if v.at(end) == '.' {
			end++
		}
		if g, ok := f.gapAfter(v, end); ok && (isDigit(v.at(g.next)) || f.beginsPart(v, g.next)) {
			return end
		}
		for i = end; i < end+2 && v.at(i) == ' '; {
			i++
		}
	}
	return at
}
