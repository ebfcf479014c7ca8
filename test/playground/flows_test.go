package playground_test

import "testing"

// Texts with made-up data and what is said about them.
const (
	aCNP     = "1850228120011"
	fine     = "Ne vedem mâine la 18:30 în fața teatrului? 🎭"
	warned   = "CNP-ul meu este " + aCNP + ", mulțumesc"
	blocked  = "STRICT SECRET\nNr. 00/1234 din 12.03.2026\nExemplar unic"
	isOpen   = `document.getElementById("question").open`
	inBox    = `document.getElementById("text").value`
	bubbles  = `document.querySelectorAll(".bubble").length`
	lastSaid = `[...document.querySelectorAll(".bubble")].at(-1)?.children[1].textContent`
	lastHow  = `[...document.querySelectorAll(".bubble")].at(-1)?.dataset.state`
)

func TestAllowedIsSent(t *testing.T) {
	b := visit(t, open(t), look{})
	b.wantFocus("text")
	b.write(fine, "allow")
	b.press(enter)
	b.want(lastSaid, fine)
	b.want(lastHow, "allow")
	b.want(inBox, "")
	b.state("idle")
	b.wantFocus("text")
}

// TestSentBeforeTheAnswer: what is sent at once is checked all the same.
func TestSentBeforeTheAnswer(t *testing.T) {
	s := open(t)
	s.delay.Store(300)
	b := visit(t, s, look{})
	b.paste(warned)
	b.press(enter)
	b.want(`document.getElementById("send").textContent`, "Se verifică…")
	b.want(bubbles, "0")
	b.want(isOpen, "true")
	b.want(bubbles, "0")
	if asked := s.asked.Load(); asked != 1 {
		t.Errorf("%d questions were asked, want 1", asked)
	}
}

// TestEditedBeforeTheAnswer: an answer about another text sends nothing.
func TestEditedBeforeTheAnswer(t *testing.T) {
	s := open(t)
	s.delay.Store(300)
	b := visit(t, s, look{})
	b.paste(fine)
	b.press(enter)
	b.paste(" " + aCNP)
	b.state("warn")
	b.want(bubbles, "0")
	b.want(isOpen, "false")
	b.want(inBox, fine+" "+aCNP)
}

// TestAnotherLanguageBeforeTheAnswer: what is being sent is judged in the language that is
// spoken by then, and sent or asked about once.
func TestAnotherLanguageBeforeTheAnswer(t *testing.T) {
	for _, test := range []struct {
		reason, text, sent, open string
		languages                []string
	}{
		{"what is allowed is sent", fine, "1", "false", []string{"en"}},
		{"there and back again", fine, "1", "false", []string{"en", "ro", "en"}},
		{"what is warned of is asked about", warned, "0", "true", []string{"en"}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			s := open(t)
			b := visit(t, s, look{})
			s.delay.Store(2_000)
			b.paste(test.text)
			b.press(enter)
			for _, language := range test.languages {
				b.click(`[data-language="` + language + `"]`)
			}
			b.want(`document.getElementById("send").textContent`, "Checking…")
			b.text(`document.getElementById("text").focus()`)
			b.press(enter) // is not to send it twice
			b.want(`document.getElementById("send").textContent`, "Send")
			b.want(bubbles, test.sent)
			b.want(isOpen, test.open)
			if test.open == "true" {
				b.want(`document.getElementById("question-title").textContent`, "Careful: the message contains a personal identification number (CNP)")
			}
		})
	}
}

// TestStaleAnswersAreDropped: only the answer about the text as it is is shown, however
// late others come.
func TestStaleAnswersAreDropped(t *testing.T) {
	s := open(t)
	b := visit(t, s, look{})
	s.delay.Store(900)
	b.paste(warned)
	for s.asked.Load() == 0 {
		b.text("1")
	}
	s.delay.Store(0)
	b.text(`document.getElementById("text").select()`)
	b.write(fine, "allow")
	var seen []string
	b.value(`await new Promise((resolve) => {
		const states = [];
		const watch = setInterval(() => states.push(document.getElementById("badge").dataset.state), 20);
		setTimeout(() => { clearInterval(watch); resolve([...new Set(states)]); }, 1200);
	})`, &seen)
	if len(seen) != 1 || seen[0] != "allow" {
		t.Errorf("the badge was %v", seen)
	}
}

// TestTypingAsksAfterAPause, not for each letter.
func TestTypingAsksAfterAPause(t *testing.T) {
	s := open(t)
	b := visit(t, s, look{})
	b.typed(warned)
	b.state("warn")
	if asked := s.asked.Load(); asked < 1 || int(asked) > len(warned)/3 {
		t.Errorf("%d letters asked %d times", len(warned), asked)
	}
	b.want(inBox, warned)
}

func TestWarnedIsAskedAbout(t *testing.T) {
	for _, test := range []struct {
		reason string
		choose func(b *tab)
		sent   bool
		left   string
	}{
		{"the first choice is to edit", func(b *tab) { b.press(enter) }, false, warned},
		{"Escape is to edit", func(b *tab) { b.press(escape) }, false, warned},
		{"the second is to mask", func(b *tab) { b.press(tabKey); b.wantFocus("Maschează"); b.press(enter) }, false, "CNP-ul meu este [CNP], mulțumesc"},
		{"the third is to send", func(b *tab) { b.press(tabKey); b.press(tabKey); b.wantFocus("Trimite oricum"); b.press(space) }, true, ""},
	} {
		t.Run(test.reason, func(t *testing.T) {
			b := visit(t, open(t), look{})
			b.write(warned, "warn")
			b.press(enter)
			b.want(isOpen, "true")
			b.wantFocus("Editează")
			b.want(`document.getElementById("question-title").textContent`, b.text(`document.getElementById("title").textContent`))
			test.choose(b)
			b.want(isOpen, "false")
			b.want(inBox, test.left)
			b.wantFocus("text")
			if test.sent {
				b.want(lastSaid, warned)
				b.want(lastHow, "warn")
			} else {
				b.want(bubbles, "0")
			}
		})
	}
}

// TestTheKeyboardStaysInTheQuestion while it is open.
func TestTheKeyboardStaysInTheQuestion(t *testing.T) {
	b := visit(t, open(t), look{})
	b.write(warned, "warn")
	b.press(enter)
	b.want(isOpen, "true")
	for range 7 {
		b.press(tabKey)
		if b.text(`document.activeElement === document.body || document.getElementById("question").contains(document.activeElement)`) != "true" {
			t.Fatalf("the focus is at %s", b.focused())
		}
	}
}

// TestAHeldKeyChoosesNothing: Enter that is held sends once and answers no question.
func TestAHeldKeyChoosesNothing(t *testing.T) {
	b := visit(t, open(t), look{})
	b.write(warned, "warn")
	b.hold(enter, 5)
	b.want(isOpen, "true")
	b.want(inBox, warned)
}

func TestBlockedIsRefused(t *testing.T) {
	b := visit(t, open(t), look{})
	b.write(blocked, "block")
	b.want(`document.getElementById("mask").hidden`, "true")
	b.press(enter)
	b.want(isOpen, "true")
	b.want(`[...document.querySelectorAll("#question-choices button")].map((b) => b.textContent)`, `["Editează"]`)
	b.want(`document.getElementById("question-title").textContent`, "Mesaj oprit: poartă marcajul STRICT SECRET")
	b.want(`document.getElementById("question-body").textContent === document.getElementById("body").textContent`, "true")
	b.press(escape)
	b.want(isOpen, "false")
	b.want(bubbles, "0")
	b.want(inBox, blocked)
	b.wantFocus("text")
}

func TestReasonsAreListed(t *testing.T) {
	b := visit(t, open(t), look{language: "en-GB"})
	b.write("CNP "+aCNP+" tel 0722 123 456", "warn")
	b.want(`[...document.querySelectorAll(".finding .name")].map((n) => n.textContent)`,
		`["Personal identification number (CNP)","Phone number"]`)
	b.want(`document.querySelector(".finding .sure").textContent`, "almost certain")
	b.want(`document.querySelector(".finding .evidence li").textContent`, "The last digit, the control digit, agrees with the others.")
	b.want(`document.querySelector(".finding .excerpt").textContent`, aCNP)
	b.click(".finding .excerpt")
	b.want(`(({value, selectionStart, selectionEnd}) => value.slice(selectionStart, selectionEnd))(document.getElementById("text"))`, aCNP)
}

// TestTextStaysText: what looks like markup is shown as it was written.
func TestTextStaysText(t *testing.T) {
	b := visit(t, open(t), look{})
	text := `<img src=x onerror="alert(1)"> ana@example.com </textarea><b>`
	b.write(text, "allow")
	b.want(`document.querySelector(".mirror mark").textContent`, "ana@example.com")
	b.press(enter)
	b.want(lastSaid, text)
	b.want(`document.querySelectorAll(".chat img, .chat b").length`, "0")
}

func TestShiftEnterStartsANewLine(t *testing.T) {
	b := visit(t, open(t), look{})
	before := b.text(`document.getElementById("text").clientHeight`)
	b.paste("rândul unu")
	b.press(enter, 8)
	b.typed("doi")
	b.want(inBox, "rândul unu\ndoi")
	b.want(bubbles, "0")
	b.want(`document.getElementById("text").clientHeight > `+before, "true")
}

// TestEnterThatChoosesACharacterDoesNotSend: an input method is still composing.
func TestEnterThatChoosesACharacterDoesNotSend(t *testing.T) {
	b := visit(t, open(t), look{})
	b.write("mesaj", "allow")
	b.text(`document.getElementById("text").dispatchEvent(new KeyboardEvent("keydown", {key: "Enter", isComposing: true, bubbles: true}))`)
	b.want(bubbles, "0")
	b.press(enter)
	b.want(bubbles, "1")
}

func TestNothingIsNotSent(t *testing.T) {
	s := open(t)
	b := visit(t, s, look{})
	b.press(enter)
	b.paste(" \t ")
	b.state("allow")
	b.press(enter)
	b.want(bubbles, "0")
	b.want(isOpen, "false")
}

// TestExamples: each is judged as it promises, in both languages.
func TestExamples(t *testing.T) {
	for _, language := range []string{"ro", "en"} {
		b := visit(t, open(t), look{query: "?lang=" + language})
		var verdicts []string
		b.value(`(await import("./examples.js")).examples.map((e) => e.verdict)`, &verdicts)
		if len(verdicts) < 5 {
			t.Fatalf("only %d examples", len(verdicts))
		}
		for i, verdict := range verdicts {
			b.text(`document.querySelectorAll("#examples button")[` + quoted(i) + `].click()`)
			b.want(inBox, b.text(`(await import("./examples.js")).examples[`+quoted(i)+`].text.`+language))
			b.state(verdict)
		}
	}
}
