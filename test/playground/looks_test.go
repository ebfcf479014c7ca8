package playground_test

import (
	"os"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/accessibility"
)

func TestLanguages(t *testing.T) {
	for _, test := range []struct {
		reason string
		look   look
		want   string
	}{
		{"that of the browser", look{language: "ro-RO"}, "ro"},
		{"that of the browser, in another country", look{language: "en-GB"}, "en"},
		{"one that the page has not", look{language: "fr-FR"}, "en"},
		{"the address comes before the browser", look{language: "ro-RO", query: "?lang=en"}, "en"},
		{"the address asks for one that the page has not", look{language: "ro-RO", query: "?lang=xx"}, "ro"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			b := visit(t, open(t), test.look)
			b.want(`document.documentElement.lang`, test.want)
			b.want(`document.getElementById("send").textContent`, map[string]string{"ro": "Trimite", "en": "Send"}[test.want])
		})
	}
}

// TestTheLanguageCanBeSwitched: the page speaks the other language at once, also about
// the text that is there, and has forgotten it when it is opened again.
func TestTheLanguageCanBeSwitched(t *testing.T) {
	b := visit(t, open(t), look{})
	b.write(warned, "warn")
	b.want(`document.getElementById("title").textContent`, "Atenție: mesajul conține un cod numeric personal (CNP)")
	b.click(`[data-language="en"]`)
	b.want(`document.documentElement.lang`, "en")
	b.want(`document.getElementById("title").textContent`, "Careful: the message contains a personal identification number (CNP)")
	b.want(`document.getElementById("text").placeholder`, "Write a message…")
	b.want(`document.querySelector(".evidence li").textContent`, "The last digit, the control digit, agrees with the others.")
	b.want(`document.querySelector('[data-language="en"]').ariaPressed`, "true")
	b.want(inBox, warned)
	b.text(`location.reload()`)
	b.want(`document.readyState + document.documentElement?.lang`, "completero")
}

// TestTheLanguageThatIsOnCanBeChosen: nothing is asked for it, and nothing is waited for.
func TestTheLanguageThatIsOnCanBeChosen(t *testing.T) {
	s := open(t)
	b := visit(t, s, look{})
	b.write(warned, "warn")
	asked := s.asked.Load()
	b.click(`[data-language="ro"]`)
	b.state("warn")
	b.want(underlines, `["`+aCNP+`"]`)
	if s.asked.Load() != asked {
		t.Error("it was asked again")
	}
}

// TestBothLanguagesSayTheSame things, and the page asks for none that is not there.
func TestBothLanguagesSayTheSame(t *testing.T) {
	b := visit(t, open(t), look{})
	for _, of := range []string{"", ".unmasked"} {
		b.want(`JSON.stringify(Object.keys((await import("./texts.js")).texts.ro`+of+`)) === JSON.stringify(Object.keys((await import("./texts.js")).texts.en`+of+`))`, "true")
	}
	for _, language := range []string{"ro", "en"} {
		b.click(`[data-language="` + language + `"]`)
		b.want(`/undefined|null|\[object/.test(document.body.textContent)`, "false")
	}
}

func TestThemes(t *testing.T) {
	const page = `getComputedStyle(document.body).backgroundColor`
	const light, dark = "rgb(245, 243, 239)", "rgb(23, 21, 19)"
	for _, test := range []struct {
		reason        string
		dark          bool
		first, second string
	}{
		{"the system is light", false, light, dark},
		{"the system is dark", true, dark, light},
	} {
		t.Run(test.reason, func(t *testing.T) {
			b := visit(t, open(t), look{dark: test.dark})
			b.want(page, test.first)
			b.want(`document.getElementById("theme").ariaPressed`, quoted(test.dark))
			b.click("#theme")
			b.want(page, test.second)
			b.want(`document.getElementById("theme").ariaPressed`, quoted(!test.dark))
			b.click("#theme")
			b.want(page, test.first)
		})
	}
}

// TestNarrowPagesDoNotScrollSideways, whatever is on them.
func TestNarrowPagesDoNotScrollSideways(t *testing.T) {
	s := open(t)
	for _, width := range []int64{320, 360} {
		for _, language := range []string{"ro", "en"} {
			b := visit(t, s, look{width: width, height: 740, query: "?lang=" + language})
			fits := func() {
				t.Helper()
				b.want(`document.scrollingElement.scrollWidth <= innerWidth`, "true")
				b.want(`[...document.querySelectorAll("button, .badge, .finding, dialog[open]")].filter((e) => e.getClientRects().length > 0)
					.filter((e) => e.getBoundingClientRect().right > innerWidth || e.getBoundingClientRect().left < 0).length`, "0")
			}
			fits()
			b.write("CNP "+aCNP+" "+strings.Repeat("x", 200)+" tel 0722 123 456 ana@example.com", "warn")
			fits()
			b.press(enter)
			b.want(isOpen, "true")
			fits()
			b.press(tabKey)
			b.press(tabKey)
			b.press(enter)
			b.want(bubbles, "1")
			fits()
		}
	}
}

// TestTouchTargets are at least 24 pixels wide and high (WCAG 2.2, 2.5.8).
func TestTouchTargets(t *testing.T) {
	b := visit(t, open(t), look{width: 360, height: 740})
	b.write(warned, "warn")
	b.want(`[...document.querySelectorAll("button, textarea")].filter((e) => e.getClientRects().length > 0)
		.filter((e) => e.getBoundingClientRect().width < 24 || e.getBoundingClientRect().height < 24).length`, "0")
}

// TestTheKeyboardReachesEverything in the order of the page, and what has the focus is
// seen to have it.
func TestTheKeyboardReachesEverything(t *testing.T) {
	b := visit(t, open(t), look{})
	b.write(warned, "warn")
	b.text(`document.querySelector(".skip").focus()`)
	reached := []string{b.focused()}
	for range 24 {
		b.press(tabKey)
		if b.text(`document.activeElement === document.body`) == "true" {
			break
		}
		name := b.focused()
		reached = append(reached, name)
		b.want(`(() => { const e = document.activeElement, s = getComputedStyle(e.id === "text" ? e.closest(".box") : e);
			return s.outlineStyle !== "none" && parseFloat(s.outlineWidth) >= 2; })()`, "true")
	}
	got := strings.Join(reached, " | ")
	want := "Sari la mesaj | RO | EN | theme | log | O întâlnire | O rețetă secretă | Un CNP | Un cont bancar | O adresă | Un document clasificat | text | send | mask | " + aCNP
	if got != want {
		t.Errorf("the keyboard reaches\n%s, want\n%s", got, want)
	}
}

func TestTheSkipLinkLeadsToTheMessage(t *testing.T) {
	b := visit(t, open(t), look{})
	b.text(`document.querySelector(".skip").focus()`)
	b.want(`document.querySelector(".skip").getBoundingClientRect().top >= 0`, "true")
	b.press(enter)
	b.wantFocus("text")
}

// TestWhatScreenReadersAreTold: the roles and names of what matters.
func TestWhatScreenReadersAreTold(t *testing.T) {
	b := visit(t, open(t), look{})
	b.write(warned, "warn")
	told := b.told()
	for _, want := range []string{
		"textbox: Mesaj", "button: Trimite", "button: Maschează", "log: Conversație de probă", "status: ",
		"region: Ce spune Pecete", "group: Limba", "button: RO, română", "button: Temă întunecată",
		"button: Arată în mesaj: Cod numeric personal (CNP), " + aCNP, "heading: Ce a găsit și de ce",
	} {
		if !strings.Contains(told, want+"\n") {
			t.Errorf("nobody is told of %q among\n%s", want, told)
		}
	}
	if strings.Count(told, "StaticText: Atenție\n") != 1 {
		t.Errorf("the verdict is told otherwise than once:\n%s", told)
	}
	b.want(`document.getElementById("status").ariaLive`, "polite")
	b.press(enter)
	b.want(isOpen, "true")
	told = b.told()
	if want := "dialog: Atenție: mesajul conține un cod numeric personal (CNP)\n"; !strings.Contains(told, want) || strings.Contains(told, "textbox: Mesaj\n") {
		t.Errorf("while the question is open, people are told\n%s", told)
	}
}

// told gives the roles and names of the page as the browser gives them to readers.
func (b *tab) told() string {
	b.t.Helper()
	var lines strings.Builder
	for _, node := range call(b, accessibility.GetFullAXTree, accessibility.GetFullAXTreeParams{}).Nodes {
		if node.Ignored || node.Role == nil {
			continue
		}
		lines.WriteString(unquoted(node.Role.Value) + ": ")
		if node.Name != nil {
			lines.WriteString(unquoted(node.Name.Value))
		}
		lines.WriteString("\n")
	}
	return lines.String()
}

// TestTheStatusIsNotToldAgain: an answer that says the same changes nothing that is
// read out.
func TestTheStatusIsNotToldAgain(t *testing.T) {
	s := open(t)
	b := visit(t, s, look{})
	b.write(warned, "warn")
	b.text(`(window.changes = 0, new MutationObserver((list) => changes += list.length).observe(
		document.getElementById("status"), {subtree: true, childList: true, characterData: true, attributes: true}))`)
	before := s.asked.Load()
	b.typed("!")
	for s.asked.Load() == before {
		b.text("1")
	}
	b.state("warn")
	b.want("changes", "0")
	b.typed(" tel 0722 123 456")
	b.want("changes > 0", "true")
}

// axe is what judges how accessible the page is.
func axe(t *testing.T) string {
	t.Helper()
	script, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("axe-core is not here; npm ci fetches it")
	}
	return string(script)
}

// TestAxeFindsNothing in the states of the page, in both themes and two widths.
func TestAxeFindsNothing(t *testing.T) {
	script := axe(t)
	s := open(t)
	for _, l := range []look{{dark: false}, {dark: true}, {width: 360, height: 740}, {width: 360, height: 740, dark: true, language: "en-GB"}} {
		b := visit(t, s, l)
		b.do(evaluated(script))
		judge := func(state string) {
			t.Helper()
			var faults []string
			b.value(`(await axe.run(document, {resultTypes: ["violations", "incomplete"]})).violations
				.map((v) => v.impact + " " + v.id + ": " + v.nodes.map((n) => n.target).join(", "))`, &faults)
			for _, fault := range faults {
				t.Errorf("%+v, %s: %s", l, state, fault)
			}
		}
		judge("idle")
		b.write("CNP "+aCNP+" tel 0722 123 456", "warn")
		judge("warned")
		b.press(enter)
		b.want(isOpen, "true")
		judge("asked")
		b.press(tabKey)
		b.press(tabKey)
		b.press(enter)
		b.want(bubbles, "1")
		b.write(blocked, "block")
		judge("blocked")
		s.failure.Store(-1)
		b.paste("!")
		b.state("unchecked")
		judge("unchecked")
		s.failure.Store(0)
	}
}

// TestPictures are for people to look at, where PECETE_SCREENSHOTS names a folder.
func TestPictures(t *testing.T) {
	if os.Getenv("PECETE_SCREENSHOTS") == "" {
		t.Skip("PECETE_SCREENSHOTS names no folder")
	}
	s := open(t)
	for name, l := range map[string]look{
		"1280-light": {}, "1280-dark": {dark: true, language: "en-GB"},
		"360-light": {width: 360, height: 740, language: "en-GB"}, "360-dark": {width: 360, height: 740, dark: true},
	} {
		b := visit(t, s, l)
		b.shoot(name + "-idle")
		b.write(fine, "allow")
		b.press(enter)
		b.write("Pentru contract: Ion Popescu, CNP "+aCNP+", tel. 0722 123 456 🙏", "warn")
		b.shoot(name + "-warn")
		b.press(enter)
		b.want(isOpen, "true")
		b.shoot(name + "-question")
		b.press(tabKey)
		b.press(tabKey)
		b.press(enter)
		b.want(bubbles, "2")
		b.write(blocked, "block")
		b.shoot(name + "-block")
		b.press(enter)
		b.want(isOpen, "true")
		b.shoot(name + "-refused")
		b.press(escape)
		s.failure.Store(-1)
		b.clear()
		b.paste(fine)
		b.state("unchecked")
		b.shoot(name + "-unchecked")
		s.failure.Store(0)
	}
}
