package classifier

import (
	"strings"
	"testing"
)

// checkSieve fails where the sieve lets a message go in which the engine, without it,
// finds something.
func checkSieve(t testing.TB, c *Classifier, text string) {
	t.Helper()
	if !c.clean(text) {
		return
	}
	if found, stopped := c.sight(&view{}, text, dateOf(testDay())); len(found) > 0 || len(stopped) > 0 {
		t.Errorf("the sieve lets go of %q, in which %s is found", text, found[0].rule.ID)
	}
}

func FuzzSieveMissesNothing(f *testing.F) {
	skipUnderRace(f)
	for _, text := range append(exampleTexts(f), hiddenTexts()...) {
		f.Add(text)
	}
	for _, text := range sieveSeeds() {
		f.Add(text)
	}
	c := newTestClassifier(f)
	f.Fuzz(func(t *testing.T, text string) {
		checkSieve(t, c, text)
		checkSieve(t, c, cleanChat[:60]+text)
		checkSieve(t, c, text+" "+cleanChat)
	})
}

// FuzzMasksAgree: the masks of a block are those that the bytes have one by one, also
// where the machine makes them many at a time.
func FuzzMasksAgree(f *testing.F) {
	f.Add([]byte(plainChat[:blockSize]))
	f.Add([]byte(cleanChat[:blockSize]))
	all := make([]byte, 0, 256)
	for i := range 256 {
		all = append(all, byte(i))
	}
	for from := 0; from < len(all); from += blockSize {
		f.Add(all[from : from+blockSize])
	}
	f.Fuzz(func(t *testing.T, bytes []byte) {
		var block [blockSize]byte
		copy(block[:], bytes)
		var want blockMasks
		others := uint64(0)
		for i, b := range block {
			bit := uint64(1) << i
			switch {
			case b >= 0x80:
				want.high |= bit
				want.letters |= bit
			case isLatin(b | 0x20):
				want.letters |= bit
			case b > ' ' && b != '.' && b != ',':
				others |= bit
			}
		}
		for _, masks := range []func(*[blockSize]byte) (blockMasks, uint64){masksOfBlock, masksByEights} {
			if got, gotOthers := masks(&block); got != want || gotOthers != others {
				t.Errorf("%q: %+v, others %x; want %+v, others %x", block, got, gotOthers, want, others)
			}
		}
	})
}

// sieveSeeds are texts near what the sieve tells apart.
func sieveSeeds() []string {
	return []string{
		"ne-am mutat pe Florilor nr. doi 😀", "numarul doi, i", "S3CR3T", "a b c d e", "S S S S", "NC", "Nc", "nc (NC) (nc)",
		"SECRET", "strict\nsecret", "stri\u0327ct secret", "Q05QIDE4NTAyMjgxMjAwMTE", "Q05QIDE4NTAyMjgxMjAwMTE=", "aaaaaaaaaaaaaaaaaaaa",
		"ÅŸ È™", "âş", "p<rou<<", "❤️S", "!!!!! a", "+ + + + a", "cod%20", "&#537;", "ș.t.r.a.d.a", "șoseaua", "ŞOSEAUA", "BULEVARDUL ștefan",
		"CONFIDETIEL DÉFENSE", "clasificare: R–UE", "domnul Ion\u00a0Pop", "D-ECLASIFICAT", "3 ❤️ 5", "D ESECRETIZAT", "Ana‑Maria\u00a0Pop, telefon", "doc e marcat ssid dar ti-l trimit oricum", "ne vedem la 18:30, îți dau 20 de lei", "RO 49 abcd efgh", "cui 27", "B 18 ABC", "la 12 o", "trei 18",
		"eu sunt Ana Pop", "Sunt dr. Ana Pop", "semnat ana popescu", "Cu drag,\nAna Pop", "Popescu I., telefon", "bl. C 12",
		"unu doi trei patru cinci sase sapte opt", strings.Repeat("a", 70) + " secret", strings.Repeat("ț", 40),
	}
}

// TestSieveMissesNothing tries every example at every place of a block.
func TestSieveMissesNothing(t *testing.T) {
	skipUnderRace(t)
	c := newTestClassifier(t)
	for _, text := range append(append(exampleTexts(t), hiddenTexts()...), sieveSeeds()...) {
		for n := range blockSize {
			checkSieve(t, c, plainChat[:n]+" "+text)
		}
	}
}

// TestFinderNeedsDigits: a finder that says so sees nothing in a text without digits
// unless one of its words is there, wherever it is asked.
func TestFinderNeedsDigits(t *testing.T) {
	c := newTestClassifier(t)
	letters := strings.NewReplacer("0", "o", "1", "l", "2", "b", "3", "c", "4", "d", "5", "E", "6", "F", "7", "G", "8", "H", "9", "I")
	spaces := strings.NewReplacer("0", " ", "1", " ", "2", " ", "3", " ", "4", " ", "5", " ", "6", " ", "7", " ", "8", " ", "9", " ")
	asked := 0
	for _, text := range append(exampleTexts(t), hiddenTexts()...) {
		for _, undigited := range []string{letters.Replace(text), spaces.Replace(text)} {
			v := foldedView(undigited)
			for _, r := range c.program.rules {
				if r.undigited == nil || hasDigit(v.lower) || v.holdsAny(r.undigited) {
					continue
				}
				for at := range len(v.lower) {
					asked++
					if seen, ok := r.finder.find(v, at); ok {
						t.Errorf("%s sees %q in %q", r.ID, v.lower[seen.start:seen.end], undigited)
					}
				}
			}
		}
	}
	if asked == 0 {
		t.Error("no finder needs digits")
	}
}

// TestSieveLetsGo: what most messages are made of does not need the engine.
func TestSieveLetsGo(t *testing.T) {
	c := newTestClassifier(t)
	for _, test := range []struct{ name, text string }{
		{"an hour", "ne vedem la 18:30 la gară"}, {"a price", "a fost 20 de lei, mi se pare mult"}, {"a year", "prin 2024 eram acolo"},
		{"a decimal", "mai sunt 2,5 kilograme"}, {"a range", "fac 10-12 clătite, cred"}, {"a share", "e 30% mai ieftin"},
		{"a word for a number", "vin pe la trei jumate"}, {"two words for numbers apart", "am luat două bilete, costă cinci lei fiecare"},
		{"who announces no name", "eu sunt bine, tu ce faci?"}, {"one name", "le semnează Ana când vine"}, {"the end of a letter", "cu drag, pe curând"},
		{"a telephone without a number", "agentul nu răspunde la telefon"}, {"a flat without a code", "am găsit un apartament frumos"},
		{"a name far from the word", "Ana Pop a zis că nu răspunde nimeni acolo la telefon"},
	} {
		t.Run(test.name, func(t *testing.T) {
			if !c.clean(test.text) {
				t.Errorf("the engine looks at %q", test.text)
			}
		})
	}
}

// TestSieveKnowsRulesOfOnesOwn: rules may be anchored at what the first look passes over in
// the built-in ones.
func TestSieveKnowsRulesOfOnesOwn(t *testing.T) {
	for _, test := range []struct{ name, anchors, expression, text string }{
		{"a dot", `chars: "."`, `\.wsx`, "un qaz.wsx bun"},
		{"a comma", `chars: ","`, `,wop`, "un qop,wop bun"},
		{"a tilde", `chars: "~"`, `~wop`, "un qop~wop bun"},
		{"a word and a number", `words: [fix 9]`, `fix 9`, "am fix 9 aici"},
		{"a word and the beginning of a number", `words: ["zid 7*"]`, `zid 7`, "am zid 7 aici"},
		{"two words and the beginning of a number", `words: ["pod mare 12*"]`, `pod mare 12`, "un pod mare 12 aici"},
		{"a short number", `digits: 2`, `\d\d`, "am 12 oameni"},
		{"one digit", `digits: 1`, `\d`, "am 7 oameni"},
		{"a short stem", `words: ["qz*"]`, `qz[a-z]+`, "un qzar bun"},
		{"a short stem and a word", `words: ["qz* bun"]`, `qz[a-z]+ bun`, "un qzar bun"},
	} {
		t.Run(test.name, func(t *testing.T) {
			c := classifierWith(t, "own.yaml", `
id: own
category: organisation
label: A
description: {ro: "x", en: "x"}
severity: low
specificity: 0.9
anchors: {`+test.anchors+`, after: 40}
expression: '`+test.expression+`'
confidence: 0.9
examples:
  match: [{text: "`+test.text+`"}]
  no_match: ["nimic"]
`)
			if c.clean(test.text) {
				t.Errorf("the first look lets %q go", test.text)
			}
		})
	}
}

// TestSieveMissesNothingBesideRulesOfOnesOwn: a rule that wants to see short numbers takes
// nothing from the others, numbers in words among them.
func TestSieveMissesNothingBesideRulesOfOnesOwn(t *testing.T) {
	skipUnderRace(t)
	c := classifierWith(t, "own.yaml", `
id: own
category: organisation
label: A
description: {ro: "x", en: "x"}
severity: low
specificity: 0.9
anchors: {digits: 2, after: 40}
expression: '[0-9]{2}-wop'
confidence: 0.9
examples: {match: [{text: "12-wop"}], no_match: ["nimic"]}
`)
	const plate = "am masina cj doisprezece abc si doi copii"
	if c.clean(plate) {
		t.Errorf("the first look lets %q go", plate)
	}
	for _, text := range append(append(exampleTexts(t), hiddenTexts()...), sieveSeeds()...) {
		checkSieve(t, c, text)
		checkSieve(t, c, "am masina, "+text)
	}
}
