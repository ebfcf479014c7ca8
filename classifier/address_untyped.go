package classifier

// Streets without their kind, told by what stands around them: "Memorandumului
// nr. 28, ap. 3", "Kossuth Lajos utca 14", "stau pe Memorandumului 28 ap 3".

// untyped takes in the name and bare number of a street without its kind that
// stand before the address.
func (f *addressFinder) untyped(v *view, a *address) {
	g, ok := gapBefore(v, a.start)
	if !ok || g.linked || g.line || g.stop {
		return
	}
	i := g.next
	for i > 0 && g.next-i < 6 && v.lower[i-1] != ' ' {
		i--
	}
	end, counted, ok := f.bareNumber(v, i, i)
	if !ok || counted || end != g.next || v.at(i-1) != ' ' {
		return
	}
	if start, ok := f.nameBefore(v, i-1); ok {
		a.start = start
		a.parts |= partNumber
	}
}

// fromNumber puts together the address of a street without its kind:
// "Memorandumului nr. 28, ap. 3".
func (f *addressFinder) fromNumber(v *view, at int) (address, bool) {
	if at < 3 || isDigit(v.lower[at-2]) || isDigit(v.lower[at-1]) {
		return address{}, false
	}
	e, ok := f.read(v, at)
	if !ok {
		return address{}, false
	}
	end := at
	for end > 0 && end > at-3 && (v.lower[end-1] == ' ' || v.lower[end-1] == ',' || v.lower[end-1] == '\n') {
		end--
	}
	start, ok := f.nameBefore(v, end)
	if !ok {
		return address{}, false
	}
	a := begin(element{part: partNumber, start: start, end: e.end, labelled: true})
	f.extend(v, &a)
	if !a.has(partApartment|partBuilding) && !a.has(partCommune) && !a.has(partCounty) || f.streetFollows(v, a.end) {
		return a, false
	}
	if f.led(v, end) {
		return a, false
	}
	f.prepend(v, &a)
	if a.has(partApartment | partBuilding) {
		return a, true
	}
	a.parts |= partVillage // "Prejmer nr. 452, jud. Brașov"
	return a, a.start < start || f.opens(v, start)
}

// opens tells whether a clause or a place begins at a position: at the beginning
// of a line, behind a comma, behind "în".
func (f *addressFinder) opens(v *view, at int) bool {
	if beginsLine(v, at) || v.at(at-1) == ',' || v.at(at-1) == ' ' && v.at(at-2) == ',' {
		return true
	}
	_, _, ok := linkBefore(v, at-1)
	return ok && v.at(at-1) == ' ' && !v.follows(at-3, "de")
}

// fromUtca puts together an address that names its street in Hungarian:
// "Kossuth Lajos utca 14".
func (f *addressFinder) fromUtca(v *view, at, end int) (address, bool) {
	if v.at(at-1) != ' ' {
		return address{}, false
	}
	start, ok := f.nameBefore(v, at-1)
	if !ok || f.withinName(v, start) {
		return address{}, false
	}
	s := street{start: start, nameStart: start, nameEnd: end}
	if f.readStreetNumber(v, &s); !s.number || s.counted {
		return address{}, false
	}
	a := begin(element{part: partStreet | partNumber, start: start, end: s.end})
	a.labelled = s.labelled
	f.extend(v, &a)
	f.prepend(v, &a)
	return a, true
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

// fromPhrase puts together the address of a street without its kind behind
// words that announce one: "stau pe Memorandumului 28 ap 3".
func (f *addressFinder) fromPhrase(v *view, word addressWord, at int) (address, bool) {
	i := at
	for i < at+4 && (v.at(i) == ' ' || v.at(i) == ':') {
		i++
	}
	if i == at || f.beginsPart(v, i) || isDigit(v.at(i)) {
		return address{}, false
	}
	if next, _ := f.words.at(v, i); next != noAddressWord {
		return address{}, false
	}
	s := street{start: i, nameStart: i}
	if !f.readName(v, &s) || s.mixed || word == addressLabel && !s.capital {
		return address{}, false
	}
	s.end = s.nameEnd
	f.readStreetNumber(v, &s)
	if !s.number || f.isNumbered(v, s) {
		return address{}, false
	}
	a := begin(element{part: partNumber, start: i, end: s.end, labelled: s.labelled})
	f.extend(v, &a)
	return a, !f.streetFollows(v, a.end) && (a.units > 0 || a.has(partsOfPlace) || word == homePhrase && s.labelled)
}
