package classifier

import (
	"fmt"

	"github.com/pecete/pecete/patterns"
)

// addressFinder finds addresses by their grammar: a street with its number, a
// village with a number, or a block with an apartment; then everything that
// belongs to it on both sides. One finding covers the whole, from the first
// part to the last.
//
// The files address_*.go hold the pieces: the words (words, names), the values
// behind them (number, place), a street (street) and its number (house), a
// street without its kind (untyped) and its name (named), a part (part), the
// parts after (chain) and before (lead) the first one, and whose address it is
// (context).
type addressFinder struct {
	words  addressWords
	names  addressNames
	around addressContext
	// codes are the counties' letters, in small letters.
	codes map[string]bool
}

// newAddressFinder builds the finder from the lists of its rule file.
func newAddressFinder(d *patterns.Detector) (finder, error) {
	f := &addressFinder{codes: map[string]bool{}}
	var lists [3][]string
	for i, name := range []string{"towns", "counties", "county_codes"} {
		list, err := addressList(d, name)
		if err != nil {
			return nil, err
		}
		lists[i] = list
	}
	for _, code := range lists[2] {
		folded, err := foldTerm(code)
		if err != nil {
			return nil, fmt.Errorf("list county_codes: %w", err)
		}
		f.codes[folded] = true
	}
	var err error
	if f.words, err = newAddressWords(lists[0], lists[1]); err != nil {
		return nil, err
	}
	if f.names, err = newAddressNames(d); err != nil {
		return nil, err
	}
	f.around, err = newAddressContext(d)
	return f, err
}

// find looks for an address whose leading word begins at a position: the kind
// of its street; without a street the village or commune, the block, or the
// word of its number; or words such as "stau pe" before a street without its
// kind. Of several such words in one address the first kind here leads, so that
// the same address is not put together twice.
func (f *addressFinder) find(v *view, at int) (sighting, bool) {
	if !isLetter(v.at(at)) || isLetter(v.at(at-1)) {
		return sighting{}, false
	}
	word, end := f.words.at(v, at)
	var a address
	var ok bool
	switch word {
	case streetWord, proseStreetWord, shortStreetWord, entranceWord:
		if a, ok = f.fromStreet(v, at); !ok && word == streetWord {
			a, ok = f.fromKindBehind(v, at, end)
		}
	case districtWord, microWord:
		if word == microWord && f.withinDistrict(v, at) {
			return sighting{}, false
		}
		a, ok = f.fromDistrict(v, at)
	case communeWord, villageWord:
		if a, ok = f.fromVillage(v, at); !ok && word == communeWord {
			a, ok = f.fromCounty(v, at)
		}
	case buildingWord:
		a, ok = f.fromBuilding(v, at)
	case apartmentWord, stairWord, floorWord:
		a, ok = f.fromHome(v, at)
	case countyWord:
		a, ok = f.fromCounty(v, at)
	case numberWord:
		a, ok = f.fromNumber(v, at)
	case utcaWord:
		a, ok = f.fromUtca(v, at, end)
	case homePhrase, addressLabel, guidePhrase:
		a, ok = f.fromPhrase(v, word, end)
	}
	if !ok || v.insideToken(at, end) {
		return sighting{}, false
	}
	a.start = keyEnd(v, a.start)
	evidence := f.around.weigh(v, &a)
	if word == guidePhrase && !evidence.Has(patterns.PublicBody) {
		evidence = evidence.With(patterns.ContextWord)
	}
	if word == homePhrase {
		evidence = evidence.With(patterns.ContextWord).Without(patterns.PublicBody)
	}
	if a.doubtful && !evidence.Has(patterns.ContextWord) {
		return sighting{}, false
	}
	return sighting{start: a.start, end: a.end, evidence: evidence | a.evidence()}, true
}

// evidence tells which parts the address has, and with SHAPE that they make up
// a full home address.
func (a *address) evidence() patterns.CodeSet {
	var evidence patterns.CodeSet
	for _, p := range []struct {
		parts addressPart
		code  patterns.Code
	}{
		{partStreet, patterns.StreetType},
		{partNumber, patterns.HouseNumber},
		{partBuilding | partStair, patterns.Building},
		{partsOfHome, patterns.Apartment},
		{partSector, patterns.Sector},
		{partTown | partVillage | partCommune, patterns.Locality},
		{partCounty, patterns.County},
		{partPostcode, patterns.PostalCode},
	} {
		if a.has(p.parts) {
			evidence = evidence.With(p.code)
		}
	}
	if a.full() {
		evidence = evidence.With(patterns.Shape)
	}
	return evidence
}

// full tells whether the parts lead to one household: a numbered house or block
// in a street and one part more; a numbered house in a village; an apartment of
// a block and where that is.
func (a *address) full() bool {
	switch {
	case a.has(partStreet) && a.has(partNumber):
		return a.has(partsOfBuilding | partsOfPlace)
	case a.has(partStreet):
		return a.has(partBuilding) && a.has(partsOfHome|partStair|partsOfPlace) || a.has(partApartment) && a.has(partsOfPlace)
	case a.has(partNumber) && a.has(partVillage|partCommune):
		return true
	}
	if a.named && a.has(partNumber) && a.has(partStair|partApartment|partIntercom|partCounty) {
		return true
	}
	return a.has(partApartment) && a.has(partBuilding|partNumber) && a.has(partsOfPlace|partNumber|partDistrict)
}

// fromStreet puts together the address of a street.
func (f *addressFinder) fromStreet(v *view, at int) (address, bool) {
	if f.withinName(v, at) {
		return address{}, false
	}
	s, ok := f.readStreet(v, at)
	if !ok {
		return address{}, false
	}
	a := begin(element{part: partStreet, start: at, end: s.end})
	if s.number {
		a.parts |= partNumber
		a.last, a.labelled = partNumber, s.labelled
	}
	f.extend(v, &a)
	f.prepend(v, &a)
	if !a.has(partNumber|partBuilding) && (!a.has(partApartment) || !a.has(partsOfPlace)) {
		return a, false
	}
	credible := s.credible(&a)
	a.doubtful = s.doubtful(&a) || !credible
	return a, credible || s.labelled && s.dotted && !s.doctor
}

// doubtful tells whether a street is as likely prose: a number that may count
// things, an ordinary word with a name in small letters.
func (s *street) doubtful(a *address) bool {
	certain := a.labelled || a.units > 0 || a.has(partSector|partCounty|partPostcode)
	if certain {
		return s.mixed && !a.labelled && a.units == 0
	}
	placed := a.has(partsOfPlace) && !a.linked
	switch {
	case s.counted || s.mixed:
		return true
	case s.word == streetWord:
		return false
	case s.word == proseStreetWord:
		return !s.capital && !placed
	}
	return !s.capital || !placed
}

// credible tells whether an abbreviation that mostly means something else has
// enough with it to be a street: "dr. Popescu 12" has not.
func (s *street) credible(a *address) bool {
	if s.word != shortStreetWord && s.word != entranceWord {
		return true
	}
	placed := a.has(partsOfPlace)
	if s.doctor {
		return a.units > 0 || a.labelled && placed
	}
	return a.units > 0 || a.labelled && (s.capital && s.dotted || placed) || s.capital && s.dotted && placed
}

// withinName tells whether the word at a position follows another kind of
// street and is part of its name: "str. Calea Victoriei".
func (f *addressFinder) withinName(v *view, at int) bool {
	const longest = 3
	end := at
	for end > 0 && end > at-longest && (v.lower[end-1] == ' ' || v.lower[end-1] == '.' || v.lower[end-1] == ':') {
		end--
	}
	if end == at {
		return false
	}
	start := end
	for range 2 { // "b-dul" is two runs of letters
		for start > 0 && end-start < maxWord && isLetter(v.lower[start-1]) {
			start--
		}
		if start == end {
			return false
		}
		if word, wordEnd := f.words.at(v, start); word.isStreet() && wordEnd == end {
			return true
		}
		if v.at(start-1) != '-' {
			return false
		}
		start--
	}
	return false
}

// withinDistrict tells whether a numbered district's word follows the general
// one: "Cart. Micro 3".
func (f *addressFinder) withinDistrict(v *view, at int) bool {
	return f.wordEndsBefore(v, at, districtWord)
}

// wordEndsBefore tells whether a word of some meaning ends before a position, with
// a dot or space between.
func (f *addressFinder) wordEndsBefore(v *view, at int, meaning addressWord) bool {
	const longest = 2
	end := at
	for end > at-longest && (v.at(end-1) == ' ' || v.at(end-1) == '.') {
		end--
	}
	word, wordEnd := f.words.at(v, wordStart(v, end))
	return end < at && word == meaning && wordEnd == end
}

// fromDistrict puts together the address of a block or house in a district,
// where no street is named.
func (f *addressFinder) fromDistrict(v *view, at int) (address, bool) {
	e, ok := f.read(v, at)
	if !ok {
		return address{}, false
	}
	a := begin(e)
	f.extend(v, &a)
	if !a.has(partBuilding) || !a.has(partsOfHome|partStair|partNumber) || f.streetFollows(v, a.end) {
		return a, false
	}
	return a, f.prepend(v, &a)
}

// streetFollows tells whether a street stands behind an address that has none,
// and so leads it.
func (f *addressFinder) streetFollows(v *view, at int) bool {
	g, ok := f.gapAfter(v, at)
	if !ok {
		return false
	}
	e, ok := f.read(v, g.next)
	return ok && e.part&partStreet != 0
}

// fromVillage puts together an address in a village without streets: "sat Luna
// de Sus nr. 123, com. Florești, jud. Cluj".
func (f *addressFinder) fromVillage(v *view, at int) (address, bool) {
	e, ok := f.read(v, at)
	if !ok || v.at(at-1) == '.' || v.at(at-1) == '@' || f.withinName(v, at) || f.isSatu(v, at) && f.wordEndsBefore(v, at, villageWord) {
		return address{}, false
	}
	a := begin(e)
	f.extend(v, &a)
	if f.streetFollows(v, a.end) || !f.prepend(v, &a) || a.has(partDistrict) && a.has(partBuilding) {
		return a, false
	}
	if before, ok := f.villageBefore(v, a.start); ok && before {
		return a, false
	}
	if word, _ := f.words.at(v, a.start); word == numberWord {
		name := numberedEnd(v, a.start)
		if _, ok := f.nameBefore(v, name); ok || f.names.has(v, wordStart(v, name), roleNumbered) {
			return a, false // its number leads it, or is that of a document
		}
	}
	a.doubtful = !a.labelled && a.units == 0 && !a.has(partCounty) && a.parts&(partVillage|partCommune) != partVillage|partCommune
	return a, a.has(partNumber)
}

// villageBefore tells whether a village or commune stands before the address,
// and so leads it.
func (f *addressFinder) villageBefore(v *view, at int) (leads, ok bool) {
	g, ok := gapBefore(v, at)
	if !ok {
		return false, false
	}
	e, ok := f.before(v, g.next)
	return e.part&(partVillage|partCommune) != 0, ok
}

// fromBuilding puts together the address of a block whose street has no kind
// ("Mihai Viteazu 12, bl. C2, ap. 14") or is not named at all.
func (f *addressFinder) fromBuilding(v *view, at int) (address, bool) {
	e, ok := f.read(v, at)
	if !ok {
		return address{}, false
	}
	a := begin(e)
	f.extend(v, &a)
	if f.streetFollows(v, a.end) {
		return a, false
	}
	if !f.prepend(v, &a) || a.has(partDistrict|partVillage|partCommune) && a.start < at {
		return a, false
	}
	if a.has(partNumber) && a.start < at && !a.named {
		return a, false // its number leads it
	}
	if a.named || f.untyped(v, &a) || a.has(partApartment) && !a.has(partNumber) && f.namedAfter(v, &a) {
		a.doubtful = a.doubtful || a.units < 2 && !a.has(partsOfPlace)
		return a, true
	}
	return a, a.units > 1 && (a.has(partApartment) || a.has(partsOfHome) && a.units > 2)
}
