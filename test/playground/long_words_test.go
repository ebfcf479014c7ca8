package playground_test

import (
	"strings"
	"testing"
)

// TestALongWordTakesTimeByItsLength, not by the square of it, in the box and when it is sent.
func TestALongWordTakesTimeByItsLength(t *testing.T) {
	b := visit(t, open(t), look{width: 360, height: 740})
	const short, times = 20_000, 8
	for _, test := range []struct{ reason, letter, draw string }{
		{"letters in the box", "ă", drawInBox},
		{"what begins no line, in the box", "!", drawInBox},
		{"letters that were sent", "ă", drawBubble},
		{"what begins no line, sent", "!", drawBubble},
	} {
		took := b.quickest(test.draw, strings.Repeat(test.letter, short))
		long := b.quickest(test.draw, strings.Repeat(test.letter, short*times))
		// The square would be 64 times the time.
		if long > 4*times*took {
			t.Errorf("%s: %d times the length takes %.0f ms instead of %.0f", test.reason, times, long, took)
		}
		b.set("")
	}
}

const (
	drawInBox = `((text) => {
		const box = document.getElementById("text");
		box.value = text;
		box.dispatchEvent(new Event("input"));
		return box.offsetHeight;
	})`
	drawBubble = `((text) => {
		const log = document.getElementById("log");
		log.querySelector(".bubble")?.remove();
		new chat.Chat(log).add(text, {you: "", how: "", state: "allow"});
		return log.offsetHeight;
	})`
)

// quickest gives the milliseconds that a script takes to draw a text, at best.
func (b *tab) quickest(draw, text string) float64 {
	b.t.Helper()
	var took float64
	b.value(`await (async () => {
		const chat = await import("./chat.js");
		const draw = `+draw+`, text = `+quoted(text)+`;
		let best = Infinity;
		for (let i = 0; i < 3; i++) {
			draw("");
			const start = performance.now();
			draw(text);
			best = Math.min(best, performance.now() - start);
		}
		return best;
	})()`, &took)
	return took
}
