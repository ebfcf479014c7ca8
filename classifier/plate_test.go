package classifier

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawPlate draws the three parts of an ordinary plate whose letters are no
// word that the rule file lists.
func drawPlate(t *rapid.T, c *Classifier) (area, digits, tail string) {
	area = rapid.SampledFrom([]string{"B", "AB", "AR", "BV", "CJ", "CT", "DJ", "IF", "IS", "SB", "SV", "TM", "VN"}).Draw(t, "area")
	digits = rapid.StringMatching(`0[1-9]|[1-9][0-9]`).Draw(t, "digits")
	if area == "B" && rapid.Bool().Draw(t, "three") {
		digits = rapid.StringMatching(`[1-9][0-9]{2}`).Draw(t, "digits of three")
	}
	lists := c.Rules().Detector("ro.plate").Lists
	tail = rapid.StringMatching(`[A-HJ-NPR-Z][A-PR-Z][A-PR-Z]`).Filter(func(tail string) bool {
		tail = strings.ToLower(tail)
		return !slices.Contains(lists["units"], tail) && !slices.Contains(lists["words"], tail) && !isFileName([]byte("ab.01."+tail))
	}).Draw(t, "tail")
	return area, digits, tail
}

func TestPlateIsFoundInContext(t *testing.T) {
	c := newTestClassifier(t)
	rapid.Check(t, func(t *rapid.T) {
		area, digits, tail := drawPlate(t, c)
		form := rapid.SampledFrom([]string{"%s %s %s", "%s-%s-%s", "%s%s%s", "%s.%s.%s", "%s%s %s", "%s %s%s"}).Draw(t, "form")
		number := fmt.Sprintf(form, area, digits, tail)
		if rapid.Bool().Draw(t, "lower") {
			number = strings.ToLower(number)
		}
		around := rapid.SampledFrom([]string{
			"mașina %s", "nr. de înmatriculare: %s", "a parcat %s pe alee", "%s (autoturism)", "nr auto %s.", "dacia logan, %s, alba", "%s e masina mea",
			"remorca \"%s\"", "am fost lovit de un %s, taxi", "sofer pe %s",
		}).Draw(t, "around")
		text := fmt.Sprintf(around, number)
		if found := c.foundBy("ro.plate", c.Classify(text, Query{}), text); !slices.Equal(found, []string{number}) {
			t.Fatalf("%q: found %q, want %q", text, found, number)
		}
	})
}

func TestPlateStandsAloneOnlyInCapitals(t *testing.T) {
	c := newTestClassifier(t)
	rapid.Check(t, func(t *rapid.T) {
		area, digits, tail := drawPlate(t, c)
		spaced := fmt.Sprintf("%s %s %s", area, digits, tail)
		if found := c.foundBy("ro.plate", c.Classify(spaced, Query{}), spaced); !slices.Equal(found, []string{spaced}) {
			t.Fatalf("%q: found %q", spaced, found)
		}
		for _, text := range []string{strings.ToLower(spaced), area + digits + tail, "x" + spaced, spaced + "x", "bl. " + spaced, spaced + "-1"} {
			if found := c.foundBy("ro.plate", c.Classify(text, Query{}), text); len(found) > 0 {
				t.Fatalf("%q: found %q", text, found)
			}
		}
	})
}

func TestPlateRules(t *testing.T) {
	c := newTestClassifier(t)
	cases := []struct {
		name, number string
		want         bool
	}{
		{"county with three digits", "masina IF 123 ABC", true},
		{"no such county", "masina ZZ 12 ABC", false},
		{"no plate has Q", "masina CJ 12 AQB", false},
		{"letters begin with O", "masina CJ 12 OAB", false},
		{"letters begin with I", "masina CJ 12 IAB", false},
		{"four digits", "masina B 1234 ABC", false},
		{"two letters", "masina CJ 12 AB", false},
		{"00 is not given out", "masina CJ 00 ABC", false},
		{"two digits of Bucharest typed as three", "masina B 012 ABC", true},
		{"no other county has three that begin with 0", "masina CJ 012 ABC", false},
		{"a word where plates have letters, behind the word for number", "masina cu numarul cj 12 mic", true},
		{"a unit in place of letters", "masina la CJ 12 LEI", false},
		{"a month in place of letters", "masina, CT 10 MAI", false},
		{"an ordinary word in small letters", "masina la cj 12 mai tarziu", false},
		{"two kinds of marks", "masina CJ-12.ABC", false},
		{"temporary", "numere rosii CJ 01234", true},
		{"temporary of Bucharest, the shortest there is", "numere rosii B 012", true},
		{"temporary, second digit 0", "numere rosii CJ 00123", false},
		{"temporary, first digit not 0", "numere rosii CJ 12345", false},
		{"diplomatic", "masina TC 123456", true},
		{"diplomatic of five digits", "masina CO 12345", false},
		{"army", "masina militara A 12345", true},
		{"a road", "masina pe A 1", false},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			found := c.foundBy("ro.plate", c.Classify(test.number, Query{}), test.number)
			if got := len(found) > 0; got != test.want {
				t.Errorf("%q: found %q", test.number, found)
			}
		})
	}
}

func FuzzPlate(f *testing.F) {
	for _, text := range []string{"CJ 12 ABC", "masina b123xyz", "numere rosii B 012345", "numere rosii B 012", "CD 123456 auto", "b12"} {
		f.Add(text)
	}
	c := newTestClassifier(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, finding := range c.Classify(text, Query{}).Findings {
			if finding.Detector != "ro.plate" || hides(&finding) {
				continue
			}
			var v view
			v.read(text[finding.Start:finding.End])
			// "B 012", a temporary plate, is the shortest; "MAI 1234567" the longest.
			if n := len(compact(v.lower)); n < 4 || n > 10 {
				t.Errorf("a plate of %d characters", n)
			}
		}
	})
}
