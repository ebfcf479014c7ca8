package playground_test

import (
	"strings"
	"testing"
)

// TestAVeryLongWordMayBreakAnywhere, in the box, under it and when it is sent: to look for
// its end at each line, a browser takes minutes for a word as long as a message may be.
func TestAVeryLongWordMayBreakAnywhere(t *testing.T) {
	for _, test := range []struct {
		reason, text, want string
	}{
		{"words of all days", strings.Repeat("țară ", 1_000), "auto"},
		{"an address as long as they get", strings.Repeat("a", 1_000), "auto"},
		{"a word that nobody writes", strings.Repeat("ă", 1_001), "anywhere"},
		{"one on a line of its own", "unu\n" + strings.Repeat("!", 1_001) + "\ndoi", "anywhere"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			b := visit(t, open(t), look{width: 360, height: 740})
			b.set(test.text)
			b.state("allow")
			b.want(`getComputedStyle(document.getElementById("text")).lineBreak`, test.want)
			b.want(`getComputedStyle(document.getElementById("mirror")).lineBreak`, test.want)
			b.press(enter)
			b.want(bubbles, "1")
			b.want(`getComputedStyle([...document.querySelectorAll(".bubble")].at(-1).children[1]).lineBreak`, test.want)
		})
	}
}
