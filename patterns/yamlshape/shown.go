package yamlshape

import (
	"strings"
	"unicode"
)

// MaxReason is how much of a reason is told, in code points: it may quote the file, where
// a word can be as long as the file.
const MaxReason = 400

// ShownReason gives a reason as it can be shown, and at most MaxReason code points of it.
func ShownReason(reason string) string {
	if runes := []rune(reason); len(runes) > MaxReason {
		reason = string(runes[:MaxReason]) + "…"
	}
	return Shown(reason)
}

// Shown gives a text with U+FFFD in place of what terminals do not show but may obey, such
// as control characters other than tabs.
func Shown(text string) string {
	return strings.Map(func(r rune) rune {
		if r != '\t' && !unicode.IsPrint(r) {
			return unicode.ReplacementChar
		}
		return r
	}, text)
}
