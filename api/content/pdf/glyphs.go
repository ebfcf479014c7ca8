package pdf

import (
	"strconv"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// latinText gives text of the Latin charset of Windows, which the encoding of strings
// equals in what is common (Annex D.2).
func latinText(s text) string {
	decoded, _ := charmap.Windows1252.NewDecoder().String(string(s))
	return decoded
}

// baseEncoding gives what a byte means in one of the encodings with a name (Annex D).
func baseEncoding(encoding name, b byte) rune {
	switch encoding {
	case "MacRomanEncoding":
		return charmap.Macintosh.DecodeByte(b)
	case "StandardEncoding":
		return standard(b)
	}
	return charmap.Windows1252.DecodeByte(b)
}

// standard gives what a byte means in Adobe's own encoding.
func standard(b byte) rune {
	switch {
	case b == '\'':
		return '’'
	case b == '`':
		return '‘'
	case b < 0x7f:
		return rune(b)
	case b < 0xa1:
		return 0
	}
	upper := []rune("¡¢£⁄¥ƒ§¤'“«‹›ﬁﬂ\x00–†‡·\x00¶•‚„”»…‰\x00¿" +
		"\x00`´ˆ˜¯˘˙¨\x00˚¸\x00˝˛ˇ—\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00" +
		"Æ\x00ª\x00\x00\x00\x00ŁØŒº\x00\x00\x00\x00\x00æ\x00\x00\x00ı\x00\x00łøœß\x00\x00\x00\x00")
	return upper[b-0xa1]
}

// glyphText gives what a glyph's name means: a letter with its accent, a sign, or a
// code point that is written out (Adobe Glyph List Specification, 2).
func glyphText(glyph string, signs map[string]rune) (string, bool) {
	glyph, _, _ = strings.Cut(glyph, ".")
	if glyph == "" {
		return "", false
	}
	if strings.Contains(glyph, "_") {
		whole := ""
		for part := range strings.SplitSeq(glyph, "_") {
			s, ok := glyphText(part, signs)
			if !ok {
				return "", false
			}
			whole += s
		}
		return whole, true
	}
	if len(glyph) == 1 {
		return glyph, true
	}
	if r, ok := signs[glyph]; ok {
		return string(r), true
	}
	if s, ok := accented(glyph, signs); ok {
		return s, true
	}
	return codePoint(glyph)
}

// accented gives a letter with an accent: "abreve", "Scommaaccent".
func accented(glyph string, signs map[string]rune) (string, bool) {
	accent, ok := signs["accent:"+glyph[1:]]
	letter := glyph[0]
	if !ok || !(letter >= 'a' && letter <= 'z' || letter >= 'A' && letter <= 'Z') {
		return "", false
	}
	return norm.NFC.String(string([]rune{rune(letter), accent})), true
}

// codePoint gives what "uni0103" and "u1F600" mean.
func codePoint(glyph string) (string, bool) {
	digits, found := strings.CutPrefix(glyph, "uni")
	if !found {
		digits, found = strings.CutPrefix(glyph, "u")
	}
	if !found || len(digits) < 4 || len(digits) > 6 && len(digits)%4 != 0 || len(digits) > 32 {
		return "", false
	}
	width := len(digits)
	if width%4 == 0 {
		width = 4
	}
	var runes []rune
	for ; len(digits) > 0; digits = digits[width:] {
		value, err := strconv.ParseUint(digits[:width], 16, 32)
		if err != nil {
			return "", false
		}
		runes = append(runes, rune(value))
	}
	return string(runes), true
}

// glyphSigns gives the names of signs, and with "accent:" those of accents.
func glyphSigns() map[string]rune {
	signs := map[string]rune{}
	names := strings.Fields(`space exclam quotedbl numbersign dollar percent ampersand quotesingle parenleft parenright asterisk plus
		comma hyphen period slash zero one two three four five six seven eight nine colon semicolon less equal greater question at`)
	for i, n := range names {
		signs[n] = rune(' ' + i)
	}
	for n, r := range map[string]rune{
		"bracketleft": '[', "backslash": '\\', "bracketright": ']', "asciicircum": '^', "underscore": '_', "grave": '`',
		"braceleft": '{', "bar": '|', "braceright": '}', "asciitilde": '~', "quoteleft": '‘', "quoteright": '’', "quotedblleft": '“',
		"quotedblright": '”', "quotesinglbase": '‚', "quotedblbase": '„', "guillemotleft": '«', "guillemotright": '»', "guilsinglleft": '‹',
		"guilsinglright": '›', "endash": '–', "emdash": '—', "bullet": '•', "ellipsis": '…', "Euro": '€', "minus": '−', "nbspace": ' ',
		"nonbreakingspace": ' ', "sfthyphen": '\u00ad', "softhyphen": '\u00ad', "fi": 'ﬁ', "fl": 'ﬂ', "ff": 'ﬀ', "ffi": 'ﬃ', "ffl": 'ﬄ', "germandbls": 'ß',
		"ae": 'æ', "AE": 'Æ', "oe": 'œ', "OE": 'Œ', "oslash": 'ø', "Oslash": 'Ø', "lslash": 'ł', "Lslash": 'Ł', "eth": 'ð', "Eth": 'Ð',
		"thorn": 'þ', "Thorn": 'Þ', "dcroat": 'đ', "Dcroat": 'Đ', "dotlessi": 'ı', "trademark": '™', "registered": '®', "copyright": '©',
		"degree": '°', "section": '§', "paragraph": '¶', "periodcentered": '·', "middot": '·', "exclamdown": '¡', "questiondown": '¿',
		"cent": '¢', "sterling": '£', "yen": '¥', "currency": '¤', "florin": 'ƒ', "multiply": '×', "divide": '÷', "plusminus": '±',
		"onehalf": '½', "onequarter": '¼', "threequarters": '¾', "onesuperior": '¹', "twosuperior": '²', "threesuperior": '³', "mu": 'µ',
		"ordfeminine": 'ª', "ordmasculine": 'º', "logicalnot": '¬', "brokenbar": '¦', "dagger": '†', "daggerdbl": '‡', "perthousand": '‰', "fraction": '⁄',
		"accent:grave": '\u0300', "accent:acute": '\u0301', "accent:circumflex": '\u0302', "accent:tilde": '\u0303', "accent:macron": '\u0304',
		"accent:breve": '\u0306', "accent:dotaccent": '\u0307', "accent:dieresis": '\u0308', "accent:ring": '\u030a', "accent:hungarumlaut": '\u030b',
		"accent:caron": '\u030c', "accent:commaaccent": '\u0326', "accent:cedilla": '\u0327', "accent:ogonek": '\u0328',
	} {
		signs[n] = r
	}
	return signs
}
