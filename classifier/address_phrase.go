package classifier

// Streets and villages without their kind, told by what leads them in ("stau pe",
// "adresa:") or by the county or commune behind them.

// fromPhrase puts together the address of a street without its kind behind
// words that announce one: "stau pe Memorandumului 28 ap 3".
func (f *addressFinder) fromPhrase(v *view, word addressWord, at int) (address, bool) {
	if word == addressLabel {
		at = labelEnd(v, at)
	}
	i := at
	for i < at+4 && (v.at(i) == ' ' || v.at(i) == ':') {
		i++
	}
	first := i
	i = f.skipPlaces(v, i)
	if first == at || f.beginsPart(v, i) || isDigit(v.at(i)) {
		return address{}, false
	}
	s := street{start: i, nameStart: i}
	if !f.isNamedStreet(v, &s) && !s.counted || !s.number {
		return address{}, false
	}
	a := begin(element{part: partNumber, start: i, end: s.end, labelled: s.labelled})
	a.named = true
	f.extend(v, &a)
	if f.streetFollows(v, a.end) {
		return a, false
	}
	if i > first {
		if f.around.isPublic(v, i, s.end) {
			return a, false // "adresa: București, Oficiul Poștal 1"
		}
		f.prepend(v, &a)
	}
	placed := a.has(partsOfPlace)
	if word == guidePhrase {
		return a, a.has(partTown) && !a.guessed
	}
	if word == addressLabel && !s.capital {
		return a, a.units > 0 || placed && (s.labelled || a.has(partTown) && !a.guessed)
	}
	return a, a.units > 0 || placed || word == homePhrase && s.labelled
}

// labelEnd gives where the colon stands that ends a longer label of an address
// ("adresa de facturare:"), or the position itself.
func labelEnd(v *view, at int) int {
	const longest = 30
	i := at
	for i < at+longest && (isLetter(v.at(i)) || v.at(i) == ' ') {
		i++
	}
	if v.at(i) != ':' {
		return at
	}
	return i
}

// skipPlaces passes over the bare names of places and the postal code that a
// position begins with, each with a mark behind it: "Arad, Primăverii 110".
func (f *addressFinder) skipPlaces(v *view, at int) int {
	const most = 3
	i := f.skipPerson(v, at)
	for range most {
		e, ok := f.read(v, i)
		if !ok || e.labelled && e.part != partPostcode || e.part&partsOfPlace == 0 {
			break
		}
		g, ok := f.gapAfter(v, e.end)
		if !ok || !g.comma && e.part != partPostcode && v.at(e.end+1) != '|' || g.linked || g.stop || g.line {
			break
		}
		i = g.next
	}
	return i
}

// skipPerson passes over a person's name of two or three words, one of them a
// first name, and the comma behind it: "livrare la: Ion Popescu, Teilor 5".
func (f *addressFinder) skipPerson(v *view, at int) int {
	i, first := at, false
	for words := 1; words <= 3; words++ {
		n := lettersAt(v, i, maxWord)
		if n < 2 || n > maxWord || !v.upper(i) {
			return at
		}
		first = first || f.names.has(v, i, roleFirstName)
		for i += n; v.at(i) == '-' && isLetter(v.at(i+1)); { // "Ana-Maria"
			i += 1 + lettersAt(v, i+1, maxWord)
		}
		if v.at(i) == ',' && v.at(i+1) == ' ' && first && words > 1 {
			return i + 2
		}
		if v.at(i) != ' ' {
			return at
		}
		i++
	}
	return at
}

// fromCounty puts together the address of a house in a village, told by the name
// of the county or commune behind its bare number: "Corund 452, jud. Harghita".
func (f *addressFinder) fromCounty(v *view, at int) (address, bool) {
	e, ok := f.read(v, at)
	g, spaced := gapBefore(v, at)
	if !ok || !spaced || g.linked || g.stop || g.paren || !g.comma {
		return address{}, false
	}
	number, ok := f.bareNumberBefore(v, g.next)
	if !ok {
		return address{}, false
	}
	start, ok := f.nameBefore(v, number-1)
	if !ok || !v.upper(start) && e.part != partCommune || !f.opens(v, start) {
		return address{}, false
	}
	a := begin(element{part: partNumber | partVillage, start: start, end: e.end})
	a.parts |= e.part
	a.named, a.doubtful = true, true
	f.extend(v, &a)
	return a, !f.around.isPublic(v, start, number)
}
