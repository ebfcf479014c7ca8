package classifier

import (
	"strings"
	"testing"
)

func TestNumbersOfThings(t *testing.T) {
	f, ok := builtInFinder[cnpFinder](t)
	if !ok {
		t.Fatal("no rule names the finder \"cnp\"")
	}
	for _, test := range []struct {
		name, before string
		want         bool
	}{
		{"a thing itself", "livrare ", true},
		{"a thing and the word for number", "rezervare nr. ", true},
		{"a code of a thing", "cod de plată: ", true},
		{"a code and its thing", "cod bilet ", true},
		{"in English", "device id ", true},
		{"a thing of somebody", "comanda nr mea e ", true},
		{"a thing and a colon", "bilet: ", true},
		{"a thing in the clause before", "am fost la magazin, ", false},
		{"a thing in the line before", "cerere\n", false},
		{"a person", "cod angajat ", false},
		{"a person's name", "numărul Mariei e ", false},
		{"the code of a person", "cod numeric personal ", false},
		{"a bare code", "cod ", false},
		{"a word that says nothing", "are numărul ", false},
		{"another number between", "bilet 12, ", false},
		{"a new line", "rezervare nr.\n", false},
		{"nothing", "", false},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := &view{}
			v.read(test.before + "1850228120011")
			at := strings.Index(string(v.lower), "1850228120011")
			if got := v.numbersThing(f.things, f.persons, at); got != test.want {
				t.Errorf("%q: got %v", v.src, got)
			}
		})
	}
}

func TestNumbersInCrowds(t *testing.T) {
	const valid, none = "1850228120011", "1850228120012"
	for _, test := range []struct {
		name, text     string
		count, passing int
	}{
		{"alone", valid, 1, 1},
		{"among two that are none", valid + "\n" + none + "\n" + none, 3, 1},
		{"between", none + ", " + valid + ", " + none, 3, 1},
		{"beside numbers of other lengths", "12 " + valid + " 123456789012345", 1, 1},
		{"beside a phone with its country", "0040712034567 " + valid, 1, 1},
		{"out of reach", none + strings.Repeat(" ", crowdReach+1) + valid, 1, 1},
	} {
		t.Run(test.name, func(t *testing.T) {
			v := &view{}
			v.read(test.text)
			at := strings.Index(test.text, valid)
			count, passing := v.crowd(at, at+len(valid), func(from int) bool { return string(v.lower[from:from+len(valid)]) == valid })
			if count != test.count || passing != test.passing {
				t.Errorf("%q: got %d, of which %d pass", test.text, count, passing)
			}
		})
	}
}
