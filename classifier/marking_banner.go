package classifier

// bannerReach bounds how long the caveats of a banner are, in folded characters.
const bannerReach = 120

// caveats gives the end of the caveats that follow a level at at, or at itself:
// "//SI//NOFORN", "//REL TO USA, FVEY". They are in capitals and begin with two
// slashes (Intelligence Community Markings System, section on banner lines), but
// "REL TO" is written without them too.
func (w *markingWords) caveats(v *view, at int) int {
	end := at
	for end < at+bannerReach {
		next := v.skipSpace(end)
		slashes := v.at(next) == '/' && v.at(next+1) == '/'
		switch {
		case slashes:
			next = v.skipSpace(next + 2)
		case end == at && v.noForeigners(end) > 0:
			next, slashes = v.noForeigners(end), true
		case next == end || end > at || !v.hasWord(next, "rel"):
			return end
		}
		past, countries := w.caveat(v, next)
		if past == next || !slashes && !countries {
			return end
		}
		end = past
	}
	return end
}

// noForeigners gives where "NOFORN" begins right behind a level at at, after a
// space, a dash or a single slash, as older documents have it; 0 where it does not.
func (v *view) noForeigners(at int) int {
	next := v.skipSpace(at)
	if b := v.at(next); b == '/' || b == '-' {
		next = v.skipSpace(next + 1)
	}
	if next == at || !v.hasWord(next, "noforn") {
		return 0
	}
	return next
}

// short looks for the abbreviated level of a banner without brackets, which
// caveats must follow: "TS//SI//NF".
func (f *markingFinder) short(v *view, at int) (markingSpan, bool) {
	hit, ok := f.wordings.terms.longestAt(v.lower, at)
	if !ok || !f.wordings.byTerm[hit.term].portionOnly || !v.allCapitals(hit.start, hit.end) || v.at(hit.end) != '/' {
		return markingSpan{}, false
	}
	entry, end := &f.wordings.byTerm[hit.term], f.words.caveats(v, hit.end)
	return markingSpan{start: at, end: end, wording: entry, marking: entry.marking, formal: true}, end > hit.end
}

// caveat gives the end of one group of caveats at at, or at itself: "SI/TK",
// "REL TO USA, FVEY", "HCS-P"; and whether it names countries.
func (w *markingWords) caveat(v *view, at int) (end int, countries bool) {
	hit, ok := w.caveatTerms.longestAt(v.lower, at)
	if !ok || isLetter(v.at(at-1)) || !v.allCapitals(hit.start, hit.end) {
		return at, false
	}
	release := v.hasWord(at, "rel") || v.hasWord(at, "releasable")
	end = hit.end
	for end < at+bannerReach {
		next := end
		for next < end+2 && (v.at(next) == ',' || v.at(next) == ' ' || v.at(next) == '/' || v.at(next) == '-') {
			next++
		}
		if next == end || v.at(end) == '/' && v.at(end+1) == '/' {
			return end, countries
		}
		if more, ok := w.caveatTerms.longestAt(v.lower, next); ok && v.allCapitals(more.start, more.end) {
			end = more.end
			continue
		}
		past := v.countryCode(next)
		if past == next || v.at(end) == ' ' && (countries || !release) {
			return end, countries
		}
		end, countries = past, true
	}
	return end, countries
}

// countryCode gives the end of two to four capitals at at, such as "EU", "ROU"
// or "FVEY", or at itself.
func (v *view) countryCode(at int) int {
	end := at
	for end < at+5 && isLetter(v.at(end)) {
		end++
	}
	if end-at < 2 || end-at > 4 || !v.allCapitals(at, end) {
		return at
	}
	return end
}

// portion looks for a portion mark: a level in brackets with caveats, "(S//NF)",
// or without them where the text has more portions, "(NS) ... (NU) ...", or a
// level written out. The brackets are no part of it.
func (f *markingFinder) portion(v *view, at int) (markingSpan, bool) {
	entry, level, end, ok := f.bracket(v, at)
	if !ok || level == end && (!entry.abbreviation || !f.paired(v, at, end) && !f.spokenPortion(v, at, end)) {
		return markingSpan{}, false
	}
	return markingSpan{start: v.skipSpace(at + 1), end: end, wording: entry, marking: entry.marking, formal: true}, true
}

// bracket reads an abbreviated level in brackets, with or without caveats, and
// gives where the level and the caveats end.
func (f *markingFinder) bracket(v *view, at int) (entry *wording, level, end int, ok bool) {
	if at+1 >= len(v.lower) {
		return nil, 0, 0, false
	}
	start := v.skipSpace(at + 1)
	hit, ok := f.wordings.terms.longestAt(v.lower, start)
	if !ok || !v.allCapitals(hit.start, hit.end) {
		return nil, 0, 0, false
	}
	entry = &f.wordings.byTerm[hit.term]
	if !entry.abbreviation && !entry.bannerOnly {
		return nil, 0, 0, false
	}
	end = f.words.caveats(v, hit.end)
	if end == hit.end && v.at(end) == '/' && hit.end-hit.start <= shortLevel {
		end, _ = f.words.caveat(v, end+1) // "(S/NF)", as older documents have it
		if end == hit.end+1 || v.at(end) != ')' || !v.beginsPortion(at, end) || v.wordsFrom(end) < portionLeast {
			return nil, 0, 0, false
		}
	}
	return entry, hit.end, end, v.at(v.skipSpace(end)) == ')'
}

// shortLevel is the most letters of an abbreviated level: "TS".
const shortLevel = 2

// portionReach is how far the next portion mark may be, in folded characters.
const portionReach = 300

// paired tells whether the bracket at at, whose level ends at end, begins a
// portion and another portion begins near by, or a level stands there in
// capitals.
func (f *markingFinder) paired(v *view, at, end int) bool {
	if !v.beginsPortion(at, end) || end-v.skipSpace(at+1) == 1 && v.wordsFrom(end) < portionLeast {
		return false
	}
	for i := max(0, at-portionReach); i < min(len(v.lower), end+portionReach); i++ {
		if i != at && (f.beginsBracket(v, i) || f.levelAt(v, i)) {
			return true
		}
	}
	return false
}

const (
	// portionWords is how many words of English make a text of what follows a
	// portion mark, within portionText folded characters.
	portionWords = 2
	portionText  = 60
)

// portionLeast is how many words follow a mark of one letter, which as often
// numbers or abbreviates something: "(C) Carbon".
const portionLeast = 3

// wordsFrom counts the words from at to the next bracket or the end of the line,
// up to portionLeast.
func (v *view) wordsFrom(at int) int {
	words := 0
	for i := at; words < portionLeast && i < at+portionText && v.at(i) != '\n' && v.at(i) != '('; i++ {
		if isLetter(v.at(i)) && !isLetter(v.at(i-1)) {
			words++
		}
	}
	return words
}

// spokenPortion tells whether the bracket at at, whose level ends at end, stands
// at the beginning of a line of English and its level has more letters than one:
// "(NS) The unit moved". Such brackets mean many things in other languages.
func (f *markingFinder) spokenPortion(v *view, at, end int) bool {
	if end-v.skipSpace(at+1) < 2 || !v.beginsPortion(at, end) {
		return false
	}
	words := 0
	for i := end; i < end+portionText && v.at(i) != '\n'; i++ {
		if !isLetter(v.at(i)) || isLetter(v.at(i-1)) {
			continue
		}
		note := f.note(v, i)
		for _, hit := range note.hits[:note.count] {
			if hit.roles&roleLanguage != 0 {
				words++
				break
			}
		}
	}
	return words >= portionWords
}

// beginsBracket tells whether another portion begins at at.
func (f *markingFinder) beginsBracket(v *view, at int) bool {
	if v.lower[at] != '(' {
		return false
	}
	_, _, end, ok := f.bracket(v, at)
	return ok && v.beginsPortion(at, end)
}

// levelAt tells whether a level is written out in capitals at at.
func (f *markingFinder) levelAt(v *view, at int) bool {
	if !isLetter(v.lower[at]) || isLetter(v.at(at-1)) {
		return false
	}
	span, ok := f.longest(v, at)
	return ok && !span.wording.abbreviation && v.allCapitals(span.start, span.end)
}

// beginsPortion tells whether a bracket stands where a sentence begins: after a
// full stop or at the beginning of a line, and before a capital.
func (v *view) beginsPortion(at, end int) bool {
	before := at - 1
	for before >= at-2 && v.at(before) == ' ' {
		before--
	}
	closing := v.skipSpace(end)
	return (v.at(before) == '\n' || v.at(before) == '.') && v.at(closing+1) == ' ' && v.title(closing+2)
}

// skipSpace gives at, or the position after one space at at.
func (v *view) skipSpace(at int) int {
	if v.at(at) == ' ' {
		return at + 1
	}
	return at
}
