package classifier

import "unicode/utf8"

// Most messages with digits have an hour in them, a price, a year: a short number that
// stands apart from all others. The sieve lets it pass.

// shortNumber is the most digits that such a number has, in one part or in two.
const shortNumber = 4

// shortFinder is a finder that is called at short numbers although it sees nothing in
// most of them. In one that stands apart it sees something only where one of some words
// is in the message, in the form that terms have, or one of some words of one or two
// letters stands right before the number.
type shortFinder interface {
	finder
	inShortNumbers() (words, before []string)
}

// shortWords is what the sieve knows of short numbers.
type shortWords struct {
	// pass tells that they may pass: all finders that are called at them say what they
	// need.
	pass bool
	// before has a bit for each word of one or two letters that must not stand before
	// one; words are those that must not be in the message.
	before [27]uint32
	words  []sieveTerm
}

// newShortWords asks the finders of a program that are called at digits.
func newShortWords(p *program) shortWords {
	s := shortWords{pass: true}
	for _, r := range p.digits {
		if r.Anchors.Digits > shortNumber {
			continue
		}
		f, ok := r.finder.(shortFinder)
		if !ok {
			s.pass = false
			continue
		}
		words, before := f.inShortNumbers()
		ends := termEnds{numbered: true}
		if r.Anchors.Run == shortNumber {
			ends = termEnds{yearly: true}
		}
		for _, word := range words {
			s.words = append(s.words, sieveTerm{folded: word, ends: ends})
		}
		for _, word := range before {
			s.before[beforeIndex(word[0])] |= 1 << beforeIndex(secondLetter(word))
		}
	}
	return s
}

func secondLetter(word string) byte {
	if len(word) < 2 {
		return 0
	}
	return word[1]
}

// beforeIndex gives a number for a small letter, the least for none.
func beforeIndex(letter byte) int {
	if letter < 'a' || letter > 'z' {
		return 0
	}
	return int(letter-'a') + 1
}

// has tells whether a word of at most two letters must not stand before a number, in
// digits or in words. Where a finder does not say, none may.
func (s *shortWords) has(key uint64) bool {
	return !s.pass || s.before[beforeIndex(byte(key))]>>beforeIndex(byte(key>>8))&1 != 0
}

// passNumber looks at a digit.
func (l *look) passNumber(at int) bool {
	if at < l.numberEnd {
		return true
	}
	if !l.short.pass {
		return false
	}
	end := l.shortNumberEnd(at)
	if end == 0 || !l.apartBefore(at) || !l.apartAfter(end) {
		return false
	}
	l.numberEnd, l.numbered = end, true
	l.yearly = l.yearly || end-at >= shortNumber
	return true
}

// shortNumberEnd gives where the short number ends whose first digit is at a position:
// "18", "18:30", "2,5". It gives 0 for any other number, and for one that something
// touches.
func (l *look) shortNumberEnd(at int) int {
	text := l.text
	if at > 0 && !endsNumber(text[at-1]) && text[at-1] != '(' {
		return 0
	}
	end := digitsEnd(text, at)
	digits := end - at
	if end+1 < len(text) && dividesNumber(text[end]) && isDigit(text[end+1]) {
		l.divided = true
		second := end + 1
		end = digitsEnd(text, second)
		digits += end - second
	}
	switch {
	case digits > shortNumber:
		return 0
	case end == len(text), endsNumber(text[end]):
		return end
	case !closesNumber(text[end]), end+1 < len(text) && !endsNumber(text[end+1]):
		return 0
	}
	return end
}

func digitsEnd(text string, at int) int {
	for at < len(text) && isDigit(text[at]) {
		at++
	}
	return at
}

func endsNumber(b byte) bool { return b == ' ' || b == '\n' }

// dividesNumber tells whether a mark may divide an hour, a price, a range.
func dividesNumber(b byte) bool {
	return b == ':' || b == '.' || b == ',' || b == '-' || b == '/'
}

func closesNumber(b byte) bool {
	switch b {
	case '.', ',', '!', '?', ')', ';', ':', '%':
		return true
	}
	return false
}

// apartBefore tells whether no number and no word that may be part of one or say what
// it is stands right before a number.
func (l *look) apartBefore(at int) bool {
	start, end, ok := l.wordBefore(at)
	if !ok || start == end {
		return ok
	}
	key, letters := l.runes.prefix(l.text[start:end])
	if l.partOfNumber(key) || letters <= 2 && l.short.has(key) {
		return false
	}
	if letters > 1 {
		return true
	}
	// Two letters that stand alone may be the country of an account.
	start, end, ok = l.wordBefore(start)
	if !ok || start == end {
		return ok
	}
	_, letters = l.runes.prefix(l.text[start:end])
	return letters > 1
}

// apartAfter is apartBefore for what stands behind a number.
func (l *look) apartAfter(at int) bool {
	for range partGap + 1 {
		switch {
		case at == len(l.text):
			return true
		case isDigit(l.text[at]):
			return false
		case l.letterAt(at):
			key, _ := l.nextWord(at)
			return !l.partOfNumber(key)
		}
		at += l.sizeAt(at)
	}
	return true
}

// codeBegins tells whether the code of a building may begin behind a position.
func (l *look) codeBegins(at int) bool {
	start, _ := l.gapAfter(at)
	if start == len(l.text) {
		return false
	}
	key, end := l.nextWord(start)
	switch key {
	case prefixOf("bis"), prefixOf("ter"):
		return true
	}
	return end == start+l.sizeAt(start) || l.capitalAt(start)
}

// wordBefore gives the letters before a position, across a gap within which parts of a
// number belong together; none if there are none. It fails where there is a digit.
func (l *look) wordBefore(at int) (start, end int, ok bool) {
	end, ok = l.letterWithin(at, partGap+1)
	if !ok {
		return at, at, !l.digitWithin(end, at)
	}
	if l.digitWithin(end, at) {
		return 0, 0, false
	}
	start = end
	for start > 0 && l.letterBefore(start) {
		start = l.before(start)
	}
	return start, end, true
}

// letterWithin gives where the last letter ends before a position, at most so many
// characters before it; if there is none, how far it has looked. What shows nothing does
// not count.
func (l *look) letterWithin(at, most int) (end int, ok bool) {
	for end = at; end > 0; {
		if l.letterBefore(end) {
			return end, true
		}
		before := l.before(end)
		if l.text[before:end] != textSelector {
			if most == 0 {
				return end, false
			}
			most--
		}
		end = before
	}
	return 0, false
}

// digitWithin tells whether there is a digit between two positions.
func (l *look) digitWithin(from, to int) bool {
	for _, b := range []byte(l.text[from:to]) {
		if isDigit(b) {
			return true
		}
	}
	return false
}

// before gives where the character begins that ends at a position.
func (l *look) before(at int) int {
	if l.text[at-1] < utf8.RuneSelf {
		return at - 1
	}
	_, size := utf8.DecodeLastRuneInString(l.text[:at])
	return at - size
}

// partOfNumber tells whether a word with some first letters is one for a number, or is
// made of letters that stand for digits.
func (l *look) partOfNumber(key uint64) bool {
	if onlyMasks(key) {
		return true
	}
	word, ok := l.words.find(firstWord, key)
	return ok && word.number
}
