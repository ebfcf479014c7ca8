package classifier

// Bytes of the folded view that stand for characters without an ASCII form.
const (
	// otherLetter stands for a letter of a script that does not fold to Latin.
	otherLetter = 0x01
	// otherSymbol stands for any other character: emoji, currency, ornaments.
	otherSymbol = 0x02
)

// isLetter tells whether a folded byte is a letter.
func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' || b == otherLetter }

// isDigit tells whether a folded byte is a digit.
func isDigit(b byte) bool { return b >= '0' && b <= '9' }

// isAlnum tells whether a folded byte is a letter or a digit.
func isAlnum(b byte) bool { return isLetter(b) || isDigit(b) }

// isSpace tells whether a folded byte is a space or a line break.
func isSpace(b byte) bool { return b == ' ' || b == '\n' }

// isGap tells whether a folded byte can stand between two words of a phrase.
func isGap(b byte) bool {
	switch b {
	case ' ', '\n', '.', ',', ':', ';', '-', '+', '_', '/', '\'', '"', '(', ')':
		return true
	}
	return false
}

// lowerByte gives the lower case of an ASCII letter.
func lowerByte(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
