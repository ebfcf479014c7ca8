package classifier

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func TestRedact(t *testing.T) {
	c := newTestClassifier(t)
	cases := []struct {
		name, text string
		style      RedactStyle
		want       string
	}{
		{"label", "CNP: 1850228120011!", RedactStyle{}, "CNP: [CNP]!"},
		{"two labels", "1850228120011, 2901231511238", RedactStyle{}, "[CNP], [CNP]"},
		{"mask", "CNP: 1850228120011", RedactStyle{Mask: '*'}, "CNP: *************"},
		{"mask keeps the last", "CNP: 1850228120011", RedactStyle{Mask: '*', KeepLast: 4}, "CNP: *********0011"},
		{"mask keeps at most half", "CNP: 1850228120011", RedactStyle{Mask: '•', KeepLast: 99}, "CNP: •••••••120011"},
		{"separators are covered", "CNP: 1 850228 12 001 1", RedactStyle{Mask: 'x', KeepLast: 2}, "CNP: xxxxxxxxxxxxxxx 1"},
		{"invisible characters go", "CNP: 185\u200b0228120011", RedactStyle{Mask: '*'}, "CNP: *************"},
		{"keycaps are one character", "CNP: 1️⃣850228120011", RedactStyle{Mask: '*', KeepLast: 1}, "CNP: ************1"},
		{"nothing found", "bună ziua", RedactStyle{}, "bună ziua"},
		{"emoji around", "😀1850228120011😀", RedactStyle{}, "😀[CNP]😀"},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			got, a := c.Redact(tc.text, Query{}, tc.style)
			if got != tc.want {
				t.Errorf("redacted to %q, want %q", got, tc.want)
			}
			checkAssessment(t, tc.text, a)
		})
	}
}

// checkRedaction fails if a span that was found stands readable in the result,
// or if classifying the result finds something at a place that was replaced.
func checkRedaction(t interface{ Fatalf(string, ...any) }, c *Classifier, text string, style RedactStyle) {
	redacted, places, a := c.redact(text, Query{}, style)
	if utf8.ValidString(text) && !utf8.ValidString(redacted) {
		t.Fatalf("redacting %q gives invalid UTF-8", text)
	}
	again := c.Classify(redacted, Query{})
	for i, place := range places {
		if strings.Contains(redacted[place[0]:place[1]], text[a.Findings[i].Start:a.Findings[i].End]) {
			t.Fatalf("%q leaks in %q", text[a.Findings[i].Start:a.Findings[i].End], redacted)
		}
		for _, f := range again.Findings {
			if f.Start < place[1] && place[0] < f.End && f.Detector == a.Findings[i].Detector {
				t.Fatalf("%s still found in %q, redacted from %q", f.Detector, redacted, text)
			}
		}
	}
}

func TestRedactedExamplesAreClean(t *testing.T) {
	c := newTestClassifier(t)
	for _, text := range exampleTexts(t) {
		for _, style := range []RedactStyle{{}, {Mask: '*'}, {Mask: '*', KeepLast: 4}, {Mask: 'x', KeepLast: 100}} {
			checkRedaction(t, c, text, style)
		}
	}
}

func TestMaskHidesAtLeastHalf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringMatching(`[a-z0-9ș 😀]{1,30}`).Draw(t, "text")
		keep := rapid.IntRange(-5, 50).Draw(t, "keep")
		masked := mask(text, '*', keep)
		total, hidden := utf8.RuneCountInString(text), strings.Count(masked, "*")
		if utf8.RuneCountInString(masked) != total || hidden < total-total/2 {
			t.Fatalf("%q masked to %q", text, masked)
		}
	})
}

func FuzzRedact(f *testing.F) {
	for i, text := range exampleTexts(f) {
		f.Add(text, i%3 == 0, i%7)
	}
	c := newTestClassifier(f)
	f.Fuzz(func(t *testing.T, text string, label bool, keep int) {
		style := RedactStyle{Mask: '*', KeepLast: keep}
		if label {
			style = RedactStyle{}
		}
		checkRedaction(t, c, text, style)
	})
}
