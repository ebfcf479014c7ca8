package content

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/html"
)

// fuzzLimits keep a trial short.
func fuzzLimits() Limits {
	return Limits{Expanded: 4 << 20, Parts: 50, Document: 1 << 20, Time: 5 * time.Second}
}

// sameByByte extracts a body whole and byte by byte: the text and what was missed must
// be the same, but for bombs, which are measured by what was read.
func sameByByte(t *testing.T, head Head, body []byte) string {
	t.Helper()
	whole, missed := read(t, head, bytes.NewReader(body), fuzzLimits())
	slow, missedSlow := read(t, head, byByte{bytes.NewReader(body)}, fuzzLimits())
	if slices.Contains(missed, MissedBomb) || slices.Contains(missedSlow, MissedBomb) {
		return whole
	}
	if strings.Contains(strings.ToLower(head.Encoding), "br") && slices.Contains(missed, MissedBroken) && slices.Equal(missed, missedSlow) {
		return whole
	}
	if whole != slow || !slices.Equal(missed, missedSlow) {
		t.Errorf("whole        %q %v\nbyte by byte %q %v", whole, missed, slow, missedSlow)
	}
	return whole
}

func FuzzExtract(f *testing.F) {
	for _, kind := range kinds(f) {
		f.Add(kind.head.Type, kind.head.Encoding, "", kind.body[:min(len(kind.body), 2000)])
	}
	f.Add("text/plain", "", "base64", "QW5h")
	f.Add("text/html; charset=iso-8859-2", "br, gzip", "quoted-printable", "=3Cp=3E")
	f.Add("", "deflate", "", pack(f, "deflate", "Ana"))
	f.Add("", "zstd", "", pack(f, "zstd", "Ana"))
	f.Add("", "br", "", pack(f, "br", "Ana"))
	f.Add("", "Br", "", "\v\x01\x800007")
	f.Fuzz(func(t *testing.T, kind, encoding, transfer, body string) {
		sameByByte(t, Head{Type: kind, Encoding: encoding, Transfer: transfer}, []byte(body))
	})
}

// FuzzJSON: every string and number of what is JSON comes back.
func FuzzJSON(f *testing.F) {
	for _, s := range []string{`{"a":[1,-2.5e3,"x\u0103\ud83d\ude00"],"b":{"c":null}}`, `["a",["b"],{}]`, `"\ud83d"`, `{"a":1}{"b":2}`, `{"a" x`, `["\`, `[tru`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got := sameByByte(t, Head{Type: "application/json; charset=utf-8"}, body)
		var value any
		d := json.NewDecoder(bytes.NewReader(body))
		d.UseNumber()
		if !json.Valid(body) || d.Decode(&value) != nil || byteOrder(body) {
			return
		}
		eachLeaf(value, func(s string) {
			if strings.ContainsAny(s, "\r\b\f\t") {
				return // written as other white space
			}
			if !strings.Contains(got, s) {
				t.Errorf("%q is missing from %q", s, got)
			}
		})
	})
}

// byteOrder tells whether the beginning of a body tells a charset of its own.
func byteOrder(body []byte) bool {
	mark, _ := byteOrderMark(body)
	return mark != "" || wideOrder(body[:min(len(body), sniffed)]) != ""
}

// hasMagic tells whether the first bytes of a body count more than its type.
func hasMagic(body []byte) bool {
	return magic(body) != familyUnknown || opaque(body) != familyUnknown
}

// eachLeaf calls f for each key, string and number.
func eachLeaf(value any, f func(string)) {
	switch value := value.(type) {
	case string:
		f(value)
	case json.Number:
		f(value.String())
	case []any:
		for _, v := range value {
			eachLeaf(v, f)
		}
	case map[string]any:
		for k, v := range value {
			f(k)
			eachLeaf(v, f)
		}
	}
}

// FuzzHTML: the text is that of golang.org/x/net/html's tokens, white space apart.
func FuzzHTML(f *testing.F) {
	for _, s := range []string{"<p>a<b>b</b>&amp;&#259;<br/>c", "<!-- a --> b <!doctype html>", "<script>x</script><style>y</style>z", "<img alt=a title='b' value=\"c\">", "a < b <3 </ x> &lt", "<title>&amp;</title><textarea> <b>", "<!--> x", "<script type=text/json>{\"a\":1}", "&#0A&#00;&#x0g&#0065;&#x0041;&#065&#X;&#;&#x"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got := sameByByte(t, Head{Type: "text/html; charset=utf-8"}, body)
		if !utf8.Valid(body) || bytes.IndexByte(body, '=') >= 0 || byteOrder(body) || hasMagic(body) {
			return
		}
		if want, ok := tokenText(body); ok && letters(got) != letters(want) {
			t.Errorf("got  %q\nwant %q", letters(got), letters(want))
		}
	})
}

// tokenText gives the text between tags, if the body has nothing that is read in
// another way on purpose: attributes, scripts of data, tags without markup inside.
func tokenText(body []byte) (string, bool) {
	var text strings.Builder
	tokens := html.NewTokenizer(bytes.NewReader(body))
	hidden := false
	for {
		switch tokens.Next() {
		case html.ErrorToken:
			return text.String(), true
		case html.TextToken:
			if !hidden {
				text.Write(tokens.Text())
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			name, attributes := tokens.TagName()
			switch string(name) {
			case "iframe", "noembed", "noframes", "noscript", "plaintext", "xmp", "script", "style", "title", "textarea":
				return "", false
			}
			if attributes {
				return "", false
			}
		}
	}
}

// letters leaves out white space and what is not shown.
func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == 0 || r == utf8.RuneError {
			return -1
		}
		return r
	}, s)
}

// FuzzXML: the text of what is XML comes back, white space apart.
func FuzzXML(f *testing.F) {
	for _, s := range []string{"<?xml version='1.0'?><a b='c'>d<e/>f</a>", "<a><![CDATA[b]]>c&amp;&#x103;</a>", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", "<a:b xmlns:a='x'><!-- c --></a:b>", `<!DOCTYPE a [<!-- it's --><!ELEMENT b "]>">]>c`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got := letters(sameByByte(t, Head{Type: "text/xml; charset=utf-8"}, body))
		if byteOrder(body) || hasMagic(body) {
			return
		}
		var texts []string
		d := xml.NewDecoder(bytes.NewReader(body))
		for {
			token, err := d.Token()
			if err == io.EOF {
				break
			}
			if err != nil {
				return
			}
			if text, ok := token.(xml.CharData); ok {
				texts = append(texts, letters(string(text)))
			}
		}
		for _, text := range texts {
			if !strings.Contains(got, text) {
				t.Errorf("%q is missing from %q", text, got)
			}
		}
	})
}

// FuzzForm: every name and value of what is a form comes back.
func FuzzForm(f *testing.F) {
	for _, s := range []string{"a=b&c=d+e%C4%83", "a=%7B%22b%22%3A1%7D", "=&&=%", "a=%4", "a", `{"a":"\u0031"}&b=%31`, `a=\u003`, `"\ud83d%5cude00"`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		got := letters(sameByByte(t, Head{Type: "application/x-www-form-urlencoded; charset=utf-8"}, body))
		values, err := url.ParseQuery(string(body))
		if err != nil || hasMagic(body) || looksJSON(body) || byteOrder(body) {
			return
		}
		for name, all := range values {
			for _, value := range append(all, name) {
				if strings.HasPrefix(value, "{") || strings.HasPrefix(value, "[") || strings.Contains(value, `\u`) {
					continue // read as JSON
				}
				if !strings.Contains(got, letters(value)) {
					t.Errorf("%q is missing from %q", value, got)
				}
			}
		}
	})
}

// FuzzMultipart: bodies of any bytes, in parts and parts of parts, are cut the same
// way whatever the pieces they come in.
func FuzzMultipart(f *testing.F) {
	for _, s := range []string{"--b\r\n\r\nx\r\n--b--", "--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n--b\n\ny", "--b\r\nContent-Disposition: form-data; name=a; filename=\"b\"\r\nContent-Transfer-Encoding: base64\r\n\r\nQQ==\r\n--b-\r\n--bb\r\n--b  \r\n", "x\r--b\r\n\r"} {
		f.Add("b", []byte(s))
	}
	f.Fuzz(func(t *testing.T, boundary string, body []byte) {
		sameByByte(t, Head{Type: "multipart/mixed; boundary=\"" + boundary + "\""}, body)
		sameByByte(t, Head{Type: "message/rfc822"}, body)
	})
}

// FuzzOffice: documents whose XML is anything, and archives that are anything.
func FuzzOffice(f *testing.F) {
	f.Add("word/document.xml", []byte("<w:p><w:tc><w:t>a</w:t><w:br/></w:p>"), []byte(docx(f, "")))
	f.Add("xl/worksheets/sheet1.xml", []byte(`<row><c t="s"><v>0</v></c><c><v>1e3</v></c></row>`), []byte(xlsx(f, "", "")))
	f.Add("xl/sharedStrings.xml", []byte(`<si><t>a</t><rPh/></si>`), []byte("PK\x03\x04"))
	f.Add("content.xml", []byte(`<text:p>a<text:s/></text:p><table:table-cell office:value="1">`), []byte(odt(f, "")))
	f.Add("a.zip", []byte(zipped(f, "a", "b")), []byte{})
	f.Fuzz(func(t *testing.T, name string, member, archive []byte) {
		if strings.HasSuffix(name, "/") {
			return // a folder, which nothing can be written to
		}
		sameByByte(t, Head{}, []byte(zipped(t, "META-INF/manifest.xml", "", "xl/workbook.xml", "<sheet name='a'/>", "xl/worksheets/sheet9.xml", "<c t='s'><v>0</v></c>", name, string(member))))
		sameByByte(t, Head{}, []byte(zipped(t, "META-INF/manifest.xml", "", name, string(member))))
		sameByByte(t, Head{}, append([]byte("PK\x03\x04"), archive...))
		sameByByte(t, Head{}, archive)
	})
}
