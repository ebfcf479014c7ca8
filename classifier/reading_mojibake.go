package classifier

import (
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// undoMojibake mends UTF-8 that was read as windows-1252 or windows-1250 and
// written down so: "ÅŸ" and "ĹŸ" for "ş", "È™" and "Č™" for "ș".
func undoMojibake(_ *program, v *view) []mend {
	if !v.mojibake {
		return nil
	}
	text := v.src
	var mends []mend
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i++
			continue
		}
		r, size := mojibakeAt(text, i)
		if size == 0 {
			_, width := utf8.DecodeRuneInString(text[i:])
			i += width
			continue
		}
		mends = append(mends, decoded(r, i, i+size))
		i += size
	}
	return mends
}

// mojibakeAt gives the character that several characters at i once were, and
// how many bytes these take; 0 if they are what they are.
func mojibakeAt(text string, i int) (rune, int) {
	for _, page := range []*charmap.Charmap{charmap.Windows1252, charmap.Windows1250} {
		if r, size := misread(page, text[i:]); size > 0 {
			return r, size
		}
	}
	return 0, 0
}

// misread reads the characters at the beginning of text as bytes of a code page
// that make up one character of UTF-8.
func misread(page *charmap.Charmap, text string) (rune, int) {
	var buffer [utf8.UTFMax]byte
	size := 0
	for n := range buffer {
		r, width := utf8.DecodeRuneInString(text[size:])
		if width < 2 {
			return 0, 0
		}
		b, ok := pageByte(page, r)
		if !ok || n == 0 && !beginsUTF8(b) || n > 0 && (b < 0x80 || b > 0xBF) {
			return 0, 0
		}
		buffer[n] = b
		size += width
		if decoded, _ := utf8.DecodeRune(buffer[:n+1]); decoded != utf8.RuneError {
			return decoded, mojibakeSize(decoded, size)
		}
	}
	return 0, 0
}

// pageByte gives the byte of a character in a code page. The five bytes that
// windows-1252 leaves free were read as the control characters of that number.
func pageByte(page *charmap.Charmap, r rune) (byte, bool) {
	if b, ok := page.EncodeRune(r); ok {
		return b, true
	}
	return byte(r), r >= 0x80 && r <= 0x9F
}

// mojibakeSize gives size if a character is one that texts hold and that people
// would miss, and 0 for others: two odd characters in a row need not be a third.
func mojibakeSize(r rune, size int) int {
	if unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsNumber(r) || unicode.IsPunct(r) || isInvisible(r) || r == 0xA0 ||
		unicode.In(r, unicode.Mn, unicode.Me, unicode.So) {
		return size
	}
	return 0
}

// beginsUTF8 tells whether a byte begins, in UTF-8, the letters and marks of the
// texts we read: Latin, Greek, Cyrillic, Arabic digits, punctuation, full-width
// forms, emoji.
func beginsUTF8(b byte) bool {
	switch b {
	case 0xC2, 0xC3, 0xC4, 0xC5, 0xC8, 0xCC, 0xCD, 0xCE, 0xCF, 0xD0, 0xD1, 0xD9, 0xDB, 0xE2, 0xEF, 0xF0:
		return true
	}
	return false
}

// beginsMojibake tells whether one of the two code pages has a character at one of
// these bytes.
func beginsMojibake(r rune) bool {
	switch r {
	case 'Â', 'Ã', 'Ä', 'Å', 'È', 'Ì', 'Í', 'Î', 'Ï', 'Ð', 'Ñ', 'Ù', 'Û', 'â', 'ï', 'ð', // windows-1252
		'Ă', 'Ĺ', 'Č', 'Ě', 'Ď', 'Đ', 'Ń', 'Ů', 'Ű', 'ď', 'đ': // windows-1250
		return true
	}
	return false
}
