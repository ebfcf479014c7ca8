package classifier

import (
	"fmt"
	"unicode/utf8"
)

// foldTerm brings a term to the form the trie holds: folded lower-case letters
// and digits, single spaces for gaps, '*' for the rest of a word.
func foldTerm(term string) (string, error) {
	folded, err := appendTerm(nil, term)
	return string(folded), err
}

// appendTerm adds a term to buffer in that form.
func appendTerm(buffer []byte, term string) ([]byte, error) {
	text, plain := appendCommon(buffer[:0], term)
	if !plain {
		var v view
		v.read(term)
		text = append(buffer[:0], v.lower...)
	}
	folded := text[:0] // which never overtakes text
	for _, c := range text {
		switch {
		case isLetter(c) && c != otherLetter, isDigit(c), c == '*':
			folded = append(folded, c)
		case isGap(c):
			if n := len(folded); n > 0 && folded[n-1] != ' ' {
				folded = append(folded, ' ')
			}
		default:
			return nil, fmt.Errorf("word %q holds a character that cannot be matched", term)
		}
	}
	if n := len(folded); n > 0 && folded[n-1] == ' ' {
		folded = folded[:n-1]
	}
	if len(folded) == 0 || !isLetter(folded[0]) {
		return nil, fmt.Errorf("word %q must begin with a letter", term)
	}
	for i, c := range folded {
		if c == '*' && (!isAlnum(folded[i-1]) || i+1 < len(folded) && folded[i+1] != ' ') {
			return nil, fmt.Errorf("word %q needs letters or digits before a star and none after it", term)
		}
	}
	return folded, nil
}

// appendCommon adds to buffer what a view makes of a text, if the text is made of ASCII
// and of characters that are common enough to need no view.
func appendCommon(buffer []byte, text string) ([]byte, bool) {
	for _, r := range text {
		if r < utf8.RuneSelf {
			buffer = append(buffer, lowerByte(foldASCII(byte(r))))
			continue
		}
		folded, common := foldCommon(r)
		if !common {
			return buffer, false
		}
		for i := range len(folded) {
			buffer = append(buffer, lowerByte(folded[i]))
		}
	}
	return buffer, true
}
