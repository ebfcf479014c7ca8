package classifier

import (
	"strings"
	"testing"
)

func TestIsAmount(t *testing.T) {
	cases := []struct {
		name, text string // the number stands between the brackets
		want       bool
	}{
		{"currency after", "[712034567] lei", true},
		{"currency glued", "[712034567]lei", true},
		{"currency sign", "[712034567] €", true},
		{"dollar sign before", "$[712034567]", true},
		{"currency before", "EUR [712034567]", true},
		{"decimals and a currency", "[712034567],50 RON", true},
		{"a unit with de", "[712034567] de locuitori", true},
		{"percent", "[712034567]%", true},
		{"scale", "[712] mii", true},
		{"a unit that is the beginning of a word", "[712034567] leii", false},
		{"a name", "[712034567] Ana", false},
		{"de and no unit", "[712034567] de luni", false},
		{"de and a name", "[712034567] de Ana", false},
		{"another symbol", "[712034567] ☎", false},
		{"a currency in another clause", "lei: [712034567]", false},
		{"nothing", "[712034567]", false},
		{"end of the text", "sunt [712034567]", false},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			start := strings.IndexByte(test.text, '[')
			end := strings.IndexByte(test.text, ']') - 1
			var v view
			v.read(strings.NewReplacer("[", "", "]", "").Replace(test.text))
			if got := v.isAmount(start, end); got != test.want {
				t.Errorf("%s: amount %v, want %v", test.text, got, test.want)
			}
		})
	}
}
