package classifier

// Streets without their kind, told by what stands around them: "Memorandumului
// nr. 28, ap. 3", "Kossuth Lajos utca 14", "stau pe Memorandumului 28 ap 3".

// untyped takes in the name and bare number of a street without its kind that
// stand before the address, and what stands before them.
func (f *addressFinder) untyped(v *view, a *address) bool {
	if a.named || !a.has(partsOfBuilding) || a.has(partStreet|partVillage|partCommune|partDistrict|partNumber) {
		return false
	}
	g, ok := gapBefore(v, a.start)
	if !ok || g.linked || g.stop && !g.comma || g.paren {
		return false
	}
	i, ok := f.bareNumberBefore(v, g.next)
	if !ok {
		return false
	}
	nameEnd := i - 1
	if v.at(nameEnd-1) == ',' {
		nameEnd--
	}
	start, ok := f.nameBefore(v, nameEnd)
	if !ok {
		return false
	}
	a.start = start
	a.parts |= partNumber
	a.named = true
	f.prepend(v, a)
	return true
}

// bareNumberBefore gives where a house number without its word begins that ends
// at a position.
func (f *addressFinder) bareNumberBefore(v *view, end int) (int, bool) {
	const longest = 9
	for i := end - 1; i > 0 && i > end-longest; i-- {
		if v.lower[i-1] != ' ' || !isDigit(v.lower[i]) {
			continue
		}
		numberEnd, counted, ok := f.bareNumber(v, i, i)
		return i, ok && !counted && numberEnd == end
	}
	return end, false
}

// fromHome puts together the address of a household in a street without its
// kind: "Memorandumului 28, ap. 3", "ap 3 de la memorandumului 28". It leads
// where no other part of the building does.
func (f *addressFinder) fromHome(v *view, at int) (address, bool) {
	e, ok := f.read(v, at)
	if !ok || e.part&partsOfBuilding == 0 || f.unitBefore(v, at) {
		return address{}, false
	}
	a := begin(e)
	f.extend(v, &a)
	if f.streetFollows(v, a.end) || !f.prepend(v, &a) || a.has(partStreet|partVillage|partCommune) {
		return a, false
	}
	if !a.named && !f.untyped(v, &a) && (a.has(partNumber) || !f.namedAfter(v, &a)) {
		return a, false
	}
	a.doubtful = a.doubtful || !a.has(partApartment|partBuilding) && a.units < 2
	return a, true
}

// unitBefore tells whether a part of the building with its word set off stands
// before a position, and so leads the address.
func (f *addressFinder) unitBefore(v *view, at int) bool {
	g, ok := gapBefore(v, at)
	if !ok || g.linked {
		return false
	}
	e, ok := f.before(v, g.next)
	if !ok || e.part&partsOfBuilding == 0 {
		return false
	}
	word, _ := f.words.at(v, e.start)
	return word != noAddressWord && word != groundWord
}

// namedAfter takes in the name and number of a street without its kind behind an
// apartment: "ap 3 de la memorandumului 28". A single part before it is too
// little to tell it from prose.
func (f *addressFinder) namedAfter(v *view, a *address) bool {
	g, ok := f.gapAfter(v, a.end)
	if !ok || g.stop || g.paren || g.line || !a.has(partApartment) || !g.linked && !g.comma {
		return false
	}
	s := street{start: g.next, nameStart: g.next}
	if f.isNamedStreet(v, &s) {
		a.doubtful = a.units < 2
		a.add(element{part: partNumber, start: a.start, end: s.end, labelled: s.labelled})
		a.named = true
		f.extend(v, a)
		return true
	}
	return false
}

// isNamedStreet reads the name and number of a street without its kind.
func (f *addressFinder) isNamedStreet(v *view, s *street) bool {
	if !isLetter(v.at(s.nameStart)) || f.beginsPart(v, s.nameStart) || f.around.leadsIn(v, s.nameStart) {
		return false
	}
	if next, _ := f.words.at(v, s.nameStart); next != noAddressWord {
		return false
	}
	if !f.readName(v, s) || s.mixed {
		return false
	}
	s.end = s.nameEnd
	f.readStreetNumber(v, s)
	return s.number && !s.counted && !f.isNumbered(v, *s)
}

// fromNumber puts together the address of a street without its kind, or of a
// village: "Memorandumului nr. 28, ap. 3", "Prejmer nr. 452, jud. Brașov".
func (f *addressFinder) fromNumber(v *view, at int) (address, bool) {
	if at < 3 || isDigit(v.lower[at-2]) || isDigit(v.lower[at-1]) {
		return address{}, false
	}
	e, ok := f.read(v, at)
	if !ok {
		return address{}, false
	}
	end := numberedEnd(v, at)
	start, ok := f.nameBefore(v, end)
	if !ok {
		return address{}, false
	}
	a := begin(element{part: partNumber, start: start, end: e.end, labelled: true})
	a.named = true
	f.extend(v, &a)
	if f.streetFollows(v, a.end) || f.led(v, end) {
		return a, false
	}
	f.prepend(v, &a)
	if a.has(partApartment|partBuilding) || a.units > 1 {
		return a, true
	}
	if a.start == start && !f.opens(v, start) || f.around.isPublic(v, start, end) {
		return a, false
	}
	if a.has(partCommune|partCounty) || a.has(partPostcode) && a.last != partPostcode { // "nr. 5, 077190 Sălicea"
		a.parts |= partVillage
		return a, true
	}
	a.doubtful = true
	return a, a.has(partTown) && !a.guessed || f.livesIn(v, start)
}

// numberedEnd gives where the name before "nr." ends.
func numberedEnd(v *view, at int) int {
	end := at
	for end > 0 && end > at-3 && (v.lower[end-1] == ' ' || v.lower[end-1] == ',' || v.lower[end-1] == '\n') {
		end--
	}
	if v.follows(end-4, "casa") && (v.at(end-5) == ' ' || v.at(end-5) == '\n') { // "Prejmer, casa nr. 5"
		for end -= len("casa"); end > 0 && end > at-12 && (v.lower[end-1] == ' ' || v.lower[end-1] == ','); {
			end--
		}
	}
	if v.follows(end-3, " la") { // "Racoș, la numărul 5"
		if end -= 3; v.at(end-1) == ',' {
			end--
		}
	}
	return end
}

// wordStart gives where the letters begin that end at a position.
func wordStart(v *view, end int) int {
	start := end
	for start > 0 && end-start < maxWord && isLetter(v.lower[start-1]) {
		start--
	}
	return start
}

// livesIn tells whether somebody is said to live at the place whose name begins
// at a position: "stau în Prejmer".
func (f *addressFinder) livesIn(v *view, at int) bool {
	link, _, ok := linkBefore(v, at-1)
	if !ok || v.at(at-1) != ' ' {
		return false
	}
	verb := wordStart(v, link-1)
	return verb < link-1 && f.around.isHome(v, verb)
}

// opens tells whether a clause or a place begins at a position: at the beginning
// of a line, behind a comma, behind "în".
func (f *addressFinder) opens(v *view, at int) bool {
	if beginsLine(v, at) || f.isCopulaBefore(v, at) || v.at(at-1) == ',' || v.at(at-1) == ' ' && v.at(at-2) == ',' {
		return true
	}
	_, _, ok := linkBefore(v, at-1)
	return ok && v.at(at-1) == ' ' && !v.follows(at-3, "de")
}

// isCopulaBefore tells whether "is" ends right before a position: "adresa mea e
// Prejmer nr. 5".
func (f *addressFinder) isCopulaBefore(v *view, at int) bool {
	end := at - 1
	if v.at(end) != ' ' {
		return false
	}
	switch string(v.lower[wordStart(v, end):end]) {
	case "e", "este", "ii", "is":
		return true
	}
	return false
}

// fromUtca puts together an address that names its street in Hungarian or
// English, with the kind behind the name: "Kossuth Lajos utca 14", "12 Florilor
// Street".
func (f *addressFinder) fromUtca(v *view, at, end int) (address, bool) {
	if v.at(at-1) != ' ' {
		return address{}, false
	}
	if v.at(end) == '.' && end-at < len("street") {
		end++
	}
	start, ok := f.nameBefore(v, at-1)
	if !ok || f.withinName(v, start) {
		return address{}, false
	}
	s := street{start: start, nameStart: start, nameEnd: end}
	s.end = end
	if f.readStreetNumber(v, &s); s.counted {
		return address{}, false
	}
	if !s.number { // "12 Florilor Street"
		if start, s.number = f.bareNumberBefore(v, start-1); !s.number {
			return address{}, false
		}
	}
	a := begin(element{part: partStreet | partNumber, start: start, end: s.end})
	a.labelled = s.labelled
	a.doubtful = v.at(at) != 'u'
	f.extend(v, &a)
	f.prepend(v, &a)
	a.doubtful = a.doubtful && a.units == 0 && !a.has(partsOfPlace)
	return a, true
}

// fromKindBehind puts together the address of a street whose shortened kind
// follows its name, as English does it: "Eroilor Str. 4, Ap. 49".
func (f *addressFinder) fromKindBehind(v *view, at, end int) (address, bool) {
	if v.at(end) == '.' {
		end++
	}
	if !v.upper(at) || v.at(end) != ' ' || !isDigit(v.at(end+1)) && !f.isNumberLabel(v, end+1) {
		return address{}, false
	}
	a, ok := f.fromUtca(v, at, end)
	return a, ok && v.upper(a.start)
}

// led tells whether the part that ends at a position, or one of a few before
// it, is the leading one of the same address: a street, village, commune or
// district.
func (f *addressFinder) led(v *view, at int) bool {
	const furthest = 4
	for range furthest {
		e, ok := f.before(v, at)
		if !ok {
			return false
		}
		if e.part&(partStreet|partVillage|partCommune|partDistrict) != 0 {
			return true
		}
		g, ok := gapBefore(v, e.start)
		if !ok {
			return false
		}
		at = g.next
	}
	return false
}
