package classifier

import (
	"math/bits"
	"unicode/utf8"
)

// longestRune is the most bytes that a character takes, with the selector behind it.
const longestRune = utf8.UTFMax + len(textSelector)

// textSelector is the mark behind many emoji; it shows nothing.
const textSelector = "\uFE0F"

// plainRunes gives what the ordinary characters outside ASCII fold to: a small letter,
// a space or mark, otherSymbol for emoji; 0 for all that is worth a look.
type plainRunes struct {
	// low is indexed by the character, emoji by what it is above firstEmoji.
	low   [0x3000]byte
	emoji [0x1000]byte
}

const firstEmoji = 0x1F000

// newPlainRunes builds the tables for rules with some anchor characters.
func newPlainRunes(folds *foldTable, anchors *[256]bool) *plainRunes {
	var p plainRunes
	for r := rune(utf8.RuneSelf); int(r) < len(p.low); r++ {
		p.low[r] = plainRune(folds, r, anchors)
	}
	for i := range p.emoji {
		p.emoji[i] = plainRune(folds, firstEmoji+rune(i), anchors)
	}
	return &p
}

// plainRune gives what an ordinary character folds to, 0 for others.
func plainRune(folds *foldTable, r rune, anchors *[256]bool) byte {
	entry := folds.at(r)
	b := lowerByte(byte(entry))
	switch {
	case entry&foldsToOne == 0, entry&foldOdd != 0, anchors[b], b == otherLetter, isDigit(b):
		return 0
	case b == otherSymbol && r < 0x2000, b == otherSymbol && leetSymbol(r) != "":
		return 0
	}
	return b
}

// at gives what the character that text begins with folds to, and its size in bytes
// with the selector behind an emoji; 0 if it is not ordinary. Text begins outside
// ASCII.
func (p *plainRunes) at(text string) (folded byte, size int) {
	if len(text) > 1 && text[0] < 0xE0 { // two bytes, as Romanian letters have
		if !isPair(text[0], text[1]) {
			return 0, 1
		}
		return p.low[pairIndex(text[0], text[1])], 2
	}
	return p.atLonger(text)
}

func (p *plainRunes) atLonger(text string) (folded byte, size int) {
	r, size := utf8.DecodeRuneInString(text)
	switch {
	case size == 1:
		return 0, 1
	case int(r) < len(p.low):
		folded = p.low[r]
	case r >= firstEmoji && int(r-firstEmoji) < len(p.emoji):
		folded = p.emoji[r-firstEmoji]
	}
	if folded == otherSymbol && len(text) >= size+len(textSelector) && text[size:size+len(textSelector)] == textSelector {
		size += len(textSelector)
	}
	return folded, size
}

// isPair tells whether two bytes make a character of two bytes; pairIndex gives which.
func isPair(first, second byte) bool {
	return first >= 0xC2 && first < 0xE0 && second&0xC0 == 0x80
}

func pairIndex(first, second byte) int { return int(first&0x1F)<<6 | int(second&0x3F) }

// plainRunes looks at the characters outside ASCII in the block b of the message:
// whether all are ordinary. It takes those that are no letters out of the masks for
// letters and notes symbols as marks.
func (l *look) plainRunes(m *blockMasks, b *[blockSpan]byte, at int) bool {
	for high := m.high; high != 0; {
		i := bits.TrailingZeros64(high) & (blockSize - 1)
		if first, second := b[i], b[i+1]; isPair(first, second) && isLetter(l.runes.low[pairIndex(first, second)]) {
			high &^= 3 << i
			if b[i+2] >= utf8.RuneSelf && !l.passMisread(at+i) {
				return false
			}
			continue
		}
		folded, size := l.runes.at(l.text[at+i:])
		if folded == 0 {
			return false
		}
		if i+size > blockSize && at+blockSize < len(l.text) {
			return true // the next block has all of it
		}
		bytes := (uint64(1)<<size - 1) << i
		high &^= bytes
		m.letters &^= bytes
		m.high &^= bytes
		if folded == otherSymbol {
			m.marks |= 1 << i
		}
	}
	return true
}

// passMisread looks at two characters outside ASCII, the first a letter of two bytes,
// which may be one that was read in a wrong encoding.
func (l *look) passMisread(at int) bool {
	text := l.text[at:]
	if r, _ := utf8.DecodeRuneInString(text); !beginsMojibake(r) {
		return true
	}
	l.noted = true
	_, size := mojibakeAt(text, 0)
	return size == 0
}

// prefix gives the first letters of a word of ordinary letters, folded, and how many
// letters it has.
func (p *plainRunes) prefix(word string) (key uint64, letters int) {
	for i := 0; i < len(word); letters++ {
		b, size := word[i], 1
		if b >= utf8.RuneSelf {
			b, size = p.at(word[i:])
		}
		if letters < wordPrefix {
			key |= uint64(b|0x20) << (8 * letters)
		}
		i += size
	}
	return key, letters
}

// folded puts a word of ordinary letters, folded, into a buffer. It fails if that is too
// short for it.
func (p *plainRunes) folded(buffer []byte, word string) (folded []byte, ok bool) {
	folded = buffer
	for i := 0; i < len(word); {
		b, size := word[i]|0x20, 1
		if b >= utf8.RuneSelf {
			b, size = p.at(word[i:])
		}
		if len(folded) == cap(folded) {
			return nil, false
		}
		folded = append(folded, b)
		i += size
	}
	return folded, true
}
