package classifier

import "unicode/utf8"

// OffsetUnit is what offsets count.
type OffsetUnit uint8

// The units. The zero value counts bytes of UTF-8, as the engine does.
const (
	Bytes OffsetUnit = iota
	UTF16
	CodePoints
)

// Recount turns the byte offsets of findings, which must be sorted and must
// not overlap, into another unit, in place and in one pass over text.
func Recount(text string, findings []Finding, unit OffsetUnit) {
	if unit == Bytes {
		return
	}
	offset, count := 0, 0
	to := func(target int) int {
		for offset < target {
			r, size := utf8.DecodeRuneInString(text[offset:])
			count++
			if unit == UTF16 && r > 0xFFFF {
				count++
			}
			offset += size
		}
		return count
	}
	for i := range findings {
		findings[i].Start, findings[i].End = to(findings[i].Start), to(findings[i].End)
	}
}
