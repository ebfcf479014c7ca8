package classifier

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/pecete/pecete/patterns"
)

// readingsOf gives the texts in which the engine reads a message anew.
func readingsOf(c *Classifier, text string) []string {
	var texts []string
	var current *reading
	for range maxReadings {
		v := &view{}
		v.read(text)
		v.today = dateOf(testDay())
		c.program.gate.scan(v)
		if !c.program.hides(v) {
			break
		}
		mends := c.program.mends(v)
		if len(mends) == 0 {
			break
		}
		current = current.apply(text, mends)
		text = string(current.text)
		texts = append(texts, text)
	}
	return texts
}

func TestReadings(t *testing.T) {
	c := newTestClassifier(t)
	cases := []struct {
		name, text string
		want       []string
	}{
		{"digits in Romanian words", "cnp unu opt cinci zero doi doi opt", []string{"cnp 1850228"}},
		{"teens and tens", "telefon zero șapte douăzeci și doi treizeci și trei patruzeci cincizeci", []string{"telefon 0722334050"}},
		{"words of speech", "tel zero sapte unspe doispe treispe paispe", []string{"tel 0711121314"}},
		{"digits in English words", "phone zero seven two two oh one two three forty five", []string{"phone 0722012345"}},
		{"words and digits mixed", "tel 0722 unu doi trei 456", []string{"tel 0722123456"}},
		{"the number of a house", "strada Florilor numărul doisprezece etajul doi", []string{"strada Florilor numărul 12 etajul 2"}},
		{"emoji between digits", "cnp 1🙂8🙂5🙂0🙂2🙂2🙂8", []string{"cnp 1850228"}},
		{"letters for digits in groups", "nr. reg. com. J4O/l234/2O10", []string{"nr. reg. com. J40/1234/2010"}},
		{"letters apart", "S E C R E T  D E  S E R V I C I U", []string{"SECRET DE SERVICIU"}},
		{"letters on lines", "S\nE\nC\nR\nE\nT", []string{"SECRET"}},
		{"letters between dots", "u.u.1.h.s.d.a.c", []string{"uu1hsdac"}},
		{"leet", "S3CR3T DE S3RVICIU", []string{"SECRET DE SERVICIU"}},
		{"leet with signs", "$tr1ct secre7!", []string{"strict secret!"}},
		{"leet in short words beside longer ones", "S3CR3T D3 SERVICIU", []string{"SECRET DE SERVICIU"}},
		{"a word in two pieces", "STRICT SEC RET", []string{"STRICT SECRET"}},
		{"words in two pieces", "SE CRET DE SER VICIU", []string{"SECRET DE SERVICIU"}},
		{"a word broken at the end of a line", "NATO RES-\nTRICTED", []string{"NATO RESTRICTED"}},
		{"a letter too few", "SECRET DE SERVICU", []string{"SECRET DE SERVICIU"}},
		{"letters that changed places", "STRICT SECERT\nEx. 1", []string{"STRICT SECRET\nEx. 1"}},
		{"a wrong letter", "NATO RESTRUCTED", []string{"NATO RESTRICTED"}},
		{"percent-encoding", "CNP%3A%201850228120011", []string{"CNP: 1850228120011"}},
		{"percent-encoding of UTF-8", "adres%C4%83+nou%C4%83", []string{"adresă nouă"}},
		{"character references", "&#537;oseaua &#x219;i", []string{"șoseaua și"}},
		{"mojibake of windows-1252", "È™oseaua MihÄƒilÄƒ", []string{"șoseaua Mihăilă"}},
		{"mojibake of windows-1250", "Č™oseaua ĂŽnfrÄ\u0083Č›irii", []string{"șoseaua Înfrățirii"}},
		{"base64", "Q05QIDE4NTAyMjgxMjAwMTE=", []string{"CNP 1850228120011"}},
		{"base64 for URLs, without padding", strings.TrimRight(base64.URLEncoding.EncodeToString([]byte("strada Știrbei nr. 5")), "="), []string{"strada Știrbei nr. 5"}},
		{"one inside the other", base64.StdEncoding.EncodeToString([]byte("cnp%20unu opt cinci zero doi doi opt")),
			[]string{"cnp%20unu opt cinci zero doi doi opt", "cnp unu opt cinci zero doi doi opt", "cnp 1850228"}},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			if got := readingsOf(c, test.text); !slices.Equal(got, test.want) {
				t.Errorf("%q: read as %q, want %q", test.text, got, test.want)
			}
		})
	}
}

func TestNothingIsReadInto(t *testing.T) {
	c := newTestClassifier(t)
	cases := []struct{ name, text string }{
		{"plain text", "Salut, ne vedem mâine la 10 la Unirii? Vin și eu cu Ana!"},
		{"words for numbers in a sentence", "am doi copii, trei pisici și patru câini"},
		{"a date and a time", "ședința e pe 12.03.2024 la 10:15, sala 3"},
		{"scores", "au câștigat cu 3-1, 4-2 și 6-0"},
		{"amounts", "costă 1.234.567,89 lei, adică 250.000 euro"},
		{"a list of years", "în 2019, 2020, 2021 și 2022"},
		{"an address", "str. Mihai Viteazu nr. 12, bl. C2, sc. 1, ap. 14"},
		{"a phone in groups", "sună la 0712 034 567"},
		{"a phone in other groups", "sună la 021 312 34 56 sau la 0712.03.45.67"},
		{"an IBAN in groups", "IBAN RO56 RNCB 0000 0000 1234 5678"},
		{"a CNP in groups", "cnp 1 850228 120011"},
		{"a card in groups", "card 4539 1488 0343 6467"},
		{"a number of the trade register", "nr. reg. com. J40/1234/2010"},
		{"a fiscal code in groups", "CUI 185 472 90"},
		{"a product code", "laptop S3CUR3-X 14R7, modelul A4B7"},
		{"a long word", "antireglementarist internaționalizare"},
		{"a hash", "commit 3f786850e387550fdab836ed7e6dc881de23001b"},
		{"a session token", "token eyJhb.GciOi 9f86d081884c7d659a2feaa0c55ad015"},
		{"per cent", "reducere 20% azi, 100% bumbac"},
		{"capitals with Romanian letters", "ÎN ATENȚIA CETĂȚENILOR: ȘEDINȚĂ"},
		{"foreign letters", "São Paulo, Ångström, Århus, Ère, Čapek, Ďáblice"},
		{"car and year", "Dacia 1310 L (2002) - 2700 euro, Dacia 1310 L (2001) - 2400 euro"},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			if got := readingsOf(c, test.text); len(got) > 0 {
				t.Errorf("%q: read as %q", test.text, got)
			}
		})
	}
}

// TestGuessesNeedProof has texts that can be read as identifiers but are not.
func TestGuessesNeedProof(t *testing.T) {
	c := newTestClassifier(t)
	cases := []struct{ name, text string }{
		{"digits of a CNP in a program", "int a[13] = {1,8,5,0,2,2,8,1,2,0,0,1,1};"},
		{"a CNP's digits in a column, unnamed", "1850228\n120011 buc"},
		{"a microphone check", "probă de microfon unu doi trei patru cinci șase șapte opt"},
		{"a countdown", "zece nouă opt șapte șase cinci patru trei doi unu start"},
		{"letters for digits, unnamed", "185O22812OO11"},
		{"a wrong sum", "cnp 1🙂8🙂5🙂0🙂2🙂2🙂8🙂1🙂2🙂0🙂0🙂1🙂2"},
		{"a date beside a document", "pașaport eliberat la 12/03/2024"},
		{"standards", "conform SR HD 60364-7-704 și SR CEI 61200-704"},
		{"an encoded number in a URL", "https://exemplu.ro/cauta?q=tricou%201850228120011"},
		{"lottery", "numere extrase: 3 8 5 0 2 2 8 1 2 0"},
		{"a score sheet", "set 1: 6 4 7 5, set 2: 6 3 6 2, set 3: 7 6"},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			for _, f := range c.Classify(test.text, Query{}).Findings {
				if f.Confidence >= sureFinding {
					t.Errorf("%q: %s at %.2f", test.text, f.Detector, f.Confidence)
				}
			}
		})
	}
}

// hides tells whether the text of a finding is not written as its value is, so that
// nothing can be said of its characters.
func hides(f *Finding) bool {
	return f.Evidence.HasAny(patterns.SetOf(patterns.Disguised, patterns.Encoded, patterns.SpelledOut, patterns.LetterSpaced))
}

// FuzzReadings reads any text anew and checks the way back: every byte of a
// reading stands for bytes of the text, in order, and literal ones for themselves.
func FuzzReadings(f *testing.F) {
	for _, text := range hiddenTexts() {
		f.Add(text)
	}
	c := newTestClassifier(f)
	f.Fuzz(func(t *testing.T, message string) {
		var current *reading
		text := message
		for range maxReadings {
			v := &view{}
			v.read(text)
			v.today = dateOf(testDay())
			c.program.gate.scan(v)
			mends := c.program.mends(v)
			if len(mends) == 0 {
				return
			}
			current = current.apply(text, mends)
			checkReading(t, message, current)
			text = string(current.text)
		}
	})
}

func checkReading(t *testing.T, message string, r *reading) {
	t.Helper()
	last := 0
	for i := range r.text {
		from, to := int(r.from[i]), int(r.to[i])
		if from < last || to < from || to > len(message) {
			t.Fatalf("byte %d of %q stands for %d..%d of %q, after %d", i, r.text, from, to, message, last)
		}
		last = from
	}
	end := 0
	for _, s := range r.stretches {
		if s.start < end || s.end < s.start || s.end > len(r.text) {
			t.Fatalf("stretch %d..%d after %d in %d bytes", s.start, s.end, end, len(r.text))
		}
		end = s.end
	}
	if utf8.ValidString(message) && len(r.stretches) == 0 {
		t.Fatalf("%q is read anew for nothing", message)
	}
}
