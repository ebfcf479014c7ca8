package classifier

import "testing"

// worstAddressTexts are texts that make the grammar of addresses work hardest
// for nothing: leading words without an end, parts without a street, addresses
// that could be one another's.
func worstAddressTexts() []struct{ name, text string } {
	return []struct{ name, text string }{
		{"kinds of street", "str. "},
		{"kinds within kinds", "str. calea "},
		{"names without a number", "strada Mihai Viteazu "},
		{"initials", "str. a. b. c. "},
		{"names of days", "str. 1 decembrie 1918 "},
		{"blocks", "bl. 1 "},
		{"blocks and stairs", "bl. 1 sc. 1 "},
		{"apartments", "bl. 1 ap. 1 "},
		{"glued parts", "bl1sc2et3ap4"},
		{"villages", "sat A "},
		{"communes and villages", "com. A, sat B, "},
		{"numbers", "Ana nr. 1 "},
		{"numbered blocks", "Ana nr. 1 bl. 2 ap. 3 "},
		{"sectors", "sector 1 bl. 1 "},
		{"towns", "Cluj-Napoca, "},
		{"towns before streets", "Cluj-Napoca, str. "},
		{"counties before streets", "jud. Cluj, str. Ana, "},
		{"postal codes", "400157 str. "},
		{"short addresses", "str. A 1 "},
		{"whole addresses", "Cluj-Napoca, str. Ana nr. 1, bl. 2, sc. 3, ap. 4, jud. Cluj, "},
		{"lead-ins", "stau pe "},
		{"lead-ins with names", "adresa Ana Maria "},
		{"words of context", "str. A 1 sediul primariei locuiesc "},
		{"brackets", "str. A 1 (str. A 1 ("},
		{"gaps", "str. A 1 , , , bl. "},
		{"streets without their kind", "ana maria 1 ap 1 "},
		{"stairs of streets without their kind", "ana 1 sc a "},
		{"apartments before streets", "ap 1 de la ana "},
		{"remarks", "str. A 1, pe deal, "},
		{"districts", "cartier Ana, bl. "},
	}
}

func BenchmarkWorstMebibyteOfAddresses(b *testing.B) {
	b.Run("clean", func(b *testing.B) { benchmarkText(b, sized(plainChat, 1<<20)) })
	for _, c := range worstAddressTexts() {
		b.Run(c.name, func(b *testing.B) { benchmarkText(b, sized(c.text, 1<<20)) })
	}
}
