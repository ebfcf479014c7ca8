package classifier

import (
	"strings"
	"unicode/utf8"
)

// passMark looks at a mark, and tells whether it is a sign that stands alone and may
// stand for a letter. It gives false, like all that pass something, where there is
// something worth a look.
func (l *look) passMark(at int) (sign, ok bool) {
	b := l.text[at]
	if b >= utf8.RuneSelf {
		return l.passSymbol(at), true
	}
	if isDigit(b) {
		return false, l.passNumber(at)
	}
	if l.chars[b] && (b != '(' || !l.bracket || l.beginsPortion(at+1)) {
		return false, false
	}
	switch b {
	case '%':
		return false, !percentByte(l.text, at)
	case '&':
		return false, at+1 == len(l.text) || l.text[at+1] != '#'
	case '!', '|', '+':
		after := l.letterAt(at + 1)
		return !after && !l.letterBefore(at), !after
	case '$', '@':
		beside := l.letterAt(at+1) || l.letterBefore(at)
		return !beside, !beside
	}
	return false, true
}

// passSymbol notes a symbol outside ASCII, such as an emoji, and tells whether it
// stands alone.
func (l *look) passSymbol(at int) bool {
	beside := l.letterBefore(at) || l.letterAt(at+l.sizeAt(at))
	l.noted = l.noted || beside
	return !beside
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

func isSmall(b byte) bool { return b >= 'a' && b <= 'z' }

// letterAt tells whether a letter begins at a position of a message whose characters
// are known; letterBefore whether one ends there.
func (l *look) letterAt(at int) bool {
	if at >= len(l.text) {
		return false
	}
	if b := l.text[at]; b < utf8.RuneSelf {
		return isLatin(b | 0x20)
	}
	folded, _ := l.runes.at(l.text[at:])
	return folded == 0 || isLetter(folded)
}

func (l *look) letterBefore(at int) bool {
	if at == 0 {
		return false
	}
	if b := l.text[at-1]; b < utf8.RuneSelf {
		return isLatin(b | 0x20)
	}
	if strings.HasSuffix(l.text[:at], textSelector) { // of an emoji
		return false
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
