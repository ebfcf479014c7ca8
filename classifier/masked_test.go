package classifier

import "testing"

func TestLettersThatStandForDigits(t *testing.T) {
	for _, test := range []struct {
		name, text string
		at, count  int
		digits     string
		start      int
	}{
		{"O for zero", "12O4", 0, 4, "1204", 0},
		{"l and I for one", "2lI2345", 0, 7, "2112345", 0},
		{"a letter in front", "x l8502 y", 3, 5, "18502", 2},
		{"a letter at the end", "185O", 0, 4, "1850", 0},
		{"no letter", "1850", 0, 4, "", 0},
		{"other letters", "18A0", 0, 4, "", 0},
		{"as many letters as digits", "1O2O", 0, 4, "", 0},
		{"it goes on", "12O45", 0, 4, "", 0},
		{"a word touches it", "ab12O4", 2, 4, "", 0},
		{"the text ends", "12O", 0, 4, "", 0},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := &view{}
			v.read(test.text)
			start, digits, _ := v.readMasked(test.at, test.count)
			if digits != test.digits || start != test.start {
				t.Errorf("%q: got %q from %d, want %q from %d", test.text, digits, start, test.digits, test.start)
			}
		})
	}
}
