package content

import (
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// encoded gives text in a charset.
func encoded(t testing.TB, e encoding.Encoding, text string) string {
	t.Helper()
	s, err := e.NewEncoder().String(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

const (
	// romanian has the letters with a comma below, cedilla those that older charsets have.
	romanian = "Ștefan Țânțăreanu, Brașov: măr în pădure, ÎNTÂI.\n"
	cedilla  = "Ştefan Ţânţăreanu, Braşov: măr în pădure, ÎNTÂI.\n"
)

func TestCharsets(t *testing.T) {
	little, big := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	for _, c := range []struct{ name, kind, body, want string }{
		{"UTF-8 that says so", "text/plain; charset=utf-8", romanian, romanian},
		{"UTF-8 that does not say", "text/plain", romanian, romanian},
		{"UTF-8 with a byte order mark, said to be another", "text/plain; charset=iso-8859-2", "\ufeff" + romanian, romanian},
		{"windows-1250", "text/plain; charset=windows-1250", encoded(t, charmap.Windows1250, cedilla), cedilla},
		{"windows-1250 that does not say", "text/plain", encoded(t, charmap.Windows1250, cedilla), cedilla},
		{"windows-1250 without any type", "", encoded(t, charmap.Windows1250, cedilla), cedilla},
		{"windows-1250 said to be ASCII", "text/plain; charset=us-ascii", encoded(t, charmap.Windows1250, cedilla), cedilla},
		{"ISO-8859-2, quoted and in capitals", `text/plain; charset="ISO-8859-2"`, encoded(t, charmap.ISO8859_2, cedilla), cedilla},
		{"ISO-8859-16, which has the comma", "text/plain; charset=iso-8859-16", encoded(t, charmap.ISO8859_16, romanian), romanian},
		{"ISO-8859-1", "text/plain; charset=iso-8859-1", encoded(t, charmap.ISO8859_1, "în câmp\n"), "în câmp\n"},
		{"windows-1252", "text/plain; charset=windows-1252", encoded(t, charmap.Windows1252, "„în” câmp – 5 €\n"), "„în” câmp – 5 €\n"},
		{"UTF-16LE that says so", "text/plain; charset=utf-16le", encoded(t, little, romanian), romanian},
		{"UTF-16BE that says so", "text/plain; charset=UTF-16BE", encoded(t, big, romanian), romanian},
		{"UTF-16LE by its mark", "text/plain", "\xff\xfe" + encoded(t, little, romanian), romanian},
		{"UTF-16BE by its mark, no type", "", "\xfe\xff" + encoded(t, big, romanian), romanian},
		{"UTF-16LE by its look", "text/plain", encoded(t, little, romanian), romanian},
		{"UTF-16BE by its look, said to be UTF-16", "text/plain; charset=utf-16", encoded(t, big, romanian), romanian},
		{"UTF-16 of letters that tell no order", "text/plain; charset=utf-16", encoded(t, little, "ăîșț"), "ăîșț\n"},
		{"UTF-32LE by its mark", "text/plain", "\xff\xfe\x00\x00" + encoded(t, utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), romanian), romanian},
		{"half a unit at the end", "text/plain; charset=utf-16le", encoded(t, little, "abc") + "x", "abc\ufffd\n"},
		{"a lone half of a pair", "text/plain; charset=utf-16le", "a\x00\x3d\xd8b\x00", "a\ufffdb\n"},
		{"broken UTF-8 among good", "text/plain; charset=utf-8", "ș\xc8ț\xff\xe2\x82x\xf0\x9f", "ș\ufffdț\ufffd\ufffd\ufffdx\ufffd\ufffd\n"},
		{"a byte of windows-1250 in UTF-8", "text/plain", "măr \xba ș", "măr ş ș\n"},
		{"UTF-8 cut inside a letter", "text/plain", "măr \xc4", "măr Ä\n"},
		{"HTML that says in a meta", "text/html", "<html><meta http-equiv=Content-Type content='text/html; charset=windows-1250'><p>" + encoded(t, charmap.Windows1250, cedilla), cedilla},
		{"HTML, the header counts more", "text/html; charset=utf-8", "<meta charset=windows-1250><p>" + romanian, romanian},
		{"HTML that cannot be UTF-16 as it says", "text/html", "<meta charset=utf-16><p>" + romanian, romanian},
		{"XML that says", "text/xml", `<?xml version="1.0" encoding="ISO-8859-2"?><a>` + encoded(t, charmap.ISO8859_2, cedilla) + "</a>", "a:\n" + cedilla},
		{"XML of UTF-16", "application/xml", "\xff\xfe" + encoded(t, little, `<?xml version="1.0" encoding="utf-16"?><a>ăș</a>`), "a: ăș\n"},
		{"JSON of UTF-16", "application/json", encoded(t, little, `{"a":"ăș"}`), "a: ăș\n"},
		{"a form of windows-1250", "application/x-www-form-urlencoded; charset=windows-1250", "a=%BAi&b=\xfe", "a: şi\nb: ţ\n"},
		{"a form that does not say", "application/x-www-form-urlencoded", "a=%BAi&b=%FE", "a: şi\nb: ţ\n"},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, Head{Type: c.kind}, c.body, c.want) })
	}
}

func TestCharsetUnknown(t *testing.T) {
	check(t, Head{Type: "text/plain; charset=utf-7"}, "CNP 1960101123458", "CNP 1960101123458\n", MissedCharset)
	check(t, Head{Type: "text/plain; charset=x-klingon"}, romanian, romanian, MissedCharset)
}

// TestCharsetWrong: a label of wide units on what is text of single bytes hides nothing.
func TestCharsetWrong(t *testing.T) {
	const line = "CNP-ul meu este 1960101123458\n"
	little, big := unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM), unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM)
	for _, c := range []struct{ name, kind, body, want string }{
		{"ASCII said to be UTF-16", "text/plain; charset=utf-16", line, line},
		{"UTF-8 said to be UTF-16LE", "text/plain; charset=utf-16le", romanian, romanian},
		{"windows-1250 said to be UTF-16BE", "text/plain; charset=UTF-16BE", encoded(t, charmap.Windows1250, cedilla), cedilla},
		{"ASCII said to be UTF-32", "text/plain; charset=utf-32", line, line},
		{"ASCII said to be UTF-32LE", "text/plain; charset=utf-32le", line, line},
		{"JSON", "application/json; charset=utf-16", `{"a":"1960101123458"}`, "a: 1960101123458\n"},
		{"a form", "application/x-www-form-urlencoded; charset=utf-16", "a=1960101123458&b=%C8%99i", "a: 1960101123458\nb: și\n"},
		{"a part", "multipart/mixed; boundary=x", "--x\r\nContent-Type: text/plain; charset=utf-16\r\n\r\nCNP 1960101123458\r\n--x--", "CNP 1960101123458\n"},
		{"the subject of a mail", "message/rfc822", "Subject: =?utf-16?Q?CNP_1960101123458?=\n\na", "Subject: CNP 1960101123458\na\n"},
		{"ASCII behind a byte order mark of UTF-16", "text/plain", "\xff\xfe" + line, line},
		{"a byte that proves nothing: the label stays, and it is told", "text/plain; charset=utf-16le", "aaaaaaaaaaaaaaaa\x01a", "慡慡慡慡慡慡慡慡愁\n"},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, Head{Type: c.kind}, c.body, c.want, MissedCharset) })
	}
	for _, c := range []struct{ name, kind, body, want string }{
		{"UTF-16BE said to be UTF-16LE", "text/plain; charset=utf-16le", encoded(t, big, romanian), romanian},
		{"UTF-32LE said to be UTF-32", "text/plain; charset=utf-32", encoded(t, utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), romanian), romanian},
		{"UTF-32BE said to be UTF-32", "text/plain; charset=utf-32", encoded(t, utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), romanian), romanian},
		{"ideographs of UTF-16 behind their mark", "text/plain", "\xff\xfe" + encoded(t, little, "漢字漢字"), "漢字漢字\n"},
		{"a form of UTF-16", "application/x-www-form-urlencoded; charset=utf-16", encoded(t, little, "a=1960101123458&b=%C8%99i"), "a: 1960101123458\nb: și\n"},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, Head{Type: c.kind}, c.body, c.want) })
	}
}

// TestGuessFindsNoUTF8InOldText: the letters of Romanian in windows-1250 that make up
// a code point of UTF-8 by chance are rare enough to be told apart by what follows.
func TestGuessFindsNoUTF8InOldText(t *testing.T) {
	old := encoded(t, charmap.Windows1250, strings.Repeat(cedilla, 50))
	check(t, Head{Type: "text/plain"}, old, strings.Repeat(cedilla, 50))
}
