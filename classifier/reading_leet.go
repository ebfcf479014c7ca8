package classifier

import "github.com/pecete/pecete/patterns"

const (
	// leetWord is the fewest letters of a word that is looked for under digits.
	leetWord = 4
	// leetShort is the fewest letters of a word that makes one beside it count.
	leetShort = 3
	// leetRow is the fewest characters of a row of single ones that may spell a
	// word.
	leetRow = 5
)

// undoLeet puts letters in place of digits and signs in the words of markings:
// "S3CR3T DE S3RVICIU", "$ECRET", also with its letters apart. It knows only the
// words that rules use for markings, so that product codes stay what they are.
func undoLeet(p *program, v *view) []mend {
	if !v.leet && !v.apart {
		return nil
	}
	var mends []mend
	var buffer [maxTermLength + 1]int
	for i := 0; i < len(v.lower); {
		if !v.leetChar(i) {
			i++
			continue
		}
		end := i
		for end < len(v.lower) && end-i < maxWord && v.leetChar(end) {
			end++
		}
		if end-i == 1 {
			row, next := v.leetRowAt(i, buffer[:0])
			mends = append(mends, p.mendRow(v, row)...)
			i = next
			continue
		}
		mends = append(mends, p.mendLeet(v, i, end)...)
		i = end
	}
	return mends
}

// leetChar tells whether a letter stands at a position, or what may stand for one.
func (v *view) leetChar(at int) bool {
	return isLetter(v.at(at)) || v.leetLetters(at) != ""
}

// leetLetters gives the letters that a digit or sign may stand for.
func (v *view) leetLetters(at int) string {
	switch v.at(at) {
	case '0':
		return "o"
	case '1':
		return "il"
	case '3':
		return "e"
	case '4', '@':
		return "a"
	case '5', '$':
		return "s"
	case '6', '9':
		return "g"
	case '7', '+':
		return "t"
	case '8':
		return "b"
	case '2':
		return "z"
	case '!', '|':
		return "il"
	case otherSymbol:
		return leetSymbol(v.runeAt(at))
	}
	return ""
}

// leetSymbol gives the letter that a sign outside ASCII looks like.
func leetSymbol(r rune) string {
	switch r {
	case '€', '£':
		return "e"
	case '§':
		return "s"
	case '¢':
		return "c"
	case '¡':
		return "i"
	}
	return ""
}

// mendLeet undoes a word between two positions, without the marks around it, if
// that gives a word of markings.
func (p *program) mendLeet(v *view, start, end int) []mend {
	for start < end && !isAlnum(v.lower[start]) && v.lower[start] != '$' && v.lower[start] != '@' && v.lower[start] != otherSymbol {
		start++
	}
	for end > start && !isAlnum(v.lower[end-1]) && v.lower[end-1] != '$' && v.lower[end-1] != '@' && v.lower[end-1] != otherSymbol {
		end--
	}
	var buffer [2 * maxWord]int
	places := buffer[:0]
	for i := start; i < end; i++ {
		places = append(places, i)
	}
	word, ok := p.leetWord(v, places)
	if !ok || len(word) < leetWord && !p.besideLeetWord(v, start, end) {
		return nil
	}
	return v.mendLetters(places, word)
}

// besideLeetWord tells whether a longer word of markings stands right beside a
// short one, as SERVICIU does beside DE.
func (p *program) besideLeetWord(v *view, start, end int) bool {
	next := gapEnd(v.lower, end)
	to := next
	for to < len(v.lower) && to-next < maxWord && v.leetChar(to) {
		to++
	}
	last := start
	for last > 0 && start-last < maxGap && isGap(v.lower[last-1]) {
		last--
	}
	from := last
	for from > 0 && last-from < maxWord && v.leetChar(from-1) {
		from--
	}
	return p.spellsWord(v, next, to) || p.spellsWord(v, from, last)
}

// spellsWord tells whether a longer word of markings stands between two positions,
// with signs for letters or without.
func (p *program) spellsWord(v *view, from, to int) bool {
	if to-from < leetShort {
		return false
	}
	var buffer [2 * maxWord]int
	places := buffer[:0]
	for i := from; i < to; i++ {
		places = append(places, i)
	}
	_, ok := p.leetOrPlain(v, places)
	return ok
}

// leetWord gives the word of markings that the characters at some places spell,
// some of them as digits or signs.
func (p *program) leetWord(v *view, places []int) (string, bool) {
	letters, signs := 0, 0
	var buffer [2 * maxWord]byte
	word := buffer[:len(places)]
	for i, at := range places {
		word[i] = v.lower[at]
		if isLetter(word[i]) {
			letters++
			continue
		}
		signs++
		word[i] = v.leetLetters(at)[0]
	}
	if letters == 0 || signs == 0 {
		return "", false
	}
	if p.isLeetWord(word) {
		return string(word), true
	}
	for i, at := range places { // '1' and '!' may be an i or an l
		if other := v.leetLetters(at); len(other) > 1 {
			word[i] = other[1]
		}
	}
	if !p.isLeetWord(word) {
		return "", false
	}
	return string(word), true
}

// isLeetWord tells whether a word is one of markings.
func (p *program) isLeetWord(word []byte) bool {
	hit, ok := p.leet.longestAt(word, 0)
	return ok && hit.end == len(word)
}

// mendLetters writes letters at some places of a view, in capitals where the
// letters beside them are.
func (v *view) mendLetters(places []int, word string) []mend {
	capitals := false
	for _, at := range places {
		capitals = capitals || isLetter(v.lower[at]) && v.upper(at)
	}
	var mends []mend
	for i, at := range places {
		if isLetter(v.lower[at]) {
			continue
		}
		letter := word[i]
		if capitals {
			letter -= 'a' - 'A'
		}
		from, to := v.offset(at), v.endOffset(at+1)
		mends = append(mends, mend{
			start: from, end: to, with: []mendedByte{{letter, from, to}}, evidence: patterns.SetOf(patterns.Disguised),
		})
	}
	return mends
}

// leetRowAt gives the places of the single characters in the row that begins at
// at, added to row, and where to go on.
func (v *view) leetRowAt(at int, row []int) ([]int, int) {
	row = append(row, at)
	next := at + 1
	for {
		i := next
		for i < next+runGap && i < len(v.lower) && !v.leetChar(i) {
			i++
		}
		if i == next || i >= len(v.lower) || !v.leetChar(i) || v.leetChar(i+1) || len(row) >= maxTermLength {
			return row, next
		}
		row = append(row, i)
		next = i + 1
	}
}

// mendRow undoes the signs in a row of single characters for as long as they
// spell words of markings.
func (p *program) mendRow(v *view, row []int) []mend {
	if len(row) < leetRow {
		return nil
	}
	var mends []mend
	for from := 0; from+leetWord <= len(row); {
		longest := 0
		reach := p.leetReach(v, row[from:min(len(row), from+maxWord)])
		for n := leetWord; n <= reach; n++ {
			if word, ok := p.leetOrPlain(v, row[from:from+n]); ok {
				longest = n
				mends = append(mends, v.mendLetters(row[from:from+n], word)...)
			}
		}
		from += max(longest, 1)
	}
	return mends
}

// leetReach gives how many of the characters at some places may begin a word of markings,
// so that no longer ones need be tried.
func (p *program) leetReach(v *view, places []int) int {
	reach := 0
	for other := range 2 { // '1' and '!' may be an i or an l
		node := int32(0)
		for n, at := range places {
			letter := v.lower[at]
			if !isLetter(letter) {
				letters := v.leetLetters(at)
				letter = letters[min(other, len(letters)-1)]
			}
			if letter == otherLetter {
				break
			}
			if node = p.leet.follow(node, termEdge(letter)); node == 0 {
				break
			}
			if reach = max(reach, n+1); p.leet.nodes[node].has>>edgeStar != 0 {
				return len(places)
			}
		}
	}
	return reach
}

// leetOrPlain is leetWord that takes words without any sign as well, so that the
// rest of a row is read.
func (p *program) leetOrPlain(v *view, places []int) (string, bool) {
	if word, ok := p.leetWord(v, places); ok {
		return word, true
	}
	var buffer [2 * maxWord]byte
	word := buffer[:0]
	for _, at := range places {
		if !isLetter(v.lower[at]) {
			return "", false
		}
		word = append(word, v.lower[at])
	}
	if !p.isLeetWord(word) {
		return "", false
	}
	return string(word), true
}
