package labelled

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Excerpt is a part of a text with a little of what stands around it. It quotes
// the message, so it is only made where that was asked for.
type Excerpt struct {
	Before string `json:"before"`
	Span   string `json:"span"`
	After  string `json:"after"`
}

const (
	// around is how many code points of the text stand on either side.
	around = 30
	// longest is how many code points of the part itself are kept.
	longest = 120
)

// Excerpt gives the part of the text from start to end, offsets in the message's
// unit at which characters begin. Characters that would not be seen, or would
// move a cursor, become "·".
func (m Message) Excerpt(start, end int) Excerpt {
	r := newRuler(m.Text, m.unit)
	from, _ := r.bytes(start)
	to, _ := r.bytes(end)
	before, after := m.Text[:from], m.Text[to:]
	return Excerpt{Before: visible(last(before, around)), Span: visible(first(m.Text[from:to], longest)), After: visible(first(after, around))}
}

func first(text string, n int) string {
	for i := range text {
		if n == 0 {
			return text[:i] + "…"
		}
		n--
	}
	return text
}

func last(text string, n int) string {
	i := len(text)
	for ; n > 0 && i > 0; n-- {
		_, size := utf8.DecodeLastRuneInString(text[:i])
		i -= size
	}
	if i == 0 {
		return text
	}
	return "…" + text[i:]
}

func visible(text string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || unicode.IsPrint(r) {
			return r
		}
		return '·'
	}, text)
}
