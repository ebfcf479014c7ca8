package content

import (
	"bytes"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
	"golang.org/x/text/transform"
)

// guessed is the charset of text that does not say and may be UTF-8 or not.
const guessed = ""

// minASCII is how many bytes of ASCII behind a byte order mark of UTF-16 are no chance: a
// few ideographs may be made of such bytes.
const minASCII = 16

// byteOrderMark gives the charset a byte order mark at the beginning tells, and its length.
func byteOrderMark(start []byte) (charset string, length int) {
	switch {
	case bytes.HasPrefix(start, []byte("\xef\xbb\xbf")):
		return "utf-8", 3
	case bytes.HasPrefix(start, []byte("\xff\xfe\x00\x00")):
		return "utf-32le", 4
	case bytes.HasPrefix(start, []byte("\x00\x00\xfe\xff")):
		return "utf-32be", 4
	case bytes.HasPrefix(start, []byte("\xff\xfe")):
		return "utf-16le", 2
	case bytes.HasPrefix(start, []byte("\xfe\xff")):
		return "utf-16be", 2
	}
	return "", 0
}

// wideOrder tells UTF-16 without a byte order mark by the zeros in every second
// place: at least half of the units are ASCII, and none is a zero.
func wideOrder(start []byte) string {
	if len(start) < 4 {
		return ""
	}
	var zeros, other [2]int
	for i, b := range start[:len(start)&^1] {
		if b == 0 {
			zeros[i&1]++
		} else if b >= ' ' && b < 0x7f || isSpace(b) {
			other[i&1]++
		}
	}
	half := len(start) / 4
	switch {
	case zeros[1] >= half && zeros[0] == 0 && other[0] >= half:
		return "utf-16le"
	case zeros[0] >= half && zeros[1] == 0 && other[1] >= half:
		return "utf-16be"
	}
	return ""
}

// isWide tells the charsets whose units are longer than a byte.
func isWide(charset string) bool {
	return strings.HasPrefix(charset, "utf-16") || strings.HasPrefix(charset, "utf-32")
}

// notWide tells whether bytes that are said to be UTF-16 or UTF-32 do not look it, and
// whether they look like text of single bytes instead. All that is written in letters has
// a byte below 9 in nearly every unit; only ideographs do without.
func notWide(start []byte) (doubtful, narrow bool) {
	low := 0
	for _, b := range start {
		if b < '\t' {
			low++
		}
	}
	return low*8 < len(start), low == 0
}

// isASCII tells whether bytes are nothing but the printable ones of ASCII and white space.
func isASCII(start []byte) bool {
	for _, b := range start {
		if b >= 0x7f || b < ' ' && !isSpace(b) {
			return false
		}
	}
	return true
}

// charsetOf gives the charset of a text: by its byte order mark, then as its carrier
// or the text itself declares, then by its look. start is its beginning. What is said to be
// UTF-16 or UTF-32 and does not look it is doubtful; what looks like single bytes is taken
// as such, for whoever reads it sees that it is.
func charsetOf(declared, inside string, start []byte) (name string, skip int, doubtful bool) {
	if name, skip = byteOrderMark(start); name != "" {
		if isWide(name) && len(start) > minASCII && isASCII(start[skip:]) {
			return guessed, skip, true
		}
		return name, skip, false
	}
	if name = charsetSaid(declared, inside, start); isWide(name) {
		doubtful, narrow := notWide(start)
		if narrow {
			name = guessed
		}
		return name, 0, doubtful
	}
	return name, 0, false
}

// charsetSaid gives the charset of a text that has no byte order mark.
func charsetSaid(declared, inside string, start []byte) string {
	if declared == "" {
		declared = inside
	}
	if wide := wideOrder(start); wide != "" {
		return wide
	}
	switch declared = strings.ToLower(strings.Trim(strings.TrimSpace(declared), `"'`)); declared {
	case "utf-16", "utf16", "ucs-2", "iso-10646-ucs-2", "unicode":
		return "utf-16le" // as browsers take it (WHATWG Encoding, 4.2)
	case "utf-32", "utf32", "ucs-4", "iso-10646-ucs-4":
		if len(start) > 0 && start[0] != 0 {
			return "utf-32le" // no code point begins with another byte in the other order
		}
		return "utf-32be"
	case "us-ascii", "ascii", "ansi_x3.4-1968", "unknown-8bit", "x-unknown", "binary", "8bit", "none":
		return guessed
	case "utf8", "utf-8", "utf8mb4", "unicode-1-1-utf-8":
		return "utf-8"
	}
	return declared
}

// charset gives the charset of a text, and how many bytes to pass over. What is doubtful
// is noted.
func (x *extraction) charset(declared, inside string, start []byte) (name string, skip int, err error) {
	name, skip, doubtful := charsetOf(declared, inside, start)
	if doubtful {
		err = x.note(MissedCharset)
	}
	return name, skip, err
}

// decoding gives what converts a charset to UTF-8; nil if it is UTF-8 already, and
// known false if the charset is not known, whose text is then guessed.
func decoding(charset string) (t transform.Transformer, known bool) {
	switch charset {
	case guessed:
		return &guess{}, true
	case "utf-8":
		return nil, true
	case "utf-16le":
		return unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM).NewDecoder(), true
	case "utf-16be":
		return unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM).NewDecoder(), true
	case "utf-32le":
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM).NewDecoder(), true
	case "utf-32be":
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM).NewDecoder(), true
	}
	named, err := htmlindex.Get(charset)
	if err != nil || named == encoding.Replacement {
		return &guess{}, false
	}
	return named.NewDecoder(), true
}

// converted gives r as UTF-8; invalid bytes may stay and are mended when written.
func (x *extraction) converted(r io.Reader, charset string) io.Reader {
	t, known := decoding(charset)
	if !known {
		if err := x.note(MissedCharset); err != nil {
			return strings.NewReader("")
		}
	}
	if t == nil {
		return r
	}
	return transform.NewReader(r, t)
}

// guess converts text that does not say its charset: it is UTF-8 as long as it is
// valid. What is not is windows-1250, which older Romanian programs write: all that
// follows if nothing before proved to be UTF-8, and otherwise each byte that is in
// no code point.
type guess struct {
	// proven is set when a code point beyond ASCII was seen.
	proven bool
	// old is set when the text was found to be windows-1250.
	old bool
}

func (g *guess) Reset() { *g = guess{} }

func (g *guess) Transform(dst, src []byte, atEOF bool) (nDst, nSrc int, err error) {
	for nSrc < len(src) {
		if src[nSrc] < utf8.RuneSelf && nDst < len(dst) {
			dst[nDst] = src[nSrc]
			nDst++
			nSrc++
			continue
		}
		r, n := rune(src[nSrc]), 1
		if r >= utf8.RuneSelf {
			if !g.old {
				if r, n = utf8.DecodeRune(src[nSrc:]); r != utf8.RuneError || n > 1 {
					g.proven = true
				} else if !atEOF && !utf8.FullRune(src[nSrc:]) {
					return nDst, nSrc, transform.ErrShortSrc
				}
			}
			if n == 1 {
				g.old = !g.proven
				r = charmap.Windows1250.DecodeByte(src[nSrc])
			}
		}
		if nDst+utf8.UTFMax > len(dst) {
			return nDst, nSrc, transform.ErrShortDst
		}
		nDst += utf8.EncodeRune(dst[nDst:], r)
		nSrc += n
	}
	return nDst, nSrc, nil
}
