package classifier

import (
	"strings"
	"testing"

	"github.com/pecete/pecete/patterns"
)

// documentFinding gives the first finding of a detector in text, and its words.
func documentFinding(t *testing.T, c *Classifier, detector, text string) (Finding, string) {
	t.Helper()
	for _, f := range c.Classify(text, Query{}).Findings {
		if f.Detector == detector {
			return f, text[f.Start:f.End]
		}
	}
	return Finding{}, ""
}

func TestIdentityCardNumbers(t *testing.T) {
	c := newTestClassifier(t)
	for _, test := range []struct{ name, text, want string }{
		{"words between series and number", "CI seria KX avand nr 123456", "KX avand nr 123456"},
		{"a word of another kind between", "CI seria KX pentru nr 123456", ""},
		{"quotes", `CI seria "KX" nr. "123456"`, `KX" nr. "123456`},
		{"low lines of a form", "CI seria __KX__ nr. __123456__", "KX__ nr. __123456"},
		{"a table", "Serie CI | KX | Numar | 123456", "KX | Numar | 123456"},
		{"the label of each on its line", "Serie CI: KX\nNumar CI: 123456", "KX\nNumar CI: 123456"},
		{"number sign", "CI KX № 123456", "KX № 123456"},
		{"the number touches its word", "CI KXnr123456", "KXnr123456"},
		{"the series touches its word", "seriaKX123456", "KX123456"},
		{"the series written apart", "C.I. seria K. X. nr. 123456", "K. X. nr. 123456"},
		{"letters apart without the word for series", "CI K X 123456", "K X 123456"},
		{"number first", "CI nr 123456 din seria KX", "123456 din seria KX"},
		{"number first under one label", "nr si seria CI: 123456 KX", "123456 KX"},
		{"a number before the series that has its own", "contract nr. 654321 seria KX nr. 123456", "KX nr. 123456"},
		{"three and three", "CI KX 123 456", "KX 123 456"},
		{"digit by digit", "CI KX 1.2.3.4.5.6", "KX 1.2.3.4.5.6"},
		{"a date is no number", "CI MM 12.05.20", ""},
		{"seven digits of an old card", "buletin seria KX nr. 12.34.567", ""},
		{"five digits", "CI seria KX nr. 12345", ""},
		{"the date of issue behind a slash", "CI seria KX nr. 123456/12.03.2015", "KX nr. 123456"},
		{"decimals", "CI KX 123456,50", ""},
		{"a range", "CI KX 123456-7", ""},
		{"letters after", "CI KX 123456A", ""},
		{"a digit before the series", "CI 1KX 123456", ""},
		{"three letters", "CI AKX 123456", ""},
		{"an amount", "CI: MM 123456 lei", ""},
		{"a preposition", "CI la 123456", ""},
		{"a preposition that is a series, small", "CI pierdut, ar 123456", ""},
		{"a preposition that is a series, labelled", "ci seria ar nr 123456", "ar nr 123456"},
		{"only the word for number", "CI nr. 123456", ""},
		{"inside an address of a page", "CI https://exemplu.ro/KX123456", ""},
		{"a chip card's number", "CEI nr. RO1234567", "RO1234567"},
		{"a chip card's number, apart", "CEI: RO 1234567", "RO 1234567"},
		{"a chip card's number, digits only", "cartea electronică de identitate nr 123456789", "123456789"},
		{"seven digits need the card's name right before", "buletinul pierdut ieri la gara, RO1234567", ""},
		{"nine digits need the chip card's name", "CI nr 123456789", ""},
		{"a company's code is no chip card", "CUI RO1234567, CEI", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, got := documentFinding(t, c, "ro.id_card", test.text); got != test.want {
				t.Errorf("found %q in %q, want %q", got, test.text, test.want)
			}
		})
	}
}

func TestSeriesOfIdentityCardsAreEvidence(t *testing.T) {
	c := newTestClassifier(t)
	known, _ := documentFinding(t, c, "ro.id_card", "CI KX 123456")
	unknown, _ := documentFinding(t, c, "ro.id_card", "CI QX 123456")
	if !known.Evidence.Has(patterns.IssuedSeries) || !unknown.Evidence.Has(patterns.UnknownSeries) {
		t.Fatalf("evidence %s and %s", codeList(known.Evidence), codeList(unknown.Evidence))
	}
	if unknown.Confidence >= known.Confidence {
		t.Errorf("an unknown series weighs %.2f, an issued one %.2f", unknown.Confidence, known.Confidence)
	}
}

func TestIdentityCardFinderRefusesBadLists(t *testing.T) {
	for _, test := range []struct {
		name, want string
		list       []string
	}{
		{"no list", "missing or empty", nil},
		{"three letters", `series "KXX"`, []string{"KX", "KXX"}},
		{"a digit", `series "K1"`, []string{"K1"}},
		{"a letter outside Latin", `series "Ș"`, []string{"Ș"}},
	} {
		t.Run(test.name, func(t *testing.T) {
			_, err := newIDCardFinder(&patterns.Detector{Lists: map[string][]string{"issued_series": test.list}})
			if err == nil || !strings.Contains(err.Error(), test.want) {
				t.Errorf("error is %v, want one about %s", err, test.want)
			}
		})
	}
}
