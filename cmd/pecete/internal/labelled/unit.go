package labelled

import (
	"fmt"
	"unicode/utf8"
)

// Unit is what the offsets of labels count.
type Unit uint8

// The units. The zero value counts bytes of UTF-8.
const (
	Bytes Unit = iota
	UTF16
	CodePoints
)

// String gives the unit's name: "bytes", "utf16" or "code-points".
func (u Unit) String() string {
	switch u {
	case UTF16:
		return "utf16"
	case CodePoints:
		return "code-points"
	}
	return "bytes"
}

// UnmarshalText reads a unit's name. Bytes may also be called "utf8-bytes".
func (u *Unit) UnmarshalText(name []byte) error {
	for _, known := range []Unit{Bytes, UTF16, CodePoints} {
		if known.String() == string(name) {
			*u = known
			return nil
		}
	}
	if string(name) == "utf8-bytes" {
		*u = Bytes
		return nil
	}
	return fmt.Errorf("%q is not a unit; known are bytes, utf16 and code-points", name)
}

// ruler tells where the offsets of a unit lie in a text.
type ruler struct {
	text string
	unit Unit
	// at holds the byte of each offset, or inside; it is nil for bytes.
	at []int
}

// inside stands for an offset between the two halves of a UTF-16 pair.
const inside = -1

func newRuler(text string, unit Unit) ruler {
	r := ruler{text: text, unit: unit}
	if unit == Bytes {
		return r
	}
	for i, c := range text {
		r.at = append(r.at, i)
		if unit == UTF16 && c > 0xFFFF {
			r.at = append(r.at, inside)
		}
	}
	r.at = append(r.at, len(text))
	return r
}

// length gives how many units the text has.
func (r ruler) length() int {
	if r.unit == Bytes {
		return len(r.text)
	}
	return len(r.at) - 1
}

// bytes gives the byte at an offset from 0 to length, unless it lies inside a
// character.
func (r ruler) bytes(offset int) (at int, ok bool) {
	if r.unit != Bytes {
		at = r.at[offset]
		return at, at != inside
	}
	return offset, offset == len(r.text) || utf8.RuneStart(r.text[offset])
}
