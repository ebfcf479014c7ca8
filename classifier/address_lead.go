package classifier

// What stands before the place where an address was noticed: "Cluj-Napoca,
// str. ...", "bl. C2 sc. 1 ap. 14 str. ...", "400157 Cluj-Napoca, str. ...".

const (
	// maxPartBefore is how far back a part is looked for, in folded characters.
	maxPartBefore = 72
	// maxStartsBefore is how many word starts are tried for one.
	maxStartsBefore = 9
)

// prepend takes in the parts that come before the address. It gives false where
// they belong to another address, which begins earlier; then nothing is taken.
// A bare number is that of another, unless it is in a street without its kind.
// A bracket is taken whole or not at all, a county's bare name only with a place
// before it.
func (f *addressFinder) prepend(v *view, a *address) bool {
	alone, sound := *a, *a
	var front element
	depth, unplaced := 0, false
	for n := 0; n < maxAddressParts && a.end-a.start < maxAddressLength; n++ {
		g, ok := gapBefore(v, a.start)
		if g.closing {
			depth++
		}
		if g.paren {
			depth--
		}
		if !ok || depth < 0 {
			break
		}
		e, ok := f.before(v, g.next)
		if ok && a.owned(e) && a.has(partStreet) && g.linked && front.part&partsOfPlace != 0 && !v.follows(g.next+1, "din ") {
			break // "... nr. 28, ap. 72 în Ineu, str. ..."
		}
		if !ok && f.endsOther(v, g) || ok && a.owned(e) {
			if *a = sound; !ok && f.untyped(v, a) {
				return true
			}
			*a = alone
			return false
		}
		if !ok {
			e, ok = f.townBefore(v, g, front, a)
		}
		if !ok || !f.leads(v, &e, g, front, a) {
			break
		}
		unplaced = e.part == partCounty && !e.labelled && !a.has(partTown|partVillage|partCommune) ||
			unplaced && e.part&(partTown|partVillage|partCommune) == 0
		front = e
		a.townFirst = e.part&(partTown|partCounty) != 0 && !e.labelled && !e.joined
		if a.add(e); depth == 0 && !unplaced && e.part != partCountry {
			sound = *a
		}
	}
	*a = sound
	return true
}

// owned tells whether a part that ends where the address begins shows that the
// two are one address, which the part leads, or that the part ends another.
func (a *address) owned(e element) bool {
	return e.part&partStreet != 0 || e.part&(partNumber|partsOfBuilding) != 0 && a.has(e.part)
}

// leads tells whether the address can begin with a part. Of two names of towns
// the one behind is the county of the same name: "Livada, Satu Mare, str. ...".
func (f *addressFinder) leads(v *view, e *element, g gap, front element, a *address) bool {
	joined := g.from && e.labelled || a.named && e.part&partsOfBuilding != 0 || e.part&(partsOfPlace|partDistrict) != 0
	if g.stop && !e.labelled || g.linked && !joined {
		return false
	}
	if e.part == partTown && a.has(partTown) && front.part == partTown && !front.labelled && !a.has(partCounty) {
		word, _ := f.words.at(v, front.start)
		if word == seatName {
			a.parts |= partCounty
			return true
		}
	}
	return !a.has(e.part)
}

// keyEnd passes over the quoted or assigned name of a field that an address
// begins with, to its value: {"strada":"Str. Teilor"} begins at "Str.".
func keyEnd(v *view, at int) int {
	i := at
	for i < at+2*maxWord && (isLetter(v.at(i)) || v.at(i) == ' ' || v.at(i) == '_') {
		i++
	}
	quoted := (v.at(at-1) == '"' || v.at(at-1) == '\'') && v.at(i) == v.at(at-1)
	if quoted {
		i++
	}
	if i < at+2 || v.at(i) != '=' && (!quoted || v.at(i) != ':') {
		return at
	}
	for i++; v.at(i) == ' ' || v.at(i) == '"' || v.at(i) == '\''; {
		i++
	}
	if !isAlnum(v.at(i)) {
		return at
	}
	return i
}

// gapBefore reads the gap that ends at a position; its next is where the part
// before it ends.
func gapBefore(v *view, at int) (gap, bool) {
	g := gap{}
	i := at
	for i > 0 && i > at-maxAddressGap && g.mark(v.lower[i-1]) {
		i--
	}
	for range 2 {
		start, from, ok := linkBefore(v, i)
		if !ok {
			break
		}
		g.linked, g.from = true, g.from || from
		i = start
		for i > 0 && i > start-3 && (v.lower[i-1] == ' ' || v.lower[i-1] == ',') {
			i--
		}
	}
	g.next = i
	return g, i > 0 && (isAlnum(v.lower[i-1]) || v.lower[i-1] == ')')
}

// linkBefore passes back over a small word that ends at a position.
func linkBefore(v *view, at int) (start int, from, ok bool) {
	for _, link := range linkWords() {
		start := at - len(link)
		if start > 0 && v.follows(start, link) && isSpace(v.at(start-1)) && link != "si" {
			return start, link == "din" || link == "in", true
		}
	}
	return at, false, false
}

// beforeAnew is before without memory.
func (f *addressFinder) beforeAnew(v *view, end int) (element, bool) {
	var best element
	found := false
	starts, listed := 0, false
	for i := end - 1; i >= 0 && i > end-maxPartBefore && starts < maxStartsBefore; i-- {
		c := v.lower[i]
		if c == ';' || c == '\n' || found && c == ',' {
			break
		}
		listed = listed || c == ',' // beyond a comma only a street can be: "Horea, Cloșca și Crișan"
		if !isAlnum(c) || isLetter(c) && isLetter(v.at(i-1)) || isDigit(c) && isDigit(v.at(i-1)) {
			continue
		}
		starts++
		if listed {
			if word, _ := f.words.at(v, i); !word.isStreet() {
				continue
			}
		}
		if e, ok := f.read(v, i); ok && (e.end == end || e.endsName(end)) && !(isDigit(c) && f.behindLabel(v, i)) {
			best, found = e, true
		}
	}
	return best, found
}

// behindLabel tells whether "nr." or a series of two capitals stands before six
// digits, which then are a document's number and no postal code.
func (f *addressFinder) behindLabel(v *view, at int) bool {
	end := at
	for end > at-3 && (v.at(end-1) == ' ' || v.at(end-1) == '.' || v.at(end-1) == ':') {
		end--
	}
	start := end
	for start > 0 && end-start < 4 && isLetter(v.lower[start-1]) {
		start--
	}
	switch word, wordEnd := f.words.at(v, start); {
	case start == end, wordEnd == end && word == postalWord:
		return false
	case wordEnd == end && word == numberWord:
		return true
	}
	return end-start == 2 && v.upper(start) && v.upper(start+1)
}

// endsName tells whether a street's name ends at a position, but for the dot or
// bracket behind its last word.
func (e element) endsName(at int) bool {
	return e.part&partStreet != 0 && e.nameEnd >= at && e.nameEnd <= at+2
}

// endsOther tells whether a bare number ends before a gap that only commas and
// spaces make, as that of another address would.
func (f *addressFinder) endsOther(v *view, g gap) bool {
	if g.line || g.stop || g.linked || g.paren {
		return false
	}
	i := g.next
	for i > 0 && i > g.next-2 && isLetter(v.lower[i-1]) {
		i--
	}
	digits := 0
	for i > 0 && digits < 4 && isDigit(v.lower[i-1]) {
		i--
		digits++
	}
	return digits > 0 && digits < 4 && v.at(i-1) == ' '
}

// townBefore reads a town without a known name before "str. ...": a capital
// name that a comma ends and a word of place or the text's beginning leads in.
func (f *addressFinder) townBefore(v *view, g gap, front element, a *address) (element, bool) {
	e := element{part: partTown, end: g.next, joined: true}
	seat, _ := f.words.at(v, front.start)
	first, _ := f.words.at(v, a.start)
	inCommune := first == communeWord && !a.has(partVillage|partTown)
	known := a.has(partVillage|partCommune) && !inCommune || a.has(partTown) && (front.part != partTown || front.labelled || seat != seatName)
	if known || !g.comma && front.part != partPostcode || g.linked || g.stop || g.line || g.paren {
		return e, false
	}
	if start, ok := f.smallTownBefore(v, g); ok {
		e.start = start
		return e, true
	}
	start, ok := f.capitalsBefore(v, g.next)
	if !ok || f.names.noTown(v, start) || f.names.stops(v, start) || v.upper(start+1) != v.upper(a.start+1) {
		return e, false
	}
	e.start = start
	if inCommune {
		e.part = partVillage
	}
	if f.ledIn(v, start) {
		return e, true
	}
	if inCommune {
		return e, false
	}
	firstName := f.names.has(v, start, roleFirstName)
	return e, g.comma && !firstName && beginsLine(v, start) && !twoNames(v, start, g.next) && !f.knowsPlace(v, a.end)
}

// smallTownBefore gives where a town in small letters begins that a word about
// homes leads in: "stau în florești, str. ...".
func (f *addressFinder) smallTownBefore(v *view, g gap) (int, bool) {
	start := g.next
	for start > 0 && g.next-start < maxWord && (isLetter(v.lower[start-1]) || v.lower[start-1] == '-') {
		start--
	}
	if g.next-start < 4 || !f.ledIn(v, start) || v.upper(start) || f.names.stops(v, start) || f.names.noTown(v, start) {
		return start, false
	}
	link, _, _ := linkBefore(v, start-1)
	verb := wordStart(v, link-1)
	return start, g.comma && f.around.isHome(v, verb)
}

// capitalsBefore gives where a run of at most three capital words that ends at
// a position begins.
func (f *addressFinder) capitalsBefore(v *view, end int) (int, bool) {
	start, ok := end, false
	for range 3 {
		i := start
		if ok {
			if c := v.at(i - 1); c != ' ' && c != '-' {
				return start, true
			}
			i--
		}
		word := i
		for word > 0 && i-word < maxWord && isLetter(v.lower[word-1]) {
			word--
		}
		if word == i || !v.upper(word) {
			return start, ok
		}
		start, ok = word, true
	}
	return start, ok
}

// ledIn tells whether a word of place stands before a position: "în Voluntari".
func (f *addressFinder) ledIn(v *view, at int) bool {
	_, from, ok := linkBefore(v, at-1)
	return ok && from && v.at(at-1) == ' '
}

// beginsLine tells whether a position is the beginning of a line, a bracket or
// what a colon announces.
func beginsLine(v *view, at int) bool {
	i := at - 1
	for i >= 0 && i > at-6 && (v.lower[i] == ' ' || v.lower[i] == '"') {
		i--
	}
	switch v.at(i) {
	case '\n', ':', '(':
		return true
	}
	return false
}

// knowsPlace tells whether a town follows the address, so that what stands
// before it is none.
func (f *addressFinder) knowsPlace(v *view, at int) bool {
	g, ok := f.gapAfter(v, at)
	return ok && f.placeFollows(v, at) && !g.stop
}
