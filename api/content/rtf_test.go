package content

import "testing"

func TestRTF(t *testing.T) {
	for _, c := range []struct{ name, body, want string }{
		{"a marking as Word writes it", `{\rtf1\ansi\ansicpg1250\uc1{\fonttbl{\f0 Times 1960101123458;}}{\*\generator Word;}\pard{\b STRICT SECRET DE IMPORTAN\u538?\u258\'e3 }{\b DEOSEBIT\'c3}\par}`, "STRICT SECRET DE IMPORTANȚĂ DEOSEBITĂ\n"},
		{"a number in two groups", `{\rtf1 CNP 1960{\b 101}{\i\fs24 123458}\par x}`, "CNP 1960101123458\nx\n"},
		{"a row of cells", `{\rtf1\trowd CNP\cell 1960101123458\cell\row x}`, "CNP\t1960101123458\t\nx\n"},
		{"two fallbacks, none, and one that is escaped", `{\rtf1\uc2 \u536??a{\uc0\u539}b\uc1\u259\'e3c}`, "Șațbăc\n"},
		{"a code point of two halves, and a negative number", `{\rtf1 \u-10179?\u-8704?}`, "😀\n"},
		{"braces and a backslash", "{\\rtf1 \\{a\\}\\\\ b\r\nc}", "{a}\\ bc\n"},
		{"lines end only by words", "{\\rtf1 a\\line b\\tab c\\~d\\\ne}", "a\nb\tc d\ne\n"},
		{"cut short", `{\rtf1 {{a\`, "a\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			check(t, Head{Type: "application/rtf"}, c.body, c.want)
			check(t, Head{Type: "text/plain; charset=utf-8"}, c.body, c.want)
		})
	}
}

func TestRTFMissed(t *testing.T) {
	check(t, Head{}, `{\rtf1 a{\pict 1960101123458}{\*\objdata 1960101123458}b}`, "ab\n", MissedPicture, MissedType)
	check(t, Head{}, `{\rtf1 a{\*\generator 1960101123458`, "a\n", MissedBroken)
}

// FuzzRTF: RTF of any bytes is read the same way whatever the pieces it comes in.
func FuzzRTF(f *testing.F) {
	for _, s := range []string{`\u538?\'e3{\b x}\par`, `\uc9\u1 {\*\x y}\bin5 abc`, `}}}{{{\`, `\'`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		sameByByte(t, Head{}, append([]byte(`{\rtf1`), body...))
	})
}
