package api

import "unicode/utf8"

// nonASCII are the bits that some of eight bytes has set unless all are ASCII.
const nonASCII = 0x8080808080808080

// isUTF8 is utf8.ValidString for text that has ASCII between other letters, as
// Romanian has: it takes eight bytes at a time wherever it can.
func isUTF8(text string) bool {
	for text != "" {
		for len(text) >= 8 && eight(text)&nonASCII == 0 {
			text = text[8:]
		}
		for text != "" && text[0] < utf8.RuneSelf {
			text = text[1:]
		}
		for text != "" && text[0] >= utf8.RuneSelf {
			if len(text) >= 2 && text[0] >= 0xC2 && text[0] <= 0xDF && text[1]&0xC0 == 0x80 {
				text = text[2:]
				continue
			}
			r, size := utf8.DecodeRuneInString(text)
			if r == utf8.RuneError && size == 1 {
				return false
			}
			text = text[size:]
		}
	}
	return true
}

// eight gives the first eight bytes of a text, in one read.
func eight(text string) uint64 {
	_ = text[7]
	return uint64(text[0]) | uint64(text[1])<<8 | uint64(text[2])<<16 | uint64(text[3])<<24 |
		uint64(text[4])<<32 | uint64(text[5])<<40 | uint64(text[6])<<48 | uint64(text[7])<<56
}
