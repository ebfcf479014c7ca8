package classifier

import (
	"math/bits"

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
	// chars are the characters that anchor a rule; bracket tells that '(' anchors
	// portion marks and nothing else.
	chars   [256]bool
	bracket bool
}

// newSieve builds the sieve for the rules of a program that is otherwise complete.
func newSieve(set *patterns.Ruleset, p *program) (*sieve, error) {
	terms, err := sieveTerms(set, p)
	if err != nil {
		return nil, err
	}
	s := &sieve{words: newWordTable(terms), chars: p.gate.chars, bracket: true}
	for _, r := range p.chars['('] {
		s.bracket = s.bracket && isMarkingRule(r)
	}
	s.classes, s.runes = newByteClasses(&s.chars), newPlainRunes(&s.chars)
	return s, nil
}

func isMarkingRule(r *rule) bool {
	_, ok := r.finder.(*markingFinder)
	return ok
}

// blockSize is how many bytes are looked at together, one for each bit of a mask.
const blockSize = 64

// look is the first look at one message, as far as it has come.
type look struct {
	*sieve
	text string
	// alone counts letters and signs in a row that stand alone, singles the letters
	// among them.
	alone, singles int
	// spoken counts words for numbers; lone tells of a letter alone that may stand
	// for a digit; noted of something else that the gate takes for a sign of hidden
	// data, although nothing is hidden there.
	spoken      int
	lone, noted bool
	// run is how many characters of base64 stand right before the block, ruled up to
	// where base64 has been ruled out.
	run, ruled int
}

// clean tells whether there is certainly nothing to find in text.
func (s *sieve) clean(text string) bool {
	l := look{sieve: s, text: text}
	for at := 0; at < len(text); {
		n := l.block(text[at:], at)
		if n == 0 {
			return false
		}
		at += n
	}
	return l.nothingSpoken()
}

// block looks at the block at the beginning of rest, which is what remains of the
// message from a byte on that no letter stands before. It gives how many bytes are
// done with: a word that is cut off is left for the next block. It gives 0 where there
// is something worth a look.
func (l *look) block(rest string, at int) int {
	m := l.classes.masks(rest)
	if m.high != 0 && !l.plainRunes(&m, rest) {
		return 0
	}
	done := min(blockSize, len(rest))
	if cut := bits.LeadingZeros64(^m.letters); cut > 0 && len(rest) > blockSize {
		if done -= cut; done == 0 {
			return 0 // no word is that long
		}
		m.cut(done)
	}
	if !l.noBase64(m.letters|m.joins, at, done) {
		return 0
	}
	starts := m.letters &^ (m.letters << 1)
	for left := starts | m.marks; left != 0; left &= left - 1 {
		i := bits.TrailingZeros64(left)
		bit := uint64(1) << i
		if starts&bit == 0 {
			if !l.passMark(at + i) {
				return 0
			}
			continue
		}
		size := bits.TrailingZeros64(^(m.letters >> i))
		if m.high>>i<<(blockSize-size) != 0 {
			if !l.passFolded(at+i, size) {
				return 0
			}
			continue
		}
		if size > 1 {
			l.alone, l.singles = 0, 0
		} else if !l.passSingle(lowerByte(rest[i])) {
			return 0
		}
		if key := prefix(rest, i, size); l.words.may(key) && !l.passWord(key, at+i, at+i+size) {
			return 0
		}
	}
	return done
}

// passSingle counts a letter that stands alone. It gives false, like all that pass
// something, where there is something worth a look: a row of them.
func (l *look) passSingle(letter byte) bool {
	l.lone = l.lone || isMask(letter)
	l.alone++
	l.singles++
	return l.singles < spacedMin && l.alone < leetRow
}

// passSign counts a sign that stands alone. A row of signs with no letter in it
// spells nothing.
func (l *look) passSign() bool {
	l.alone++
	return l.singles == 0 || l.alone < leetRow
}

// passFolded looks at a word with letters outside ASCII.
func (l *look) passFolded(start, size int) bool {
	key, letters := l.runes.prefix(l.text[start : start+size])
	if letters > 1 {
		l.alone, l.singles = 0, 0
	} else if !l.passSingle(byte(key)) {
		return false
	}
	return !l.words.may(key) || l.passWord(key, start, start+size)
}

// passWord looks at a word by which a term may begin.
func (l *look) passWord(key uint64, start, end int) bool {
	if l.words.stems.has(key & stemBytes) {
		return false
	}
	word, ok := l.words.find(firstWord, key)
	if !ok {
		return true
	}
	if word.number {
		if l.spoken++; l.spoken > 1 {
			return false
		}
	}
	first := l.text[start:end]
	for {
		if word.anchor || word.capitals && inCapitals(first) {
			return false
		}
		if !word.more {
			return true
		}
		if key, end = l.nextWord(end); key == 0 {
			return true
		}
		if word, ok = l.words.find(word.next, key); !ok {
			return true
		}
	}
}

// inCapitals tells whether the first two letters of a word are not small ones.
func inCapitals(word string) bool {
	return !isSmall(word[0]) && (len(word) == 1 || !isSmall(word[1]))
}

func isSmall(b byte) bool { return b >= 'a' && b <= 'z' }

// nextWord gives the prefix of the word behind the gap at a position and where it
// ends; 0 if the gap is too long for one within a term.
func (l *look) nextWord(at int) (key uint64, end int) {
	start := at
	for start < len(l.text) && !l.letterAt(start) {
		if start-at > maxGap*longestRune {
			return 0, at
		}
		start++
	}
	end = start
	for end < len(l.text) && l.letterAt(end) {
		end += l.sizeAt(end)
	}
	key, _ = l.runes.prefix(l.text[start:end])
	return key, end
}

// nothingSpoken tells, at the end of a message, whether the gate would not look for a
// number in words, for which it takes two of them, or one and another sign.
func (l *look) nothingSpoken() bool {
	return l.spoken == 0 || l.spoken == 1 && !l.lone && !l.noted && !hasLongToken(l.text)
}

// hasLongToken tells whether there are so many bytes without a space that the gate
// notes them.
func hasLongToken(text string) bool {
	from := 0
	for i := range len(text) {
		if b := text[i]; b <= ' ' {
			from = i + 1
		}
		if i-from >= base64Min-1 {
			return true
		}
	}
	return false
}
