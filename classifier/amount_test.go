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

func TestIsFraction(t *testing.T) {
	for _, test := range []struct {
		name, text string
		want       bool
	}{
		{"coordinates", "44.[4750515301305], 26.1", true},
		{"below one", "0.[4750515301305] da", true},
		{"an entry of a list", "1.[4750515301305] Ion", false},
		{"a later entry", "1.x\n 12.[4750515301305]\n", false},
		{"a number at the end", "3.[1415926535897]", true},
		{"a sentence's end", "la 12. [4750515301305]", false},
		{"a letter", "n.[4750515301305]", false},
		{"nothing before", "[4750515301305]", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			start := strings.IndexByte(test.text, '[')
			end := strings.IndexByte(test.text, ']') - 1
			var v view
			v.read(strings.NewReplacer("[", "", "]", "").Replace(test.text))
			if got := v.isFraction(start, end); got != test.want {
				t.Errorf("%s: fraction %v, want %v", test.text, got, test.want)
			}
		})
	}
}
