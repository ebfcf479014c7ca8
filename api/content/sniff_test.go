package content

import (
	"strings"
	"testing"
)

func TestSniffing(t *testing.T) {
	for _, c := range []struct{ name, kind, body, want string }{
		{"JSON without a type", "", ` {"a":"b"}`, "a: b\n"},
		{"JSON sent as text", "text/plain;charset=UTF-8", `[{"a":"\u0219"}]`, "a: ș\n"},
		{"text in brackets", "text/plain", "[10:30] Ana: salut", "[10:30] Ana: salut\n"},
		{"HTML without a type", "", "<!DOCTYPE HTML><p>a<p>b", "a\nb\n"},
		{"a piece of HTML", "application/octet-stream", "<div>a</div><div>b</div>", "a\nb\n"},
		{"XML without a type", "", `<?xml version="1.0"?><a><b>c</b></a>`, "b: c\n"},
		{"XML without a head", "", "<persoana><cnp>1</cnp><nume>Ana</nume></persoana>", "cnp: 1\nnume: Ana\n"},
		{"XHTML", "", `<?xml version="1.0"?><html xmlns="x"><p>a<b>b</b></p></html>`, "ab\n"},
		{"a style alone is no page", "", "<style>\nCNP 1960101123458\n</style>", "<style>\nCNP 1960101123458\n</style>\n"},
		{"a style that nothing ends", "application/octet-stream", "<style>\nCNP 1960101123458\n", "<style>\nCNP 1960101123458\n"},
		{"a page that begins with a style", "", "<style>p{x:1960101123458}</style><p>a<p>b", "a\nb\n"},
		{"a page that begins with scripts", "", "<script>1960101123458</script>\n<script>2</script><div>a</div>", "a\n"},
		{"a style of HTML that nothing ends", "text/html", "<p>a<style>\nCNP 1960101123458 &amp;\n</styl", "a\n\nCNP 1960101123458 &amp;\n</styl\n"},
		{"a script of HTML that nothing ends", "text/html", "<script>\nCNP 1960101123458\n", "\nCNP 1960101123458\n"},
		{"scripts and styles of a page", "text/html", "<html><head><style>x 1960101123458</style><script>var a=1960101123458</script></head><p>a</html>", "a\n"},
		{"JSON said to be a form", "application/x-www-form-urlencoded", `{"a":"CNP 19601011\u003234\u00358"}`, "a:\nCNP 1960101123458\n"},
		{"JSON said to be a form, and a form behind it", "application/x-www-form-urlencoded", `{"a":"\u0031"}&b=CNP%201960%3101123458`, "a: 1\n\nb:\nCNP 1960101123458\n"},
		{"a string of JSON said to be a form", "application/x-www-form-urlencoded", `"CNP 19601011\u003234\u00358"`, "\"CNP 1960101123458\"\n"},
		{"an array of JSON said to be a form", "application/x-www-form-urlencoded", `[1,"CNP 19601011\u003234\u00358"]`, "[1,\"CNP 1960101123458\"]\n"},
		{"JSON inside a value of a form, its backslash escaped", "application/x-www-form-urlencoded", `a=x{"b":"19601011%5Cu003234\u00358"}`, "a: x{\"b\":\"1960101123458\"}\n"},
		{"a path of Windows is no escape", "application/x-www-form-urlencoded", `a=C:\users\u12&b=1`, "a: C:\\users\\u12\nb: 1\n"},
		{"UTF-16 of few letters", "", "\x00B\x00M\x00W\x00 \x001", "BMW 1\n"},
		{"a text that begins as a bitmap does", "", "BMW 320, CNP 1960101123458", "BMW 320, CNP 1960101123458\n"},
		{"a form without a type", "", "cnp=1960101123458&nume=Ana+Pop", "cnp: 1960101123458\nnume:\nAna Pop\n"},
		{"a sum is no form", "", "a=b", "a=b\n"},
		{"a telephone number is no form", "", "tel=+40712034567", "tel=+40712034567\n"},
		{"a picture that is text", "image/png", "CNP 1960101123458", "CNP 1960101123458\n"},
		{"an archive said to be text", "text/plain", zipped(t, "a.txt", "Ana"), "a.txt\nAna\n"},
		{"JSON of a type of its own", "application/vnd.api+json", `{"a":1}`, "a: 1\n"},
		{"a picture of XML", "image/svg+xml", "<svg><text>Ana</text></svg>", "text: Ana\n"},
		{"nothing", "application/json", "", ""},
		{"the name of a file", "application/pdf; name=\"Fișă.txt\"", "Ana", "Fișă.txt\nAna\n"},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, Head{Type: c.kind}, c.body, c.want) })
	}
}

func TestMissed(t *testing.T) {
	for _, c := range []struct {
		name, kind, body, want string
		missed                 Missed
	}{
		{"a picture", "image/jpeg", "\xff\xd8\xff\xe0\x00\x10JFIF\x00abcdefghijkl", "", MissedType},
		{"a film without a type", "", "\x00\x00\x00\x18ftypmp42\x00\x00\x00\x00", "", MissedType},
		{"a message of protobuf", "application/grpc+proto", "\x0a\x0d1960101123458\x12\x0fȘtefan Popa\x00\x1a\x03abc", "1960101123458\nȘtefan Popa\n", MissedType},
		{"a message of PGP", "text/plain", "-----BEGIN PGP MESSAGE-----\n\nhQEM", "", MissedEncrypted},
		{"S/MIME", "application/pkcs7-mime; smime-type=enveloped-data", "\x30\x80", "", MissedEncrypted},
		{"S/MIME that is only signed", "application/x-pkcs7-mime; smime-type=signed-data", "\x30\x80\x06CNP 1960101123458\x00", "CNP 1960101123458\n", MissedType},
		{"a PDF without pages", "application/pdf", "%PDF-1.4\n", "", MissedBroken},
		{"a script that nothing ends and that is longer than is held", "text/html", "<p>a<script>" + strings.Repeat("x", maxScript) + "CNP", "a\n" + strings.Repeat("x", maxScript) + "\n", MissedBroken},
		{"a comment that nothing ends", "text/html", "<p>a<!-- CNP 1960101123458", "a\n", MissedBroken},
		{"a tag that nothing ends", "text/html", "<p>a<b CNP 1960101123458", "a\n", MissedBroken},
		{"a comment of XML that nothing ends", "text/xml", "<a>a<!-- CNP", "a: a\n", MissedBroken},
		{"a picture with zeros in every second place", "", "\x89PNG\r\n\x1a\n" + strings.Repeat("\x00\x01", 60), "", MissedType},
		{"a picture with letters between zeros, said to be text", "text/plain", "\x89PNG\r\n\x1a\n" + strings.Repeat("\x00a", 60), "", MissedType},
		{"a picture of the old kind with letters between zeros", "", "GIF89a" + strings.Repeat("\x00a", 60), "", MissedType},
		{"an archive of 7z with zeros in every second place", "", "7z\xbc\xaf\x27\x1c" + strings.Repeat("\x00\x01", 60), strings.Repeat("Ā", 60) + "\n", MissedType},
		{"an archive of 7z with letters between zeros", "application/json", "7z\xbc\xaf\x27\x1c" + strings.Repeat("b\x00", 20), strings.Repeat("b", 20) + "\n", MissedType},
		{"a binary form with zeros in every second place", "", strings.Repeat("\x02\x00", 60), strings.Repeat("Ȁ", 59) + "\n", MissedType},
		{"a gzip that is none", "application/gzip", "\x00\x01\x02\x03abcdef", "abcdef\n", MissedType},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, Head{Type: c.kind}, c.body, c.want, c.missed) })
	}
}

// TestPDF: what a PDF holds is read through the same door.
func TestPDF(t *testing.T) {
	file := "%PDF-1.4\n1 0 obj <</Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a)5 0 R]>>>>>> endobj 2 0 obj <</Kids[3 0 R]>> endobj\n" +
		"3 0 obj <</Type/Page/Contents 4 0 R/Resources<</XObject<</I 6 0 R>>>>>> endobj 4 0 obj <<>> stream\nBT (CNP 1960101123458) Tj ET /I Do\nendstream endobj\n" +
		"5 0 obj <</F(a.json)/EF<</F 7 0 R>>>> endobj 6 0 obj <</Subtype/Image>> stream\nx\nendstream endobj 7 0 obj <<>> stream\n{\"nume\":\"Ana\"}\nendstream endobj\n" +
		"trailer <</Root 1 0 R>> startxref\n0\n%%EOF\n"
	check(t, Head{Type: "application/pdf"}, file, "CNP 1960101123458\na.json\nnume: Ana\n", MissedPicture)
	check(t, Head{Type: "application/pdf"}, strings.ReplaceAll(file, "/Root", "/Encrypt<</Filter/Other>>/Root"), "", MissedEncrypted)
}
