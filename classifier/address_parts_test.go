package classifier

import (
	"slices"
	"testing"

	"github.com/pecete/pecete/patterns"
)

// builtInAddressFinder gives the finder of the built-in rule and that rule.
func builtInAddressFinder(t testing.TB) (*addressFinder, *patterns.Detector) {
	t.Helper()
	for _, r := range newTestClassifier(t).program.rules {
		if f, ok := r.finder.(*addressFinder); ok {
			return f, r.Detector
		}
	}
	t.Fatal("no rule names the finder \"address\"")
	return nil, nil
}

// builtInFinder gives the finder of a type that a built-in rule has.
func builtInFinder[F finder](t testing.TB) (F, bool) {
	t.Helper()
	for _, r := range newTestClassifier(t).program.rules {
		if f, ok := r.finder.(F); ok {
			return f, true
		}
	}
	var none F
	return none, false
}

// TestEveryLeadingWordIsAnAnchor compares the words at which the finder begins
// with those at which the rule file has the engine call it.
func TestEveryLeadingWordIsAnAnchor(t *testing.T) {
	f, d := builtInAddressFinder(t)
	anchors := newTermSet()
	for _, word := range d.Anchors.Words {
		if _, err := anchors.add(word); err != nil {
			t.Fatal(err)
		}
	}
	leading := []addressWord{streetWord, proseStreetWord, shortStreetWord, entranceWord, districtWord, microWord,
		communeWord, villageWord, countyWord, buildingWord, stairWord, floorWord, apartmentWord, numberWord, utcaWord, homePhrase, addressLabel, guidePhrase}
	for id, term := range f.words.terms.terms {
		_, anchored := anchors.number(term)
		if leads := slices.Contains(leading, f.words.meanings[id]); leads != anchored {
			t.Errorf("%q: leads an address %v, is an anchor %v", term, leads, anchored)
		}
	}
	for _, term := range anchors.terms {
		if _, known := f.words.terms.number(term); !known {
			t.Errorf("the finder does not know the anchor %q", term)
		}
	}
}

func TestAddressWordsHaveOneMeaning(t *testing.T) {
	seen := map[string]addressWord{}
	for _, list := range addressVocabulary() {
		for _, word := range splitList(list.words) {
			if other, twice := seen[word]; twice {
				t.Errorf("%q means both %d and %d", word, other, list.meaning)
			}
			seen[word] = list.meaning
		}
	}
}

// TestAddressValues reads what stands behind the words of an address. The mark
// | tells where a value ends; without it there is none.
func TestAddressValues(t *testing.T) {
	f, _ := builtInAddressFinder(t)
	for _, test := range []struct {
		name string
		read func(v *view, at int) (int, bool)
		good []string
		bad  []string
	}{
		{
			"house number", f.houseNumber,
			[]string{"5|", "5|, bl. 3", "12A|", "12 A|", "12 A|, bl", "12 bis|", "12bis|", "12-14|", "12 - 14|", "12/3|", "12A-B|", "1-T|", "12|bl3", "12|sc2", "5|. Vino", "1234|", "2-4 A|", "12 a|, ap", "12| a venit"},
			[]string{"0", "05", "55/2025", "3.201/2017", "12345", "12:30", "5 din 2004", "12%", "12_3", "12abc", "A", ""},
		},
		{
			"block", f.unitCode,
			[]string{"C2|", "12|", "M5A|", "12bis|", "12 bis|", "K19-K22|", "F3 C|, sc", "D 12|", "PB-12|", "A|, ap", "Turn|, ap", "Perla| sc. 2", "c2| sc 1", "12|sc2", "104|", "a| sc 1", "12/3|", "Romarta 2|"},
			[]string{"a fost", "nou", "de 4 etaje", "si scara", "12345", ""},
		},
		{
			"stairwell", f.stairCode,
			[]string{"1|", "A|", "B1|", "II|", "a|, et", "1A|", "2|et3"},
			[]string{"SRL", "generala", "123", "a fost", "A.B.", ""},
		},
		{
			"floor", f.floorCode,
			[]string{"3|", "10|", "IV|", "P|", "parter|", "mansarda|", "p|/ap 3", "3|ap4"},
			[]string{"300", "mare", "a", ""},
		},
		{
			"apartment", f.apartmentCode,
			[]string{"14|", "14A|", "12-13|", "A|", "3|."},
			[]string{"a", "12345", "3.5", ""},
		},
		{"intercom", f.intercomCode, []string{"14|", "14C|", "014#25|"}, []string{"C", "123456", ""}},
		{"sector", f.sectorCode, []string{"1|", "6|, București", "3|."}, []string{"0", "7", "12", "3/4", "3-4", "a"}},
		{"postal code", postalCode, []string{"010011|", "400157| Cluj", "700460|", "927166|", "061344|"}, []string{"000123", "150000", "990000", "090000", "12345", "4001571", "400157a", "400157.5"}},
		{"county", f.county, []string{"Cluj|", "CJ|", "B|", "Caraș-Severin|", "Bistrița Năsăud|", "Vîlcea|"}, []string{"XX", "Voluntari", "CJ 12 ABC", ""}},
	} {
		t.Run(test.name, func(t *testing.T) {
			for _, marked := range append(test.good, test.bad...) {
				text, want := cutMark(marked)
				v := &view{}
				v.read(text)
				end, ok := test.read(v, 0)
				if ok != (want >= 0) || ok && end != want {
					t.Errorf("%q: end %d %v, want %d", text, end, ok, want)
				}
			}
		})
	}
}

// cutMark takes the mark | out of a text and gives its folded position, or -1.
func cutMark(marked string) (string, int) {
	var v view
	v.read(marked)
	at := slices.Index(v.lower, '|')
	if at < 0 {
		return marked, -1
	}
	offset := v.offset(at)
	return marked[:offset] + marked[offset+1:], at
}

// FuzzAddressFinder calls the finder at every position, as the engine's plain
// twin does: it may not panic and must give a span within the text.
func FuzzAddressFinder(f *testing.F) {
	finder, d := builtInAddressFinder(f)
	for _, e := range d.Examples.Match {
		f.Add(e.Text)
	}
	for _, c := range worstAddressTexts() {
		f.Add(c.text + c.text)
	}
	f.Add("Mun SC 00") // the text ends where a name could begin
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 400 {
			return
		}
		v := &view{}
		v.read(text)
		for at := -1; at <= len(v.lower); at++ {
			seen, ok := finder.find(v, at)
			if ok && (seen.start < 0 || seen.end > len(v.lower) || seen.start >= seen.end || seen.end-seen.start > 2*maxAddressLength) {
				t.Fatalf("span %d to %d of %d", seen.start, seen.end, len(v.lower))
			}
		}
	})
}
