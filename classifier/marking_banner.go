package classifier

// bannerReach bounds how long the caveats of a banner are, in folded characters.
const bannerReach = 120

// caveats gives the end of the caveats that follow a level at at, or at itself:
// "//SI//NOFORN", "//REL TO USA, FVEY". They are in capitals and begin with two
// slashes (Intelligence Community Markings System, section on banner lines).
func (w *markingWords) caveats(v *view, at int) int {
	end := at
	for end < at+bannerReach {
		next := v.skipSpace(end)
		if v.at(next) != '/' || v.at(next+1) != '/' {
			return end
		}
		past, ok := w.caveat(v, v.skipSpace(next+2))
		if !ok {
			return end
		}
		end = past
	}
	return end
}

// caveat gives the end of one group of caveats at at: "SI/TK", "REL TO USA,
// FVEY", "HCS-P".
func (w *markingWords) caveat(v *view, at int) (int, bool) {
	hit, ok := w.caveatTerms.longestAt(v.lower, at)
	if !ok || isLetter(v.at(at-1)) || !v.allCapitals(hit.start, hit.end) {
		return at, false
	}
	end := hit.end
	for end < at+bannerReach {
		next := end
		for next < end+2 && (v.at(next) == ',' || v.at(next) == ' ' || v.at(next) == '/' || v.at(next) == '-') {
			next++
		}
		if next == end || v.at(end) == '/' && v.at(end+1) == '/' {
			return end, true
		}
		if more, ok := w.caveatTerms.longestAt(v.lower, next); ok && v.allCapitals(more.start, more.end) {
			end = more.end
			continue
		}
		past := v.countryCode(next)
		if past == next || v.at(end) == ' ' && v.at(end-1) != 'o' {
			return end, true
		}
		end = past
	}
	return end, true
}

// countryCode gives the end of three or four capitals at at, such as "ROU" or
// "FVEY", or at itself.
func (v *view) countryCode(at int) int {
	end := at
	for end < at+5 && isLetter(v.at(end)) {
		end++
	}
	if end-at < 3 || end-at > 4 || !v.allCapitals(at, end) {
		return at
	}
	return end
}

// portion looks for a portion mark: a level with caveats in brackets, "(S//NF)".
func (f *markingFinder) portion(v *view, at int) (markingSpan, bool) {
	start := v.skipSpace(at + 1)
	level, ok := f.wordings.terms.longestAt(v.lower, start)
	if !ok || !v.allCapitals(level.start, level.end) {
		return markingSpan{}, false
	}
	entry := &f.wordings.byTerm[level.term]
	if !entry.portionOnly && !entry.bannerOnly {
		return markingSpan{}, false
	}
	end := f.words.caveats(v, level.end)
	closing := v.skipSpace(end)
	if end == level.end || v.at(closing) != ')' {
		return markingSpan{}, false
	}
	return markingSpan{start: at, end: closing + 1, wording: entry, marking: entry.marking, formal: true}, true
}

// skipSpace gives at, or the position after one space at at.
func (v *view) skipSpace(at int) int {
	if v.at(at) == ' ' {
		return at + 1
	}
	return at
}
