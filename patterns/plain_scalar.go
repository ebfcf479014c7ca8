package patterns

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// word reads a scalar without quotes up to its end or that of its line, inside brackets
// or outside.
func (r *plainReader) word(inFlow bool) (plainNode, bool) {
	start := r.at
	if !beginsWord(r.peek(0), r.peek(1)) || !r.count(1) {
		return plainNode{}, false
	}
	for ; ; r.at++ {
		switch b := r.peek(0); {
		case b == '\n', b == '#' && r.peek(-1) == ' ', inFlow && (b == ',' || b == ']' || b == '}'):
			word := strings.TrimRight(r.text[start:r.at], " ")
			r.at = start + len(word)
			return plainNode{kind: plainWord, text: word}, true
		case b == ':' && endsKey(r.peek(1), inFlow), inFlow && (b == '[' || b == '{'):
			return plainNode{}, false
		}
	}
}

// beginsWord tells whether a scalar without quotes may begin with a byte, by the byte
// behind it: with a letter, a digit or a number's sign.
func beginsWord(b, next byte) bool {
	switch {
	case b|0x20 >= 'a' && b|0x20 <= 'z', b >= '0' && b <= '9', b >= utf8.RuneSelf:
		return true
	case b == '-':
		return next >= '0' && next <= '9'
	}
	return b == '(' || b == '/' || b == '+'
}

// endsKey tells whether a colon before a byte ends a key.
func endsKey(next byte, inFlow bool) bool {
	return next == ' ' || next == '\n' || inFlow && (next == ',' || next == ']' || next == '}' || next == '[' || next == '{')
}

// isReserved tells whether a word is none to the library but a truth or nothing.
func isReserved(word string) bool {
	switch word {
	case "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE":
		return true
	}
	return false
}

// quoted reads a text in quotes that ends on its line.
func (r *plainReader) quoted() (plainNode, bool) {
	quote := r.peek(0)
	r.at++
	start := r.at
	for ; r.peek(0) != quote; r.at++ {
		switch b := r.peek(0); {
		case b == '\n':
			return plainNode{}, false
		case b == '\\' && quote == '"':
			return r.escaped(start)
		}
	}
	text := r.text[start:r.at]
	r.at++
	if r.peek(0) == quote { // in single quotes, two of them are one
		return plainNode{}, false
	}
	return plainNode{kind: plainText, text: text}, r.count(1)
}

// escaped reads a text in double quotes that has escapes in it, of which the library's
// unusual ones are left to it.
func (r *plainReader) escaped(start int) (plainNode, bool) {
	var text strings.Builder
	for r.at = start; r.peek(0) != '"'; r.at++ {
		b := r.peek(0)
		switch {
		case b == '\n':
			return plainNode{}, false
		case b != '\\':
			text.WriteByte(b)
			continue
		}
		r.at++
		switch r.peek(0) {
		case '"', '\\', '/':
			text.WriteByte(r.peek(0))
		case 'n':
			text.WriteByte('\n')
		case 't':
			text.WriteByte('\t')
		case 'u':
			c, ok := r.fourDigits()
			if !ok {
				return plainNode{}, false
			}
			text.WriteRune(c)
		default:
			return plainNode{}, false
		}
	}
	r.at++
	return plainNode{kind: plainText, text: text.String()}, r.count(1)
}

// fourDigits reads the character that four hexadecimal digits behind the next byte stand
// for, which is no half of one.
func (r *plainReader) fourDigits() (rune, bool) {
	if r.at+4 >= len(r.text) {
		return 0, false
	}
	code, err := strconv.ParseUint(r.text[r.at+1:r.at+5], 16, 16)
	r.at += 4
	return rune(code), err == nil && utf8.ValidRune(rune(code))
}

// literal reads the lines behind a bar, "|" or "|-", further right than the block around.
func (r *plainReader) literal(outer int) (plainNode, bool) {
	r.at++
	strip := r.peek(0) == '-'
	if strip {
		r.at++
	}
	if r.peek(0) != '\n' || !r.count(2) {
		return plainNode{}, false
	}
	r.skipLine()
	var text strings.Builder
	for indent, empty := 0, 0; r.at < len(r.text); {
		if r.peek(0) == '\n' {
			empty++
			r.at++
			continue
		}
		r.lineStart = r.at
		r.skipSpaces()
		if indent == 0 {
			indent = r.column()
		}
		if r.column() < indent || indent <= outer {
			r.at = r.lineStart
			break
		}
		start := r.lineStart + indent
		r.skipLine()
		line := r.text[start:r.at]
		if !strings.HasSuffix(line, "\n") || strings.HasSuffix(" "+line, " \n") { // left to the library
			return plainNode{}, false
		}
		text.WriteString(strings.Repeat("\n", empty) + line)
		empty = 0
	}
	r.nextLine()
	says := text.String()
	if strip {
		says = strings.TrimSuffix(says, "\n")
	}
	return plainNode{kind: plainText, text: says}, says != ""
}
