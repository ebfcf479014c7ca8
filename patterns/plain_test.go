package patterns

import (
	"io/fs"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// eachEmbedded calls f for each of the built-in files.
func eachEmbedded(t testing.TB, f func(name, text string)) {
	t.Helper()
	err := fs.WalkDir(embedded, ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		data, err := embedded.ReadFile(name)
		f(name, string(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// whatItSays gives a value of the type that a built-in file is read into.
func whatItSays(name string) any {
	switch {
	case strings.HasPrefix(name, "lists/"):
		return &[]string{}
	case name == "evidence.yaml":
		return &map[string]Text{}
	case name == "advice.yaml":
		return &AdviceTexts{}
	}
	return &Detector{}
}

// The service should start at once, which it does not if a file needs the library.
func TestBuiltInFilesArePlain(t *testing.T) {
	eachEmbedded(t, func(name, text string) {
		at := placer{file: name, text: text}
		if !at.decodePlain(whatItSays(name)) {
			t.Errorf("%s is not written plainly enough for the plain reader", name)
		}
	})
}

func TestPlainReaderReadsBuiltInFilesAsTheLibraryDoes(t *testing.T) {
	eachEmbedded(t, func(name, text string) { sameAsLibrary(t, text, whatItSays(name), whatItSays(name)) })
}

// sameAsLibrary reads a text with the plain reader and with the library and tells
// whether the plain reader took it. It fails if the two do not agree then.
func sameAsLibrary(t *testing.T, text string, plain, full any) bool {
	t.Helper()
	at := placer{file: "a.yaml", text: text}
	if !at.decodePlain(plain) {
		return false
	}
	if err := at.decodeAny(full); err != nil {
		t.Fatalf("the plain reader takes what the library refuses (%v):\n%s", err, text)
	}
	same := cmp.Options{
		cmp.Comparer(func(a, b *Expression) bool { return a == b || a != nil && b != nil && a.source == b.source }),
		cmp.Exporter(func(reflect.Type) bool { return true }),
	}
	if diff := cmp.Diff(full, plain, same); diff != "" {
		t.Fatalf("the library (-) and the plain reader (+) differ on:\n%s\n%s", text, diff)
	}
	return true
}

// TestWhatIsPlain has one way of writing things a case: what the plain reader takes it
// must read as the library does, and rule files of people are to be taken.
func TestWhatIsPlain(t *testing.T) {
	for _, c := range []struct {
		name, text string
		plain      bool
	}{
		{"words of lists", "- a\n- b c\n- d-e*\n- ștefan\n- a,b\n- it's\n", true},
		{"remarks", "# one\n- a # two\n\n  # three\n- b#c\n# four", true},
		{"numbers among words", "- 1234\n- 0722 123 456\n- 12/3\n- -5\n- 12:30", true},
		{"quotes", `- "a, b: c # d"` + "\n" + `- 'a "b" [c]'` + "\n- \"\"\n" + `- "a \"b\" \\ \n\t\u0103"`, true},
		{"elements in brackets", "[a, b c, \"d\", 'e',\n  f, # remark\n  g]\n", true},
		{"comma at the end", "[a, b,]", true},
		{"empty brackets", "[]", true},
		{"brackets that end at the margin", "[\n  a,\n]", true},
		{"words over two lines in brackets", "[a b\n  c, d]", true},
		{"anchor", "- &a b\n- *a\n", true},
		{"anchors in brackets", "[&a b, *a, &c d]", false},
		{"text behind a bar", "- |\n  a\n   b\n\n  c # no remark\n- |-\n  d\n\n# remark\n- e\n", true},

		{"empty", "", false},
		{"remark only", "# a", false},
		{"start of a document", "---\n- a", false},
		{"tab", "-\ta", false},
		{"carriage return", "- a\r\n", false},
		{"number that is written another way", "- 0012", false},
		{"number that is no text", "- 1.50", false},
		{"truth that is no text", "- true", false},
		{"nothing", "- null", false},
		{"nothing at all", "-\n- a", false},
		{"text over two lines", "- a\n  b\n", false},
		{"quoted text over two lines", "- \"a\n  b\"\n", false},
		{"two quotes within", "- 'it''s'\n", false},
		{"unusual escape", `- "\e"`, false},
		{"half a character", `- "\ud800"`, false},
		{"quotes left open", `- "a`, false},
		{"brackets left open", `[a, b`, false},
		{"something behind brackets", `[a] b`, false},
		{"two commas", `[a,, b]`, false},
		{"pair in brackets", `[a: b]`, false},
		{"brackets in a word in brackets", `[a[0-9]]`, false},
		{"colon in a word", "- a: b: c", false},
		{"anchor behind an alias", "- &a b\n- *a\n- &c d", false},
		{"anchor of an anchor", "- &a &b c", false},
		{"alias of nothing", "- *a", false},
		{"tag", "- !!str a", false},
		{"line of brackets at the margin", "- [a,\nb]", false},
		{"folded text", "- >\n  a\n", false},
		{"bar with a size", "- |2\n  a\n", false},
		{"line of spaces behind a bar", "- |\n  a\n   \n  b\n", false},
		{"line further left behind a bar", "- |\n   a\n  b\n", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if plain := sameAsLibrary(t, c.text, &[]string{}, &[]string{}); plain != c.plain {
				t.Errorf("taken: %v, want %v", plain, c.plain)
			}
		})
	}
}

func TestPlainDetectors(t *testing.T) {
	for _, text := range []string{
		soundRule, finderRule,
		strings.Replace(soundRule, "'[0-9]{4}'", "|-\n  [0-9]{4}\n  (?![0-9]) # no more", 1),
		strings.Replace(soundRule, "'[0-9]{4}'", "acme-[0-9]{6}(?![0-9])", 1),
		strings.Replace(soundRule, "context:\n  -", "context:\n  # remark\n  -", 1),
	} {
		if !sameAsLibrary(t, text, &Detector{}, &Detector{}) {
			t.Errorf("not taken:\n%s", text)
		}
	}
}

// plainPieces are what files are put together from, well or badly, to see whether the
// plain reader and the library understand them alike.
func plainPieces() []string {
	return []string{
		"a", "b c", "\"x\"", "'y'", "é", "1", "0.5", "-3", "1e5", "0x1", "true", "null", "~", "(", "/", "+", "_", ".", "=",
		"[", "]", "{", "}", ",", ", ", ": ", ":", "[a, b]", "{c: d}", "[a, [b]]", "- ", "-", "- a",
		"a:", "b: ", "digits: ", "words: ", "anchors:", "text: x", "c: [a, b]",
		"\n", "\n  ", "\n    ", "\n- ", "\n  - ", "\na: ", "\nb:", "\n  a: ", "\n\n", " ", "  ",
		" # r", "#", "\n# r\n", "\n  # r", "&a ", "*a", "&", "*", "|", "|-", ">", "'", "\"", "\\", "\\n",
		"?", "!", "%", "@", "`", "...", "---", "<<",
	}
}

// sameForAllTypes compares the readers on one text for each shape that files have.
func sameForAllTypes(t *testing.T, text string) {
	if checkText("a.yaml", text) != nil || len(text) > 20_000 {
		return
	}
	sameAsLibrary(t, text, &Detector{}, &Detector{})
	sameAsLibrary(t, text, &[]string{}, &[]string{})
	sameAsLibrary(t, text, &map[string]string{}, &map[string]string{})
	sameAsLibrary(t, text, &map[string][]string{}, &map[string][]string{})
}

func plainHeads() []string {
	return []string{"", "- ", "a: ", "- a\n", "lists:\n  a: [", "a:\n  - ", "anchors: {", "label: ", "description: {ro: b, en: "}
}

func TestPlainReaderAgreesWithTheLibrary(t *testing.T) {
	rapid.Check(t, func(rt *rapid.T) {
		documents := rapid.SliceOfN(rapid.Custom(func(rt *rapid.T) string {
			pieces := rapid.SliceOfN(rapid.SampledFrom(plainPieces()), 1, 8).Draw(rt, "pieces")
			return rapid.SampledFrom(plainHeads()).Draw(rt, "head") + strings.Join(pieces, "")
		}), 20, 20)
		for _, text := range documents.Draw(rt, "documents") {
			sameForAllTypes(t, text)
		}
	})
}

// FuzzPlainReader holds the plain reader to the library: what it takes, it reads alike.
// A text is given as such and followed by pieces, each chosen by a byte.
func FuzzPlainReader(f *testing.F) {
	eachEmbedded(f, func(_, text string) {
		if len(text) < 5000 {
			f.Add(text, []byte(nil))
		}
	})
	f.Add(soundRule, []byte(nil))
	f.Add(finderRule, []byte(nil))
	for i, head := range plainHeads() {
		f.Add(head, []byte{0, byte(7 * i), 41, 1})
	}
	f.Fuzz(func(t *testing.T, text string, choices []byte) {
		pieces := plainPieces()
		for _, choice := range choices[:min(len(choices), 50)] {
			text += pieces[int(choice)%len(pieces)]
		}
		sameForAllTypes(t, text)
	})
}
