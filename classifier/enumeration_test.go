package classifier

import (
	"strings"
	"testing"
)

func TestNumbersListedBefore(t *testing.T) {
	const first, second = "051234567", "052345678"
	for _, test := range []struct {
		name, between string
		want          bool
	}{
		{"a comma", ", ", true},
		{"a slash", "/", true},
		{"and", " si ", true},
		{"and with a name", " si Ana ", true},
		{"a comma and a name", ", Ana ", true},
		{"a name alone", " Ana ", false},
		{"a comma and a word, which labels the second", ", cod ", false},
		{"nothing but a space", " ", false},
		{"a line break", "\n", false},
		{"a third number between", ", 12, ", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := &view{}
			v.read(first + test.between + second)
			start := strings.LastIndex(v.src, second)
			if got := v.listedBefore(start, start+len(second)); (got == 0) != test.want || !test.want && got != start {
				t.Errorf("%q: got %d", v.src, got)
			}
		})
	}
}
