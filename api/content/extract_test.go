package content

import "testing"

func TestFormats(t *testing.T) {
	for _, c := range []struct{ name, kind, body, want string }{
		{"plain text stays as it is", "text/plain; charset=utf-8", "Ștefan  are\r\nCNP 1960101123458\n", "Ștefan  are\r\nCNP 1960101123458\n"},
		{"no type, text", "", "Ana are mere.", "Ana are mere.\n"},
		{"a bad byte costs itself only", "text/plain; charset=utf-8", "ab\xffcd", "ab\ufffdcd\n"},
		{"JSON gets a line for each value", "application/json", `{"cnp":"1960101123458","n":[1,2.5,{"x":null}],"gol":[],"p":{"a":"b\n\"\u0103\ud83d\ude00"}}`,
			"cnp: 1960101123458\nn: 1\nn: 2.5\nx: null\ngol:\np:\na:\nb\n\"ă😀\n"},
		{"JSON, one value a line", "application/x-ndjson", "{\"a\":1}\n{\"a\":2}\n", "a: 1\na: 2\n"},
		{"JSON that is none", "application/json", `{"a": cnp \u0103 \n}`, "a:cnp ă \\n}\n"},
		{"JSON cut short", "application/json", `{"a": "CNP 1960\u01`, "a:\nCNP 1960\\u01\n"},
		{"half a surrogate", "application/json", `["\ud83d","\ud83dx","\ude00"]`, "\ufffd\n\ufffdx\n\ufffd\n"},
		{"form", "application/x-www-form-urlencoded", "nume=Ion+Pop%C4%83&cnp=1960101123458&x=100%&y=%zz&z", "nume:\nIon Popă\ncnp: 1960101123458\nx: 100%\ny: %zz\nz\n"},
		{"form with JSON in it", "application/x-www-form-urlencoded", "d=%7B%22a%22%3A%22%5Cu0103%22%7D&e=1", "d: \na: ă\n\ne: 1\n"},
		{"JSON sent as a form", "application/x-www-form-urlencoded", `{"a":"b"}`, "a: b\n"},
		{"HTML", "text/html", "<!doctype html><title>Fișă &amp; date</title><p>CNP: <b>1960</b>101\n 123458<p>a<br>b<script>var x=1</script><style>p{}</style><td>x<td>y", "Fișă & date\nCNP: 1960101 123458\na\nb\tx\ty\n"},
		{"numbers beyond all characters", "text/html", "a&#X001100000010;b&#4294967361c&#11111111111111111111111111111111111111111111111d&#x110000;&#1114112;&#x10FFFD;", "a\ufffdb\ufffdc\ufffdd\ufffd\ufffd\U0010FFFD\n"},
		{"HTML entities", "text/html", "&#x00000000000000000000000000000000000000000103;&#00000000000000000000000000000000000000065;&x01;&#0;&#;&nosuch;&ltb&eacute", "ăA&x01;\ufffd&#;&nosuch;<bé\n"},
		{"HTML fields", "text/html", `<label>CNP <input name=cnp title="Cod numeric" value=1960101123458 placeholder='13 cifre'></label><img alt="Foto &icirc;n prim plan">`, "CNP cnp: 1960101123458 Foto în prim plan\nCod numeric\n13 cifre\n"},
		{"HTML with JSON", "text/html", `<script type="application/ld+json">{"iban":"RO49AAAA1B31007593840000"}</script>x`, "iban: RO49AAAA1B31007593840000\nx\n"},
		{"HTML comments and lone signs", "text/html", "a<!-- 1960 -- > --> < b &lt c & d <3", "a < b < c & d <3\n"},
		{"XML", "application/xml", `<?xml version="1.0"?><p><nume fel="x">Ion &amp; Ana</nume><cnp>1960101123458</cnp><gol/><t>a <b>gras</b> c</t><![CDATA[<1]]2>]]></p>`, "fel: x\nnume:\nIon & Ana\ncnp: 1960101123458\nt:\na gras c\n<1]]2>\n"},
		{"a comment in an XML document type has no quotes", "text/xml", `<!DOCTYPE a [<!-- it's > "so ]> --><!ENTITY b "c">]><a>it's d</a>`, "c\na:\nit's d\n"},
		{"brackets in quotes open no document type", "text/xml", `<!DOCTYPE a SYSTEM "[>'"><a>it's d</a>`, "[>'\na:\nit's d\n"},
		{"brackets that never end hide nothing", "text/xml", `<!x[>a<b/>c`, "ac\n"},
		{"XML entities are not put in", "text/xml", `<!DOCTYPE a [<!ENTITY x "mare"><!ENTITY y SYSTEM "file:///etc/passwd">]><a>&x;</a>`, "mare\nfile:///etc/passwd\na: &x;\n"},
		{"a type of no meaning, binary", "application/octet-stream", "\x00\x01\x02Ana are mere\x00\x02abc\x03I\x00o\x00n\x00 \x00P\x00o\x00p\x00\x00\x00", "Ana are mere\nIon Pop\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var missed []Missed
			if c.kind == "application/octet-stream" {
				missed = []Missed{MissedType}
			}
			check(t, Head{Type: c.kind}, c.body, c.want, missed...)
		})
	}
}
