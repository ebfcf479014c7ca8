package classifier

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestTermSetFinds(t *testing.T) {
	cases := []struct{ name, term, text, want string }{
		{"a word", "cnp", "cnp 185", "cnp"},
		{"not a longer word", "tel", "telefon", ""},
		{"a word before a digit", "tel", "tel0712", "tel"},
		{"a word before a dash", "cnp", "cnp-ul", "cnp"},
		{"a stem alone", "telefon*", "telefon", "telefon"},
		{"a stem inflected", "telefon*", "telefoanele", ""},
		{"a stem with an ending", "telefon*", "telefonului meu", "telefonului"},
		{"a phrase", "carte de identitate", "carte de identitate", "carte de identitate"},
		{"a phrase with inflection inside", "cart* de identitate", "cartea de identitate", "cartea de identitate"},
		{"a phrase over a line break", "strict secret", "strict\nsecret", "strict\nsecret"},
		{"a phrase with dots", "c n p", "c.n.p.", "c.n.p"},
		{"a phrase with a gap too long", "strict secret", "strict     secret", ""},
		{"diacritics in the term", "pașaport*", "pasaportul", "pasaportul"},
		{"capitals in the term", "CNP", "cnp", "cnp"},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			set := newTermSet()
			if _, err := set.add(c.term); err != nil {
				t.Fatal(err)
			}
			got := ""
			if hit, ok := set.longestAt([]byte(c.text), 0); ok {
				got = c.text[hit.start:hit.end]
			}
			if got != c.want {
				t.Errorf("%q in %q found %q, want %q", c.term, c.text, got, c.want)
			}
		})
	}
}

func TestTermSetRefuses(t *testing.T) {
	for name, term := range map[string]string{
		"nothing": "", "a star alone": "*", "a star first": "*fon", "a star inside a word": "tele*fon",
		"a digit first": "112", "a symbol": "a@b", "a star as a word": "nr *",
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := newTermSet().add(term); err == nil {
				t.Errorf("%q was taken", term)
			}
		})
	}
}

func TestTermSetGivesEqualTermsOneNumber(t *testing.T) {
	set := newTermSet()
	first, _ := set.add("Pașaport")
	second, _ := set.add("pasaport")
	if first != second || set.size() != 1 {
		t.Errorf("numbers %d and %d, size %d", first, second, set.size())
	}
}

func TestTermSetLongestWins(t *testing.T) {
	set := newTermSet()
	for _, term := range []string{"secret", "secret de serviciu", "secret*"} {
		if _, err := set.add(term); err != nil {
			t.Fatal(err)
		}
	}
	hit, ok := set.longestAt([]byte("secret de serviciu nr"), 0)
	if !ok || hit.end != len("secret de serviciu") {
		t.Errorf("longest hit ends at %d, found %v", hit.end, ok)
	}
}

func TestTermSetStaysBoundedOnRepeats(t *testing.T) {
	set := newTermSet()
	if _, err := set.add(strings.TrimSpace(strings.Repeat("a* ", 20))); err != nil {
		t.Fatal(err)
	}
	if hits := set.appendAt(nil, []byte(strings.Repeat("a ", 100)), 0); len(hits) != 1 {
		t.Errorf("%d hits, want 1", len(hits))
	}
}

// Terms are folded without a view where that can be, which must make no difference.
func TestCommonCharactersFoldAsInAView(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.OneOf(rapid.RuneFrom([]rune("ăâîșțȘŞ–’“…№½ \u00a0\t\x7f*")), rapid.Rune(), rapid.RuneFrom([]rune("abzAZ09 -.")))).Draw(t, "text")
		folded, common := appendCommon(nil, text)
		var v view
		if v.read(text); common && string(folded) != string(v.lower) {
			t.Fatalf("%q folds to %q, in a view to %q", text, folded, v.lower)
		}
	})
}

// A term set must know exactly the terms that were put in, in whatever order.
func TestTermSetKnowsItsTerms(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		terms := rapid.SliceOfN(rapid.StringMatching(`[a-d][a-z0-9]{0,3}( [a-d]{1,2}){0,2}\*?`), 1, 60).Draw(t, "terms")
		set := newTermSet()
		for _, term := range terms {
			id, err := set.add(term)
			if err != nil || set.terms[id] != term {
				t.Fatalf("adding %q gives %d, %v", term, id, err)
			}
		}
		for _, term := range append(terms, "a", "ab", "b c", "d*") {
			id, known := set.number(term)
			if known != slices.Contains(terms, term) || known && set.terms[id] != term {
				t.Fatalf("%q is known as %d, %v", term, id, known)
			}
		}
	})
}
