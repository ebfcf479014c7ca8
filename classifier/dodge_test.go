package classifier

import (
	"encoding/base64"
	"fmt"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// hidden is a message and the byte span of what it holds.
type hidden struct {
	text       string
	start, end int
}

func (h hidden) value() string { return h.text[h.start:h.end] }

// with gives the message with another value in it.
func (h hidden) with(value string) hidden {
	return hidden{h.text[:h.start] + value + h.text[h.end:], h.start, h.start + len(value)}
}

// message makes a message of a text that has its value in braces.
func message(marked string) hidden {
	before, rest, _ := strings.Cut(marked, "{")
	value, after, _ := strings.Cut(rest, "}")
	return hidden{before + value + after, len(before), len(before) + len(value)}
}

// dodge is one way to hide a value.
type dodge struct {
	name string
	// does gives the message with its value hidden; false if this way cannot hide
	// this value.
	does func(h hidden) (hidden, bool)
	// of is what it is meant for; empty means everything.
	of string
	// last: nothing can be done to its result, for it is no text of digits and
	// letters any more.
	last bool
}

// What a dodge is meant for.
const (
	numbers  = "numbers"
	markings = "markings"
)

// kindOf tells what a detector finds, in the terms of dodge.of.
func kindOf(detector string) string {
	switch {
	case strings.HasPrefix(detector, "marking."), detector == "tlp":
		return markings
	case detector == "email", detector == "ro.address":
		return ""
	}
	return numbers
}

// dodges are the ways of hiding that the engine is measured by.
func dodges() []dodge {
	list := []dodge{}
	for _, separator := range []struct{ name, text string }{
		{"spaces", " "}, {"dots", "."}, {"slashes", "/"}, {"dashes", "-"}, {"rows of dots", "..."}, {"emoji", "🙂"}, {"flags", "🇷🇴"}, {"spaced emoji", " 🙂 "}, {"line breaks", "\n"},
	} {
		list = append(list,
			dodge{name: separator.name + " between digits", of: numbers, does: betweenDigits(separator.text, 1)},
			dodge{name: separator.name + " between groups", of: numbers, does: betweenDigits(separator.text, 3)})
	}
	list = append(list,
		dodge{name: "zero-width characters", does: eachPair("\u200b")},
		dodge{name: "bidi marks", does: eachPair("\u202a")},
		dodge{name: "soft hyphens", does: eachPair("\u00ad")},
		dodge{name: "full-width", does: eachRune(func(r rune) rune { return shiftRune(r, '!', '~', '！') })},
		dodge{name: "circled digits", of: numbers, does: eachRune(func(r rune) rune {
			if r == '0' {
				return '⓪'
			}
			return shiftRune(r, '1', '9', '①')
		})},
		dodge{name: "keycap digits", of: numbers, does: keycaps},
		dodge{name: "mathematical digits", of: numbers, does: eachRune(func(r rune) rune { return shiftRune(r, '0', '9', '𝟎') })},
		dodge{name: "Arabic-Indic digits", of: numbers, does: eachRune(func(r rune) rune { return shiftRune(r, '0', '9', '٠') })},
		dodge{name: "Cyrillic look-alikes", does: replaceRunes("AВEKMHOPCTXaeopcxyi", "АВЕКМНОРСТХаеорсхуі")},
		dodge{name: "Greek look-alikes", does: replaceRunes("ABEZHIKMNOPTXYo", "ΑΒΕΖΗΙΚΜΝΟΡΤΧΥο")},
		dodge{name: "O for 0 and l for 1", of: numbers, does: maskDigits},
		dodge{name: "spelled in Romanian", of: numbers, does: spellDigits(romanianDigits, 1)},
		dodge{name: "spelled in English", of: numbers, does: spellDigits(englishDigits, 1)},
		dodge{name: "partly spelled", of: numbers, does: spellDigits(romanianDigits, 2)},
		dodge{name: "letters apart", of: markings, does: lettersApart(" ")},
		dodge{name: "letters on lines", of: markings, does: lettersApart("\n")},
		dodge{name: "words on lines", of: markings, does: replaceAll(" ", "\n")},
		dodge{name: "leet", of: markings, does: replaceRunes("EAOIeaoi", "34013401")},
		dodge{name: "mojibake", does: mojibake, last: true},
		dodge{name: "percent-encoding", does: percentEncode, last: true},
		dodge{name: "base64", does: base64Encode, last: true},
	)
	return list
}

func shiftRune(r, first, last, to rune) rune {
	if r >= first && r <= last {
		return r - first + to
	}
	return r
}

// changed gives the message with another value, and whether it is another.
func changed(h hidden, value string) (hidden, bool) { return h.with(value), value != h.value() }

func isASCIIDigit(r rune) bool { return r >= '0' && r <= '9' }

// betweenDigits puts a separator behind every so many digits that another digit
// follows, in place of what divided them. Longer separators count as part of the
// value's own groups.
func betweenDigits(separator string, every int) func(hidden) (hidden, bool) {
	return func(h hidden) (hidden, bool) {
		var b strings.Builder
		runes := []rune(h.value())
		count := 0
		if strings.Contains(h.value(), keycap) {
			return h, false
		}
		for i, r := range runes {
			b.WriteRune(r)
			if !isASCIIDigit(r) {
				count = 0
				continue
			}
			count++
			if count%every == 0 && i+1 < len(runes) && isASCIIDigit(runes[i+1]) {
				b.WriteString(separator)
			}
		}
		return changed(h, b.String())
	}
}

func eachPair(between string) func(hidden) (hidden, bool) {
	return func(h hidden) (hidden, bool) {
		runes := []rune(h.value())
		parts := make([]string, len(runes))
		for i, r := range runes {
			parts[i] = string(r)
		}
		return changed(h, strings.Join(parts, between))
	}
}

func eachRune(f func(rune) rune) func(hidden) (hidden, bool) {
	return func(h hidden) (hidden, bool) { return changed(h, strings.Map(f, h.value())) }
}

func replaceAll(old, with string) func(hidden) (hidden, bool) {
	return func(h hidden) (hidden, bool) { return changed(h, strings.ReplaceAll(h.value(), old, with)) }
}

// replaceRunes replaces each character of from by the one at its place in to.
func replaceRunes(from, to string) func(hidden) (hidden, bool) {
	table := map[rune]rune{}
	targets := []rune(to)
	for i, r := range []rune(from) {
		table[r] = targets[i]
	}
	return eachRune(func(r rune) rune {
		if other, ok := table[r]; ok {
			return other
		}
		return r
	})
}

// keycap makes a key of the digit before it.
const keycap = "\ufe0f\u20e3"

func keycaps(h hidden) (hidden, bool) {
	var b strings.Builder
	for _, r := range h.value() {
		b.WriteRune(r)
		if isASCIIDigit(r) {
			b.WriteString(keycap)
		}
	}
	return changed(h, b.String())
}

// maskDigits types O for 0 and l for 1, not for all.
func maskDigits(h hidden) (hidden, bool) {
	value := []rune(h.value())
	for i, r := range value {
		switch {
		case r == '0':
			value[i] = 'O'
		case r == '1' && i > 0:
			value[i] = 'l'
		}
	}
	return changed(h, string(value))
}

func romanianDigits() []string {
	return strings.Fields("zero unu doi trei patru cinci șase șapte opt nouă")
}

func englishDigits() []string {
	return strings.Fields("zero one two three four five six seven eight nine")
}

// spellDigits spells out every so many digits, with spaces around the words.
func spellDigits(words func() []string, every int) func(hidden) (hidden, bool) {
	return func(h hidden) (hidden, bool) {
		var b strings.Builder
		count := 0
		if strings.Contains(h.value(), keycap) {
			return h, false
		}
		for _, r := range h.value() {
			if !isASCIIDigit(r) {
				b.WriteRune(r)
				continue
			}
			count++
			if count%every != 0 {
				b.WriteRune(r)
				continue
			}
			if s := b.String(); s != "" && !strings.HasSuffix(s, " ") {
				b.WriteByte(' ')
			}
			b.WriteString(words()[r-'0'] + " ")
		}
		spelled := strings.ReplaceAll(b.String(), "  ", " ")
		return changed(h, strings.TrimSuffix(spelled, " "))
	}
}

// lettersApart puts a gap between all letters and digits, and a wider one between
// words.
func lettersApart(gap string) func(hidden) (hidden, bool) {
	return func(h hidden) (hidden, bool) {
		words := strings.Fields(h.value())
		for i, word := range words {
			parts := []string{}
			for _, r := range word {
				parts = append(parts, string(r))
			}
			words[i] = strings.Join(parts, gap)
		}
		return changed(h, strings.Join(words, gap+gap))
	}
}

// mojibake writes the UTF-8 of the message down as if it were windows-1252.
func mojibake(h hidden) (hidden, bool) {
	page := func(s string) string {
		var b strings.Builder
		for _, c := range []byte(s) {
			r := charmap.Windows1252.DecodeByte(c)
			if r == utf8.RuneError {
				r = rune(c)
			}
			b.WriteRune(r)
		}
		return b.String()
	}
	before, value := page(h.text[:h.start]), page(h.value())
	text := before + value + page(h.text[h.end:])
	return hidden{text, len(before), len(before) + len(value)}, text != h.text
}

func percentEncode(h hidden) (hidden, bool) {
	encode := func(s string) string {
		var b strings.Builder
		for _, c := range []byte(s) {
			if c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' {
				b.WriteByte(c)
				continue
			}
			fmt.Fprintf(&b, "%%%02X", c)
		}
		return b.String()
	}
	before, value := encode(h.text[:h.start]), encode(h.value())
	text := before + value + encode(h.text[h.end:])
	return hidden{text, len(before), len(before) + len(value)}, text != h.text
}

// base64Encode encodes the whole message; the value stands in the characters that
// hold any bit of it.
func base64Encode(h hidden) (hidden, bool) {
	last := h.end - 1
	encoded := base64.StdEncoding.EncodeToString([]byte(h.text))
	end := last/3*4 + last%3 + 2
	if h.end == len(h.text) {
		end = len(encoded) // with the padding
	}
	return hidden{encoded, h.start/3*4 + h.start%3, end}, true
}

// hideable are messages with one value for each detector, in context.
func hideable() []struct {
	detector string
	message  hidden
} {
	return []struct {
		detector string
		message  hidden
	}{
		{"ro.cnp", message("Bună, CNP-ul meu este {1850228120011}, mulțumesc")},
		{"iban", message("Bună, contul meu IBAN este {RO56RNCB0000000012345678}, mulțumesc")},
		{"payment_card", message("Bună, numărul cardului: {4539148803436467}, mulțumesc")},
		{"ro.phone", message("Bună, telefonul meu: {0712034567}, mulțumesc")},
		{"ro.cui", message("Bună, firma are CUI: {18547290}, mulțumesc")},
		{"ro.trade_register", message("Bună, firma are nr. reg. com. {J40/1234/2010}, mulțumesc")},
		{"ro.id_card", message("Bună, am buletin seria {KX 123456}, mulțumesc")},
		{"ro.passport", message("Bună, pașaport nr. {051234567}, mulțumesc")},
		{"ro.driving_licence", message("Bună, permis de conducere nr. {B01234567}, mulțumesc")},
		{"ro.residence_permit", message("Bună, permis de ședere nr. {RX 1234567}, mulțumesc")},
		{"ro.health_card", message("Bună, card de sănătate nr. {20301234567890123456}, mulțumesc")},
		{"ro.plate", message("Bună, mașina mea are numărul {CJ 12 ABC}, mulțumesc")},
		{"vin", message("Bună, seria de șasiu: {UU1HSDACN12345678}, mulțumesc")},
		{"email", message("Bună, adresa de e-mail: {ion.popescu10@postamea.ro}, mulțumesc")},
		{"ro.address", message("Bună, stau pe {Str. Știrbei Vodă nr. 112, bl. C2, sc. 1, ap. 14, sector 1, București}, mulțumesc")},
		{"ro.address", message("Bună, stau în {București, sector 1, ap. 14, sc. 1, bl. C2, nr. 112, Str. Știrbei Vodă}, mulțumesc")},
		{"marking.ro", message("{STRICT SECRET}\n\nNotă privind situația din țară")},
		{"marking.ro", message("{SECRET DE SERVICIU}\n\nNotă privind situația din țară")},
		{"marking.nato", message("{NATO SECRET}\n\nNotă privind situația din țară")},
		{"marking.eu", message("{RESTREINT UE/EU RESTRICTED}\n\nNotă privind situația din țară")},
		{"marking.foreign", message("{STRENG GEHEIM}\n\nNotă privind situația din țară")},
		{"tlp", message("{TLP:AMBER}\n\nNotă privind situația din țară")},
	}
}

// sees tells how the engine answers a hidden value: "exact", "found" where the
// span is another, or "missed".
func sees(c *Classifier, detector string, h hidden) string {
	answer := "missed"
	for _, f := range c.Classify(h.text, Query{}).Findings {
		if f.Detector != detector || f.Start >= h.end || h.start >= f.End || f.Confidence < sureFinding {
			continue
		}
		if f.Start == h.start && f.End == h.end {
			return "exact"
		}
		answer = fmt.Sprintf("found as %q", h.text[f.Start:f.End])
	}
	return answer
}
