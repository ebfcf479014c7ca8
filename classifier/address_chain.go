package classifier

// address is an address as it grows from the place where it was noticed.
type address struct {
	// start and end are folded positions, half-open.
	start, end int
	parts      addressPart
	// last is the part at the end.
	last addressPart
	// labelled tells that the number has its word ("nr.").
	labelled bool
	// units counts the parts of a building.
	units int
	// linked tells that a part is joined by a word of prose ("din Cluj").
	linked bool
	// named tells that the street's name stands without its kind.
	named bool
	// guessed tells that its town is one without a known name.
	guessed bool
	// townFirst tells that it begins with a town's bare name.
	townFirst bool
	// doubtful tells that it needs a word about homes to count at all.
	doubtful bool
	// brackets counts the opening brackets inside that are not closed yet.
	brackets int
}

const (
	// maxAddressParts is the most parts an address has to one side of the place
	// where it was noticed.
	maxAddressParts = 12
	// maxAddressLength bounds an address, in folded characters.
	maxAddressLength = 300
	// maxAddressGap is the longest gap between two parts, without the words in it.
	maxAddressGap = 6
	// maxAside is the longest remark in brackets between two parts.
	maxAside = 44
)

func (a *address) has(parts addressPart) bool { return a.parts&parts != 0 }

// begin makes an address of its first part.
func begin(e element) address {
	a := address{start: e.start, end: e.end}
	a.add(e)
	return a
}

// add takes a part in, on either side.
func (a *address) add(e element) {
	a.start, a.end = min(a.start, e.start), max(a.end, e.end)
	a.parts |= e.part
	if e.end == a.end {
		a.last = e.part
	}
	if e.part&partNumber != 0 {
		a.labelled = e.labelled
	}
	a.guessed = a.guessed || e.part == partTown && e.joined
	if e.part&partsOfBuilding != 0 {
		a.units++
	}
}

// gap is what stands between two parts of an address.
type gap struct {
	// next is where the next part begins; for a gap read backwards, where the
	// part before it ends.
	next int
	// comma, line, stop and paren tell which marks are in the gap: a comma, slash
	// or dash; a line break; a full stop; an opening bracket.
	comma, line, stop, paren bool
	// closing tells that a closing bracket is in it.
	closing bool
	// linked tells that a small word is in it, from tells that it is "din" or "în".
	linked, from bool
}

// mark notes a character of a gap and tells whether it can be in one.
func (g *gap) mark(b byte) bool {
	switch b {
	case ' ', '"', '\'', '|', otherSymbol, '*', ':':
	case ')', ']':
		g.closing = true
	case ',', ';', '/', '-':
		g.comma = true
	case '\n':
		g.line = true
	case '.':
		g.stop = true
	case '(', '[':
		g.paren = true
	default:
		return false
	}
	return true
}

// gapAfter reads the gap that begins at a position.
func (f *addressFinder) gapAfter(v *view, at int) (gap, bool) {
	g := gap{}
	i := at
	for i < at+maxAddressGap && i < len(v.lower) && g.mark(v.lower[i]) {
		i++
	}
	if v.at(at) == ')' { // it closes what opened before the address
		return g, false
	}
	if g.line {
		i = f.lineLabel(v, i)
	}
	for range 2 {
		next, from, ok := linkAfter(v, i)
		if !ok || i == at {
			break
		}
		g.linked, g.from = true, g.from || from
		i = next
	}
	g.next = i
	return g, i < len(v.lower) && isAlnum(v.lower[i])
}

// lineLabel passes over the label of a form's further line of an address at a
// position: "Adresa2:", "Address line 2:".
func (f *addressFinder) lineLabel(v *view, at int) int {
	word, i := f.words.at(v, at)
	if word != addressLabel {
		return at
	}
	for _, filler := range []string{" line", " linia", " linie", " rand"} {
		if v.follows(i, filler) {
			i += len(filler)
		}
	}
	if v.at(i) == ' ' {
		i++
	}
	if !isDigit(v.at(i)) || isDigit(v.at(i+1)) || v.at(i+1) != ':' {
		return at
	}
	if i += 2; v.at(i) == ' ' {
		i++
	}
	return i
}

// linkWords are the small words that join two parts of an address.
func linkWords() []string { return []string{"la", "in", "pe", "din", "de", "si"} }

// linkAfter passes over a small word and the space behind it.
func linkAfter(v *view, at int) (next int, from, ok bool) {
	n := lettersAt(v, at, 3)
	if n < 2 || n > 3 || v.at(at+n) != ' ' {
		return at, false, false
	}
	word := string(v.lower[at : at+n])
	for _, link := range linkWords() {
		if word == link {
			return at + n + 1, word == "din" || word == "in", true
		}
	}
	return at, false, false
}

// extend takes in the parts that follow the address.
func (f *addressFinder) extend(v *view, a *address) {
	at := a.end // where the next gap begins: behind the address or a part left empty
	for n := 0; n < maxAddressParts && a.end-a.start < maxAddressLength; n++ {
		g, ok := f.gapAfter(v, at)
		var e element
		if ok {
			e, ok = f.next(v, g, a)
		}
		if !ok {
			next, skipped := f.skipEmpty(v, at)
			if !skipped {
				return
			}
			at = next
			continue
		}
		if g.paren {
			a.brackets++
		}
		a.linked = a.linked || g.linked
		if e.part == partCountry { // no part of the address, but more may follow
			a.parts |= partCountry
			at = e.end
			continue
		}
		a.add(e)
		f.close(v, a)
		at = a.end
	}
}

// close takes in the bracket or quotation mark that closes one inside.
func (f *addressFinder) close(v *view, a *address) {
	if a.brackets > 0 && v.at(a.end) == ')' {
		a.end++
		a.brackets--
	}
}

// skipEmpty passes over a part that a form left empty ("bl. -, sc. -") or an
// aside in brackets ("(lângă parc)"), which count only if more follows.
func (f *addressFinder) skipEmpty(v *view, at int) (int, bool) {
	i := at
	for i < at+2 && (v.at(i) == ' ' || v.at(i) == ',') {
		i++
	}
	if v.at(i) == '(' {
		for j := i + 1; j < i+maxAside && v.at(j) != '\n'; j++ {
			if v.at(j) == ')' {
				return j + 1, true
			}
		}
		return at, false
	}
	g, ok := f.gapAfter(v, at)
	if !ok {
		return at, false
	}
	if next, ok := f.aside(v, g); ok {
		return next, true
	}
	word, end := f.words.at(v, g.next)
	if partOf(word)&(partsOfBuilding|partNumber|partSection) == 0 || word == groundWord {
		return at, false
	}
	i = end
	for i < end+3 && (v.at(i) == ' ' || v.at(i) == '.' || v.at(i) == ':') {
		i++
	}
	from := i
	for i < from+4 && (v.at(i) == '-' || v.at(i) == '_' || v.at(i) == '/') {
		i++
	}
	return i, i > from && !isAlnum(v.at(i))
}

// aside passes over a remark in small letters between two commas that a place
// with its word follows: "str. Teilor nr. 5, pe deal, jud. Cluj".
func (f *addressFinder) aside(v *view, g gap) (int, bool) {
	if !g.comma || g.line || g.stop || g.paren || v.upper(g.next) {
		return g.next, false
	}
	i := g.next
	for i < g.next+maxAside && (isLetter(v.at(i)) && !v.upper(i) || v.at(i) == ' ' || v.at(i) == '-') {
		i++
	}
	if v.at(i) != ',' || v.at(i+1) != ' ' {
		return i, false
	}
	word, _ := f.words.at(v, i+2)
	switch word {
	case countyWord, sectorWord, communeWord, villageWord, townWord, postalWord:
		return i, f.beginsPart(v, i+2)
	}
	return i, false
}

// next reads the part behind a gap if the address can go on with it.
func (f *addressFinder) next(v *view, g gap, a *address) (element, bool) {
	if word, _ := f.words.unit(v, g.next); word.isStreet() && word != entranceWord {
		return element{}, false // another address
	}
	e, ok := f.read(v, g.next)
	if ok {
		if e, ok = f.joins(v, e, g, a); ok {
			return e, true
		}
	}
	if g.stop && !g.line || g.linked || g.paren {
		return element{}, false
	}
	return f.nextBare(v, g, a)
}

// joins tells whether a part belongs to the address behind it, and as what.
func (f *addressFinder) joins(v *view, e element, g gap, a *address) (element, bool) {
	if e.part == partNumber && a.has(partNumber) && v.follows(e.start, "casa") {
		e.part = partSection // "str. Teilor nr. 5, casa nr. 2"
	}
	if g.linked && e.part&partsOfPlace != 0 && !v.follows(g.next-4, "din ") && f.beginsNext(v, e.end) {
		return e, false
	}
	if e.part&partStreet != 0 || a.has(e.part) && e.part != partSection && !f.secondName(v, &e, a) {
		return e, false
	}
	if e.part == partSection && v.follows(e.start, "casa") && a.has(partVillage|partCommune) && !a.has(partStreet|partNumber) {
		e.part = partNumber // "sat Sadu, casa 215"
	}
	if e.labelled {
		return e, e.part != partNumber || !g.linked || !g.from
	}
	if g.stop && !g.line || g.linked && !g.from {
		return e, false
	}
	if e.part == partCounty && !a.has(partTown|partVillage|partCommune) && !g.comma && !g.line {
		return e, false
	}
	return e, true
}

// beginsNext tells whether a place that ends at a position is the beginning of
// another address: "... în Ineu, str. Crinului nr. 7".
func (f *addressFinder) beginsNext(v *view, at int) bool {
	g, ok := f.gapAfter(v, at)
	return ok && g.comma && !g.linked && !g.stop && f.streetFollows(v, at)
}

// secondName turns a town's name into its county's where the address has a
// place already: "Florești, Cluj".
func (f *addressFinder) secondName(v *view, e *element, a *address) bool {
	word, _ := f.words.at(v, e.start)
	if e.labelled || word != seatName || a.has(partCounty) {
		return false
	}
	e.part = partCounty
	return true
}

// nextBare reads a part that only its place in the address gives away: a number
// behind a name, a town or a county's code behind a comma.
func (f *addressFinder) nextBare(v *view, g gap, a *address) (element, bool) {
	e := element{start: g.next, joined: true}
	if isDigit(v.at(g.next)) {
		if a.has(partNumber|partsOfBuilding) || g.line || a.last&(partStreet|partVillage|partCommune) == 0 {
			return e, false
		}
		end, counted, ok := f.bareNumber(v, g.next, g.next)
		e.part, e.end = partNumber, end
		return e, ok && !counted
	}
	if end, ok := f.countyCode(v, g.next); ok && g.comma && v.upper(g.next) && a.has(partTown|partVillage|partCommune) && !a.has(partCounty) && !isAlnum(v.at(end)) && end-g.next == 2 {
		e.part, e.end = partCounty, end
		return e, true
	}
	return f.nextTown(v, g, a)
}

// nextTown reads a town without a known name.
func (f *addressFinder) nextTown(v *view, g gap, a *address) (element, bool) {
	e := element{part: partTown, start: g.next, joined: true}
	if a.has(partTown|partVillage|partCommune) || !a.has(partNumber|partsOfBuilding) {
		return e, false
	}
	behindCode := a.has(partPostcode) && isDigit(v.at(a.end-1)) && !g.line
	if !g.comma && !g.line && !behindCode {
		return e, false
	}
	if behindCode && isLetter(v.at(g.next)) && !v.upper(g.next) && !v.upper(a.start) {
		end, ok := f.lowerPlace(v, g.next)
		e.end = end
		return e, ok
	}
	if g.comma && isLetter(v.at(g.next)) && !v.upper(g.next) && a.has(partStreet) && !f.names.stops(v, g.next) {
		end, ok := f.lowerPlace(v, g.next)
		e.end = end
		return e, ok && v.at(end) == ',' && f.countyFollows(v, end)
	}
	end, ok := f.unknownTown(v, g.next, v.upper(a.start+1))
	e.end = end
	if !ok || behindCode {
		return e, ok
	}
	placed := f.placeFollows(v, end)
	if !placed && g.comma && v.at(end) == ',' && f.unitFollows(v, end) { // a building's name
		e.part = partSection
		return e, !f.names.has(v, g.next, roleFirstName)
	}
	if g.line {
		return e, placed
	}
	return e, placed || !twoNames(v, g.next, end) || f.names.has(v, g.next, roleTownHead)
}
