package classifier

import (
	"encoding/binary"
	"math/bits"
	"unicode/utf8"
	"unsafe"

	"github.com/pecete/pecete/patterns"
)

// The sieve is the first look at a message: one pass over its bytes, before anything
// is folded, that tells whether there is anything in it to find. Most messages end
// here. It may take a message for worth a look that is not, never the reverse: in
// what it lets go, the gate and the undoers find nothing.
//
// It reads 64 bytes at a time into masks of one bit a byte (sieve_blocks.go): where
// letters are, and where marks are that may mean something. Then it looks at each
// mark (sieve_marks.go), and at the beginning of each word, whether a term that
// anchors a rule may begin there (sieve_words.go). Romanian letters, the punctuation
// of word processors and ordinary emoji are known to it (sieve_runes.go); any other
// character outside ASCII is worth a look.

// sieve is what the first look needs to know of the rules. It is immutable.
type sieve struct {
	classes byteClasses
	words   *wordTable
	runes   *plainRunes
	names   *nameSieve
	short   shortWords
	// chars are the characters that anchor a rule; bracket tells that '(' anchors
	// portion marks and nothing else; blind that one of them is left out of the masks.
	chars          [256]bool
	bracket, blind bool
}

// newSieve builds the sieve for the rules of a program that is otherwise complete.
func newSieve(set *patterns.Ruleset, p *program) (*sieve, error) {
	s := &sieve{chars: p.gate.chars, bracket: true, short: newShortWords(p)}
	terms, err := sieveTerms(set, p)
	if err != nil {
		return nil, err
	}
	s.words = newWordTable(append(terms, s.short.words...))
	if r := nameRule(p); r != nil {
		s.names = newNameSieve(r.finder.(nameFinder), p.folds)
	}
	for _, r := range p.chars['('] {
		s.bracket = s.bracket && isMarkingRule(r)
	}
	for b := range s.chars {
		s.blind = s.blind || s.chars[b] && unmarked(byte(b))
	}
	s.classes, s.runes = newByteClasses(&s.chars), newPlainRunes(p.folds, &s.chars)
	return s, nil
}

func isMarkingRule(r *rule) bool {
	_, ok := r.finder.(*markingFinder)
	return ok
}

const (
	// blockSize is how many bytes are looked at together, one for each bit of a mask.
	blockSize = 64
	// blockSpan is how many are there, so that the opening of every word is.
	blockSpan = blockSize + wordPrefix
)

// mostAsks is how many words the first look notes to ask finders about.
const mostAsks = 8

// look is the first look at one message, as far as it has come.
type look struct {
	*sieve
	text string
	// alone counts letters and signs in a row that stand alone, singles the letters
	// among them.
	alone, singles int
	// spoken counts words for numbers; beside tells that one may be part of a number,
	// given what stands beside it. noted tells of something that the gate takes for a sign
	// of hidden data, although nothing is hidden there.
	spoken int
	beside bool
	noted  bool
	// numbered tells of a short number, the last of which ends at numberEnd, yearly of
	// one with four digits in a row; worthNumber and worthYear of a word that is worth a
	// look in a message with such a number.
	numbered, worthNumber bool
	// divided tells of a number that a mark divides: a reading may leave the mark out.
	divided           bool
	yearly, worthYear bool
	numberEnd         int
	// asks are where words begin that are worth asking about, of which there are asking.
	asks   [mostAsks]int
	asking int
	// run is how many characters of base64 stand right before the block, ruled up to
	// where base64 has been ruled out.
	run, ruled int
}

// pass tells whether there is certainly nothing to find in the text, unless the finders
// that need digits see something at the words that begin at asks (Classifier.asked).
func (l *look) pass() bool {
	if l.blind {
		return false
	}
	text := l.text
	bytes := unsafe.Slice(unsafe.StringData(text), len(text)) // only read, and not kept
	var end [blockSpan]byte                                   // zeros behind the end are part of no word
	for at := 0; at < len(bytes); {
		b := &end
		if rest := bytes[at:]; len(rest) >= blockSpan {
			b = (*[blockSpan]byte)(rest)
		} else {
			clear(end[copy(end[:], rest):])
		}
		n := l.block(b, at)
		if n == 0 {
			return false
		}
		at += n
	}
	switch {
	case l.asking == 0:
	case l.spoken > 0, l.divided, l.numbered && l.asking > len(l.asks): // too many to ask, or a number that may yet be read
		return false
	case !l.numbered:
		l.asking = 0
	}
	return !(l.worthNumber && (l.numbered || l.spoken > 0)) && !(l.worthYear && l.yearly) && !l.spellsNumber()
}

// ask notes a word that is worth asking about if there is a number.
func (l *look) ask(at int) {
	if l.asking < len(l.asks) {
		l.asks[l.asking] = at
	}
	l.asking++
}

// block looks at the block that begins at a byte of the message that no letter stands
// before. It gives how many bytes are done with: a word that is cut off is left for the
// next block. It gives 0 where there is something worth a look.
func (l *look) block(b *[blockSpan]byte, at int) int {
	m := l.classes.masks((*[blockSize]byte)(b[:]))
	if m.high != 0 && !l.plainRunes(&m, b, at) || m.letters == ^uint64(0) { // no word is that long
		return 0
	}
	done := min(blockSize, len(l.text)-at)
	if cut := bits.LeadingZeros64(^m.letters); cut > 0 && len(l.text)-at > blockSize {
		done -= cut
		m.cut(done)
	}
	if !l.noBase64(m.letters|m.joins, at, done) || !l.noRows(&m, at) {
		return 0
	}
	words, letters := l.words, m.letters
	for starts := letters &^ (letters << 1); starts != 0; starts &= starts - 1 {
		i := bits.TrailingZeros64(starts) & (blockSize - 1)
		size := bits.TrailingZeros64(^(letters >> i))
		if m.high != 0 && m.high>>i&^(^uint64(0)<<(size&63)) != 0 {
			if !l.passFolded(&m, b, at, i, size) {
				return 0
			}
			continue
		}
		key := binary.LittleEndian.Uint64(b[i:]) & words.sizes[size]
		word := uint32(key)
		switch capitals := inCapitals(word); {
		case !capitals && !words.firsts.has(word, size),
			!capitals && size <= shortSize && !words.goesOn(key, b[i+size], b[i+size+1]):
		case !l.passWord(key|smallLetters&words.sizes[size], size, at+i, at+i+size):
			return 0
		}
	}
	return done
}

// noRows looks at the marks of a block, and whether a row of letters and signs that
// stand alone ends in it that may spell something. Where there are too few of them
// for that, it need not know which they are.
func (l *look) noRows(m *blockMasks, at int) bool {
	starts := m.letters &^ (m.letters << 1)
	words := starts & (m.letters >> 1)
	words &^= m.high &^ (m.letters >> 2) // they may be one letter of two bytes
	single := starts &^ words
	further := m.digits & (m.digits << 1)
	long := m.digits &^ further & (m.digits >> 1)
	alone := single | m.marks&^further&^long
	if l.alone+bits.OnesCount64(alone) >= spacedMin {
		return l.noRow(m, at)
	}
	for marks := m.marks &^ further; marks != 0; marks &= marks - 1 {
		if _, ok := l.passMark(at + bits.TrailingZeros64(marks)); !ok {
			return false
		}
	}
	if words |= long; words != 0 {
		behind := bits.Len64(words)
		l.alone, l.singles = 0, 0
		alone, single = alone>>behind, single>>behind
	}
	l.alone += bits.OnesCount64(alone)
	l.singles += bits.OnesCount64(single)
	return true
}

// noRow is noRows one word and one mark after the other.
func (l *look) noRow(m *blockMasks, at int) bool {
	starts := m.letters &^ (m.letters << 1)
	for left := starts | m.marks; left != 0; left &= left - 1 {
		i := bits.TrailingZeros64(left)
		if starts>>i&1 == 0 {
			if isDigit(l.text[at+i]) {
				if !l.noDigitRow(at + i) {
					return false
				}
				continue
			}
			sign, ok := l.passMark(at + i)
			if !ok || sign && l.singles > 0 && l.alone+1 >= leetRow {
				return false
			}
			if sign {
				l.alone++
			}
			continue
		}
		word := l.text[at+i : at+i+bits.TrailingZeros64(^(m.letters>>i))]
		if _, letters := l.runes.prefix(word); letters > 1 {
			l.alone, l.singles = 0, 0
			continue
		}
		l.alone++
		l.singles++
		if l.singles >= spacedMin || l.alone >= leetRow {
			return false
		}
	}
	return true
}

// noDigitRow is noRow for one digit.
func (l *look) noDigitRow(at int) bool {
	if !l.passNumber(at) {
		return false
	}
	if isDigit(byteAt(l.text, at-1)) {
		return true
	}
	l.singles = 0
	if isDigit(byteAt(l.text, at+1)) {
		l.alone = 0
		return true
	}
	l.alone++
	return l.alone < leetRow
}

// byteAt gives the byte at a position, 0 outside the text.
func byteAt(text string, at int) byte {
	if at < 0 || at >= len(text) {
		return 0
	}
	return text[at]
}

// passFolded looks at the word of some size at i in a block, which has letters outside
// ASCII, each of two bytes.
func (l *look) passFolded(m *blockMasks, b *[blockSpan]byte, at, i, size int) bool {
	twice := m.high >> i &^ (^uint64(0) << (size & 63))
	letters := size - bits.OnesCount64(twice)/2
	word, small := uint32(0), uint32(0)
	for n, at := 0, i; n < min(letters, openingLetters); n++ {
		letter := b[at]
		if at++; letter >= utf8.RuneSelf {
			letter = l.runes.low[pairIndex(letter, b[at])]
			at++
		} else {
			small |= uint32(letter) & 0x20 << (8 * n)
		}
		word |= uint32(letter) << (8 * n)
	}
	// Letters outside ASCII may be capitals.
	if !l.words.firsts.has(word, letters) && !inCapitals(small) {
		return true
	}
	key, _ := l.runes.prefix(l.text[at+i : at+i+size])
	return l.passWord(key, letters, at+i, at+i+size)
}

// passWord looks at a word by which a term may begin, given its first letters, folded,
// and how many it has.
func (l *look) passWord(key uint64, letters, start, end int) bool {
	if letters >= stemLetters {
		if word, ok := l.words.find(anyWord, key&(1<<(8*stemLetters)-1)); ok && !l.passTerms(word, start, end) {
			return false
		}
	}
	word, ok := l.words.find(firstWord, key)
	if !ok {
		return true
	}
	if word.number {
		l.spoken++
		l.beside = l.beside || l.numberBeside(start, end)
	}
	return l.passTerms(word, start, end)
}

// passTerms looks at the terms that begin with a word.
func (l *look) passTerms(word sieveWord, start, end int) bool {
	for first := end; ; {
		if !l.passEnd(&word.ends, start, first, end) {
			return false
		}
		if !word.more || l.beginsOther(end, word.begins) {
			return true
		}
		var key uint64
		if key, end = l.nextWord(end); key == 0 {
			return true
		}
		var ok bool
		if word, ok = l.words.find(word.next, key); !ok {
			return true
		}
	}
}

// passEnd looks at the terms that begin with the word [start,first) and end with the one
// that ends at a position.
func (l *look) passEnd(ends *termEnds, start, first, end int) bool {
	if ends.asking {
		l.ask(start)
	}
	l.worthNumber = l.worthNumber || ends.numbered
	l.worthYear = l.worthYear || ends.yearly
	switch {
	case ends.anchor, ends.coded && l.codeBegins(end):
		return false
	case ends.capitals:
		if opening := openingOf(l.text[start:first]); inCapitals(opening) || opening&0x8080 != 0 {
			return false
		}
	}
	return ends.beside == 0 || !l.nameBeside(ends.beside, start, end)
}

// beginsOther tells whether a space and a letter stand at a position, none of those
// that have a bit in a set. It spares most words a closer look.
func (l *look) beginsOther(at int, letters uint32) bool {
	if at+1 >= len(l.text) || l.text[at] != ' ' {
		return false
	}
	b := l.text[at+1] | 0x20
	return isLatin(b) && l.text[at+1] < utf8.RuneSelf && letters>>(b-'a')&1 == 0
}

// nextWord gives the prefix of the word behind the gap at a position and where it
// ends; 0 if the gap is too long for one within a term.
func (l *look) nextWord(at int) (key uint64, end int) {
	start := at
	for start < len(l.text) && l.letterSize(start) == 0 {
		if start-at > maxGap*longestRune {
			return 0, at
		}
		start += l.sizeAt(start)
	}
	end = start
	for end < len(l.text) {
		size := l.letterSize(end)
		if size == 0 {
			break
		}
		end += size
	}
	key, _ = l.runes.prefix(l.text[start:end])
	return key, end
}

// letterSize gives the size in bytes of the letter that begins at a position, 0 if none
// does.
func (l *look) letterSize(at int) int {
	if b := l.text[at]; b < utf8.RuneSelf {
		if isLatin(b | 0x20) {
			return 1
		}
		return 0
	}
	if !l.letterAt(at) {
		return 0
	}
	return l.sizeAt(at)
}
