package lines

import (
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// maxText is the longest text that the tests allow.
const maxText = 100

// read gives everything that an input holds, one string a line: "number id text
// ending", or "number fault", or "number blank".
func read(t *testing.T, input io.Reader, format Format) ([]string, error) {
	t.Helper()
	r := NewReader(input, Options{Format: format, MaxText: maxText})
	var all []string
	for {
		lines, err := r.Available()
		for _, line := range lines {
			all = append(all, show(line))
		}
		if errors.Is(err, io.EOF) {
			return all, nil
		}
		if err != nil {
			return all, err
		}
	}
}

func show(line Line) string {
	if line.Blank() {
		return fmt.Sprintf("%d blank %q", line.Number, line.Ending)
	}
	message, err := line.Message()
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%d id=%s %q %q", line.Number, message.ID, message.Text, line.Ending)
}

func TestLines(t *testing.T) {
	long := strings.Repeat("x", maxText)
	huge := strings.Repeat("x", maxText*escapeFactor+envelope)
	for _, test := range []struct {
		reason, input string
		format        Format
		want          []string
	}{
		{"nothing", "", Auto, nil},
		{"one line", "abc\n", Auto, []string{`1 id=1 "abc" "\n"`}},
		{"last line without an ending", "abc\ndef", Auto, []string{`1 id=1 "abc" "\n"`, `2 id=2 "def" ""`}},
		{"endings of Windows", "abc\r\ndef\r\n", Auto, []string{`1 id=1 "abc" "\r\n"`, `2 id=2 "def" "\r\n"`}},
		{"a carriage return inside a line stays", "a\rb\n", Auto, []string{`1 id=1 "a\rb" "\n"`}},
		{"byte order mark", "\uFEFFabc\n", Auto, []string{`1 id=1 "abc" "\n"`}},
		{"byte order mark before JSON", "\uFEFF{\"text\":\"a\"}\n", Auto, []string{`1 id=1 "a" "\n"`}},
		{"only a byte order mark", "\uFEFF", Auto, nil},
		{"a byte order mark later is text", "a\n\uFEFFb\n", Auto, []string{`1 id=1 "a" "\n"`, `2 id=2 "\ufeffb" "\n"`}},
		{"first byte as of a byte order mark", "\xEF\xBB\n", Auto, []string{"line 1: is not valid UTF-8"}},
		{"blank lines", "\n\r\nabc\n\n", Auto, []string{`1 blank "\n"`, `2 blank "\r\n"`, `3 id=3 "abc" "\n"`, `4 blank "\n"`}},
		{"a line of spaces is a message", "  \n", Auto, []string{`1 id=1 "  " "\n"`}},
		{"invalid UTF-8 and on", "a\n\xff\xfe\xfd\nb\n", Auto, []string{`1 id=1 "a" "\n"`, "line 2: is not valid UTF-8", `3 id=3 "b" "\n"`}},
		{"as long as may be", long + "\n", Auto, []string{fmt.Sprintf(`1 id=1 %q "\n"`, long)}},
		{"longer than may be", long + "x\nb\n", Auto, []string{"line 1: the text is longer than 100 bytes (--max-text-bytes)", `2 id=2 "b" "\n"`}},
		{"longer than any buffer", huge + "x\nb\n", Auto, []string{"line 1: the text is longer than 100 bytes (--max-text-bytes)", `2 id=2 "b" "\n"`}},
		{"longer than any buffer, at the end", "a\n" + huge, Text, []string{`1 id=1 "a" "\n"`, "line 2: the text is longer than 100 bytes (--max-text-bytes)"}},

		{"JSONL", `{"message_id":"m1","text":"a"}` + "\n" + `{"text":"b"}`, Auto, []string{`1 id=m1 "a" "\n"`, `2 id=2 "b" ""`}},
		{"JSONL with the names of the protobuf mapping", `{"messageId":"m1","text":"a"}`, Auto, []string{`1 id=m1 "a" ""`}},
		{"JSONL with other keys", `{"from":{"x":[1]},"text":"a"}`, Auto, []string{`1 id=1 "a" ""`}},
		{"JSONL with numbers for ids", `{"message_id":17,"text":"a"}`, Auto, []string{`1 id=17 "a" ""`}},
		{"JSONL with an empty id", `{"message_id":"","text":"a"}`, Auto, []string{`1 id=1 "a" ""`}},
		{"JSONL with no id", `{"message_id":null,"text":"a"}`, Auto, []string{`1 id=1 "a" ""`}},
		{"JSONL after blank lines", "\n" + `{"text":"a"}`, Auto, []string{`1 blank "\n"`, `2 id=2 "a" ""`}},
		{"escapes", `{"text":"a\nb\u0219\ud83d\ude00"}`, Auto, []string{`1 id=1 "a\nbș😀" ""`}},
		{"escapes count as what they stand for", `{"text":"` + strings.Repeat(`\u0061`, maxText) + `"}`, Auto, []string{fmt.Sprintf(`1 id=1 %q ""`, strings.Repeat("a", maxText))}},
		{"JSONL with a long text", `{"text":"` + long + `x"}`, Auto, []string{"line 1: the text is longer than 100 bytes (--max-text-bytes)"}},
		{"broken JSON and on", `{"text":"a"}` + "\n" + `{"text":"secret` + "\n" + `{"text":"b"}`, Auto, []string{`1 id=1 "a" "\n"`, "line 2: is not valid JSON (at byte 15)", `3 id=3 "b" ""`}},
		{"broken JSON first", `{"text":secret}` + "\n" + `{"text":"b"}`, Auto, []string{"line 1: is not valid JSON (at byte 9)", `2 id=2 "b" ""`}},
		{"two objects on a line", `{"text":"a"}{"text":"b"}`, JSONL, []string{"line 1: is not valid JSON (at byte 13)"}},
		{"JSON but no object", "[1]\n\"a\"\n7", JSONL, []string{"line 1: is not a JSON object", "line 2: is not a JSON object", "line 3: is not a JSON object"}},
		{"no text", `{"body":"secret"}`, JSONL, []string{`line 1: has no "text" (--format=text takes the line as it stands)`}},
		{"text that is none", `{"text":7}` + "\n" + `{"text":null}` + "\n" + `{"text":["a"]}`, JSONL, []string{"line 1: text is not a string", "line 2: text is not a string", "line 3: text is not a string"}},
		{"empty text", `{"text":""}`, JSONL, []string{"line 1: text is empty"}},
		{"an id that is none", `{"message_id":true,"text":"a"}`, JSONL, []string{"line 1: message_id is neither a string nor a number"}},
		{"invalid UTF-8 in JSON", "{\"text\":\"a\xff\"}", JSONL, []string{"line 1: is not valid UTF-8"}},
		{"text that looks like an object", "{salut}\n{\"a\":1}\n", Auto, []string{`1 id=1 "{salut}" "\n"`, `2 id=2 "{\"a\":1}" "\n"`}},
		{"text by order", `{"text":"a"}`, Text, []string{`1 id=1 "{\"text\":\"a\"}" ""`}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			got, err := read(t, strings.NewReader(test.input), test.format)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("lines (-want +got):\n%s", diff)
			}
			bytewise, err := read(t, iotest.OneByteReader(strings.NewReader(test.input)), test.format)
			if diff := cmp.Diff(got, bytewise); diff != "" || err != nil {
				t.Errorf("read byte by byte: %v, (-at once +bytewise):\n%s", err, diff)
			}
		})
	}
}

func TestUTF16IsRefused(t *testing.T) {
	for _, input := range []string{"\xff\xfea\x00", "\xfe\xff\x00a"} {
		if got, err := read(t, strings.NewReader(input), Auto); len(got) > 0 || !errors.Is(err, ErrUTF16) {
			t.Errorf("%q: got %q, %v", input, got, err)
		}
	}
}

func TestFailingInput(t *testing.T) {
	failure := errors.New("the disk is gone")
	got, err := read(t, io.MultiReader(strings.NewReader("a\nhalf"), iotest.ErrReader(failure)), Auto)
	if diff := cmp.Diff([]string{`1 id=1 "a" "\n"`}, got); diff != "" || !errors.Is(err, failure) {
		t.Errorf("error %v, lines (-want +got):\n%s", err, diff)
	}
}

func TestLinesComeAsTheyAreTyped(t *testing.T) {
	for _, first := range []string{"a\n", "\n", "\xEF\n", "\xFF\n", "a\nb\n"} {
		input, typist := io.Pipe()
		go func() { _, _ = io.WriteString(typist, first) }()
		lines, err := NewReader(input, Options{MaxText: maxText}).Available() // must not wait for more
		if err != nil || len(lines) == 0 {
			t.Errorf("%q: got %d lines, %v", first, len(lines), err)
		}
	}
}

func TestEndOfInputStays(t *testing.T) {
	// A terminal that has said "end of input" once can be read on.
	r := NewReader(&terminal{said: []string{"a\n", "", "b\n"}}, Options{MaxText: maxText})
	if lines, err := r.Available(); len(lines) != 1 || err != nil {
		t.Fatalf("before the end: %d lines, %v", len(lines), err)
	}
	for range 2 {
		if lines, err := r.Available(); err != io.EOF {
			t.Errorf("after the end: %d lines, %v", len(lines), err)
		}
	}
}

// terminal gives what was said, piece by piece; an empty piece is an end of
// input, after which it goes on.
type terminal struct{ said []string }

func (m *terminal) Read(p []byte) (int, error) {
	if len(m.said) == 0 {
		return 0, io.EOF
	}
	piece := m.said[0]
	m.said = m.said[1:]
	if piece == "" {
		return 0, io.EOF
	}
	return copy(p, piece), nil
}

func TestFormatOf(t *testing.T) {
	for file, want := range map[string]Format{"a.jsonl": JSONL, "A.NDJSON": JSONL, "x/b.json": JSONL, "a.txt": Auto, "-": Auto, "jsonl": Auto} {
		if got := FormatOf(file); got != want {
			t.Errorf("FormatOf(%q) = %v, want %v", file, got, want)
		}
	}
}

func TestFormatNames(t *testing.T) {
	for _, format := range []Format{Auto, Text, JSONL} {
		var got Format
		if err := got.UnmarshalText([]byte(format.String())); err != nil || got != format {
			t.Errorf("%v reads back as %v, %v", format, got, err)
		}
	}
	var f Format
	if err := f.UnmarshalText([]byte("csv")); err == nil {
		t.Error("csv was accepted")
	}
}

func FuzzLines(f *testing.F) {
	for _, seed := range []string{"a\nb", "\uFEFFa\r\n", `{"text":"a"}`, `{"message_id":1e9,"text":"\u0000"}` + "\n{", "\xff\xfe", "\n\n", strings.Repeat("x", 200)} {
		f.Add(seed, uint8(Auto))
		f.Add(seed, uint8(JSONL))
	}
	f.Fuzz(func(t *testing.T, input string, format uint8) {
		if format > uint8(JSONL) {
			return
		}
		r := NewReader(iotest.HalfReader(strings.NewReader(input)), Options{Format: Format(format), MaxText: maxText})
		number, size := 0, 0
		for {
			got, err := r.Available()
			if err != nil {
				if len(got) > 0 {
					t.Fatalf("lines together with %v", err)
				}
				break
			}
			for _, line := range got {
				number++
				size += len(line.content) + len(line.Ending)
				checkLine(t, line, number)
			}
		}
		if size > len(input) {
			t.Fatalf("%d bytes of lines out of %d", size, len(input))
		}
		if want := strings.Count(input, "\n"); number < want && !errors.Is(r.ended, ErrUTF16) {
			t.Fatalf("%d lines, want at least %d", number, want)
		}
	})
}

func checkLine(t *testing.T, line Line, number int) {
	t.Helper()
	if line.Number != number {
		t.Fatalf("line %d says it is %d", number, line.Number)
	}
	if strings.Contains(line.content, "\n") {
		t.Fatalf("line %d holds a line break", number)
	}
	if line.Blank() {
		return
	}
	message, err := line.Message()
	var fault *Fault
	switch {
	case errors.As(err, &fault):
		if fault.Line != number || fault.Reason == "" {
			t.Fatalf("fault of line %d: %+v", number, fault)
		}
	case err != nil:
		t.Fatalf("line %d fails with %T", number, err)
	case message.ID == "" || message.Text == "" || len(message.Text) > maxText || !utf8.ValidString(message.Text):
		t.Fatalf("line %d gives an unfit message", number)
	}
}
