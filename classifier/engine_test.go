package classifier

import (
	"slices"
	"strings"
	"sync"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"

	"github.com/pecete/pecete/patterns"
)

// checkAssessment fails unless the spans are in range, in order, apart and on
// character boundaries, and every figure is within its bounds.
func checkAssessment(t rapid.TB, text string, a Assessment) {
	t.Helper()
	last := 0
	for _, f := range a.Findings {
		if f.Start < last || f.End <= f.Start || f.End > len(text) {
			t.Fatalf("span %d..%d after %d in %d bytes", f.Start, f.End, last, len(text))
		}
		last = f.End
		if utf8.ValidString(text) && (!utf8.ValidString(text[f.Start:f.End]) || !utf8.ValidString(text[:f.Start])) {
			t.Fatalf("span %d..%d cuts a character", f.Start, f.End)
		}
		if !(f.Confidence >= reportFloor && f.Confidence <= maxConfidence) {
			t.Fatalf("confidence %v", f.Confidence)
		}
	}
	if !(a.Score >= 0 && a.Score <= 1) {
		t.Fatalf("score %v", a.Score)
	}
	if (a.Advice.Title == "") != (len(a.Findings) == 0) {
		t.Fatalf("%d findings, advice %q", len(a.Findings), a.Advice.Title)
	}
}

func FuzzClassify(f *testing.F) {
	for _, text := range exampleTexts(f) {
		f.Add(text)
	}
	c := newTestClassifier(f)
	f.Fuzz(func(t *testing.T, text string) {
		a := c.Classify(text, Query{})
		checkAssessment(t, text, a)
		if diff := cmp.Diff(a, c.Classify(text, Query{}), cmpopts.IgnoreUnexported(Finding{})); diff != "" {
			t.Fatalf("the same text twice gives different answers: %s", diff)
		}
	})
}

// TestExamplesHoldAnywhere puts each example that must be found at the start,
// middle and end of a text, twice, and padded, as veles does for its detectors.
func TestExamplesHoldAnywhere(t *testing.T) {
	c := newTestClassifier(t)
	const before, after = "Bună ziua, mulțumesc mult 😀.\n\n", "\n\nO zi frumoasă, pe curând! 👋"
	for _, d := range c.Rules().Detectors {
		for _, e := range d.Examples.Match {
			want := c.foundBy(d.ID, c.Classify(e.Text, Query{}), e.Text)
			if strings.HasPrefix(d.ID, "marking.") {
				continue // where a marking stands in the text is part of its evidence
			}
			for name, text := range map[string]string{
				"start": e.Text + after, "end": before + e.Text, "middle": before + e.Text + after,
				"padded": "  \t" + e.Text + "  ",
			} {
				if got := c.foundBy(d.ID, c.Classify(text, Query{}), text); !slices.Equal(got, want) {
					t.Errorf("%s at the %s: found %q, want %q in %q", d.ID, name, got, want, text)
				}
			}
			twice := e.Text + after + "\n\n" + before + e.Text
			if got := c.foundBy(d.ID, c.Classify(twice, Query{}), twice); len(got) != 2*len(want) {
				t.Errorf("%s twice: found %q, want %q twice", d.ID, got, want)
			}
		}
	}
}

func TestSelectionLimitsTheAnswer(t *testing.T) {
	c := newTestClassifier(t)
	const text = "CNP: 1850228120011"
	cases := []struct {
		name  string
		names []string
		want  int
	}{
		{"all by default", nil, 1},
		{"by id", []string{"ro.cnp"}, 1},
		{"by prefix", []string{"ro.*"}, 1},
		{"by star", []string{"*"}, 1},
		{"another detector", []string{"email"}, 0},
		{"another prefix", []string{"marking.*"}, 0},
	}
	for _, tc := range cases {
		t.Run(tc.name, func(t *testing.T) {
			selection, err := c.Select(tc.names)
			if err != nil {
				t.Fatal(err)
			}
			if got := len(c.Classify(text, Query{Detectors: selection}).Findings); got != tc.want {
				t.Errorf("%d findings, want %d", got, tc.want)
			}
		})
	}
}

func TestSelectRefusesUnknownNames(t *testing.T) {
	c := newTestClassifier(t)
	for _, name := range []string{"ro.nope", "ro", "r*", "ro.cnp*", "", "RO.CNP", "xx.*"} {
		if _, err := c.Select([]string{"ro.cnp", name}); err == nil {
			t.Errorf("%q was taken", name)
		} else if unknown, ok := err.(*UnknownDetectorError); !ok || unknown.Index != 1 {
			t.Errorf("%q gave %v", name, err)
		}
	}
}

func TestMinConfidenceLeavesOutTheUnsure(t *testing.T) {
	c := newTestClassifier(t)
	const text = "cnp 1850228120012"
	if got := len(c.Classify(text, Query{}).Findings); got != 1 {
		t.Fatalf("%d findings without a limit, want 1", got)
	}
	if a := c.Classify(text, Query{MinConfidence: 0.9}); len(a.Findings) != 0 || a.Score != 0 {
		t.Errorf("%d findings and score %v above 0.9, want none", len(a.Findings), a.Score)
	}
}

func TestClassifierServesManyAtOnce(t *testing.T) {
	c := newTestClassifier(t)
	texts := exampleTexts(t)
	want := make([]Assessment, len(texts))
	for i, text := range texts {
		want[i] = c.Classify(text, Query{})
	}
	var group sync.WaitGroup
	for worker := range 8 {
		group.Go(func() {
			for i := range texts {
				at := (i + worker*7) % len(texts)
				got := c.Classify(texts[at], Query{})
				if diff := cmp.Diff(want[at], got, cmpopts.IgnoreUnexported(Finding{})); diff != "" {
					t.Errorf("differs beside other callers: %s", diff)
					return
				}
			}
		})
	}
	group.Wait()
}

func TestRecountGivesEveryUnit(t *testing.T) {
	const text = "ș😀e\u0301 1850228120011 ț"
	byteSpan := [2]int{strings.Index(text, "1850"), strings.Index(text, "1850") + 13}
	cases := []struct {
		name       string
		unit       OffsetUnit
		start, end int
	}{
		{"bytes", Bytes, byteSpan[0], byteSpan[1]},
		{"UTF-16", UTF16, 6, 19},
		{"code points", CodePoints, 5, 18},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			findings := []Finding{{Start: byteSpan[0], End: byteSpan[1]}}
			Recount(text, findings, c.unit)
			if findings[0].Start != c.start || findings[0].End != c.end {
				t.Errorf("span %d..%d, want %d..%d", findings[0].Start, findings[0].End, c.start, c.end)
			}
		})
	}
}

func TestOverlapsAreSettledByRank(t *testing.T) {
	named := func(id string, index int, specificity float64) *rule {
		return &rule{Detector: &patterns.Detector{ID: id, Specificity: specificity}, index: index}
	}
	plain, specific := named("a", 0, 0.1), named("b", 1, 0.9)
	at := func(r *rule, start, end int, confidence float64) candidate {
		return candidate{start: start, end: end, rule: r, confidence: confidence}
	}
	cases := []struct {
		name  string
		found []candidate
		want  []candidate
	}{
		{"apart, both stand, in order", []candidate{at(plain, 5, 9, .5), at(plain, 0, 4, .5)}, []candidate{at(plain, 0, 4, .5), at(plain, 5, 9, .5)}},
		{"the surer wins", []candidate{at(plain, 0, 9, .5), at(plain, 2, 4, .9)}, []candidate{at(plain, 2, 4, .9)}},
		{"about equally sure, the more specific wins", []candidate{at(plain, 0, 9, .8), at(specific, 0, 9, .7)}, []candidate{at(specific, 0, 9, .7)}},
		{"much surer beats specific", []candidate{at(plain, 0, 9, .9), at(specific, 0, 9, .3)}, []candidate{at(plain, 0, 9, .9)}},
		{"equal rank, the longer wins", []candidate{at(plain, 0, 4, .5), at(plain, 0, 9, .5)}, []candidate{at(plain, 0, 9, .5)}},
		{"a loser makes room for others", []candidate{at(plain, 0, 4, .9), at(plain, 3, 8, .5), at(plain, 7, 9, .4)}, []candidate{at(plain, 0, 4, .9), at(plain, 7, 9, .4)}},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			got := plainForm(resolve(c.found))
			if diff := cmp.Diff(plainForm(c.want), got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
