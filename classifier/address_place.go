package classifier

// Places as parts of an address: towns, communes, villages, counties, postal
// codes.

// maxPlaceWords is the most words in the name of a place: "Valea lui Mihai",
// "Sângeorgiu de Pădure".
const maxPlaceWords = 4

// placeName reads the name that stands behind "comuna", "sat", "oraș" and the
// like, and gives where it ends.
func (f *addressFinder) placeName(v *view, at int) (int, bool) {
	if isDigit(v.at(at)) { // "com. 1 Decembrie"
		return f.dayAndMonth(v, at, at+digitsAt(v, at, 2))
	}
	if !isLetter(v.at(at)) {
		return at, false
	}
	word, end := f.words.at(v, at)
	if word == townName || word == seatName || word == countyName {
		if next, more := f.nextPlaceWord(v, end); !f.prolongsPlace(v, end) && !(more && v.upper(at) && v.upper(next)) {
			return end, true
		}
	} else if word == streetWord && v.upper(at) && (v.at(end) == ',' || f.beginsUnit(v, end+1)) {
		return end, true // "sat Fundătura nr. 3"
	} else if f.beginsPart(v, at) && !f.isSatu(v, at) {
		return at, false
	}
	if v.upper(at) {
		return f.capitalPlace(v, at)
	}
	return f.lowerPlace(v, at)
}

// isSatu tells whether the word at a position begins the name of a village, such
// as "Satu Nou", and is not the word for villages itself.
func (f *addressFinder) isSatu(v *view, at int) bool {
	named := v.upper(at) && v.upper(at+len("satu ")) || v.follows(at-len("sat "), "sat ")
	return v.follows(at, "satu ") && named
}

// upperOrLower gives the length of " de Jos" or " de Sus" behind a name.
func (f *addressFinder) upperOrLower(v *view, at int) int {
	const length = len(" de jos")
	if (v.follows(at, " de jos") || v.follows(at, " de sus")) && !isAlnum(v.at(at+length)) {
		return length
	}
	return 0
}

// prolongsPlace tells whether a name goes on behind a known one: "Roman-Vodă",
// "Săcele de Sus".
func (f *addressFinder) prolongsPlace(v *view, at int) bool {
	if v.at(at) == '-' && isLetter(v.at(at+1)) {
		return true
	}
	return v.at(at) == ' ' && (v.follows(at+1, "de ") || v.follows(at+1, "din ") || v.follows(at+1, "lui "))
}

// capitalPlace reads words that begin with capitals, joined by spaces, hyphens
// and small words ("de", "lui").
func (f *addressFinder) capitalPlace(v *view, at int) (int, bool) {
	end := at
	for i, words := at, 0; words < maxPlaceWords; words++ {
		n := lettersAt(v, i, maxWord)
		if n > maxWord || words == 0 && n < 2 {
			return at, false
		}
		end = i + n
		next, ok := f.nextPlaceWord(v, end)
		if !ok {
			break
		}
		i = next
	}
	return end, end > at && !isDigit(v.at(end))
}

// nextPlaceWord gives where the next capital word of a place's name begins.
func (f *addressFinder) nextPlaceWord(v *view, at int) (int, bool) {
	i := at
	switch v.at(i) {
	case '-', '\'', ' ':
		i++
	case '.': // "Sf. Gheorghe", "Tg. Mures"
		if i++; v.at(i) == ' ' {
			i++
		}
	default:
		return at, false
	}
	joined := false
	if n := lettersAt(v, i, 4); n > 0 && n <= 4 && v.at(i+n) == ' ' && f.names.isParticle(v.lower[i:i+n]) {
		i += n + 1
		joined = true
	}
	if !isLetter(v.at(i)) || !v.upper(i) || f.beginsPart(v, i) && !(joined && f.isPlace(v, i)) && !isAdjective(v, i) {
		return at, false
	}
	return i, true
}

// isAdjective tells whether a town's name within the name of a village is the
// word it comes from: "Balta Albă", "Sânnicolau Român".
func isAdjective(v *view, at int) bool {
	return v.follows(at, "alba") && !isLetter(v.at(at+4)) || v.follows(at, "roman") && !isLetter(v.at(at+5))
}

// isPlace tells whether a known place's name begins at a position.
func (f *addressFinder) isPlace(v *view, at int) bool {
	word, _ := f.words.at(v, at)
	return word == townName || word == seatName || word == countyName
}

// lowerPlace reads a name in small letters: up to the next part, comma or line,
// where that comes within a few words, else one word.
func (f *addressFinder) lowerPlace(v *view, at int) (int, bool) {
	end, first := at, 0
	for i, words := at, 0; words < maxPlaceWords; words++ {
		n := lettersAt(v, i, maxWord)
		if n < 2 || n > maxWord {
			break
		}
		if particle := f.names.isParticle(v.lower[i : i+n]); words == 0 && particle || f.names.stops(v, i) && !particle {
			break
		}
		end = i + n
		if first == 0 {
			first = end
		}
		next := v.at(end)
		if next == '-' && isLetter(v.at(end+1)) {
			i = end + 1
			continue
		}
		joins := f.names.isParticle(v.lower[i:end]) && f.isPlace(v, end+1)
		if next != ' ' || !isLetter(v.at(end+1)) || f.beginsPart(v, end+1) && !joins {
			return end, next != '\''
		}
		i = end + 1
	}
	return first, first > 0
}

// county reads the name or code of a county.
func (f *addressFinder) county(v *view, at int) (int, bool) {
	if word, end := f.words.at(v, at); word == countyName || word == seatName {
		return end, true
	}
	if word, end := f.words.at(v, at); word == townName && v.follows(at, "bucuresti") {
		return end, true
	}
	return f.countyCode(v, at)
}

// countyCode reads a county's two letters, or the B of Bucharest.
func (f *addressFinder) countyCode(v *view, at int) (int, bool) {
	n := lettersAt(v, at, 2)
	if n == 0 || n > 2 || !f.codes[string(v.lower[at:at+n])] || isDigit(v.at(at+n)) || v.at(at+n) == ' ' && isDigit(v.at(at+n+1)) {
		return at, false
	}
	return at + n, true
}

// unknownTown reads a town the finder has no name for, told by its capital and
// its place: behind a comma or a postal code, ending at a mark or a further part.
// Only in an address that is shouted, all in capitals, is it in capitals itself.
func (f *addressFinder) unknownTown(v *view, at int, shouting bool) (int, bool) {
	if !isLetter(v.at(at)) || !v.upper(at) || f.names.stops(v, at) || f.names.noTown(v, at) {
		return at, false
	}
	if v.follows(at, "buc.") && !isAlnum(v.at(at+4)) { // Bucharest cut short
		return at + 4, true
	}
	end, ok := f.capitalPlace(v, at)
	if f.names.has(v, at, roleFirstName) && !twoNames(v, at, end) {
		return at, false
	}
	if !ok || end-at < 3 || v.upper(at+1) != shouting || !f.endsTown(v, end) {
		return at, false
	}
	return end, true
}

// endsTown tells whether what follows a town's supposed name lets it be one.
func (f *addressFinder) endsTown(v *view, at int) bool {
	switch next := v.at(at); next {
	case '\n', ',', ';', ')', '"', '!', '?':
		return true
	case '.':
		return !isLetter(v.at(at + 1))
	case ' ':
		i := at + 1
		for v.at(i) == ' ' || v.at(i) == '-' {
			i++
		}
		return v.at(i) == '(' || v.at(i) == otherSymbol || f.beginsPart(v, i) && !f.isNumberLabel(v, i) || digitsAt(v, i, 6) == 6
	}
	return false
}

// twoNames tells whether a capital name is more than one word that is not
// joined by a hyphen or a small word, as a person's name is.
func twoNames(v *view, start, end int) bool {
	for i := start; i < end; i++ {
		if v.at(i) == ' ' && v.upper(i+1) {
			return true
		}
	}
	return false
}

// postalCode reads six digits that begin with a pair assigned to a county.
func postalCode(v *view, at int) (int, bool) {
	if digitsAt(v, at, 6) != 6 || isDigit(v.at(at-1)) || isLetter(v.at(at+6)) || !postalPrefix(v.at(at), v.at(at+1)) {
		return at, false
	}
	if c := v.at(at + 6); (c == '.' || c == ',' || c == '-' || c == '/') && isDigit(v.at(at+7)) {
		return at, false
	}
	return at + 6, true
}

// postalPrefix tells whether a pair of digits begins postal codes in use since
// 1 May 2003: the first digit is the region, the second the county within it,
// and 01 to 06 are the sectors of Bucharest (Poșta Română, code book of 2003).
func postalPrefix(region, county byte) bool {
	const last = "8443552322"
	first := byte('0')
	if region == '0' {
		first = '1'
	}
	return county >= first && county <= last[region-'0']
}

// roadCode reads the number of a road and how far along it: "1", "107A",
// "1, km 12+300".
func roadCode(v *view, at int) (int, bool) {
	const most = 4
	n := digitsAt(v, at, most)
	if n == 0 || n > most {
		return at, false
	}
	end := at + n
	if isLetter(v.at(end)) && !isLetter(v.at(end+1)) {
		end++
	}
	if isAlnum(v.at(end)) {
		return at, false
	}
	i := end
	for i < end+2 && (v.at(i) == ',' || v.at(i) == ' ') {
		i++
	}
	if i == end || !v.follows(i, "km") {
		return end, true
	}
	for i += len("km"); v.at(i) == ' ' || v.at(i) == '.'; i++ {
	}
	km := digitsAt(v, i, most)
	if km == 0 || km > most {
		return end, true
	}
	i += km
	if c := v.at(i); (c == '+' || c == ',' || c == '.') && isDigit(v.at(i+1)) {
		i += 1 + min(digitsAt(v, i+1, most), most)
	}
	return i, true
}
