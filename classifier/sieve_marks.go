package classifier

import (
	"math/bits"
	"unicode/utf8"
)

// passMark looks at a mark.
func (l *look) passMark(at int) bool {
	b := l.text[at]
	if b >= utf8.RuneSelf {
		return l.passSymbol(at)
	}
	if isDigit(b) {
		return false
	}
	if l.chars[b] && (b != '(' || !l.bracket || l.beginsPortion(at+1)) {
		return false
	}
	before, after := l.letterBefore(at), l.letterAt(at+1)
	switch b {
	case '%':
		return !percentByte(l.text, at)
	case '&':
		return at+1 == len(l.text) || l.text[at+1] != '#'
	case '!', '|', '+':
		if after {
			return false
		}
	case '$', '@':
		if before || after {
			return false
		}
	default:
		return true
	}
	return before || after || l.passSign()
}

// passSymbol looks at a symbol outside ASCII, such as an emoji.
func (l *look) passSymbol(at int) bool {
	if l.letterBefore(at) || l.letterAt(at+l.sizeAt(at)) {
		l.noted = true
		return true
	}
	return l.passSign()
}

// beginsPortion tells whether a word in capitals follows a bracket, as in "(NC)".
func (l *look) beginsPortion(at int) bool {
	for at < len(l.text) && l.text[at] <= ' ' {
		at++
	}
	if at == len(l.text) {
		return false
	}
	if b := l.text[at]; b < utf8.RuneSelf && (!isLetter(b) || isSmall(b)) {
		return false
	}
	return at+1 == len(l.text) || !isSmall(l.text[at+1])
}

// letterAt tells whether a letter begins at a position of a message whose characters
// are known; letterBefore whether one ends there.
func (l *look) letterAt(at int) bool {
	if at >= len(l.text) {
		return false
	}
	if b := l.text[at]; b < utf8.RuneSelf {
		return isLatin(lowerByte(b))
	}
	folded, _ := l.runes.at(l.text[at:])
	return folded == 0 || isLetter(folded)
}

func (l *look) letterBefore(at int) bool {
	if at == 0 {
		return false
	}
	if b := l.text[at-1]; b < utf8.RuneSelf {
		return isLatin(lowerByte(b))
	}
	_, size := utf8.DecodeLastRuneInString(l.text[:at])
	return l.letterAt(at - size)
}

// sizeAt gives how many bytes the character at a position takes.
func (l *look) sizeAt(at int) int {
	if l.text[at] < utf8.RuneSelf {
		return 1
	}
	_, size := l.runes.at(l.text[at:])
	return max(size, 1)
}

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
