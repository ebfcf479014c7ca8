package corpus

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
)

func engine(t *testing.T) *classifier.Classifier {
	t.Helper()
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	c, err := classifier.New(rules, classifier.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// TestLinesAreWhatTheyAreCalled: a share of dirty messages means what it says
// only if the engine sees something in them, and nothing in the others.
func TestLinesAreWhatTheyAreCalled(t *testing.T) {
	c := engine(t)
	for name, marks := range map[string]Marks{"mixed": Mixed, "plain": Plain, "marked": Marked} {
		for _, line := range New(1, marks).Lines(200_000, 0) {
			if found := c.Classify(line, classifier.Query{}).Findings; len(found) > 0 {
				t.Errorf("%s: %s found in clean %q", name, found[0].Detector, line)
			}
		}
		for _, line := range New(2, marks).Lines(50_000, 1000) {
			if len(c.Classify(line, classifier.Query{}).Findings) == 0 {
				t.Errorf("%s: nothing found in dirty %q", name, line)
			}
		}
	}
}

func TestLinesHaveTheShareAskedFor(t *testing.T) {
	c := engine(t)
	lines := New(3, Mixed).Lines(400_000, 50)
	found := 0
	for _, line := range lines {
		if len(c.Classify(line, classifier.Query{}).Findings) > 0 {
			found++
		}
	}
	if want := len(lines) / 20; found != want {
		t.Errorf("%d of %d messages hold something, want %d", found, len(lines), want)
	}
	if mean := 400_000 / len(lines); mean < 180 || mean > 220 {
		t.Errorf("messages have %d bytes on average", mean)
	}
}

func TestTheSameSeedGivesTheSameLines(t *testing.T) {
	a, b := New(7, Mixed).Lines(20_000, 50), New(7, Mixed).Lines(20_000, 50)
	if !slices.Equal(a, b) {
		t.Error("two sources with one seed differ")
	}
	if slices.Equal(a, New(8, Mixed).Lines(20_000, 50)) {
		t.Error("two seeds give the same lines")
	}
}

func TestSizesAndSpelling(t *testing.T) {
	for _, size := range []int{20, 21, 200, 2000, 1 << 16} {
		for marks := range Marked + 1 {
			text := New(uint64(size), marks).Clean(size)
			if len(text) > size || len(text) < size-3 || !utf8.ValidString(text) || strings.Contains(text, "\n") {
				t.Errorf("%d bytes asked, %d given: %.40q", size, len(text), text)
			}
			if marked := strings.ContainsAny(text, "ăâîșț"); size > 200 && marks != Mixed && marked != (marks == Marked) {
				t.Errorf("spelling %d has marks: %v", marks, marked)
			}
		}
	}
	if dirty := New(1, Plain).Dirty(10); len(dirty) < 10 {
		t.Errorf("identifier cut short: %q", dirty)
	}
}

func TestMadeUpNumbersHaveRightControlDigits(t *testing.T) {
	s := New(5, Plain)
	for range 500 {
		if cnp := s.CNP(); !patterns.CNP(cnp) {
			t.Errorf("CNP %s", cnp)
		}
		if iban := s.iban(); !patterns.IBAN(strings.ToLower(iban)) {
			t.Errorf("IBAN %s", iban)
		}
		if card := strings.ReplaceAll(s.card(), " ", ""); !patterns.Luhn(card) {
			t.Errorf("card %s", card)
		}
	}
}
