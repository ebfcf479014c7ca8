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
		{"lines of digits", "1\n8\n5\n"},
		{"digits and low lines", "1_2_3_"},
		{"phones in pairs", "07 12 03 45 67 "},
		{"phones with dashes", "+40-712-034-567 "},
		{"nearly CNPs", "1850228120012 2850228120011 "},
		{"CNPs in groups", "1 850228 120011 "},
		{"nearly IBANs", "RO49AAAA1B31007593840001 RO49 AAAA 1B31 0075 9384 0001 "},
		{"nearly cards", "4111-1111-1111-1112 "},
		{"company codes", "RO18547290 "},
		{"dates", "12.03.1985 "},
		{"columns of a table", "CNP\tTel\n1850228120011\t0712034567\n"},
		{"number words", "unu doi trei patru cinci sase sapte opt "},
		{"letters for digits", "o l o i "},
		{"digits and letters apart", "1 a 2 b "},
		{"letters and digits", "a1b2c3d4"},
		{"zero width between digits", "1\u200b8\u200b5\u200b0\u200b2\u200b2\u200b8\u200b1\u200b2\u200b0\u200b0\u200b1\u200b1 "},
		{"marks on digits", "1\u03061\u0306 "},
		{"emoji between digits", "1😀8😀5😀0😀"},
		{"base64", "MTg1MDIyODEyMDAxMSA= "},
		{"percent-encoding", "%31%38%35 "},
		{"character references", "&#49;&#56;"},
		{"wrong encoding", "Äƒ"},
		{"dots and at signs", "a.b@c.d@"},
		{"digits for letters", "S3CR3T 5ERV1C1U "},
		{"words in pieces", "SEC RET SER VICIU "},
		{"slips", "STRICT SECERT\n"},
		{"markings of two schemes", "NATO SECRET/STRICT SECRET "},
		{"markings with labels", "nivel de clasificare: SECRET "},
		{"glued parts of addresses", "bl1sc2et3ap4"},
		{"short addresses", "str. A 1 "},
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
