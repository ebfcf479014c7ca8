package classifier

import (
	"encoding/binary"
	"math/bits"
)

// blockMasks say of each byte of a block, by one bit, what it is.
type blockMasks struct {
	// letters are those of ASCII and, at first, every byte outside it.
	letters uint64
	// marks may mean something: digits, signs that stand for letters, anchors.
	marks uint64
	// digits are those marks that are digits.
	digits uint64
	// joins are the characters of base64 that are no letters.
	joins uint64
	// high are bytes outside ASCII.
	high uint64
}

// cut drops what stands at or after a bit.
func (m *blockMasks) cut(at int) {
	keep := uint64(1)<<at - 1
	m.letters &= keep
	m.marks &= keep
	m.digits &= keep
	m.joins &= keep
	m.high &= keep
}

// byteClasses gives the class of an ASCII byte that is no letter.
type byteClasses [256]uint8

const (
	classMark = 1 << iota
	classJoin
	classDigit
)

// newByteClasses gives the classes for rules with some anchor characters.
func newByteClasses(anchors *[256]bool) byteClasses {
	var classes byteClasses
	for i := range classes[:0x80] {
		b := byte(i)
		if isBase64(b) && !isLetter(b) {
			classes[i] |= classJoin
		}
		if isDigit(b) {
			classes[i] |= classDigit
		}
		if isDigit(b) || isLeetSign(b) && b != otherSymbol || b == '%' || b == '&' || anchors[b] && !isAlnum(b) {
			classes[i] |= classMark
		}
	}
	return classes
}

// unmarked tells whether an ASCII byte that is no letter is in no mask: a space, a
// control character, a dot or comma.
func unmarked(b byte) bool { return b <= ' ' || b == 0x7f || b == '.' || b == ',' }

// masks gives the masks for a block.
func (c *byteClasses) masks(text *[blockSize]byte) blockMasks {
	m, others := masksOfBlock(text)
	for ; others != 0; others &= others - 1 {
		i := bits.TrailingZeros64(others) & (blockSize - 1)
		class := uint64(c[text[i]])
		m.marks |= class & classMark << i
		m.joins |= class / classJoin & 1 << i
		m.digits |= class / classDigit << i
	}
	return m
}

// masksByEights gives where the letters and bytes outside ASCII of a block are, and the
// others that may have a class, eight bytes at a time. Where the machine can look at more
// of them at once, masksOfBlock does.
func masksByEights(text *[blockSize]byte) (m blockMasks, others uint64) {
	any := uint64(0)
	for at := 0; at < blockSize; at += 8 {
		eight := binary.LittleEndian.Uint64(text[at:])
		letters, other := classesOf(eight)
		m.letters |= gather(letters) << (at & 63)
		others |= gather(other) << (at & 63)
		any |= eight
	}
	if any&high != 0 {
		for at := 0; at < blockSize; at += 8 {
			m.high |= gather(binary.LittleEndian.Uint64(text[at:])&high) << (at & 63)
		}
	}
	return m, others
}

// Eight bytes side by side: ones times a byte is that byte in all of them, high the
// highest bit of each.
const (
	ones = 0x0101010101010101
	high = 0x80 * ones
)

// classesOf tells by the highest bit of each of eight bytes whether it is a letter or
// outside ASCII, or another that is no space, control character, dot or comma. Adding
// n to seven bits sets the eighth from 0x80-n on.
func classesOf(eight uint64) (letters, others uint64) {
	low := eight &^ high
	small := low | 0x20*ones
	fromA, beyondZ := small+(0x80-'a')*ones, small+(0x80-'z'-1)*ones
	letters = (fromA&^beyondZ | eight) & high
	visible := low + (0x80-' '-1)*ones
	stop := (low | ('.'^',')*ones) ^ '.'*ones // 0 for both
	others = visible & (stop + 0x7f*ones) & high &^ letters
	return letters, others
}

// gather moves the highest bit of each of eight bytes together, that of the first to
// the lowest place.
func gather(highest uint64) uint64 {
	return highest >> 7 * 0x0102040810204080 >> 56
}
