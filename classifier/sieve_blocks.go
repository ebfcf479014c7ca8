package classifier

// blockMasks say of each byte of a block, by one bit, what it is.
type blockMasks struct {
	// letters are those of ASCII and, at first, every byte outside it.
	letters uint64
	// marks may mean something: digits, signs that stand for letters, anchors.
	marks uint64
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
	m.joins &= keep
	m.high &= keep
}

// byteClasses gives the classes of a byte, each in the lowest bit of a byte of its
// own, so that those of eight bytes, shifted by one bit each, make up four masks.
type byteClasses [256]uint32

const (
	classLetter = 1 << 0
	classMark   = 1 << 8
	classJoin   = 1 << 16
	classHigh   = 1 << 24
)

// newByteClasses gives the classes for rules with some anchor characters.
func newByteClasses(anchors *[256]bool) byteClasses {
	var classes byteClasses
	for i := range classes {
		b := byte(i)
		if b >= 0x80 {
			classes[i] = classHigh | classLetter
			continue
		}
		if isLatin(lowerByte(b)) {
			classes[i] |= classLetter
		} else if isBase64(b) {
			classes[i] |= classJoin
		}
		if isDigit(b) || isLeetSign(b) && b != otherSymbol || b == '%' || b == '&' || anchors[b] && !isAlnum(b) {
			classes[i] |= classMark
		}
	}
	return classes
}

// masks gives the masks for the first 64 bytes of text, or for as many as there are.
func (c *byteClasses) masks(text string) blockMasks {
	if len(text) < blockSize {
		return c.masksOfEnd(text)
	}
	var m blockMasks
	for shift := 0; shift < blockSize; shift += 8 {
		b := text[:8]
		text = text[8:]
		all := c[b[0]] | c[b[1]]<<1 | c[b[2]]<<2 | c[b[3]]<<3 | c[b[4]]<<4 | c[b[5]]<<5 | c[b[6]]<<6 | c[b[7]]<<7
		m.letters |= uint64(all&0xff) << shift
		m.marks |= uint64(all>>8&0xff) << shift
		m.joins |= uint64(all>>16&0xff) << shift
		m.high |= uint64(all>>24) << shift
	}
	return m
}

// masksOfEnd gives the masks for what is shorter than a block.
func (c *byteClasses) masksOfEnd(text string) blockMasks {
	var m blockMasks
	for i := range len(text) {
		all := uint64(c[text[i]])
		m.letters |= all & 1 << i
		m.marks |= all >> 8 & 1 << i
		m.joins |= all >> 16 & 1 << i
		m.high |= all >> 24 << i
	}
	return m
}
