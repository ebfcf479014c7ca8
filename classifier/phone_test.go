package classifier

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/pecete/pecete/patterns"
)

// phoneForms are ways to write the nine digits N of a national number.
func phoneForms() []string {
	return []string{
		"0NNNNNNNNN", "0NNN NNN NNN", "0NNN-NNN-NNN", "0NNN.NNN.NNN", "0NNN/NNN.NNN", "0NNN/NNN NNN", "0NNN/NNNNNN",
		"0NNN-NNNNNN", "0NNN NNNNNN", "0NNN NN NN NN", "0NNN-NN-NN-NN", "0NNN.NN.NN.NN", "0NNN - NNN - NNN", "0NNN - NNNNNN",
		"(0NNN) NNNNNN", "(0NNN) NNN NNN", "(0NNN)NNN-NNN", "0NN NNN NNNN", "0NN-NNN.NN.NN", "0NN/NNN NN NN", "0NN NNNNNNN",
		"0 NNN NNN NNN", "0NNNNNN NNN",
		"+40NNNNNNNNN", "+40 NNNNNNNNN", "+40 NNN NNN NNN", "+40-NNN-NNN-NNN", "+40.NNN.NNN.NNN", "+40 NN NNN NNNN",
		"+40 (NNN) NNN NNN", "+40(0)NNN NNN NNN", "+40 (0) NNN NNN NNN", "(+40) NNN NNN NNN", "(+40)NNNNNNNNN", "+(40) NNN NNN NNN",
		"+40/NNNNNNNNN", "+4 0NNN NNN NNN", "+40 0NNN NNN NNN", "+400NNNNNNNNN", "+ 40 NNN NNN NNN",
		"0040NNNNNNNNN", "0040 NNN NNN NNN", "0040-NNN-NNN-NNN", "00 40 NNN NNN NNN", "00400NNNNNNNNN",
	}
}

// labelledPhoneForms are ways that need a word beside them.
func labelledPhoneForms() []string {
	return []string{
		"NNNNNNNNN", "NNN NNN NNN", "NNN-NNN-NNN", "40NNNNNNNNN", "40 NNN NNN NNN", "400NNNNNNNNN",
		"0NN NN NN NNN", "0 N N N N N N N N N", "0NN N NN NNNN",
	}
}

func writePhone(form, national string) string {
	var b strings.Builder
	for _, c := range []byte(form) {
		if c == 'N' {
			b.WriteByte(national[0])
			national = national[1:]
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

// drawNational draws the nine digits of a mobile or fixed number.
func drawNational(t *rapid.T) string {
	start := rapid.SampledFrom([]string{"71", "72", "73", "74", "75", "76", "77", "21", "31", "264", "256", "330", "37"}).Draw(t, "start")
	rest := rapid.StringOfN(rapid.RuneFrom([]rune("0123456789")), 9-len(start), 9-len(start), -1).Draw(t, "rest")
	return start + rest
}

func TestPhoneIsFoundInEveryForm(t *testing.T) {
	c := newTestClassifier(t)
	rapid.Check(t, func(t *rapid.T) {
		form, national := rapid.SampledFrom(phoneForms()).Draw(t, "form"), drawNational(t)
		if strings.HasPrefix(form, "0NN") && form[3] != 'N' && national[0] != '7' {
			national = "21" + national[2:] // only Bucharest has a short area code
		}
		number := writePhone(form, national)
		around := rapid.SampledFrom([]string{
			"%s", "%s.", "(%s)", "tel. %s", "Tel.:%s", "TELEFON %s", "tel/fax %s", "sună-mă la %s, te rog", "ana: %s\nion", "😀 %s 😀",
			"apel de la %s la ora 10:30", "ap. 12, %s", "pret 200 lei, %s", "%s - 3 camere", "%s, 25 ani", "mail: a@exemplu.ro, %s",
		}).Draw(t, "around")
		text := fmt.Sprintf(around, number)
		if found := c.foundBy("ro.phone", c.Classify(text, Query{}), text); !slices.Equal(found, []string{number}) {
			t.Fatalf("%q: found %q, want %q", text, found, number)
		}
	})
}

func TestPhoneInLooseFormsNeedsItsWord(t *testing.T) {
	c := newTestClassifier(t)
	rapid.Check(t, func(t *rapid.T) {
		number := writePhone(rapid.SampledFrom(labelledPhoneForms()).Draw(t, "form"), drawNational(t))
		around := rapid.SampledFrom([]string{"tel. %s", "mobil: %s", "suna la %s", "numarul meu e %s", "%s (telefon)"}).Draw(t, "around")
		text := fmt.Sprintf(around, number)
		if found := c.foundBy("ro.phone", c.Classify(text, Query{}), text); !slices.Equal(found, []string{number}) {
			t.Fatalf("%q: found %q, want %q", text, found, number)
		}
	})
}

func TestPhonePairs(t *testing.T) {
	c := newTestClassifier(t)
	rapid.Check(t, func(t *rapid.T) {
		form := rapid.SampledFrom([]string{"0NNNNNNNNN", "0NNN NNN NNN", "0NNN-NNN-NNN", "0NNN.NNN.NNN", "+40 NNN NNN NNN"}).Draw(t, "form")
		between := rapid.SampledFrom([]string{"/", " / ", ", ", ",", ";", " sau ", " si ", " ", "\n", "|", " | "}).Draw(t, "between")
		first, second := writePhone(form, drawNational(t)), writePhone(form, drawNational(t))
		text := "tel. " + first + between + second
		if found := c.foundBy("ro.phone", c.Classify(text, Query{}), text); !slices.Equal(found, []string{first, second}) {
			t.Fatalf("%q: found %q", text, found)
		}
	})
}

func TestPhoneIsNoPieceOfSomethingLonger(t *testing.T) {
	c := newTestClassifier(t)
	rapid.Check(t, func(t *rapid.T) {
		number := writePhone(rapid.SampledFrom([]string{"0NNNNNNNNN", "0NNN-NNN-NNN", "0NNN.NNN.NNN"}).Draw(t, "form"), drawNational(t))
		around := rapid.SampledFrom([]string{
			"1%s", "%s8", "x%s", "%sx", "_%s", "%s_", "12-%s", "%s-12", "%s.12", "#%s", "https://exemplu.ro/%s", "%s@exemplu.ro",
			"poza-%s.jpg", "AWB %s", "comanda nr. %s", "factura %s", "dosar nr. %s", "cod: %s", "nr. %s din 12.03.2024", "nr. %s/2024",
			"nr. %s/12.03.2024", "12:%s", "%s:12", "%s%%",
		}).Draw(t, "around")
		text := fmt.Sprintf(around, number)
		if found := c.foundBy("ro.phone", c.Classify(text, Query{}), text); len(found) > 0 {
			t.Fatalf("%q: found %q", text, found)
		}
	})
}

func TestPhoneSuites(t *testing.T) {
	exceptions := map[string]string{
		"740123456":    "no prefix: not dialled so, but what is left of a number in a table; found beside a label",
		"+40210123456": "invalid only as a mobile: it is a number in Bucharest",
	}
	c := newTestClassifier(t)
	for _, suite := range []string{"phone.tsv", "mobile.tsv"} {
		for _, row := range readSuite(t, suite) {
			text := "telefon: " + row.value
			found := c.foundBy("ro.phone", c.Classify(text, Query{}), text)
			want := row.valid()
			if exceptions[row.value] != "" {
				want = !want
			}
			if got := slices.Equal(found, []string{row.value}); got != want || !want && len(found) > 0 {
				t.Errorf("%s line %d: %q: found %q, want found: %v", suite, row.line, text, found, want)
			}
		}
	}
}

func TestPhoneRanges(t *testing.T) {
	cases := []struct {
		national string
		want     patterns.Code
		known    bool
	}{
		{"712034567", patterns.AllocatedRange, true},
		{"714123456", patterns.UnallocatedRange, true},
		{"782123456", patterns.UnallocatedRange, true},
		{"789123456", patterns.UnallocatedRange, true},
		{"702012345", patterns.AllocatedRange, true},
		{"702112345", patterns.UnallocatedRange, true},
		{"600123456", patterns.AllocatedRange, true},
		{"612345678", 0, false},
		{"213123456", patterns.AllocatedRange, true},
		{"264123456", patterns.AllocatedRange, true},
		{"372123456", patterns.AllocatedRange, true},
		{"272123456", patterns.UnallocatedRange, true},
		{"800123456", patterns.PublicBody, true},
		{"900123456", patterns.PublicBody, true},
		{"812345678", 0, false},
		{"123456789", 0, false},
	}
	for _, test := range cases {
		evidence, known := rangeEvidence([]byte(test.national))
		if known != test.known || known && !evidence.Has(test.want) {
			t.Errorf("%s: known %v, evidence %s", test.national, known, codeList(evidence))
		}
	}
}

func FuzzPhone(f *testing.F) {
	for _, form := range append(phoneForms(), labelledPhoneForms()...) {
		f.Add("tel " + writePhone(form, "712034567"))
	}
	f.Add("Cel200 O00000") // letters that stand for digits
	c := newTestClassifier(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, finding := range c.Classify(text, Query{}).Findings {
			if finding.Detector != "ro.phone" || hides(&finding) {
				continue
			}
			digits := 0
			var v view
			v.read(text[finding.Start:finding.End])
			for _, b := range v.lower {
				if isDigit(b) {
					digits++
				}
			}
			if digits < nationalDigits || digits > maxPhoneDigits {
				t.Errorf("a phone number of %d digits", digits)
			}
		}
	})
}
