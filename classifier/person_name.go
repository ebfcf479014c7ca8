package classifier

import "github.com/pecete/pecete/patterns"

// nameFinder finds full names of people that a word beside them announces:
// "subsemnatul Popescu Ion", "Popescu Ion, CNP ...". Names without such a word
// are in every newspaper and are none of its business.
type nameFinder struct {
	cues  *termSet
	roles []cueRole
	// titles may stand between a cue and the name: "dr.", "ing.".
	titles *termSet
	// places are words that make the name behind them that of a street or a school.
	places *termSet
	words  nameWords
}

// cueRole is how a word announces a name.
type cueRole uint16

const (
	// nameSworn: the strongest, behind which a name may be in small letters
	// ("subsemnatul", "mă numesc").
	nameSworn cueRole = 1 << iota
	// nameFull: the label of a full name ("nume și prenume").
	nameFull
	// nameLast and nameFirst: labels of a surname, of a first name.
	nameLast
	nameFirst
	// nameHolder: whoever a document names ("titular:", "pacient").
	nameHolder
	// nameTitle: a form of address ("domnul").
	nameTitle
	// nameSelf: somebody says who they are, at the start of a sentence ("sunt").
	nameSelf
	// nameClosing: the end of a letter, with a name on its own line.
	nameClosing
	// nameBehind: the name stands before it ("domiciliat", "CNP").
	nameBehind
	// nameCard: it stands before the name of a card, whose series follows ("ci").
	nameCard
)

func newNameFinder(d *patterns.Detector) (finder, error) {
	f := nameFinder{cues: newTermSet()}
	for _, r := range []struct {
		role cueRole
		list string
	}{
		{nameSworn, "sworn"}, {nameFull, "full"}, {nameLast, "surname"}, {nameFirst, "first"}, {nameHolder, "holder"},
		{nameTitle, "address"}, {nameSelf, "self"}, {nameClosing, "closing"}, {nameBehind, "behind"}, {nameCard, "card"},
	} {
		if err := addRoles(f.cues, &f.roles, d, r.list, r.role); err != nil {
			return nil, err
		}
	}
	var err error
	if f.titles, err = termsOf(d, "titles"); err != nil {
		return nil, err
	}
	if f.places, err = termsOf(d, "places"); err != nil {
		return nil, err
	}
	f.words, err = newNameWords(d)
	return f, err
}

// find looks for the name that the word at at announces. Evidence:
// CONTEXT_LABEL or, for weaker words, CONTEXT_WORD; SHAPE where a first name or
// surname is known.
func (f nameFinder) find(v *view, at int) (sighting, bool) {
	if !isLetter(v.at(at)) || isLetter(v.at(at-1)) {
		return sighting{}, false
	}
	cue, ok := f.cues.longestAt(v.lower, at)
	if !ok || v.at(cue.end) == ']' || cue.end == at+1 && v.at(cue.end) != '.' {
		return sighting{}, false // "[NUME]" is what redaction leaves; "n." alone is an abbreviation
	}
	role := f.roles[cue.term]
	if seen, ok := f.ahead(v, cue, role); ok {
		return seen, true
	}
	if role&nameBehind != 0 || role&nameCard != 0 && seriesFollows(v, cue.end) {
		return f.behind(v, cue)
	}
	return sighting{}, false
}

// ahead sees the name behind a word that announces one.
func (f nameFinder) ahead(v *view, cue termHit, role cueRole) (sighting, bool) {
	if role&^(nameBehind|nameCard) == 0 || role&nameSelf != 0 && !opensSentence(v, cue.start) {
		return sighting{}, false
	}
	start, colon, line := f.nameStart(v, cue.end)
	if line && role&(nameSworn|nameTitle|nameSelf) != 0 || role&nameClosing != 0 && !line {
		return sighting{}, false
	}
	row := f.words.from(v, start)
	switch {
	case len(row) == 0 && role&(nameSworn|nameFull) != 0:
		return inSmallLetters(f.words.small(v, start))
	case len(row) == 0 && role&nameHolder != 0 && (role&nameLast == 0 || colon):
		return allKnown(f.words.small(v, start))
	case len(row) == 0:
		return sighting{}, false
	case role&(nameLast|nameFirst) != 0 && (len(row) == 1 || role&nameFirst != 0):
		return f.inParts(v, row, role, colon)
	case role&nameLast != 0 && !colon: // "numele" in a sentence
		return sighting{}, false
	}
	if role&nameClosing != 0 && !endsLine(v, row[len(row)-1].end) || f.isPlace(v, row[0]) {
		return sighting{}, false
	}
	return f.weighRow(row, role)
}

// nameStart gives where a name can begin behind a word that ends at a position,
// past marks and titles, whether a colon or the like stands between, and
// whether a line break does.
func (f nameFinder) nameStart(v *view, end int) (start int, colon, line bool) {
	const longest = 8
	i := end
	for i < end+longest && !isAlnum(v.at(i)) && i < len(v.lower) {
		switch v.lower[i] {
		case '\n':
			if line {
				return i, colon, line
			}
			line = true
		case ':', '=', '|', '-':
			colon = true
		case ';', '!', '?', '<', '>', '@', '[', ']', '/', '\\', '#', '%', '*':
			return len(v.lower), colon, line
		}
		i++
	}
	for range 3 {
		hit, ok := f.titles.longestAt(v.lower, i)
		if !ok || v.at(hit.end) != '.' && v.at(hit.end) != ' ' {
			break
		}
		i = hit.end
		for i < hit.end+2 && (v.at(i) == '.' || v.at(i) == ' ') {
			i++
		}
	}
	return i, colon, line
}

// weighRow gives the sighting for a row of capitalised words.
func (f nameFinder) weighRow(row []nameWord, role cueRole) (sighting, bool) {
	known, full := knownNames(row)
	if full < 2 || !known && role&(nameSworn|nameFull) == 0 {
		return sighting{}, false
	}
	seen := sighting{start: row[0].start, end: row[len(row)-1].end, evidence: patterns.SetOf(patterns.ContextLabel)}
	switch {
	case role&nameTitle != 0:
		seen.evidence = patterns.SetOf(patterns.ContextWord)
	case role&nameSelf != 0:
		seen.evidence = patterns.SetOf(patterns.ContextWord)
		seen.adjust = 0.15
	}
	if known {
		seen.evidence = seen.evidence.With(patterns.Shape)
	}
	return seen, true
}

// allKnown sees a name without capitals beside a word that may also announce
// something else: each of its words must be that of a name, and one a surname.
func allKnown(row []nameWord) (sighting, bool) {
	surname := false
	for _, w := range row {
		if !w.known() {
			return sighting{}, false
		}
		surname = surname || w.last || w.surname
	}
	if !surname {
		return sighting{}, false
	}
	return inSmallLetters(row)
}

// inSmallLetters sees a name written without capitals.
func inSmallLetters(row []nameWord) (sighting, bool) {
	if len(row) < 2 {
		return sighting{}, false
	}
	const unsure = -0.15
	seen := sighting{start: row[0].start, end: row[len(row)-1].end, evidence: patterns.SetOf(patterns.ContextLabel, patterns.Shape)}
	for _, w := range row {
		if !w.known() {
			seen.adjust = unsure
		}
	}
	return seen, true
}

// inParts sees one part of a name behind its own label: "Nume: Popescu",
// "Prenume: Ion Mihai". A surname alone needs the label of the other part
// nearby, because "nume" is also that of files and firms.
func (f nameFinder) inParts(v *view, row []nameWord, role cueRole, colon bool) (sighting, bool) {
	seen := sighting{start: row[0].start, end: row[len(row)-1].end, evidence: patterns.SetOf(patterns.ContextLabel)}
	known := false
	for _, w := range row {
		known = known || w.first || role&nameLast != 0 && w.known()
	}
	paired := f.otherPart(v, seen.start, seen.end)
	switch {
	case row[0].initial, !paired && !(colon && known && role&nameFirst != 0):
		return sighting{}, false
	case known:
		seen.evidence = seen.evidence.With(patterns.Shape)
	}
	if !paired {
		const half = -0.3
		seen.adjust = half
	}
	return seen, true
}

// otherPart tells whether the label of a surname or first name stands within
// reach around a part of a name, one not being its own.
func (f nameFinder) otherPart(v *view, start, end int) bool {
	const reach = 40
	var found cueRole
	for i := max(0, start-reach); i < min(len(v.lower), end+reach); i++ {
		if !isLetter(v.lower[i]) || isLetter(v.at(i-1)) {
			continue
		}
		if hit, ok := f.cues.longestAt(v.lower, i); ok {
			found |= f.roles[hit.term]
		}
	}
	return found&nameLast != 0 && found&nameFirst != 0
}

// behind sees the name before a word that follows one.
func (f nameFinder) behind(v *view, cue termHit) (sighting, bool) {
	const longest = 4
	end := cue.start
	for end > cue.start-longest && end > 0 && gapBeforeCue(v.lower[end-1]) {
		end--
	}
	if end == cue.start {
		return sighting{}, false
	}
	row := f.words.until(v, end)
	if v.at(end) == '.' && len(row) == 0 { // "Popescu I., CNP"
		row = f.words.until(v, end+1)
	}
	if len(row) == 0 && cue.end-cue.start > 1 {
		return allKnown(f.words.smallUntil(v, end))
	}
	if len(row) == 0 || f.isPlace(v, row[0]) || f.ofPlace(v, row[0].start) {
		return sighting{}, false
	}
	row = trimNames(row)
	known, full := knownNames(row)
	if full < 2 || !known {
		return sighting{}, false
	}
	return sighting{start: row[0].start, end: row[len(row)-1].end, evidence: patterns.SetOf(patterns.ContextLabel, patterns.Shape)}, true
}

// seriesFollows tells whether two letters and a number come next, as they do behind
// "CI"; "ci" is also "but".
func seriesFollows(v *view, at int) bool {
	const gap = 3
	i := at
	for i < at+gap && i < len(v.lower) && !isAlnum(v.lower[i]) && v.lower[i] != '\n' {
		i++
	}
	if i == at || !isLetter(v.at(i)) || !isLetter(v.at(i+1)) {
		return false
	}
	i = skipSpaces(v, i+2, gap)
	if v.at(i) == 'n' && v.at(i+1) == 'r' {
		i = skipSpaces(v, i+2, gap)
		if v.at(i) == '.' {
			i = skipSpaces(v, i+1, gap)
		}
	}
	return isDigit(v.at(i))
}

// isPlace tells whether the first word of a row makes it the name of a place.
func (f nameFinder) isPlace(v *view, first nameWord) bool {
	return whole(f.places, v, first.start, first.end)
}

// ofPlace tells whether the word before a name makes it that of a place:
// "Str. Ion Creangă", "Liceul Mihai Viteazul".
func (f nameFinder) ofPlace(v *view, at int) bool {
	end := at
	for end > at-3 && (v.at(end-1) == ' ' || v.at(end-1) == '.' || v.at(end-1) == '"') {
		end--
	}
	start := end
	for start > end-maxWord && isAlnum(v.at(start-1)) {
		start--
	}
	return start < end && whole(f.places, v, start, end)
}

func gapBeforeCue(b byte) bool {
	switch b {
	case ' ', ',', '(', '-', '\n', ';', ':', '.', '|', '/':
		return true
	}
	return false
}

// trimNames drops a first word that begins the sentence rather than the name: one
// that is not known, before a known first name and a known surname.
func trimNames(row []nameWord) []nameWord {
	if len(row) < 3 || row[0].known() || row[0].initial {
		return row
	}
	first, last := false, false
	for _, w := range row[1:] {
		first = first || w.first
		last = last || !w.first && (w.last || w.surname)
	}
	if first && last {
		return row[1:]
	}
	return row
}

// knownNames tells whether a row holds a known first name or surname, and how
// many of its words are whole.
func knownNames(row []nameWord) (known bool, full int) {
	for _, w := range row {
		known = known || w.known()
		if !w.initial {
			full++
		}
	}
	if len(row) > 0 && full == 1 && len(row) > 1 {
		full++ // "Popescu I."
	}
	return known, full
}

// opensSentence tells whether a word begins a sentence or a clause.
func opensSentence(v *view, at int) bool {
	i := at - 1
	for i > at-6 && v.at(i) == ' ' {
		i--
	}
	switch v.at(i) {
	case '\n', '.', ',', '!', '?', '-', ':', otherSymbol:
		return true
	}
	return false
}

// endsLine tells whether nothing but spaces and marks follows on the line.
func endsLine(v *view, end int) bool {
	i := end
	for v.at(i) == ' ' || v.at(i) == '.' || v.at(i) == ',' {
		i++
	}
	return v.at(i) == '\n'
}
