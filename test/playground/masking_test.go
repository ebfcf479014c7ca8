package playground_test

import (
	"strings"
	"testing"
)

const (
	note       = `document.getElementById("note").textContent`
	underlines = `[...document.querySelectorAll("mark")].map((m) => m.textContent)`
	reasons    = `document.querySelectorAll(".finding").length`
)

// TestAMaskThatFailsLeavesTheText and what is known about it as they are, and says why.
func TestAMaskThatFailsLeavesTheText(t *testing.T) {
	for _, test := range []struct {
		reason  string
		failure int32
		query   string
		want    string
		key     string // whether one is asked for
	}{
		{"nothing answers", -1, "", "Nu s-a putut masca: serverul nu răspunde.", "false"},
		{"there is too much to do", 503, "", "Nu s-a putut masca: serverul este prea ocupat. (service unavailable)", "false"},
		{"the caller may not mask", 403, "", "Nu s-a putut masca: serverul nu o face pentru această pagină. (forbidden)", "false"},
		{"the message is refused", 400, "?lang=en", "It could not be masked: the server does not take this message. (bad request)", "false"},
		{"the server failed", 500, "?lang=en", "It could not be masked: the server's answer made no sense. (internal server error)", "false"},
		{"a key is asked for", 401, "", "Nu s-a putut masca: serverul cere o cheie de acces.", "true"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			s := open(t)
			b := visit(t, s, look{query: test.query})
			b.write(warned, "warn")
			body := b.text(said)
			s.failure.Store(test.failure)
			b.click("#mask")
			b.want(note, test.want)
			b.want(`document.getElementById("status").contains(document.getElementById("note"))`, "true") // it is read out
			b.want(isKeyAsked, test.key)
			b.state("warn")
			b.want(said, body)
			b.want(underlines, `["`+aCNP+`"]`)
			b.want(reasons, "1")
			b.want(`document.getElementById("mask").hidden`, "false")
			b.want(inBox, warned)
			b.wantFocus("text")

			s.failure.Store(0)
			b.click("#mask")
			b.want(inBox, "CNP-ul meu este [CNP], mulțumesc")
			b.state("allow")
			b.want(note, "")
		})
	}
}

// TestAMaskChosenAtAQuestionThatFails is told of as at the button, and the text can still be sent.
func TestAMaskChosenAtAQuestionThatFails(t *testing.T) {
	s := open(t)
	b := visit(t, s, look{})
	b.write(warned, "warn")
	s.failure.Store(503)
	for range 2 {
		b.press(enter)
		b.want(isOpen, "true")
		b.want(note, "") // so that it is read out the second time too
		b.press(tabKey)
		b.press(enter)
		b.want(note, "Nu s-a putut masca: serverul este prea ocupat. (service unavailable)")
		b.state("warn")
		b.wantFocus("text")
	}
}

// TestAMaskThatFailsForAnotherText says nothing about the text that is there by then.
func TestAMaskThatFailsForAnotherText(t *testing.T) {
	for _, test := range []struct {
		reason, text, state string
	}{
		{"the box was emptied", "", "idle"},
		{"something else was written", fine, "allow"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			s := open(t)
			b := visit(t, s, look{})
			b.write(warned, "warn")
			b.text(`(window.fetch = ((real) => async (...question) => {
				const answer = await real(...question);
				if (String(question[0]).endsWith("redact")) window.answered = answer.status;
				return answer;
			})(fetch), 1)`)
			s.delay.Store(1_500)
			asked := s.asked.Load()
			b.click("#mask")
			for s.asked.Load() == asked {
				b.text("1")
			}
			s.delay.Store(0)
			b.set(test.text)
			b.state(test.state)
			s.failure.Store(503)
			b.want(`window.answered ?? 0`, "503")
			b.want(note, "")
			b.state(test.state)
		})
	}
}

func TestMaskingCanBeUndone(t *testing.T) {
	b := visit(t, open(t), look{})
	b.write(warned, "warn")
	b.click("#mask")
	b.want(inBox, "CNP-ul meu este [CNP], mulțumesc")
	b.state("allow")
	b.text(`document.execCommand("undo")`)
	b.want(inBox, warned)
	b.state("warn")
}

// TestAMarkingIsNotMasked: whoever gets the text has to see it.
func TestAMarkingIsNotMasked(t *testing.T) {
	b := visit(t, open(t), look{})
	b.write("TLP:AMBER\nCNP "+aCNP, "warn")
	b.want(`document.querySelectorAll(".finding").length`, "2")
	b.want(`document.getElementById("mask").hidden`, "true")
}

// TestWhatWasSentCannotBeBroughtBack into the box, least of all what was masked in it, and
// the box goes on as before.
func TestWhatWasSentCannotBeBroughtBack(t *testing.T) {
	for _, test := range []struct {
		reason string
		write  func(b *tab)
	}{
		{"typed", func(b *tab) { b.typed("salut lume"); b.state("allow") }},
		{"masked", func(b *tab) { b.write(warned, "warn"); b.click("#mask"); b.state("allow") }},
		{"an example", func(b *tab) { b.click("#examples button"); b.state("allow") }},
		{"masked and brought back and masked", func(b *tab) {
			b.write(warned, "warn")
			b.click("#mask")
			b.state("allow")
			b.text(`document.execCommand("undo")`)
			b.state("warn")
			b.text(`document.execCommand("redo")`)
			b.state("allow")
		}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			b := visit(t, open(t), look{})
			test.write(b)
			b.press(enter)
			b.want(bubbles, "1")
			b.wantFocus("text")
			for _, command := range []string{"undo", "undo", "undo", "redo"} {
				b.text(`document.execCommand("` + command + `")`)
				b.want(inBox, "")
				b.want(`document.getElementById("mirror").textContent`, "")
				b.wantFocus("text")
			}
			b.state("idle")

			b.want(`document.getElementById("text").placeholder`, "Scrieți un mesaj…")
			b.want(`document.querySelectorAll("textarea").length`, "1")
			if told := b.told(); !strings.Contains(told, "textbox: Mesaj\n") {
				t.Errorf("people are told\n%s", told)
			}
			b.write(warned, "warn")
			b.underlined("in the box after the first", warned, aCNP)
			b.text(`document.execCommand("undo")`)
			b.state("idle")
			b.typed(fine)
			b.state("allow")
			b.press(enter)
			b.want(bubbles, "2")
			b.want(inBox, "")
		})
	}
}
