package classifier

// The number of a house behind the name of its street, with its word ("nr.") or
// bare.

// readStreetNumber reads the number that follows a name.
func (f *addressFinder) readStreetNumber(v *view, s *street) {
	g, ok := f.gapAfter(v, s.nameEnd)
	if !ok {
		return
	}
	if word, end := f.words.at(v, g.next); word == numberWord || word == unnumberedWord {
		if end, ok := f.labelledNumber(v, word, end); ok {
			s.end, s.number, s.labelled = end, true, true
		}
		return
	}
	if g.line || g.stop && !f.endsInitial(v, s.nameEnd) || g.linked || g.paren {
		return
	}
	s.end, s.counted, s.number = f.bareNumber(v, g.next, s.nameEnd)
}

// endsInitial tells whether an initial or a title ends at a position, so that the
// dot behind it ends no sentence: "str. Cocea N.D. 11".
func (f *addressFinder) endsInitial(v *view, at int) bool {
	i := at
	for i > 0 && at-i < maxWord && isLetter(v.lower[i-1]) {
		i--
	}
	return at-i == 1 || f.names.has(v, i, roleTitle)
}

// labelledNumber reads the value behind "nr." or takes "f.n." as it stands.
func (f *addressFinder) labelledNumber(v *view, word addressWord, at int) (int, bool) {
	if word == unnumberedWord {
		return dottedEnd(v, at), true
	}
	i := valueStart(v, at)
	if word, end := f.words.at(v, i); word == unnumberedWord {
		return dottedEnd(v, end), true
	}
	return f.houseNumber(v, i)
}

// numberedHouse reads the number of a house behind the word for it: "casa nr.
// 21", "casa cu numărul 21".
func (f *addressFinder) numberedHouse(v *view, at, end int) (int, bool) {
	if !v.follows(at, "casa") || v.at(end) != ' ' {
		return end, false
	}
	i := end + 1
	if v.follows(i, "cu ") {
		i += len("cu ")
	}
	word, wordEnd := f.words.at(v, i)
	if word != numberWord {
		return end, false
	}
	return f.labelledNumber(v, word, wordEnd)
}

// dottedEnd takes in the last dot of "f.n.".
func dottedEnd(v *view, at int) int {
	if v.at(at) == '.' && v.at(at-2) == '.' {
		return at + 1
	}
	return at
}

// bareNumber reads a number without its word and tells whether it counts
// things. Without a number it gives otherwise.
func (f *addressFinder) bareNumber(v *view, at, otherwise int) (end int, counted, ok bool) {
	if n := digitsAt(v, at, 3); n == 0 || n > 3 || v.at(at-1) != ' ' && v.at(at-1) != ',' {
		return otherwise, false, false
	}
	end, ok = f.houseNumber(v, at)
	if !ok || f.countsThings(v, end) {
		return otherwise, false, false
	}
	if v.at(end) == ' ' && isLetter(v.at(end+1)) && !v.upper(end+1) && !f.beginsPart(v, end+1) {
		counted = !f.names.has(v, end+1, roleParticle|roleStop)
	}
	return end, counted, true
}

// countsThings tells whether a word behind a number makes it a quantity.
func (f *addressFinder) countsThings(v *view, at int) bool {
	i := at
	for i < at+2 && (v.at(i) == ' ' || v.at(i) == '-') {
		i++
	}
	if v.follows(i, "de ") { // from twenty on: "40 de persoane"
		return true
	}
	return i > at && f.names.has(v, i, roleCounted|roleMonth)
}

// isNumbered tells whether the word before the number is one that numbers
// something else: "intrarea în vigoare a Legii nr. 55".
func (f *addressFinder) isNumbered(v *view, s street) bool {
	if v.at(s.nameEnd) != ' ' || !isLetter(v.at(s.nameEnd+1)) && !isDigit(v.at(s.nameEnd+1)) {
		return false // a comma or line divides them
	}
	i := s.nameEnd
	for i > s.nameStart && !isLetter(v.at(i-1)) {
		i--
	}
	for i > s.nameStart && isLetter(v.at(i-1)) {
		i--
	}
	whole := i == s.nameStart && s.word == streetWord && s.labelled // "strada Norma nr. 5"
	return !whole && f.names.has(v, i, roleNumbered)
}
