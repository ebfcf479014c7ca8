package classifier

import (
	"strings"
	"testing"
)

// cleanChat is ordinary chat text without identifiers.
const cleanChat = "Bună, ai ajuns acasă? Mâine mergem la film cu Ana și cu Mihai, dacă nu plouă. " +
	"Să-mi zici până diseară dacă vii, ca să iau bilete și pentru tine. Am mai vorbit cu mama și a zis că e ok. "

// plainChat is the same without diacritics, as most people type.
const plainChat = "Buna, ai ajuns acasa? Maine mergem la film cu Ana si cu Mihai, daca nu ploua. " +
	"Sa-mi zici pana diseara daca vii, ca sa iau bilete si pentru tine. Am mai vorbit cu mama si a zis ca e ok. "

// dirtyChat holds one CNP.
const dirtyChat = "Buna ziua, va trimit datele pentru contract: CNP 1850228120011, restul pe mail. " +
	"Va rog sa-mi confirmati ca ati primit si ca se poate semna pana vineri, altfel vin eu la sediu luni. "

// sized repeats text up to n bytes, cut on a character boundary.
func sized(text string, n int) string {
	s := strings.Repeat(text, n/len(text)+1)
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}

// worstTexts are texts that make an engine like this one work hardest.
func worstTexts() []struct{ name, text string } {
	return []struct{ name, text string }{
		{"digits", "1"},
		{"single digits", "1 "},
		{"digit groups", "185 0228 "},
		{"thirteen digits", "1850228120011 "},
		{"dotted digits", "1.8.5.0."},
		{"phones", "0712034567 "},
		{"IBANs", "RO56RNCB0000000012345678 "},
		{"str.", "str. "},
		{"street names", "str. Mihai "},
		{"bl.", "bl. 1 "},
		{"address words", "str. A nr. 1 bl. 2 sc. 3 ap. 4 "},
		{"secret", "secret "},
		{"spaced letters", "S E C R E T "},
		{"strict secret", "strict secret de importanță deosebită "},
		{"context words", "cnp pasaport permis cont telefon "},
		{"labels and numbers", "pasaport 051234567 "},
		{"plates", "CJ 12 ABC "},
		{"addresses with @", "a@b.ro "},
		{"at signs", "@"},
		{"zero-width", "\u200b"},
		{"combining marks", "a\u0306"},
		{"emoji", "😀"},
		{"full-width", "１８５０"},
		{"Cyrillic", "секретно "},
		{"other scripts", "文字"},
		{"slashes", "S/1/2/"},
		{"dots", "."},
		{"line breaks", "\n"},
		{"invalid UTF-8", "\xff"},
		{"letters without a space", "a"},
		{"M R Z", "IDROU<<<"},
	}
}

func benchmarkText(b *testing.B, text string) {
	c := newTestClassifier(b)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		c.Classify(text, Query{})
	}
}

func BenchmarkClassify(b *testing.B) {
	for _, c := range []struct {
		name, text string
		size       int
	}{
		{"clean/plain/200B", plainChat, 200},
		{"clean/plain/2000B", plainChat, 2000},
		{"clean/diacritics/200B", cleanChat, 200},
		{"clean/diacritics/2000B", cleanChat, 2000},
		{"dirty/200B", dirtyChat, 200},
		{"dirty/2000B", dirtyChat + sized(plainChat, 1800), 2000},
	} {
		b.Run(c.name, func(b *testing.B) { benchmarkText(b, sized(c.text, c.size)) })
	}
}

func BenchmarkWorstMebibyte(b *testing.B) {
	b.Run("clean", func(b *testing.B) { benchmarkText(b, sized(plainChat, 1<<20)) })
	for _, c := range worstTexts() {
		b.Run(c.name, func(b *testing.B) { benchmarkText(b, sized(c.text, 1<<20)) })
	}
}

// BenchmarkTablePass is the yardstick: one look-up in a table of 256 entries
// for each byte, the least a scan could do.
func BenchmarkTablePass(b *testing.B) {
	text := sized(plainChat, 2000)
	var table [256]byte
	for i := range table {
		table[i] = byte(i) & 1
	}
	b.SetBytes(int64(len(text)))
	sum := byte(0)
	for b.Loop() {
		for i := range len(text) {
			sum |= table[text[i]]
		}
	}
	if sum > 1 {
		b.Fatal("impossible")
	}
}
