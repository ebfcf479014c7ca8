package main

import (
	"strings"

	"github.com/pecete/pecete/bench/corpus"
	"github.com/pecete/pecete/classifier"
)

// mebibyte is the longest text the service takes.
const mebibyte = 1 << 20

// worst gives texts that make an engine like this one work hardest, each a
// mebibyte of the same few characters over and over. They are those of the
// classifier's own benchmarks; a test keeps the two lists the same.
func worst() []struct{ name, text string } {
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

// worstMarkings gives the markings that the classifier's benchmarks repeat.
func worstMarkings() []string {
	return []string{
		"secret ", "SECRET ", "SECRET\n", "STRICT SECRET\n", "NATO SECRET\n", "S E C R E T ", "S-E-C-R-E-T-", "S/12 ", "(S//NF) ", "SECRET//NOFORN ",
		"SECRET UE/EU SECRET ", "TLP:RED ", "raport secret nr. 0/12 trimit ", "GEHEIM\n", "a b ",
	}
}

// worstTasks gives a task for each of the worst texts; the first is clean chat
// without numbers, what the others are compared with.
func worstTasks(c *classifier.Classifier) []task {
	chat := corpus.New(18, corpus.Plain).Lines(6*mebibyte, 0)
	numbers := cut(strings.Join(chat, " "))
	clean := cut(strings.Join(withoutNumbers(chat), " "))
	all := []task{{"worst/clean chat", c, []string{clean}}, {"worst/clean chat with numbers", c, []string{numbers}}}
	for _, w := range worst() {
		all = append(all, task{"worst/" + w.name, c, []string{repeated(w.text)}})
	}
	for _, text := range worstMarkings() {
		all = append(all, task{"worst/marking " + label(text), c, []string{repeated(text)}})
	}
	return all
}

// label names a marking in a table: without the space at its end, which it may
// share with nothing else, and without slashes, which part names.
func label(text string) string {
	return strings.TrimSpace(strings.ReplaceAll(strings.ReplaceAll(text, "\n", " ⏎"), "/", "∕"))
}

// repeated gives a mebibyte of a text over and over.
func repeated(text string) string {
	return cut(strings.Repeat(text, mebibyte/len(text)+1))
}

// cut gives the first mebibyte of a longer text, to the end of a character.
func cut(s string) string {
	n := mebibyte
	for n > 0 && s[n]&0xC0 == 0x80 {
		n--
	}
	return s[:n]
}
