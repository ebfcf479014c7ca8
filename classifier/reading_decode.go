package classifier

import (
	"encoding/base64"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/pecete/pecete/patterns"
)

// encoded is what is said of a finding that stands in an encoding.
func encoded() patterns.CodeSet { return patterns.SetOf(patterns.Encoded) }

// base64Min is the shortest run of characters, in bytes and with its padding, that
// is taken for base64.
const base64Min = 16

// undoBase64 decodes what is base64 (RFC 4648, either alphabet, with or without
// padding, also broken over lines as in mail) of a printable text.
func undoBase64(_ *program, v *view) []mend {
	if !v.long {
		return nil
	}
	text := v.src
	var mends []mend
	for i := 0; i < len(text); {
		if !isBase64(text[i]) {
			i++
			continue
		}
		end := base64End(text, i)
		if padded(text, end)-i >= base64Min {
			if m, ok := decodeBase64(text, i, end); ok {
				mends = append(mends, m)
			}
		}
		i = end
	}
	return mends
}

// isBase64 tells whether a byte is of one of the two alphabets.
func isBase64(b byte) bool {
	return b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b >= 'A' && b <= 'Z' || b == '+' || b == '/' || b == '-' || b == '_'
}

// base64End gives where the base64 that begins at i ends: before its padding, or
// at the first other character, save a line break behind a full line.
func base64End(text string, i int) int {
	const fullLine = 24
	line := i
	for i < len(text) {
		switch {
		case isBase64(text[i]):
			i++
		case text[i] == '\n' && i-line >= fullLine && i+1 < len(text) && isBase64(text[i+1]),
			text[i] == '\r' && i-line >= fullLine && strings.HasPrefix(text[i:], "\r\n") && i+2 < len(text) && isBase64(text[i+2]):
			i += len("\n")
			if text[i-1] == '\r' {
				i++
			}
			line = i
		default:
			return i
		}
	}
	return i
}

// padded gives the position after the padding at a position.
func padded(text string, end int) int {
	for n := 0; n < 2 && end < len(text) && text[end] == '='; n++ {
		end++
	}
	return end
}

// encodesText tells whether the base64 at the bytes [start,end) is that of a text. Most
// of what is taken for base64 shows within a few characters that it is none.
func encodesText(text string, start, end int) bool {
	var char [utf8.UTFMax]byte
	size, decoded := 0, false
	held, count := uint32(0), 0 // bits that make no byte yet, and how many
	for i := start; i < end; i++ {
		if !isBase64(text[i]) {
			continue
		}
		held, count = held<<6|uint32(base64Value(text[i])), count+6
		if count < 8 {
			continue
		}
		count -= 8
		char[size] = byte(held >> count)
		if size++; !utf8.FullRune(char[:size]) {
			continue
		}
		if r, _ := utf8.DecodeRune(char[:size]); !isTextRune(r) {
			return false
		}
		size, decoded = 0, true
	}
	return size == 0 && decoded
}

// base64Value gives the six bits that a character of either alphabet stands for.
func base64Value(b byte) byte {
	switch {
	case b >= 'a':
		return b - 'a' + 26
	case b == '_':
		return 63
	case b >= 'A':
		return b - 'A'
	case b >= '0':
		return b - '0' + 52
	case b == '/':
		return 63
	}
	return 62 // '+' or '-'
}

// decodeBase64 decodes the bytes [start,end) if that gives a text.
func decodeBase64(text string, start, end int) (mend, bool) {
	if !encodesText(text, start, end) {
		return mend{}, false
	}
	places := make([]int, 0, end-start) // of the characters that count
	chars := make([]byte, 0, end-start)
	for i := start; i < end; i++ {
		if isBase64(text[i]) {
			places = append(places, i)
			chars = append(chars, standardBase64(text[i]))
		}
	}
	if len(chars)%4 == 1 {
		chars = chars[:len(chars)-1]
	}
	decoded, err := base64.RawStdEncoding.DecodeString(string(chars))
	if err != nil {
		return mend{}, false
	}
	m := mend{start: start, end: end, evidence: encoded(), with: make([]mendedByte, len(decoded))}
	for i, b := range decoded {
		first := i / 3 * 4 // three bytes stand in four characters, each byte in two of them
		m.with[i] = mendedByte{char: b, from: places[first+i%3], to: places[first+i%3+1] + 1}
	}
	m.end = padded(text, end)
	m.with[len(m.with)-1].to = m.end
	return m, true
}

// standardBase64 gives the character of the standard alphabet for one of the
// alphabet for URLs.
func standardBase64(b byte) byte {
	switch b {
	case '-':
		return '+'
	case '_':
		return '/'
	}
	return b
}

// isTextRune tells whether a character is one that somebody may have written: no
// control character, no error. Bytes that are no text hardly ever are.
func isTextRune(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= ' ' && r != 0x7f || r == '\n' || r == '\r' || r == '\t'
	}
	return !unicode.IsControl(r) && r != utf8.RuneError && !unicode.In(r, unicode.Co, unicode.Cs)
}

// undoPercent decodes percent-encoding (RFC 3986), and '+' for a space in what
// else is encoded so. In a URL only words beside it make an identifier of what
// it holds, as without the encoding.
func undoPercent(_ *program, v *view) []mend {
	if !v.percent {
		return nil
	}
	text := v.src
	var mends []mend
	for i := 0; i < len(text); {
		if !percentByte(text, i) {
			i++
			continue
		}
		start := i
		for start > 0 && !isTextSpace(text[start-1]) && start > i-tokenReach {
			start--
		}
		var needed proof
		if strings.Contains(text[start:i], "://") || strings.Contains(text[start:i], "www.") {
			needed.named = true
		}
		end := tokenEnd(text, i)
		mends = append(mends, decodePercent(text, i, end, needed))
		i = end
	}
	return mends
}

// decodePercent decodes the bytes [start,end), which begin with an encoded byte.
func decodePercent(text string, start, end int, needed proof) mend {
	m := mend{start: start, end: end, evidence: encoded(), proof: needed}
	for i := start; i < end; {
		switch {
		case percentByte(text, i):
			value, _ := strconv.ParseUint(text[i+1:i+3], 16, 8)
			m.with = append(m.with, mendedByte{char: byte(value), from: i, to: i + 3})
			i += 3
			continue
		case text[i] == '+':
			m.with = append(m.with, mendedByte{char: ' ', from: i, to: i + 1})
		default:
			m.with = append(m.with, mendedByte{char: text[i], from: i, to: i + 1})
		}
		i++
	}
	return m
}

// percentByte tells whether an encoded byte stands at i.
func percentByte(text string, i int) bool {
	return text[i] == '%' && i+2 < len(text) && isHex(text[i+1]) && isHex(text[i+2])
}

func isHex(b byte) bool { return isDigit(b) || b|0x20 >= 'a' && b|0x20 <= 'f' }

// isTextSpace tells whether a byte divides tokens.
func isTextSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

// tokenEnd gives where the token at i ends.
func tokenEnd(text string, i int) int {
	for i < len(text) && !isTextSpace(text[i]) {
		i++
	}
	return i
}

// undoEntities decodes the numeric character references of HTML ("&#537;",
// "&#x219;").
func undoEntities(_ *program, v *view) []mend {
	if !v.entities {
		return nil
	}
	text := v.src
	var mends []mend
	for i := 0; i < len(text); {
		r, size := entityAt(text, i)
		if size == 0 {
			i++
			continue
		}
		mends = append(mends, decoded(r, i, i+size))
		i += size
	}
	return mends
}

// decoded gives the mend of the bytes [start,end), which stand for one character.
func decoded(r rune, start, end int) mend {
	m := mend{start: start, end: end, evidence: encoded()}
	for _, b := range []byte(string(r)) {
		m.with = append(m.with, mendedByte{char: b, from: start, to: end})
	}
	return m
}

// entityAt gives the character that a reference at i stands for and its length
// in bytes, 0 if there is none.
func entityAt(text string, i int) (rune, int) {
	const longest = len("&#x10FFFF;")
	if !strings.HasPrefix(text[i:], "&#") {
		return 0, 0
	}
	end := strings.IndexByte(text[i:min(len(text), i+longest)], ';')
	if end < 0 {
		return 0, 0
	}
	digits, base := text[i+2:i+end], 10
	if len(digits) > 0 && digits[0]|0x20 == 'x' {
		digits, base = digits[1:], 16
	}
	value, err := strconv.ParseUint(digits, base, 21)
	if err != nil || value < ' ' || !utf8.ValidRune(rune(value)) {
		return 0, 0
	}
	return rune(value), end + 1
}
