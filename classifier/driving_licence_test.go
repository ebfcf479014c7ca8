package classifier

import "testing"

func TestDrivingLicenceNumbers(t *testing.T) {
	c := newTestClassifier(t)
	for _, test := range []struct{ name, text, want string }{
		{"a letter and eight digits", "permis auto B01234567", "B01234567"},
		{"letters on both sides", "permis auto B01234567X", "B01234567X"},
		{"nine digits", "permis auto 012345678", "012345678"},
		{"eight digits", "permis auto 01234567", "01234567"},
		{"seven digits", "permis auto B0123456X", ""},
		{"ten digits", "permis auto 0123456789", ""},
		{"two letters in front", "permis auto BB01234567", ""},
		{"two letters behind", "permis auto B01234567XY", ""},
		{"a letter apart", "permis auto B 01234567X", "B 01234567X"},
		{"a vowel apart is a word", "permis auto a 01234567", "01234567"},
		{"a vowel that is a series", "permis auto seria A 01234567", "A 01234567"},
		{"a category is no letter of it", "permis auto categoria B 01234567", "01234567"},
		{"in two groups", "permis auto B 0123 4567", "B 0123 4567"},
		{"in other groups", "permis auto B 012 34567", ""},
		{"the bare word with the letters", "permis B01234567X", "B01234567X"},
		{"the bare word without them", "permis 01234567", ""},
		{"only a category", "categoria B, B01234567X", "B01234567X"},
		{"no word", "B01234567X", ""},
		{"another kind of permit", "permis de vânătoare B01234567X", ""},
		{"a date", "permis auto 12.03.2031", ""},
		{"behind a slash", "permis auto 12/B01234567X", ""},
		{"in the address of a page", "permis auto https://exemplu.ro/B01234567X", ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			if _, got := documentFinding(t, c, "ro.driving_licence", test.text); got != test.want {
				t.Errorf("found %q in %q, want %q", got, test.text, test.want)
			}
		})
	}
}
