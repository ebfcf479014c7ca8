package patterns

import (
	"strings"
	"testing"
	"unicode"
)

// explanation is what a sound rule file may tell people beside its description.
const explanation = `name: {one: {ro: o legitimație, en: a badge}, many: {ro: legitimații, en: badges}}
explain:
  SHAPE: {ro: "Are patru cifre.", en: "It has four digits."}
limits: [{ro: "Numai cifre.", en: "Digits only."}]
sources: ["Regulament intern, art. 3"]
`

func TestExplanationsLoad(t *testing.T) {
	d, err := ParseDetector("a.yaml", []byte(soundRule+explanation))
	if err != nil {
		t.Fatal(err)
	}
	if d.Name.Many.RO != "legitimații" || len(d.Limits) != 1 || len(d.Sources) != 1 {
		t.Errorf("read %+v", d)
	}
	plain, err := ParseDetector("a.yaml", []byte(soundRule))
	if err != nil || !plain.Name.IsZero() {
		t.Errorf("a file without a name has one: %+v, %v", plain, err)
	}
}

func TestFaultsOfExplanations(t *testing.T) {
	long := strings.Repeat("x", 601)
	for _, c := range []struct{ name, old, new, want string }{
		{"unknown code", "  SHAPE:", "  SHAP:", `21:9: unknown evidence code "SHAP"`},
		{"code in one language", `{ro: "Are patru cifre.", en: "It has four digits."}`, `{ro: "Are patru cifre."}`, `21:10: explanation needs both ro and en`},
		{"key beside the languages", `{ro: "Are patru cifre.", en`, `{ro: "Are patru cifre.", fr`, `21:35: unknown field "fr"`},
		{"long explanation", "It has four digits.", long, `21:10: explanation is longer than 600 bytes`},
		{"place to fill", "It has four digits.", "It has {n} digits.", `21:10: explanation must be one line, without {, } and space at its ends`},
		{"line break", "It has four digits.", `It has\nfour digits.`, `21:10: explanation must be one line, without {, } and space at its ends`},
		{"name without plural", ", many: {ro: legitimații, en: badges}", "", `19:7: name.many needs both ro and en`},
		{"name in one language", "{ro: o legitimație, en: a badge}", "{en: a badge}", `19:13: name.one needs both ro and en`},
		{"limit in one language", `{ro: "Numai cifre.", en: "Digits only."}`, `{en: "Digits only."}`, `22:10: limit needs both ro and en`},
		{"empty source", `"Regulament intern, art. 3"`, `""`, `23:11: source is empty`},
	} {
		t.Run(c.name, func(t *testing.T) {
			if strings.Count(explanation, c.old) == 0 {
				t.Fatalf("%q is not in the sound text", c.old)
			}
			wantFault(t, soundRule+strings.Replace(explanation, c.old, c.new, 1), c.want)
		})
	}
}

func TestExplainPrefersTheDetectorsOwnTerms(t *testing.T) {
	rules := builtIn(t)
	own, err := ParseDetector("a.yaml", []byte(soundRule+explanation))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name string
		d    *Detector
		code Code
		want string
	}{
		{"its own", own, Shape, "It has four digits."},
		{"the general one", own, ContextWord, rules.Evidence[ContextWord].EN},
		{"no detector", nil, Shape, rules.Evidence[Shape].EN},
		{"an IBAN's check digits stand in front", rules.Detector("iban"), ChecksumValid, "The two check digits at the start agree with the rest of the account."},
	} {
		if got := rules.Explain(c.d, c.code).EN; got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestMentionsAreAllCodesOfAFile(t *testing.T) {
	d, err := ParseDetector("a.yaml", []byte(strings.Replace(soundRule, "adjust: {SHAPE: 0.1}", "adjust: {CAPITALS: 0.1}", 1)+
		strings.Replace(explanation, "SHAPE", "HEADING", 1)))
	if err != nil {
		t.Fatal(err)
	}
	if want := SetOf(Capitals, ContextWord, Heading); d.Mentions() != want {
		t.Errorf("mentions %b, want %b", d.Mentions(), want)
	}
}

// TestBuiltInDetectorsExplainThemselves: each says where its facts come from and
// what it does not find, in whole sentences; a name begins with a small letter,
// for it stands inside one.
func TestBuiltInDetectorsExplainThemselves(t *testing.T) {
	for _, d := range builtIn(t).Detectors {
		if len(d.Sources) == 0 || len(d.Limits) == 0 {
			t.Errorf("%s has %d sources and %d limits", d.File, len(d.Sources), len(d.Limits))
		}
		for _, limit := range d.Limits {
			checkSentence(t, d, limit)
		}
		for _, text := range d.Explain {
			checkSentence(t, d, text)
		}
		for _, text := range []Text{d.Name.One, d.Name.Many} {
			for _, words := range []string{text.RO, text.EN} {
				if words != "" && (unicode.IsUpper([]rune(words)[0]) || strings.HasSuffix(words, ".")) {
					t.Errorf("%s: %q does not fit into a sentence", d.File, words)
				}
			}
		}
	}
}

func checkSentence(t *testing.T, d *Detector, text Text) {
	t.Helper()
	for _, words := range []string{text.RO, text.EN} {
		if !strings.HasSuffix(words, ".") || strings.Contains(words, "  ") || unicode.IsLower([]rune(words)[0]) {
			t.Errorf("%s: %q is no sentence", d.File, words)
		}
	}
	for _, cedilla := range "şţŞŢ" {
		if strings.ContainsRune(text.RO, cedilla) {
			t.Errorf("%s: %q has the letter %c with a cedilla", d.File, text.RO, cedilla)
		}
	}
}

func TestFaultsOfAdviceTexts(t *testing.T) {
	sound, err := embedded.ReadFile("advice.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ name, old, new, want string }{
		{"category that the engine asks for", "  unclassified:\n    one", "  free:\n    one", "categories.unclassified is missing"},
		{"category without its mild words", "    allow:\n      ro: \"Un astfel de marcaj nu oprește mesajul.\"\n", "    allow:\n", "unclassified.allow needs both ro and en"},
		{"law", "  eu:\n", "  ue:\n", "laws.eu needs both ro and en"},
		{"channel", "  also_backed_up:", "  also:", "channels.also_backed_up needs both ro and en"},
		{"title", "  warn_maybe:", "  perhaps:", "titles.warn_maybe needs both ro and en"},
	} {
		t.Run(c.name, func(t *testing.T) {
			broken := strings.Replace(string(sound), c.old, c.new, 1)
			if broken == string(sound) {
				t.Fatalf("%q is not in the sound file", c.old)
			}
			if _, err := parseAdvice("advice.yaml", broken); err == nil || !strings.HasSuffix(err.Error(), c.want) {
				t.Errorf("got %v, want %s", err, c.want)
			}
		})
	}
}
