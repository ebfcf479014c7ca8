package pdf

import (
	"bytes"
	"strconv"
)

const (
	// maxDepth is how deep arrays and dictionaries may nest.
	maxDepth = 64
	// maxNodes is how many values one object may hold: each takes some 40 bytes.
	maxNodes = 1 << 17
)

// The values of a PDF are nil, bool, float64, text, name, reference, array, dict
// and *stream; keyword is what is none of these (7.3).
type (
	text      string
	name      string
	keyword   string
	array     []any
	dict      map[name]any
	reference struct{ number int }
	stream    struct {
		dict dict
		// raw is what the file holds, before filters are undone.
		raw []byte
	}
)

// lexer reads values from bytes.
type lexer struct {
	data []byte
	at   int
	// plain is set in content streams, which have no references.
	plain bool
	nodes int
}

// eof is what is read at the end.
const eof = keyword("")

// value reads a value. A closing bracket that closes nothing is passed over.
func (l *lexer) value() any {
	l.nodes = 0
	return l.nested(0)
}

func (l *lexer) nested(depth int) any {
	l.space()
	if l.at >= len(l.data) {
		return eof
	}
	l.nodes++
	switch b := l.data[l.at]; {
	case b == '/':
		return l.name()
	case b == '(':
		return l.literal()
	case b == '<':
		if l.has("<<") {
			l.at += 2
			return l.dict(depth + 1)
		}
		return l.hex()
	case b == '[':
		l.at++
		return l.array(depth + 1)
	case b >= '0' && b <= '9', b == '-', b == '+', b == '.':
		return l.number()
	case b == '>':
		if l.has(">>") {
			l.at += 2
			return keyword(">>")
		}
	case isRegular(b):
		return l.word()
	}
	l.at++
	return keyword(l.data[l.at-1 : l.at])
}

func (l *lexer) has(s string) bool { return bytes.HasPrefix(l.data[l.at:], []byte(s)) }

// space passes over white space and comments.
func (l *lexer) space() {
	for l.at < len(l.data) {
		switch b := l.data[l.at]; {
		case isSpace(b):
			l.at++
		case b == '%':
			for l.at < len(l.data) && l.data[l.at] != '\n' && l.data[l.at] != '\r' {
				l.at++
			}
		default:
			return
		}
	}
}

func isSpace(b byte) bool {
	return b == ' ' || b == '\n' || b == '\r' || b == '\t' || b == '\f' || b == 0
}

// isRegular tells what may stand in a name or a word (7.2.2).
func isRegular(b byte) bool {
	return !isSpace(b) && bytes.IndexByte([]byte("()<>[]{}/%"), b) < 0
}

// word reads a keyword.
func (l *lexer) word() any {
	begin := l.at
	for l.at < len(l.data) && isRegular(l.data[l.at]) {
		l.at++
	}
	switch w := string(l.data[begin:l.at]); w {
	case "true", "false":
		return w == "true"
	case "null":
		return nil
	default:
		return keyword(w)
	}
}

// name reads a name with its escapes undone (7.3.5).
func (l *lexer) name() name {
	l.at++
	var n []byte
	for l.at < len(l.data) && isRegular(l.data[l.at]) {
		b := l.data[l.at]
		l.at++
		if b == '#' && l.at+1 < len(l.data) {
			if high, low := hexValue(l.data[l.at]), hexValue(l.data[l.at+1]); high >= 0 && low >= 0 {
				b = byte(high<<4 | low)
				l.at += 2
			}
		}
		n = append(n, b)
	}
	return name(n)
}

// number reads a number, or a reference, which begins with two.
func (l *lexer) number() any {
	begin := l.at
	for l.at < len(l.data) && isRegular(l.data[l.at]) {
		l.at++
	}
	word := l.data[begin:l.at]
	if !l.plain {
		if number, ok := digits(word); ok {
			if l.generation() {
				return reference{number}
			}
			return float64(number)
		}
	}
	value, err := strconv.ParseFloat(string(word), 64)
	if err != nil {
		return float64(0)
	}
	return value
}

// generation reads the rest of a reference, "0 R", if it stands there.
func (l *lexer) generation() bool {
	before := l.at
	l.space()
	begin := l.at
	for l.at < len(l.data) && l.data[l.at] >= '0' && l.data[l.at] <= '9' {
		l.at++
	}
	if l.at > begin {
		l.space()
		if l.has("R") && (l.at+1 == len(l.data) || !isRegular(l.data[l.at+1])) {
			l.at++
			return true
		}
	}
	l.at = before
	return false
}

// digits gives the value of a word of digits that is small enough to count objects.
func digits(word []byte) (int, bool) {
	if len(word) == 0 || len(word) > 9 {
		return 0, false
	}
	value := 0
	for _, b := range word {
		if b < '0' || b > '9' {
			return 0, false
		}
		value = value*10 + int(b-'0')
	}
	return value, true
}

// literal reads a string in parentheses (7.3.4.2).
func (l *lexer) literal() text {
	l.at++
	var s []byte
	for open := 1; l.at < len(l.data); {
		b := l.data[l.at]
		l.at++
		switch b {
		case '\\':
			s = l.escaped(s)
			continue
		case '(':
			open++
		case ')':
			if open--; open == 0 {
				return text(s)
			}
		}
		s = append(s, b)
	}
	return text(s)
}

// escaped reads what stands behind a backslash.
func (l *lexer) escaped(s []byte) []byte {
	if l.at >= len(l.data) {
		return s
	}
	b := l.data[l.at]
	l.at++
	switch b {
	case 'n':
		return append(s, '\n')
	case 'r':
		return append(s, '\r')
	case 't':
		return append(s, '\t')
	case 'b', 'f':
		return append(s, ' ')
	case '\n':
		return s
	case '\r':
		if l.at < len(l.data) && l.data[l.at] == '\n' {
			l.at++
		}
		return s
	}
	if b < '0' || b > '7' {
		return append(s, b)
	}
	octal := int(b - '0')
	for n := 0; n < 2 && l.at < len(l.data) && l.data[l.at] >= '0' && l.data[l.at] <= '7'; n++ {
		octal = octal<<3 | int(l.data[l.at]-'0')
		l.at++
	}
	return append(s, byte(octal))
}

// hex reads a string in angle brackets (7.3.4.3).
func (l *lexer) hex() text {
	l.at++
	var s []byte
	high := -1
	for l.at < len(l.data) {
		b := l.data[l.at]
		l.at++
		if b == '>' {
			break
		}
		switch v := hexValue(b); {
		case v < 0:
		case high < 0:
			high = v
		default:
			s = append(s, byte(high<<4|v))
			high = -1
		}
	}
	if high >= 0 {
		s = append(s, byte(high<<4))
	}
	return text(s)
}

func hexValue(b byte) int {
	switch {
	case b >= '0' && b <= '9':
		return int(b - '0')
	case b >= 'a' && b <= 'f':
		return int(b-'a') + 10
	case b >= 'A' && b <= 'F':
		return int(b-'A') + 10
	}
	return -1
}

// array reads up to "]".
func (l *lexer) array(depth int) array {
	var a array
	for {
		l.space()
		if l.at >= len(l.data) {
			return a
		}
		if l.data[l.at] == ']' {
			l.at++
			return a
		}
		if depth > maxDepth || l.nodes > maxNodes {
			l.at = len(l.data)
			return a
		}
		v := l.nested(depth)
		if w, ok := v.(keyword); ok {
			if w == "endobj" || w == ">>" {
				return a
			}
			continue
		}
		a = append(a, v)
	}
}

// dict reads up to ">>".
func (l *lexer) dict(depth int) dict {
	d := dict{}
	for {
		l.space()
		if l.at >= len(l.data) {
			return d
		}
		if depth > maxDepth || l.nodes > maxNodes {
			l.at = len(l.data)
			return d
		}
		key, ok := l.nested(depth).(name)
		if !ok {
			if l.at >= 2 && string(l.data[l.at-2:l.at]) == ">>" {
				return d
			}
			if l.at >= 6 && string(l.data[l.at-6:l.at]) == "endobj" {
				return d
			}
			continue
		}
		v := l.nested(depth)
		if w, ok := v.(keyword); ok {
			if w == ">>" {
				return d
			}
			continue
		}
		d[key] = v
	}
}
