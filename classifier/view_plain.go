package classifier

import "encoding/binary"

// readPlain folds printable ASCII and line feeds into small letters, and tells whether
// there is nothing else in the message.
func (v *view) readPlain() bool {
	text, lower := v.src, v.lower[:len(v.src)]
	v.lower = lower
	for len(text) >= 8 && len(lower) >= 8 {
		t := text[:8]
		eight := uint64(t[0]) | uint64(t[1])<<8 | uint64(t[2])<<16 | uint64(t[3])<<24 |
			uint64(t[4])<<32 | uint64(t[5])<<40 | uint64(t[6])<<48 | uint64(t[7])<<56
		if unprintable(eight) {
			return false
		}
		binary.LittleEndian.PutUint64(lower, lowerEight(eight))
		text, lower = text[8:], lower[8:]
	}
	for i := range len(text) {
		b := text[i]
		if b < ' ' && b != '\n' || b > '~' {
			return false
		}
		lower[i] = lowerByte(b)
	}
	return true
}

// unprintable tells whether one of eight bytes is neither printable ASCII nor a line
// feed. Adding n to seven bits sets the eighth from 0x80-n on.
func unprintable(eight uint64) bool {
	low := eight &^ high
	visible := low + (0x80-' ')*ones
	other := low ^ '\n'*ones // 0 for a line feed
	noFeed := other + 0x7f*ones
	deleted := low + (0x80-0x7f)*ones
	return (^visible&noFeed|deleted|eight)&high != 0
}

// lowerEight gives eight bytes of ASCII with small letters for capitals.
func lowerEight(eight uint64) uint64 {
	fromA, beyondZ := eight+(0x80-'A')*ones, eight+(0x80-'Z'-1)*ones
	return eight | (fromA&^beyondZ&high)>>2
}

// textBetween gives the folded text between two positions.
func (v *view) textBetween(start, end int) string {
	if text := v.asWritten(start, end); text != "" {
		return text
	}
	return string(v.lower[start:end])
}

// asWritten gives the folded text between two positions as a part of the message, for
// which there is no need to copy it, if it stands there so; else nothing.
func (v *view) asWritten(start, end int) string {
	if start >= end {
		return ""
	}
	from, length := v.offset(start), end-start
	if v.offset(end-1)-from != length-1 || v.src[from:from+length] != string(v.lower[start:end]) {
		return ""
	}
	return v.src[from : from+length]
}
