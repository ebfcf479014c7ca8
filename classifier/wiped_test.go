package classifier

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// wantWiped checks that a view that nobody uses holds nothing of a message, also where
// its buffers reach beyond what was used last.
func wantWiped(t interface{ Errorf(string, ...any) }, v *view) {
	if v.src != "" {
		t.Errorf("the view keeps a message of %d bytes alive", len(v.src))
	}
	for name, buffer := range map[string][]byte{"lower": v.lower, "cased": v.cased} {
		if left := strings.Trim(string(buffer[:cap(buffer)]), "\x00"); left != "" {
			t.Errorf("%s still holds %q", name, left)
		}
	}
	for _, c := range v.candidates[:cap(v.candidates)] {
		if c != (candidate{}) {
			t.Errorf("a candidate is left: its value can be guessed from %x", c.value)
		}
	}
	for _, part := range append(v.parts[:cap(v.parts)], v.chainParts[:cap(v.chainParts)]...) {
		if part != (numberPart{}) {
			t.Errorf("a part of a number is left: %q", part.digits)
		}
	}
	for _, chain := range v.pieces[:cap(v.pieces)] {
		if chain.parts != nil {
			t.Errorf("a number in parts is left: %v", chain.parts)
		}
	}
}

// used gives the views that one message after the other has gone through.
func used(c *Classifier, texts ...string) []*view {
	var views []*view
	for _, text := range texts {
		v := c.borrow()
		_, _ = c.sight(v, text, dateOf(c.options.Now()))
		c.giveBack(v)
		views = append(views, v)
	}
	other := c.borrow() // the one that a reading of a disguise was put into, if any
	c.giveBack(other)
	return append(views, other)
}

func TestViewsAreWipedBeforeTheyAreUsedAgain(t *testing.T) {
	c := newTestClassifier(t)
	for name, texts := range map[string][]string{
		"a plain text":                       {"CNP 1850228120011"},
		"a folded text":                      {"CNP‑ul meu: １８５０２２８１２００１１"},
		"a short text after a long one":      {"CNP 1850228120011, IBAN RO49AAAA1B31007593840000", "salut"},
		"a text that is plain only at first": {strings.Repeat("CNP 1850228120011 ", 10) + "\u200b\u200b\u200bș"},
		"a reading shorter than the text":    {"CNP %31%38%35%30%32%32%38%31%32%30%30%31%31"},
		"readings of readings":               {"Q05QICUzMSUzOCUzNSUzMCUzMiUzMiUzOCUzMSUzMiUzMCUzMCUzMSUzMQ=="},
		"numbers in parts":                   {"CNP: 1 850 228 120 011 si unu opt cinci zero doi doi opt unu doi zero zero unu unu"},
	} {
		t.Run(name, func(t *testing.T) {
			for _, v := range used(c, texts...) {
				wantWiped(t, v)
			}
		})
	}
}

func TestNoTextLeavesAnythingInAView(t *testing.T) {
	c := newTestClassifier(t)
	pieces := rapid.SampledFrom([]string{
		"CNP ", "1850228120011", "1 850 228", "%31%38", "&#49;", "ș", "\u200b", "strict secret", "l-a-u-r", "unu doi ", "Q05Q", "\n", "@", "１８５", "\xff",
	})
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) string {
			return strings.Join(rapid.SliceOf(pieces).Draw(t, "pieces"), "")
		}), 1, 3).Draw(t, "texts")
		for _, v := range used(c, texts...) {
			wantWiped(t, v)
		}
	})
}
