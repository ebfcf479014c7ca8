package content

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"maps"
	"mime/multipart"
	"mime/quotedprintable"
	"net/textproto"
	"net/url"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"pgregory.net/rapid"
)

// pieces gives a body in pieces of the sizes drawn, again and again.
type pieces struct {
	body  string
	sizes []int
	at    int
}

func (p *pieces) Read(b []byte) (int, error) {
	if p.body == "" {
		return 0, io.EOF
	}
	size := p.sizes[p.at%len(p.sizes)]
	p.at++
	n := copy(b[:min(len(b), size)], p.body)
	p.body = p.body[n:]
	return n, nil
}

// drawnWords are words of letters that every charset below has; the signs among them
// have a meaning in some formats.
func drawnWords() *rapid.Generator[[]string] {
	letter := rapid.SampledFrom([]rune(`abczABCZ0123456789ăâîşţĂÂÎŞŢ<>&"'=%+-{}[]:;,.\/#@`))
	return rapid.SliceOfN(rapid.StringOfN(letter, 1, 20, -1), 1, 30)
}

// formats write words so that a reader gives them back in order, and tell their head.
func formats() map[string]func(t *rapid.T, words []string) (Head, string) {
	tag := func(words []string, open, between, end string, escape func(string) string) string {
		var b strings.Builder
		for i, w := range words {
			if i > 0 {
				b.WriteString(between)
			}
			b.WriteString(open + escape(w) + end)
		}
		return b.String()
	}
	escapeXML := func(s string) string {
		var b bytes.Buffer
		_ = xml.EscapeText(&b, []byte(s))
		return b.String()
	}
	return map[string]func(t *rapid.T, words []string) (Head, string){
		"text": func(_ *rapid.T, words []string) (Head, string) {
			return Head{Type: "text/csv"}, "w " + strings.Join(words, " ")
		},
		"html": func(_ *rapid.T, words []string) (Head, string) {
			return Head{Type: "text/html"}, "<!doctype html><title>x</title>" + tag(words, "<p>", "\n", "</p>", html.EscapeString)
		},
		"html values": func(_ *rapid.T, words []string) (Head, string) {
			return Head{Type: "text/html"}, "<!doctype html>" + tag(words, `<input value="`, "", `">`, html.EscapeString)
		},
		"xml": func(_ *rapid.T, words []string) (Head, string) {
			return Head{Type: "text/xml"}, "<a>" + tag(words, "<b>", "", "</b>", escapeXML) + "</a>"
		},
		"xml values": func(_ *rapid.T, words []string) (Head, string) {
			return Head{Type: "application/soap+xml"}, "<a>" + tag(words, `<b c="`, "", `"/>`, escapeXML) + "</a>"
		},
		"json": func(_ *rapid.T, words []string) (Head, string) {
			b, _ := json.Marshal(map[string]any{"w": words})
			return Head{Type: "application/json"}, string(b)
		},
	}
}

// charsets are those that a text may be sent in.
func charsets() map[string]encoding.Encoding {
	return map[string]encoding.Encoding{
		"utf-8":        encoding.Nop,
		"windows-1250": charmap.Windows1250,
		"iso-8859-2":   charmap.ISO8859_2,
		"utf-16le":     unicode.UTF16(unicode.LittleEndian, unicode.IgnoreBOM),
		"utf-16be":     unicode.UTF16(unicode.BigEndian, unicode.IgnoreBOM),
	}
}

// TestWordsComeBack: words in any format, charset, transfer encoding, part, encoding
// and pieces come back, in order.
func TestWordsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		words := drawnWords().Draw(t, "words")
		name := rapid.SampledFrom(slices.Sorted(maps.Keys(formats()))).Draw(t, "format")
		head, body := formats()[name](t, words)
		charset := rapid.SampledFrom(slices.Sorted(maps.Keys(charsets()))).Draw(t, "charset")
		converted, err := charsets()[charset].NewEncoder().String(body)
		if err != nil {
			t.Fatal(err)
		}
		body, head.Type = converted, head.Type+"; charset="+charset
		if rapid.Bool().Draw(t, "part") {
			head, body = asPart(t, head, body)
		}
		for range rapid.IntRange(0, 2).Draw(t, "layers") {
			encoding := rapid.SampledFrom([]string{"gzip", "deflate", "raw", "br", "zstd"}).Draw(t, "encoding")
			body = pack(t, encoding, body)
			if encoding == "raw" {
				encoding = "deflate"
			}
			head.Encoding = strings.TrimPrefix(head.Encoding+", "+encoding, ", ")
		}
		sizes := rapid.SliceOfN(rapid.IntRange(1, 64), 1, 5).Draw(t, "sizes")
		wantWords(t, name, head, &pieces{body: body, sizes: sizes}, words)
	})
}

// wantWords extracts a body and looks for words in it, in order.
func wantWords(t *rapid.T, name string, head Head, body io.Reader, words []string) {
	sink := &page{t: t}
	coverage, err := Extract(context.Background(), head, body, sink, Limits{})
	if err != nil || !coverage.Whole() {
		t.Fatalf("%v, %v", err, coverage)
	}
	rest := sink.text.String()
	for _, w := range words {
		at := strings.Index(rest, w)
		if at < 0 {
			t.Fatalf("%s: %q is missing from %q", name, w, rest)
		}
		rest = rest[at+len(w):]
	}
}

// asPart puts a body into a multipart body, in a transfer encoding.
func asPart(t *rapid.T, head Head, body string) (Head, string) {
	var whole bytes.Buffer
	w := multipart.NewWriter(&whole)
	header := textproto.MIMEHeader{"Content-Type": {head.Type}}
	transfer := rapid.SampledFrom([]string{"", "base64", "quoted-printable"}).Draw(t, "transfer")
	if transfer != "" {
		header.Set("Content-Transfer-Encoding", transfer)
	}
	part, err := w.CreatePart(header)
	if err != nil {
		t.Fatal(err)
	}
	switch transfer {
	case "base64":
		_, _ = io.WriteString(part, base64.StdEncoding.EncodeToString([]byte(body)))
	case "quoted-printable":
		q := quotedprintable.NewWriter(part)
		q.Binary = true
		_, _ = io.WriteString(q, body)
		_ = q.Close()
	default:
		_, _ = io.WriteString(part, body)
	}
	_ = w.Close()
	return Head{Type: "multipart/mixed; boundary=" + w.Boundary()}, whole.String()
}

// TestFieldsComeBack: fields of forms come back as "name: value", or on two lines.
func TestFieldsComeBack(t *testing.T) {
	letter := rapid.SampledFrom([]rune("abcABC019ăîșțŞŢ &=%+;#\"\\/.-"))
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.StringOfN(rapid.SampledFrom([]rune("abcxyz019_-")), 1, 10, -1).Draw(t, "name")
		value := "v" + rapid.StringOfN(letter, 0, 40, -1).Draw(t, "value")
		sizes := rapid.SliceOfN(rapid.IntRange(1, 8), 1, 5).Draw(t, "sizes")
		want := name + ": " + value + "\n"
		if strings.Contains(value, " ") { // several words stand on a line of their own
			want = name + ":\n" + value + "\n"
		}
		var whole bytes.Buffer
		w := multipart.NewWriter(&whole)
		_ = w.WriteField(name, value)
		_ = w.Close()
		for kind, body := range map[string]string{
			"application/x-www-form-urlencoded": url.Values{name: {value}}.Encode(),
			w.FormDataContentType():             whole.String(),
			"application/json":                  fmt.Sprintf("{%q:%s}", name, quoted(value)),
		} {
			sink := &page{t: t}
			coverage, err := Extract(context.Background(), Head{Type: kind}, &pieces{body: body, sizes: sizes}, sink, Limits{})
			if err != nil || !coverage.Whole() || sink.text.String() != want {
				t.Fatalf("%s: %v, %v, %q, want %q", kind, err, coverage, sink.text.String(), want)
			}
		}
	})
}

func quoted(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}
