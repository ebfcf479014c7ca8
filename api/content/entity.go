package content

import (
	"bytes"
	"html"
	"unicode/utf8"
)

// inEntity reads more of an entity.
func (m *markup) inEntity(b byte) int {
	if m.goesOn(b) && len(m.entity) < maxEntity {
		if m.leadingZero(b) {
			m.entity = m.entity[:len(m.entity)-1]
		}
		if !m.isTooLarge() { // it is, however it goes on
			m.entity = append(m.entity, b)
		}
		return 1
	}
	if b == ';' {
		m.entity = append(m.entity, b)
	}
	m.endEntity()
	if b == ';' {
		return 1
	}
	return 0
}

// goesOn tells whether b may belong to the entity behind what was read of it.
func (m *markup) goesOn(b byte) bool {
	n, isDigit := len(m.entity), b >= '0' && b <= '9'
	isWord := isDigit || b|0x20 >= 'a' && b|0x20 <= 'z'
	switch {
	case n == 1:
		return isWord || b == '#'
	case m.entity[1] != '#':
		return isWord
	case n == 2:
		return isDigit || b|0x20 == 'x'
	case m.entity[2]|0x20 == 'x':
		return hexValue(b) >= 0
	default:
		return isDigit
	}
}

// leadingZero tells whether what was read of an entity ends in a zero in front of a
// number, of which there may be many, and b goes on with that number.
func (m *markup) leadingZero(b byte) bool {
	n := len(m.entity)
	if n < 3 || n > 4 || m.entity[1] != '#' || m.entity[n-1] != '0' {
		return false
	}
	if n == 3 {
		return b >= '0' && b <= '9'
	}
	return m.entity[2]|0x20 == 'x' && hexValue(b) >= 0
}

// endEntity gives what an entity stands for.
func (m *markup) endEntity() {
	// The library wants a number of one digit to end in a semicolon.
	if n := len(m.entity); n == 3 && m.entity[1] == '#' && m.entity[2] <= '9' {
		m.entity = append(m.entity, ';')
	}
	undone := m.undone()
	m.entity = m.entity[:0]
	if m.state == markupValue {
		if m.wanted {
			m.to.value(undone)
		}
		return
	}
	m.to.text(undone)
}

// undone gives what an entity stands for, or the entity itself if it stands for nothing.
func (m *markup) undone() []byte {
	switch {
	case m.lacksDigits():
		return bytes.Clone(m.entity)
	case m.isTooLarge():
		return []byte(string(utf8.RuneError))
	}
	return []byte(html.UnescapeString(string(m.entity)))
}

// isTooLarge tells whether a number is beyond all characters by its digits alone, of which
// the library only looks at what is left of it in 32 bits.
func (m *markup) isTooLarge() bool {
	const digits, hexDigits = 7, 6 // of 1114111 and of 10FFFF
	number, isNumber := m.number()
	if isNumber && len(number) > 0 && number[0]|0x20 == 'x' {
		return len(number) > 1+hexDigits
	}
	return isNumber && len(number) > digits
}

// lacksDigits tells whether an entity begins like a number and has none, so that it stays
// as it is, which the library sees in another way if it ends in a semicolon.
func (m *markup) lacksDigits() bool {
	number, isNumber := m.number()
	return isNumber && (len(number) == 0 || len(number) == 1 && number[0]|0x20 == 'x')
}

// number gives what follows the sign of a number in an entity, such as "x41", if it is one.
func (m *markup) number() (number []byte, isNumber bool) {
	return bytes.CutPrefix(bytes.TrimSuffix(m.entity, []byte(";")), []byte("&#"))
}
