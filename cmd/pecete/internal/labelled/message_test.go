package labelled

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// format reads lines with one detector, named d.
func format(unit Unit) Format {
	return Format{Unit: unit, Known: func(id string) bool { return id == "d" }}
}

func TestParseReadsMessages(t *testing.T) {
	for name, test := range map[string]struct {
		line string
		unit Unit
		want Message
	}{
		"nothing to find": {
			line: `{"text": "salut", "spans": []}`,
			want: Message{Text: "salut"},
		},
		"all fields, and some that are not known": {
			line: `{"id": 7, "text": "țapă", "spans": [{"start": 2, "end": 4, "detector": "d", "note": 1}], "verdict": "warn", "kind": "a/b", "x": {}}`,
			want: Message{Text: "țapă", Spans: []Span{{2, 4, "d"}}, Verdict: "warn", Kind: "a/b"},
		},
		"what is open stands apart": {
			line: `{"text": "țapă", "spans": [], "optional": [{"start": 2, "end": 4, "detector": "d"}]}`,
			want: Message{Text: "țapă", Optional: []Span{{2, 4, "d"}}},
		},
		"nothing is open": {
			line: `{"text": "x", "spans": [], "optional": null}`,
			want: Message{Text: "x"},
		},
		"UTF-16 units count an emoji twice": {
			line: `{"text": "😀ab", "spans": [{"start": 2, "end": 4, "detector": "d"}, {"start": 0, "end": 2, "detector": "d"}]}`,
			unit: UTF16,
			want: Message{Text: "😀ab", Spans: []Span{{2, 4, "d"}, {0, 2, "d"}}},
		},
		"code points count an emoji once": {
			line: `{"text": "😀ab", "spans": [{"start": 1, "end": 3, "detector": "d"}]}`,
			unit: CodePoints,
			want: Message{Text: "😀ab", Spans: []Span{{1, 3, "d"}}},
		},
		"the contract's name of a verdict": {
			line: `{"text": "x", "spans": [], "verdict": "VERDICT_BLOCK"}`,
			want: Message{Text: "x", Verdict: "block"},
		},
		"null is as good as nothing": {
			line: `{"text": "x", "spans": [], "verdict": null, "kind": null}`,
			want: Message{Text: "x"},
		},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := format(test.unit).Parse(test.line)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got, cmpopts.IgnoreUnexported(Message{})); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestParseNamesTheFieldThatIsWrong(t *testing.T) {
	span := func(s string) string { return `{"text": "țap 😀 secret", "spans": [` + s + `]}` }
	for name, test := range map[string]struct {
		line string
		unit Unit
		want string
	}{
		"no JSON":              {line: `{"text": "secret`, want: "is not valid JSON (at byte 16)"},
		"no object":            {line: `["secret"]`, want: "is not a JSON object"},
		"no text":              {line: `{"spans": []}`, want: "text: is missing"},
		"text of another type": {line: `{"text": 5, "spans": []}`, want: "text: is not a string"},
		"empty text":           {line: `{"text": "", "spans": []}`, want: "text: is empty"},
		"no spans":             {line: `{"text": "secret"}`, want: "spans: is missing; an empty list says that there is nothing to find"},
		"spans are no list":    {line: `{"text": "secret", "spans": {"start": 1}}`, want: "spans: is not a list"},
		"a span is no object":  {line: span(`"secret"`), want: "spans[0]: is not an object"},
		"a span is null":       {line: span(`null`), want: "spans[0]: is not an object"},
		"no start":             {line: span(`{"end": 3, "detector": "d"}`), want: "spans[0].start: is missing"},
		"start is a string":    {line: span(`{"start": "secret", "end": 3, "detector": "d"}`), want: "spans[0].start: is not a whole number"},
		"half a byte":          {line: span(`{"start": 0, "end": 2.5, "detector": "d"}`), want: "spans[0].end: is not a whole number"},
		"before the text":      {line: span(`{"start": -1, "end": 3, "detector": "d"}`), want: "spans[0].start: -1 is out of range: the text has 16 bytes"},
		"behind the text":      {line: span(`{"start": 0, "end": 17, "detector": "d"}`), want: "spans[0].end: 17 is out of range: the text has 16 bytes"},
		"behind, UTF-16":       {line: span(`{"start": 0, "end": 15, "detector": "d"}`), unit: UTF16, want: "spans[0].end: 15 is out of range: the text has 13 UTF-16 units"},
		"behind, code points":  {line: span(`{"start": 0, "end": 13, "detector": "d"}`), unit: CodePoints, want: "spans[0].end: 13 is out of range: the text has 12 code points"},
		"inside a letter":      {line: span(`{"start": 1, "end": 3, "detector": "d"}`), want: "spans[0].start: 1 lies inside a character; offsets count bytes here (--unit)"},
		"inside a pair":        {line: span(`{"start": 0, "end": 5, "detector": "d"}`), unit: UTF16, want: "spans[0].end: 5 lies inside a character; offsets count UTF-16 units here (--unit)"},
		"backwards":            {line: span(`{"start": 3, "end": 2, "detector": "d"}`), want: "spans[0].end: 2 is not after the start, 3"},
		"empty":                {line: span(`{"start": 3, "end": 3, "detector": "d"}`), want: "spans[0].end: 3 is not after the start, 3"},
		"no detector":          {line: span(`{"start": 0, "end": 3}`), want: "spans[0].detector: is missing"},
		"detector is a number": {line: span(`{"start": 0, "end": 3, "detector": 1}`), want: "spans[0].detector: is not a string"},
		"the second detector":  {line: span(`{"start": 0, "end": 3, "detector": "d"}, {"start": 0, "end": 3, "detector": "secret"}`), want: "spans[1].detector: is unknown; `pecete rules list` has the known ones"},
		"twice the same":       {line: span(`{"start": 0, "end": 3, "detector": "d"}, {"start": 0, "end": 3, "detector": "d"}`), want: "spans[1]: is the same as spans[0]"},
		"optional is no list":  {line: `{"text": "secret", "spans": [], "optional": "secret"}`, want: "optional: is not a list"},
		"open, but unknown":    {line: `{"text": "ab", "spans": [], "optional": [{"start": 0, "end": 1, "detector": "secret"}]}`, want: "optional[0].detector: is unknown; `pecete rules list` has the known ones"},
		"labelled and open":    {line: `{"text": "ab", "spans": [{"start": 0, "end": 1, "detector": "d"}], "optional": [{"start": 0, "end": 1, "detector": "d"}]}`, want: "optional[0]: is the same as spans[0]"},
		"another verdict":      {line: `{"text": "x", "spans": [], "verdict": "secret"}`, want: "verdict: must be allow, warn or block"},
		"verdict as a number":  {line: `{"text": "x", "spans": [], "verdict": 2}`, want: "verdict: is not a string"},
		"kind as a list":       {line: `{"text": "x", "spans": [], "kind": ["secret"]}`, want: "kind: is not a string"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := format(test.unit).Parse(test.line)
			if err == nil {
				t.Fatal("no error")
			}
			if err.Error() != test.want {
				t.Errorf("got  %s\nwant %s", err, test.want)
			}
		})
	}
}

func TestUnitsHaveNames(t *testing.T) {
	for _, want := range []Unit{Bytes, UTF16, CodePoints} {
		var got Unit
		if err := got.UnmarshalText([]byte(want.String())); err != nil || got != want {
			t.Errorf("%v is read as %v, %v", want, got, err)
		}
	}
	u := UTF16
	if err := u.UnmarshalText([]byte("utf8-bytes")); err != nil || u != Bytes {
		t.Errorf("utf8-bytes is read as %v, %v", u, err)
	}
	if err := u.UnmarshalText([]byte("miles")); err == nil {
		t.Error("miles are a unit")
	}
}

func TestExcerpts(t *testing.T) {
	long := strings.Repeat("ă", 200)
	for name, test := range map[string]struct {
		text       string
		unit       Unit
		start, end int
		want       Excerpt
	}{
		"a short text, whole":               {"cod 12 ok", Bytes, 4, 6, Excerpt{"cod ", "12", " ok"}},
		"in UTF-16":                         {"😀😀 12", UTF16, 5, 7, Excerpt{"😀😀 ", "12", ""}},
		"what cannot be seen becomes a dot": {"a\n\u202e\x1b12\r", CodePoints, 4, 6, Excerpt{"a···", "12", "·"}},
		"a long text is cut at code points": {long, Bytes, 200, 202, Excerpt{"…" + strings.Repeat("ă", 30), "ă", strings.Repeat("ă", 30) + "…"}},
		"a long part is cut at code points": {long, CodePoints, 0, 200, Excerpt{"", strings.Repeat("ă", 120) + "…", ""}},
		"as much as fits is not called cut": {long, CodePoints, 30, 170, Excerpt{strings.Repeat("ă", 30), strings.Repeat("ă", 120) + "…", strings.Repeat("ă", 30)}},
	} {
		t.Run(name, func(t *testing.T) {
			m := Message{Text: test.text, unit: test.unit}
			if diff := cmp.Diff(test.want, m.Excerpt(test.start, test.end)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// FuzzParse: no line makes the reader panic, what it accepts can be quoted by
// its spans, and what it refuses is not quoted.
func FuzzParse(f *testing.F) {
	f.Add(`{"text": "😀 ab zzqy", "spans": [{"start": 0, "end": 4, "detector": "d"}], "verdict": "warn", "kind": "k"}`, uint8(0))
	f.Add(`{"text": "😀 ab zzqy", "spans": [{"start": 0, "end": 1, "detector": "zzqy"}]}`, uint8(1))
	f.Add(`{"text": "zzqy", "spans": [], "optional": [{"start": 0, "end": 4, "detector": "d"}]}`, uint8(1))
	f.Add(`{"text": "zzqy", "spans": [{"start": 1e3, "end": -4, "detector": "d"}]}`, uint8(2))
	f.Fuzz(func(t *testing.T, line string, unit uint8) {
		m, err := format(Unit(unit % 3)).Parse(line)
		if err != nil {
			if strings.Contains(err.Error(), "zzqy") {
				t.Errorf("the error quotes the line: %v", err)
			}
			return
		}
		if m.Text == "" || !utf8.ValidString(m.Text) {
			t.Errorf("the text is %q", m.Text)
		}
		for _, s := range slices.Concat(m.Spans, m.Optional) {
			if s.Start >= s.End || m.Excerpt(s.Start, s.End).Span == "" {
				t.Errorf("span %+v of %q", s, m.Text)
			}
		}
	})
}
