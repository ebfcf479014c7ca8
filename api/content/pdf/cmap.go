package pdf

import (
	"slices"
	"unicode/utf16"
)

// maxMapped is how many codes one font may map, in entries.
const maxMapped = 1 << 16

// cmap tells how bytes are cut into codes, and what text a code means (9.10.3).
type cmap struct {
	// spaces are the ranges of codes, of which each has so many bytes.
	spaces []codeRange
	chars  map[uint32]string
	ranges []codeRange
}

// codeRange is a range of codes of so many bytes, and what the first of them means.
type codeRange struct {
	length    int
	low, high uint32
	text      string
}

// readCMap reads a map of codes. What is no part of one is passed over.
func readCMap(data []byte) *cmap {
	m := &cmap{chars: map[uint32]string{}}
	l := lexer{data: data, plain: true}
	var operands []any
	for {
		switch v := l.value().(type) {
		case keyword:
			if v == eof {
				slices.SortStableFunc(m.ranges, func(a, b codeRange) int { return int(int64(a.low) - int64(b.low)) })
				return m
			}
			m.do(v, operands)
			operands = operands[:0]
		default:
			if len(operands) < maxMapped {
				operands = append(operands, v)
			}
		}
	}
}

// do adds what stands between "beginbfchar" and "endbfchar" and the like.
func (m *cmap) do(op keyword, operands []any) {
	switch op {
	case "endcodespacerange":
		for i := 0; i+1 < len(operands); i += 2 {
			low, n := code(operands[i])
			high, _ := code(operands[i+1])
			if n > 0 && len(m.spaces) < 256 {
				m.spaces = append(m.spaces, codeRange{length: n, low: low, high: high})
			}
		}
	case "endbfchar":
		for i := 0; i+1 < len(operands); i += 2 {
			from, n := code(operands[i])
			if to, ok := operands[i+1].(text); ok && n > 0 && len(m.chars) < maxMapped {
				m.chars[from] = utf16Text(to, 0, 1)
			}
		}
	case "endbfrange":
		for i := 0; i+2 < len(operands); i += 3 {
			m.addRange(operands[i], operands[i+1], operands[i+2])
		}
	}
}

// addRange adds a range: each code's own text, or the text of the first, of which the
// last unit counts up.
func (m *cmap) addRange(from, to, means any) {
	low, n := code(from)
	high, _ := code(to)
	switch means := means.(type) {
	case text:
		if n > 0 && high >= low && len(m.ranges) < maxMapped {
			m.ranges = append(m.ranges, codeRange{n, low, high, utf16Text(means, 0, 1)})
		}
	case array:
		for i, each := range means {
			if s, ok := each.(text); ok && n > 0 && len(m.chars) < maxMapped {
				m.chars[low+uint32(i)] = utf16Text(s, 0, 1)
			}
		}
	}
}

// code gives the number that a string of up to four bytes is, and its length.
func code(v any) (uint32, int) {
	s, ok := v.(text)
	if !ok || len(s) > 4 {
		return 0, 0
	}
	var c uint32
	for _, b := range []byte(s) {
		c = c<<8 | uint32(b)
	}
	return c, len(s)
}

// next cuts a code off a string.
func (m *cmap) next(s text) (uint32, int) {
	for n := 1; n <= 4 && n <= len(s); n++ {
		c, _ := code(s[:n])
		for _, space := range m.spaces {
			if space.length == n && c >= space.low && c <= space.high {
				return c, n
			}
		}
	}
	n := 2
	if len(m.spaces) > 0 {
		n = m.spaces[0].length
	}
	n = min(n, len(s))
	c, _ := code(s[:n])
	return c, n
}

// lookup gives what a code means.
func (m *cmap) lookup(c uint32) (string, bool) {
	if s, ok := m.chars[c]; ok {
		return s, true
	}
	// The range that begins last at or before the code; ranges seldom overlap.
	i, found := slices.BinarySearchFunc(m.ranges, c, func(r codeRange, c uint32) int { return int(int64(r.low) - int64(c)) })
	if !found {
		i--
	}
	if i < 0 || c > m.ranges[i].high {
		return "", false
	}
	runes := []rune(m.ranges[i].text)
	if len(runes) == 0 {
		return "", true
	}
	runes[len(runes)-1] += rune(c - m.ranges[i].low)
	return string(runes), true
}

// utf16Text gives UTF-16 as a string; high and low are where the bytes of a unit stand.
func utf16Text(s text, high, low int) string {
	if len(s) == 1 {
		return string(rune(s[0]))
	}
	units := make([]uint16, 0, len(s)/2)
	for ; len(s) >= 2; s = s[2:] {
		units = append(units, uint16(s[high])<<8|uint16(s[low]))
	}
	return string(utf16.Decode(units))
}
