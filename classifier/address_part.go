package classifier

// addressPart is a set of the parts an address is made of.
type addressPart uint32

const (
	partStreet addressPart = 1 << iota
	partNumber
	partBuilding
	partStair
	partFloor
	partApartment
	partIntercom
	partSection
	partSector
	partDistrict
	partVillage
	partCommune
	partTown
	partCounty
	partPostcode
	partCountry
)

const (
	// partsOfHome are the parts of a building that one household has.
	partsOfHome = partFloor | partApartment | partIntercom
	// partsOfBuilding are those that tell a house in a street.
	partsOfBuilding = partBuilding | partStair | partsOfHome
	// partsOfPlace tell where the street is.
	partsOfPlace = partSector | partVillage | partCommune | partTown | partCounty | partPostcode
)

// element is one part of an address in a text.
type element struct {
	part       addressPart
	start, end int
	// nameEnd is where a street's name ends, before its number.
	nameEnd int
	// labelled tells that the part has its word ("jud. Cluj", not "Cluj").
	labelled bool
	// joined tells a part that is none by itself, such as a bare number behind
	// the name of a village.
	joined bool
}

// partOf gives the part that a word with a value makes, 0 for none.
func partOf(word addressWord) addressPart {
	switch word {
	case numberWord, unnumberedWord:
		return partNumber
	case buildingWord:
		return partBuilding
	case stairWord:
		return partStair
	case floorWord, groundWord:
		return partFloor
	case apartmentWord:
		return partApartment
	case intercomWord, entranceWord:
		return partIntercom
	case sectionWord, roadWord:
		return partSection
	case sectorWord, sectorLetter:
		return partSector
	case districtWord, microWord:
		return partDistrict
	case villageWord:
		return partVillage
	case communeWord:
		return partCommune
	case townWord, townName, seatName:
		return partTown
	case countyWord, countyName:
		return partCounty
	case postalWord:
		return partPostcode
	case countryWord:
		return partCountry
	}
	return 0
}

// readAnew is read without memory.
func (f *addressFinder) readAnew(v *view, at int) (element, bool) {
	e := element{start: at, labelled: true}
	if isDigit(v.at(at)) {
		end, ok := postalCode(v, at)
		e.part, e.end = partPostcode, end
		return e, ok
	}
	word, end := f.words.unit(v, at)
	e.part = partOf(word)
	ok := false
	switch word {
	case noAddressWord, homePhrase, addressLabel, guidePhrase, utcaWord:
		return e, false
	case numberWord, unnumberedWord:
		e.end, ok = f.labelledNumber(v, word, end)
	case groundWord, countryWord:
		e.end, ok = end, true
	case sectionWord:
		if e.end, ok = f.numberedHouse(v, at, end); ok {
			e.part = partNumber
			return e, true
		}
		e.end, ok = f.value(v, word, end)
	case townName, seatName, countyName:
		if word != townName && v.follows(end, " county") && !isAlnum(v.at(end+len(" county"))) {
			e.part, e.end = partCounty, end+len(" county")
			return e, true
		}
		e.labelled = false
		end += f.upperOrLower(v, end)
		e.end, ok = end, !f.prolongsPlace(v, end) && !isDigit(v.at(end))
	case streetWord, proseStreetWord, shortStreetWord:
		return f.readStreetPart(v, at)
	case entranceWord:
		if e.end, ok = f.value(v, word, end); !ok {
			return f.readStreetPart(v, at)
		}
	default:
		e.end, ok = f.value(v, word, end)
	}
	return e, ok
}

func (f *addressFinder) readStreetPart(v *view, at int) (element, bool) {
	s, ok := f.readStreet(v, at)
	e := element{part: partStreet, start: at, end: s.end, nameEnd: s.nameEnd, labelled: true}
	if s.number {
		e.part |= partNumber
	}
	return e, ok
}

// value reads what must stand behind a word that ends at a position.
func (f *addressFinder) value(v *view, word addressWord, at int) (int, bool) {
	i := valueStart(v, at)
	switch word {
	case buildingWord:
		return f.unitCode(v, i)
	case sectionWord:
		return f.sectionCode(v, i)
	case stairWord:
		return f.stairCode(v, i)
	case floorWord:
		return f.floorCode(v, i)
	case apartmentWord:
		return f.apartmentCode(v, i)
	case intercomWord, entranceWord:
		return f.intercomCode(v, i)
	case sectorWord:
		return f.sectorCode(v, i)
	case sectorLetter:
		if v.at(at) != ' ' && !isDigit(v.at(at)) {
			return at, false
		}
		return f.sectorCode(v, i)
	case countyWord:
		return f.county(v, i)
	case roadWord:
		return roadCode(v, i)
	case microWord:
		n := digitsAt(v, i, 2)
		return i + n, n > 0 && n <= 2 && f.endsCode(v, i+n)
	case townWord, communeWord, villageWord, districtWord:
		if inner, end := f.words.at(v, i); word == districtWord && inner == microWord { // "Cart. Micro 3"
			return f.value(v, microWord, end)
		}
		if i == at || v.at(at) == ' ' && v.follows(at-3, "loc") && !isLetter(v.at(at-4)) && isLetter(v.at(i)) && !v.upper(i) && !f.isPlace(v, i) {
			return at, false // "are loc luni"
		}
		return f.placeName(v, i)
	case postalWord:
		return postalCode(v, i)
	}
	return at, false
}

// beginsPart tells whether a part of an address begins at a position. It is the
// quick form of read: it looks at the word and the first character of its value.
func (f *addressFinder) beginsPart(v *view, at int) bool {
	word, end := f.words.unit(v, at)
	switch word {
	case noAddressWord, proseStreetWord, shortStreetWord, homePhrase, addressLabel, guidePhrase, utcaWord:
		return false
	case streetWord, unnumberedWord, groundWord, countryWord, townName, seatName, countyName:
		return true
	}
	i := valueStart(v, end)
	value := v.at(i)
	switch word {
	case numberWord:
		next, _ := f.words.at(v, i)
		return isDigit(value) || next == unnumberedWord
	case apartmentWord, intercomWord, entranceWord, sectorWord, postalWord, microWord:
		return isDigit(value)
	case sectorLetter:
		return isDigit(value) && (i == end || v.at(end) == ' ')
	case buildingWord, stairWord, sectionWord:
		return isDigit(value) || isLetter(value) && (lettersAt(v, i, 3) <= 2 || v.upper(i) && word == buildingWord)
	case floorWord:
		return isDigit(value) || isLetter(value)
	}
	return i > end && isLetter(value)
}
