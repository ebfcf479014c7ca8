package classifier

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

// shown gives the folded lower-case text, with placeholders made readable.
func shown(text string) string {
	var v view
	v.read(text)
	return strings.NewReplacer("\x01", "?", "\x02", "*").Replace(string(v.lower))
}

func TestFold(t *testing.T) {
	cases := []struct{ name, text, want string }{
		{"plain text stays", "Ion are 3 mere.\n", "ion are 3 mere.\n"},
		{"comma-below letters", "ȘȚșț", "stst"},
		{"cedilla letters", "ŞŢşţ", "stst"},
		{"other Romanian letters", "ĂÂÎăâî", "aaiaai"},
		{"decomposed letters", "s\u0326t\u0327a\u0306i\u0302", "stai"},
		{"full-width digits and letters", "１８５ＣＮＰ", "185cnp"},
		{"circled digits", "①②⓪", "120"},
		{"mathematical digits", "\U0001D7CF\U0001D7D8\U0001D7EC", "100"},
		{"Arabic-Indic and Devanagari digits", "٠١۲०९", "01209"},
		{"superscript digits", "x²³", "x23"},
		{"keycap digits", "1️⃣8️⃣", "18"},
		{"keycap ten", "🔟", "10"},
		{"Cyrillic look-alikes", "СЕСRЕТ", "cecret"},
		{"Greek look-alikes", "ΑΒΕΟ ρο", "abeo po"},
		{"dotless i", "ı", "i"},
		{"zero-width characters vanish", "1\u200b2\u200d3\ufeff4\u00ad5\u2060", "12345"},
		{"direction marks vanish", "\u202e12\u202c", "12"},
		{"no-break and thin spaces", "1\u00a02\u202f3\u20094", "1 2 3 4"},
		{"dashes", "1‐2–3—4−5", "1-2-3-4-5"},
		{"dots", "1·2•3", "1.2.3"},
		{"quotes", "„S”", "\"s\""},
		{"emoji is one symbol a code point", "a😀b", "a*b"},
		{"fractions do not make digits", "1½", "1*"},
		{"letters of other scripts keep word boundaries", "1文2", "1?2"},
		{"numero sign", "№ 5", "no 5"},
		{"line separators", "a\u2028b\u0085c", "a\nb\nc"},
		{"control characters are spaces", "a\tb\rc\x00d", "a b c d"},
		{"invalid UTF-8 is a symbol a byte", "a\xff\xfeb", "a**b"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			if got := shown(c.text); got != c.want {
				t.Errorf("folded %q to %q, want %q", c.text, got, c.want)
			}
		})
	}
}

func TestOffsetsPointBack(t *testing.T) {
	cases := []struct{ name, text, folded, want string }{
		{"plain", "ab12cd", "12", "12"},
		{"after two-byte letters", "șț12ă", "12", "12"},
		{"with zero-width inside", "x1\u200b2y", "12", "1\u200b2"},
		{"zero-width after is left out", "12\u200b y", "12", "12"},
		{"zero-width before is left out", "x\u200b12", "12", "12"},
		{"mark after the last character is taken along", "x12\u0306y", "12", "12\u0306"},
		{"keycaps are taken whole", "x1️⃣2️⃣y", "12", "1️⃣2️⃣"},
		{"four-byte digits", "😀\U0001D7CF\U0001D7D0😀", "12", "\U0001D7CF\U0001D7D0"},
		{"half of a ten is the whole ten", "x🔟y", "1", "🔟"},
		{"at the end of the text", "😀12", "12", "12"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var v view
			v.read(c.text)
			at := strings.Index(string(v.lower), c.folded)
			if at < 0 {
				t.Fatalf("%q does not fold to hold %q", c.text, c.folded)
			}
			got := c.text[v.offset(at):v.endOffset(at+len(c.folded))]
			if got != c.want {
				t.Errorf("span of %q is %q, want %q", c.folded, got, c.want)
			}
		})
	}
}

func TestDisguised(t *testing.T) {
	cases := []struct {
		name, text string
		want       bool
	}{
		{"plain", "a12b", false},
		{"Romanian letters", "ș12ț", false},
		{"zero-width inside", "a1\u200b2b", true},
		{"zero-width before", "a\u200b12b", false},
		{"zero-width after", "a12\u200bb", false},
		{"other digits", "a１2b", true},
		{"other digits before", "１a12", false},
		{"first character after zero-width is odd", "a\u200b１2", true},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			var v view
			v.read(c.text)
			at := strings.LastIndex(string(v.lower), "12")
			if got := v.disguised(at, at+2); got != c.want {
				t.Errorf("disguised is %v, want %v", got, c.want)
			}
		})
	}
}

// checkView fails unless every folded position maps to a character boundary of
// the original, in order, and spans are never inverted.
func checkView(t interface{ Fatalf(string, ...any) }, text string) {
	var v view
	v.read(text)
	valid := utf8.ValidString(text)
	last := 0
	for at := 0; at <= len(v.lower); at++ {
		offset := v.offset(at)
		if offset < last || offset > len(text) {
			t.Fatalf("position %d of %q maps to %d after %d", at, text, offset, last)
		}
		if valid && offset < len(text) && !utf8.RuneStart(text[offset]) {
			t.Fatalf("position %d of %q maps to %d, inside a character", at, text, offset)
		}
		last = offset
		if at == 0 {
			continue
		}
		end := v.endOffset(at)
		if end <= v.offset(at-1) || end > len(text) {
			t.Fatalf("character %d of %q spans %d to %d", at-1, text, v.offset(at-1), end)
		}
		if valid && end < len(text) && !utf8.RuneStart(text[end]) {
			t.Fatalf("character %d of %q ends at %d, inside a character", at-1, text, end)
		}
	}
	for _, b := range v.lower {
		if b >= utf8.RuneSelf || b >= 'A' && b <= 'Z' {
			t.Fatalf("%q folds to hold byte %#x", text, b)
		}
	}
	if !v.plain && len(v.cased) != len(v.lower) {
		t.Fatalf("%q has %d cased and %d lower characters", text, len(v.cased), len(v.lower))
	}
}

func TestViewMapsEveryText(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) { checkView(t, rapid.String().Draw(t, "text")) })
}

func TestCaseNeverChangesTheFold(t *testing.T) {
	for r := rune(0x80); r < 0x500; r++ {
		upper, lower := strings.ToUpper(string(r)), strings.ToLower(string(r))
		if utf8.RuneCountInString(upper) != 1 || strings.ToLower(upper) != lower || strings.ToUpper(lower) != upper {
			continue
		}
		if shown(upper) != shown(lower) && r != 'ı' && r != 'İ' {
			t.Errorf("%q folds to %q but %q to %q", upper, shown(upper), lower, shown(lower))
		}
	}
}

func FuzzView(f *testing.F) {
	for _, seed := range []string{"", "CNP 1850228120011", "ș1\u200b2🔟", "1️⃣\u0306\u0306", "\xff\xfe", "\u200b\u0306a", "İıſ"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) { checkView(t, text) })
}
