package classifier

import (
	"strings"
	"testing"

	"github.com/pecete/pecete/patterns"
)

func TestHealthCardLengths(t *testing.T) {
	const digits = "2011223344556677889900"
	c := newTestClassifier(t)
	for length := 15; length <= len(digits); length++ {
		f, got := documentFinding(t, c, "ro.health_card", "card de sănătate: "+digits[:length])
		if taken := length >= healthShortest && length <= healthDigits; taken != (got == digits[:length]) {
			t.Errorf("%d digits: found %q", length, got)
			continue
		}
		if got == "" {
			continue
		}
		if usual := length == healthDigits; f.Evidence.Has(patterns.Shape) != usual || f.Evidence.Has(patterns.UnallocatedRange) == usual {
			t.Errorf("%d digits: evidence %s", length, codeList(f.Evidence))
		}
		if sure := f.Confidence >= 0.8; sure != (length == healthDigits) {
			t.Errorf("%d digits: confidence %.2f", length, f.Confidence)
		}
	}
}

func TestHealthCardsNeedTheirWords(t *testing.T) {
	const number = "20112233445566778899"
	c := newTestClassifier(t)
	for _, test := range []struct {
		name, text string
		found      bool
	}{
		{"no word", number, false},
		{"label before", "CID " + number, true},
		{"label after", number + " (card de sănătate)", true},
		{"a word far away", "am fost la medicul de familie, mi-a cerut " + number, true},
		{"a word far away and an unusual length", "am fost la medicul de familie, mi-a cerut " + number[:18], false},
		{"a visitor of a web page", "cid: 2011223344.5566778899", false},
		{"groups with dots", "CID 2011.2233.4455.6677.8899", true},
		{"another label", "card de sănătate primit cu AWB " + number, false},
		{"too far", "card de sănătate " + strings.Repeat("vorbe ", 20) + number, false},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, got := documentFinding(t, c, "ro.health_card", test.text); (got != "") != test.found {
				t.Errorf("found %q", got)
			}
		})
	}
}
