package classifier

import (
	"math/bits"
	"unicode/utf8"
)

// What hides something without a mark: base64, and numbers in words.

// base64Bare is the fewest characters of base64 without its padding.
const base64Bare = base64Min - 2

// noBase64 tells whether no base64 of a text ends in a block, given which of its
// bytes are characters of base64, where it begins and how much of it counts.
func (l *look) noBase64(mask uint64, at, done int) bool {
	leading := bits.TrailingZeros64(^mask)
	long := mask & (mask >> 1)
	long &= long >> 2
	long &= long >> 4
	long &= long >> (base64Bare - 8)
	before := l.run
	if l.run = bits.LeadingZeros64(^(mask << (blockSize - done))); l.run == done {
		l.run += before
	}
	if before+leading >= base64Bare && !l.ruleOut(at-before) {
		return false
	}
	for long != 0 {
		i := bits.TrailingZeros64(long)
		if i > 0 && !l.ruleOut(at+i) {
			return false
		}
		i += bits.TrailingZeros64(^(mask >> i))
		if i >= blockSize {
			break
		}
		long &^= 1<<i - 1
	}
	return true
}

// ruleOut tells whether the run of characters of base64 that begins at a position
// encodes no text.
func (l *look) ruleOut(start int) bool {
	if start < l.ruled {
		return true
	}
	end := base64End(l.text, start)
	l.ruled = end
	return padded(l.text, end)-start < base64Min || !encodesText(l.text, start, end)
}

// spellsNumber tells, at the end of a message, whether words for numbers in it may be
// read as numbers. The gate must note two of them, or another number or sign of hidden
// data, and there must be something beside one that makes a number of it.
func (l *look) spellsNumber() bool {
	return l.beside && (l.spoken > 1 || l.noted || l.numbered || l.hasSign())
}

// numberBeside tells whether something beside a word for a number makes it worth
// reading: another part of the number, a word of one or two letters, as in plates, or
// the word of a house's number. The first word of a number of two words ends before the
// second, which is then beside it.
func (l *look) numberBeside(start, end int) bool {
	if !l.apartBefore(start) || !l.apartAfter(end) {
		return true
	}
	var buffer [wordPrefix * 2]byte
	before, after, _ := l.wordBefore(start)
	word, ok := l.runes.folded(buffer[:0], l.text[before:after])
	return ok && namesHouse(string(word))
}

// onlyMasks tells whether the first letters of a word all may stand for digits.
func onlyMasks(key uint64) bool {
	for rest := key; rest != 0; rest >>= 8 {
		if !isMask(byte(rest)) {
			return false
		}
	}
	return key != 0
}

// hasSign tells whether there is a letter alone that may stand for a digit, or so much
// without a space that the gate notes it.
func (l *look) hasSign() bool {
	space := -1
	for i := range len(l.text) {
		b := l.text[i]
		if b <= ' ' {
			space = i
		}
		if i-space >= base64Min || l.loneMask(b, i) {
			return true
		}
	}
	return false
}

// loneMask tells whether a letter stands alone at i, where the byte b is, that may
// stand for a digit.
func (l *look) loneMask(b byte, i int) bool {
	size := 1
	if b >= utf8.RuneSelf && utf8.RuneStart(b) {
		b, size = l.runes.at(l.text[i:])
	}
	return isMask(lowerByte(b)) && !l.letterBefore(i) && !l.letterAt(i+size)
}
