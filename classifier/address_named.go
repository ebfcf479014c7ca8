package classifier

// The name of a street or village without its kind, read backwards from its
// number: "Memorandumului 28, ap. 3", "trimite la mihai viteazu 12 bl c2".

// maxBareNameWords is the most words in a name without its kind. Words in small
// letters that go on further are prose.
const maxBareNameWords = 5

// bareName is a name as it is read backwards.
type bareName struct {
	start, end int
	// capital tells that its last word begins with a capital.
	capital bool
	words   int
	// bounded tells that a mark, a line's beginning or a word that is in no name
	// stands before it.
	bounded bool
}

// nameBefore gives where the name of a street or village without its kind
// begins that ends at a position. It goes back to a mark, the line's beginning,
// a word of place ("pe", "la") or a word that no name contains; a name in
// capitals also to the first word in small letters.
func (f *addressFinder) nameBefore(v *view, end int) (int, bool) {
	name := bareName{start: end, end: end}
	for i := end; name.words < maxBareNameWords; {
		word, isWord := f.wordBefore(v, i, &name)
		if !isWord {
			name.bounded = true
			break
		}
		more, ok := f.takeWord(v, word, i, &name)
		if !ok {
			return name.start, false
		}
		if !more {
			name.bounded = true
			break
		}
		next, joined := nameGapBefore(v, word)
		if !joined {
			name.bounded = true
			break
		}
		i = next
	}
	return name.start, name.end-name.start > 3 && (name.capital || name.bounded)
}

// wordBefore gives where the word begins that ends at a position: letters, or
// the digits of a day or year.
func (f *addressFinder) wordBefore(v *view, end int, name *bareName) (int, bool) {
	start := end
	for start > 0 && end-start < maxWord && (isLetter(v.lower[start-1]) || v.lower[start-1] == '-') {
		start--
	}
	if start < end {
		return start, isLetter(v.at(start)) && !isDigit(v.at(start-1))
	}
	for start > 0 && end-start < maxHouseDigits && isDigit(v.lower[start-1]) {
		start--
	}
	switch n := end - start; {
	case n == 0 || isAlnum(v.at(start-1)):
		return end, false
	case name.start == name.end:
		return start, n == 4 && yearLike(v, start) && v.at(start-1) == ' '
	}
	_, day := f.dayAndMonth(v, start, end)
	return start, end-start <= 2 && day
}

// takeWord takes the word between two positions into the name. more is false
// where the name begins behind it, ok where it shows that there is no name.
func (f *addressFinder) takeWord(v *view, word, end int, name *bareName) (more, ok bool) {
	if isDigit(v.at(word)) {
		name.start = word
		name.words++
		return true, true
	}
	first := name.words == 0
	roles, _ := f.names.at(v, word)
	kind, kindEnd := f.words.at(v, word)
	switch {
	case roles&roleNumbered != 0, first && roles&roleCounted != 0, kind == streetWord, kind == proseStreetWord && !first:
		return false, false
	case roles&roleMonth != 0:
	case roles&roleParticle != 0 && !v.upper(word):
		return !isPlaceLink(v, word, end, name), !first
	case roles&roleStop != 0:
		return false, true
	case first && kindEnd == end && f.isPlace(v, word): // "Brașov 12, ap. 3"
	case f.beginsPart(v, word), !v.upper(word) && f.around.leadsIn(v, word):
		return false, !first
	}
	if first {
		name.capital = v.upper(word)
	} else if name.capital && !v.upper(word) {
		return false, true
	}
	name.start = word
	name.words++
	return name.capital || !v.upper(word), true
}

// isPlaceLink tells whether a small word leads the name in rather than being
// part of it: "pe" always, "la" unless the name is in capitals, as "Eroilor de
// la Tisa" is.
func isPlaceLink(v *view, start, end int, name *bareName) bool {
	switch string(v.lower[start:end]) {
	case "pe":
		return true
	case "la", "din":
		return !name.capital || !v.follows(start-3, "de ")
	}
	return false
}

// nameGapBefore passes back over what stands between two words of a name: a
// space, and the dot of an abbreviation.
func nameGapBefore(v *view, at int) (int, bool) {
	i := at
	if v.at(i-1) == ' ' {
		i--
	}
	if v.at(i-1) == '.' {
		if i--; isDigit(v.at(i-1)) || !shortWordEnds(v, i) {
			return at, false
		}
	}
	return i, i < at && (isLetter(v.at(i-1)) || isDigit(v.at(i-1)))
}

// shortWordEnds tells whether the word that ends at a position is short enough
// to be an abbreviation or initial rather than a sentence's end.
func shortWordEnds(v *view, at int) bool {
	const longest = 5
	start := at
	for start > at-longest-1 && isLetter(v.at(start-1)) {
		start--
	}
	return at-start <= longest
}
