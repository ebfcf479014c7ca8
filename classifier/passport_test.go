package classifier

import (
	"testing"

	"github.com/pecete/pecete/patterns"
)

func TestPassportNumbers(t *testing.T) {
	c := newTestClassifier(t)
	for _, test := range []struct{ name, text, want string }{
		{"nine digits", "pașaport 051234567", "051234567"},
		{"eight digits", "pașaport 05123456", "05123456"},
		{"seven digits", "pașaport 0512345", ""},
		{"ten digits", "pașaport 0512345678", ""},
		{"in groups", "pașaport 05 123 4567", "05 123 4567"},
		{"a piece of a longer number", "pașaport 051 234 567 890", ""},
		{"a letter before", "pașaport R05485968", ""},
		{"a letter after", "pașaport 05485968R", ""},
		{"its word touches it", "pașaport nr051234567", "051234567"},
		{"a date", "pașaport 12.03.2031", ""},
		{"a date with the year first", "pașaport 2031-03-12", ""},
		{"an amount", "pașaport 12345678 lei", ""},
		{"no word", "051234567", ""},
		{"the word after", "051234567 (nr. pașaport)", "051234567"},
		{"the word belongs to another number", "pașaport 051234567, cod 052222333", "051234567"},
		{"a phone beside the word", "pașaport, tel 0722123456", ""},
		{"a number of nine digits that is a phone", "pașaport, telefon 722123456", ""},
		{"inside an address of a page", "pașaport https://exemplu.ro/051234567", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, got := documentFinding(t, c, "ro.passport", test.text); got != test.want {
				t.Errorf("found %q in %q, want %q", got, test.text, test.want)
			}
		})
	}
}

func TestDatesSpeakAgainstPassports(t *testing.T) {
	for digits, want := range map[string]bool{
		"12032015": true, "20150312": true, "31022015": false, "12032115": false, "05123456": false, "051234567": false,
	} {
		if got := isDateNumber(digits); got != want {
			t.Errorf("isDateNumber(%s) is %v, want %v", digits, got, want)
		}
	}
	c := newTestClassifier(t)
	date, _ := documentFinding(t, c, "ro.passport", "pașaport 12032015")
	plain, _ := documentFinding(t, c, "ro.passport", "pașaport 05123456")
	if !date.Evidence.Has(patterns.DateValid) || date.Confidence >= plain.Confidence {
		t.Errorf("a date weighs %.2f with %s, another number %.2f", date.Confidence, codeList(date.Evidence), plain.Confidence)
	}
}

// TestPassportSuite gives each value of the suite the label that passport
// numbers need, and checks that it is nothing without one.
func TestPassportSuite(t *testing.T) {
	c := newTestClassifier(t)
	for _, row := range readSuite(t, "passport.tsv") {
		_, got := documentFinding(t, c, "ro.passport", "Pașaport nr. "+row.value)
		if row.valid() != (got == row.value) || !row.valid() && got != "" {
			t.Errorf("passport.tsv:%d: found %q in a value that %s holds %s", row.line, got, row.source, row.verdict)
		}
		if _, got := documentFinding(t, c, "ro.passport", "numarul "+row.value); got != "" {
			t.Errorf("passport.tsv:%d: found without its label", row.line)
		}
	}
}
