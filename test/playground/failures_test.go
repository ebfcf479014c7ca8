package playground_test

import (
	"strings"
	"testing"
)

const isRetryHidden = `document.getElementById("retry").hidden`

// TestWithoutAnswers: the page says that the text was not checked and why, and sending
// asks.
func TestWithoutAnswers(t *testing.T) {
	for _, test := range []struct {
		reason  string
		failure int32
		want    string
	}{
		{"nothing answers", -1, "Serverul nu răspunde"},
		{"a proxy says that nothing answers", 502, "Serverul nu răspunde"},
		{"there is too much to do", 429, "Serverul este prea ocupat"},
		{"the server is starting or stopping", 503, "Serverul este prea ocupat"},
		{"the caller may not", 403, "Serverul nu acceptă cereri"},
		{"the message is refused, with a reason", 400, "Serverul nu primește acest mesaj, așa că nu a fost verificat. (bad request)"},
		{"the server failed", 500, "Serverul a dat un răspuns de neînțeles"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			s := open(t)
			b := visit(t, s, look{})
			s.failure.Store(test.failure)
			b.write(warned, "unchecked")
			if body := b.text(`document.getElementById("body").textContent`); !strings.HasPrefix(body, test.want) {
				t.Errorf("the page says %q", body)
			}
			b.want(isRetryHidden, "false")
			b.want(`document.querySelectorAll("mark").length`, "0")
			b.press(enter)
			b.want(isOpen, "true")
			b.wantFocus("Editează")
			if body := b.text(`document.getElementById("question-body").textContent`); !strings.Contains(body, "fail-open") || !strings.Contains(body, "fail-closed") {
				t.Errorf("the question says %q", body)
			}
			b.press(tabKey)
			b.wantFocus("Trimite neverificat")
			b.press(enter)
			b.want(lastHow, "unchecked")
		})
	}
}

// TestAnswersComeBack by themselves, and at once if asked for.
func TestAnswersComeBack(t *testing.T) {
	s := open(t)
	b := visit(t, s, look{})
	s.failure.Store(-1)
	b.write(warned, "unchecked")
	s.failure.Store(0)
	b.click("#retry")
	b.state("warn")
	b.want(isRetryHidden, "true")
	s.failure.Store(503)
	b.paste("!")
	b.state("unchecked")
	s.failure.Store(0)
	b.state("warn")
}

// TestAnswersComeBackAfterTheQuestion whether to send unchecked, too, if the answer is to edit.
func TestAnswersComeBackAfterTheQuestion(t *testing.T) {
	for _, test := range []struct {
		reason string
		choice key
	}{
		{"to edit is chosen", enter},
		{"Escape is to edit", escape},
	} {
		t.Run(test.reason, func(t *testing.T) {
			s := open(t)
			b := visit(t, s, look{})
			s.failure.Store(-1)
			b.write(warned, "unchecked")
			b.press(enter)
			b.want(isOpen, "true")
			b.press(test.choice)
			b.want(isOpen, "false")
			s.failure.Store(0)
			b.state("warn")
		})
	}
}

// TestTheKeyboardDoesNotGoWithAButton: it goes to the text when the button goes.
func TestTheKeyboardDoesNotGoWithAButton(t *testing.T) {
	for _, test := range []struct {
		button  string
		failure int32
		text    string
		before  string
		leave   func(b *tab)
	}{
		{"retry", -1, fine, "unchecked", func(b *tab) { b.press(enter) }},
		{"mask", 0, warned, "warn", func(b *tab) { b.set(fine) }},
	} {
		t.Run(test.button, func(t *testing.T) {
			s := open(t)
			b := visit(t, s, look{})
			s.failure.Store(test.failure)
			b.write(test.text, test.before)
			s.failure.Store(0)
			b.text(`document.getElementById("` + test.button + `").focus()`)
			b.wantFocus(test.button)
			test.leave(b)
			b.state("allow")
			b.wantFocus("text")
		})
	}
}

// TestLongTexts are checked up to the limit, and beyond it neither checked nor sent.
func TestLongTexts(t *testing.T) {
	s := open(t)
	b := visit(t, s, look{})
	const limit = 1 << 20
	line := strings.Repeat("un rând de vorbă lungă 🎭 ", 40) + "\n"
	text := strings.Repeat(line, (limit-len(warned))/len(line)-1) + warned
	b.set(text)
	b.state("warn")
	b.want(`document.querySelector("mark").textContent`, aCNP)
	if size := b.text(`document.getElementById("size").textContent`); !strings.Contains(size, "KiB din 1 MiB") {
		t.Errorf("the size is %q", size)
	}
	asked := s.asked.Load()
	b.text(`document.getElementById("text").setSelectionRange(0, 0)`)
	b.paste(strings.Repeat("a", 3_000))
	b.want(`document.getElementById("title").textContent`, "Mesajul este prea lung")
	b.want(`document.getElementById("size").dataset.over`, "true")
	b.press(enter)
	b.want(isOpen, "true")
	b.want(`document.querySelectorAll("#question-choices button").length`, "1")
	b.press(escape)
	b.want(bubbles, "0")
	if s.asked.Load() != asked {
		t.Error("a text beyond the limit was sent to be checked")
	}
}

// TestALetterDrawsOneLine: in a long text the others stay as they were drawn, for to
// draw them all takes a second.
func TestALetterDrawsOneLine(t *testing.T) {
	b := visit(t, open(t), look{})
	b.set(strings.Repeat("un rând de vorbă lungă 🎭\n", 2_000) + warned + "\nsfârșit")
	b.state("warn")
	b.text(`(window.drawn = 0, new MutationObserver((list) => drawn += list.reduce((n, m) => n + m.addedNodes.length + m.removedNodes.length, 0))
		.observe(document.getElementById("mirror"), {subtree: true, childList: true}))`)
	for _, at := range []int{0, 30_000} {
		b.text(`(drawn = 0, document.getElementById("text").focus(), document.getElementById("text").setSelectionRange(` + quoted(at) + `, ` + quoted(at) + `))`)
		b.paste("x")
		b.want("drawn", "2")
		b.state("warn")
		b.want("drawn", "2")
	}
	b.want(`document.querySelector("mark").textContent`, aCNP)
}

// TestHalfACharacter: a lone surrogate is no UTF-8, and yet the rest is checked, at the
// right places.
func TestHalfACharacter(t *testing.T) {
	b := visit(t, open(t), look{})
	b.text(`(document.getElementById("text").value = "\ud83d CNP ` + aCNP + `", document.getElementById("text").dispatchEvent(new Event("input")))`)
	b.state("warn")
	b.want(`document.querySelector("mark").textContent`, aCNP)
}
