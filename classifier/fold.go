package classifier

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// foldASCII folds one ASCII byte: control characters become spaces, so that
// the bytes below ' ' are free to stand for what does not fold.
func foldASCII(b byte) byte {
	if b < ' ' && b != '\n' || b == 0x7f {
		return ' '
	}
	return b
}

// isInvisible tells whether a character shows nothing and joins nothing that
// matters: zero-width spaces and joiners, direction marks, soft hyphens.
func isInvisible(r rune) bool {
	switch {
	case r == 0x00AD, r == 0x034F, r == 0x180E, r == 0xFEFF:
		return true
	case r >= 0x200B && r <= 0x200F, r >= 0x202A && r <= 0x202E, r >= 0x2060 && r <= 0x206F:
		return true
	case r >= 0xE0000 && r <= 0xE007F, r == 0x115F, r == 0x1160, r == 0xFFA0:
		return true
	}
	return false
}

// foldRune gives the folded form of a character outside ASCII, with its case,
// and whether ordinary Romanian writing would not use it. Most characters fold
// to one byte; a few, such as the digit-pair emoji, to more. It never gives an
// empty string.
func foldRune(r rune) (folded string, odd bool) {
	if s, ok := foldCommon(r); ok {
		return s, false
	}
	if r == utf8.RuneError {
		return string(rune(otherSymbol)), false
	}
	if unicode.IsDigit(r) {
		return decimalDigit(r), true
	}
	if s, ok := foldLookAlike(r); ok {
		return s, true
	}
	if s, ok := foldCompatible(r); ok {
		return s, r > 0x24F
	}
	switch {
	case unicode.IsSpace(r):
		return " ", false
	case unicode.IsLetter(r):
		return string(rune(otherLetter)), false
	}
	return string(rune(otherSymbol)), false
}

// latin folds U+00C0..U+017F: '?' marks what is not a letter.
const latin = "AAAAAAACEEEEIIII" + "DNOOOOO?OUUUUYTs" + "aaaaaaaceeeeiiii" + "dnooooo?ouuuuyty" +
	"AaAaAaCcCcCcCcDd" + "DdEeEeEeEeEeGgGg" + "GgGgHhHhIiIiIiIi" + "IiIiJjKkkLlLlLlL" +
	"lLlNnNnNnnNnOoOo" + "OoOoRrRrRrSsSsSs" + "SsTtTtTtUuUuUuUu" + "UuUuWwYyYZzZzZzs"

// foldCommon folds what ordinary Romanian and European text is made of: Latin
// letters with their marks and the punctuation of word processors.
func foldCommon(r rune) (string, bool) {
	switch {
	case r >= 0xC0 && r <= 0x17F && latin[r-0xC0] != '?':
		return latin[r-0xC0 : r-0xC0+1], true
	case r == 0x218, r == 0x219, r == 0x21A, r == 0x21B: // Ș ș Ț ț
		return "SsTt"[r-0x218 : r-0x218+1], true
	case r == 0xA0, r >= 0x2000 && r <= 0x200A, r == 0x202F, r == 0x205F, r == 0x3000, r == 0x2800, r == 0x3164:
		return " ", true
	case r == 0x85, r == 0x2028, r == 0x2029:
		return "\n", true
	case r >= 0x2010 && r <= 0x2015, r == 0x2212, r == 0x2043, r == 0xFE58, r == 0xFE63, r == 0xFF0D:
		return "-", true
	case r == 0xB7, r == 0x2022, r == 0x2024, r == 0x2027, r == 0x2026, r == 0x2219, r == 0x22C5:
		return ".", true
	case r >= 0x2018 && r <= 0x201B, r == 0xB4, r == 0x2032, r == 0x2BC:
		return "'", true
	case r >= 0x201C && r <= 0x201F, r == 0xAB, r == 0xBB, r == 0x2033:
		return "\"", true
	case r == 0x2044, r == 0x2215:
		return "/", true
	case r == 0x2116: // numero sign
		return "No", true
	case r == 0xBC, r == 0xBD, r == 0xBE: // fractions would fold to more digits
		return string(rune(otherSymbol)), true
	}
	return "", false
}

// decimalDigit folds a decimal digit of any script. Every range of category Nd
// is a multiple of ten long and begins at a zero.
func decimalDigit(r rune) string {
	const digits = "0123456789"
	value := rune(0)
	for _, span := range unicode.Nd.R16 {
		if r >= rune(span.Lo) && r <= rune(span.Hi) {
			value = (r - rune(span.Lo)) % 10
		}
	}
	for _, span := range unicode.Nd.R32 {
		if r >= rune(span.Lo) && r <= rune(span.Hi) {
			value = (r - rune(span.Lo)) % 10
		}
	}
	return digits[value : value+1]
}

// Cyrillic and Greek capitals in alphabetical order and what they fold to: the
// Latin letter they look like where there is one, else the one they sound like.
// Small letters fold like their capitals, and wordings of foreign markings pass
// through the same tables, so case never decides. (The place of U+03A2, which
// is unassigned, serves the final sigma U+03C2.)
const (
	cyrillic = "ABBGDEJZIIKLMHOPPCTYFXCHSSbIbEUR" // U+0410..U+042F
	greek    = "ABGDEZHTIKLMNXOPPSSTYFXPO"        // U+0391..U+03A9
)

// foldLookAlike folds letters of other scripts.
func foldLookAlike(r rune) (string, bool) {
	if s, ok := foldCyrillic(r); ok {
		return s, true
	}
	return foldGreek(r)
}

func foldCyrillic(r rune) (string, bool) {
	switch {
	case r >= 0x410 && r <= 0x42F:
		return pick(cyrillic, r-0x410)
	case r >= 0x430 && r <= 0x44F:
		return pick(cyrillic, r-0x430)
	case r >= 0x400 && r <= 0x40F:
		return pick("EEDGESIIJLHHKNUD", r-0x400)
	case r >= 0x450 && r <= 0x45F:
		return pick("EEDGESIIJLHHKNUD", r-0x450)
	case r == 0x4BA, r == 0x4BB:
		return "h", true
	case r == 0x4C0, r == 0x4CF:
		return "I", true
	case r == 0x501:
		return "d", true
	case r == 0x51B:
		return "q", true
	case r == 0x51D:
		return "w", true
	}
	return "", false
}

func foldGreek(r rune) (string, bool) {
	switch {
	case r >= 0x391 && r <= 0x3A9:
		return pick(greek, r-0x391)
	case r >= 0x3B1 && r <= 0x3C9:
		return pick(greek, r-0x3B1)
	}
	return "", false
}

func pick(table string, i rune) (string, bool) {
	if int(i) >= len(table) {
		return "", false
	}
	return table[i : i+1], true
}

// foldCompatible folds what Unicode itself declares equivalent to ASCII:
// full-width, circled, superscript, mathematical and accented letters and
// digits. Accented Greek and Cyrillic letters go on to their own tables.
func foldCompatible(r rune) (string, bool) {
	var buffer [4]byte
	n := copy(buffer[:], string(r))
	decomposed := norm.NFKD.Properties(buffer[:n]).Decomposition()
	if len(decomposed) == 0 {
		return foldOther(r)
	}
	var b strings.Builder
	for _, part := range string(decomposed) {
		switch {
		case part < 0x80 && part > ' ':
			b.WriteByte(byte(part))
		case unicode.In(part, unicode.Mn, unicode.Me), part == ' ':
		default:
			if s, ok := foldPart(part); ok {
				b.WriteString(s)
			}
		}
	}
	return b.String(), b.Len() > 0
}

func foldPart(r rune) (string, bool) {
	if s, ok := foldCommon(r); ok {
		return s, true
	}
	if unicode.IsDigit(r) {
		return decimalDigit(r), true
	}
	return foldLookAlike(r)
}

// foldOther folds characters that look like ASCII but have no decomposition.
func foldOther(r rune) (string, bool) {
	switch {
	case r == 0x1F51F: // keycap ten
		return "10", true
	case r == 0x1A6: // the capital of a small capital
		return "r", true
	case r == 0x251, r == 0x2C6D:
		return "a", true
	case r == 0x261, r == 0xA7AC:
		return "g", true
	case r == 0x269, r == 0x196, r == 0xA7AE:
		return "i", true
	case r >= 0x2776 && r <= 0x277E: // dingbat negative circled 1..9
		return "123456789"[r-0x2776 : r-0x2776+1], true
	case r >= 0x2780 && r <= 0x2788:
		return "123456789"[r-0x2780 : r-0x2780+1], true
	case r >= 0x278A && r <= 0x2792:
		return "123456789"[r-0x278A : r-0x278A+1], true
	case r == 0x277F, r == 0x2789, r == 0x2793:
		return "10", true
	case r == 0x24FF, r == 0x1F10B, r == 0x1F10C:
		return "0", true
	case r >= 0x24F5 && r <= 0x24FD: // double circled 1..9
		return "123456789"[r-0x24F5 : r-0x24F5+1], true
	case r >= 0x1F150 && r <= 0x1F169: // negative circled capitals
		return capitals[r-0x1F150 : r-0x1F150+1], true
	case r >= 0x1F170 && r <= 0x1F189: // negative squared capitals
		return capitals[r-0x1F170 : r-0x1F170+1], true
	case r >= 0x1F1E6 && r <= 0x1F1FF: // regional indicators
		return capitals[r-0x1F1E6 : r-0x1F1E6+1], true
	}
	if i := strings.IndexRune(smallCapitals, r); i >= 0 {
		n := utf8.RuneCountInString(smallCapitals[:i])
		return capitals[n : n+1], true
	}
	return "", false
}

const capitals = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"

// smallCapitals are the small capitals of Unicode's phonetic blocks, in the order
// of the alphabet; Q and X have none.
const smallCapitals = "ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘ\x00ʀꜱᴛᴜᴠᴡ\x00ʏᴢ"
