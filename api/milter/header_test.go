package milter

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/pecete/pecete/api/content"
)

func TestDecode(t *testing.T) {
	for name, c := range map[string]struct{ value, want string }{
		"plain":                             {"hello", "hello"},
		"UTF-8 as it is (RFC 6532)":         {"Ședință", "Ședință"},
		"UTF-8, quoted":                     {"=?UTF-8?Q?=C8=98edin=C8=9B=C4=83?=", "Ședință"},
		"UTF-8, base64":                     {"=?utf-8?B?yJhlZGluyJvEgw==?=", "Ședință"},
		"windows-1250":                      {"=?windows-1250?Q?=AAedin=FE=E3?=", "Şedinţă"},
		"ISO-8859-2":                        {"=?ISO-8859-2?Q?=AAedin=FE=E3?=", "Şedinţă"},
		"ISO-8859-16":                       {"=?iso-8859-16?Q?=AAedin=FE=E3?=", "Ședință"},
		"UTF-16 in base64":                  {"=?UTF-16BE?B?ARgAZQ==?=", "Ęe"},
		"a charset that never was":          {"=?x-nothing?Q?CNP_123?=", "CNP 123"},
		"windows-1250 without being told":   {"\xAAedin\xFE\xE3", "Şedinţă"},
		"encoded words hang together":       {"=?utf-8?q?1850?= =?utf-8?q?228?=", "1850228"},
		"encoded words in folded lines":     {"=?utf-8?q?1850?=\r\n =?utf-8?q?228?=", "1850228"},
		"a folded line keeps its space":     {"CNP\r\n 1850228", "CNP 1850228"},
		"an encoded word in words":          {"re: =?utf-8?q?=C8=99?= x", "re: ș x"},
		"an encoded word that is none":      {"=?utf-8?q?abc", "=?utf-8?q?abc"},
		"an encoded word with a bad escape": {"=?utf-8?q?=ZZ?=", "=?utf-8?q?=ZZ?="},
	} {
		t.Run(name, func(t *testing.T) {
			if got := decode(c.value); got != c.want {
				t.Errorf("%q", got)
			}
		})
	}
}

// TestHeader: what of a header is read, and what is not.
func TestHeader(t *testing.T) {
	var h header
	for _, f := range []field{
		{"From", "Ana from <ana@example.ro>"}, {"To", "ion@elsewhere.example"}, {"Received", "received"}, {"X-Other", "other"},
		{"SUBJECT", "one"}, {"subject", "two"}, {"Comments", "three"}, {"keywords", "=?utf-8?q?four?="},
		{"Content-Type", "multipart/mixed;\r\n boundary=x"}, {"content-type", "text/html"},
		{"Content-Transfer-Encoding", " base64 "}, {"Content-Disposition", "attachment; filename=a.txt"},
		{"Message-ID", "<a b@c>"}, {"Message-Id", " <1@example.ro> "}, {"Auto-Submitted", "no"}, {"Precedence", "first-class"},
	} {
		h.add(f.name, f.value)
	}
	want := content.Head{Type: "multipart/mixed; boundary=x", Transfer: "base64", Disposition: "attachment; filename=a.txt"}
	if diff := cmp.Diff(want, h.body()); diff != "" {
		t.Error(diff)
	}
	if got := h.lead.String(); got != "one\ntwo\nthree\nfour" {
		t.Errorf("%q", got)
	}
	if h.messageID != "<1@example.ro>" || h.automatic || h.subject != "one" {
		t.Errorf("%q %v %q", h.messageID, h.automatic, h.subject)
	}
}

func TestMailThatSaysNothingIsPlainText(t *testing.T) {
	var h header
	if got := h.body(); got != (content.Head{Type: "text/plain"}) {
		t.Errorf("%+v", got)
	}
}

// TestHeaderIsBounded: who sends a subject without end fills no memory.
func TestHeaderIsBounded(t *testing.T) {
	var h header
	for range 200 {
		h.add("Subject", strings.Repeat("ș", 1000))
		h.add("Content-Type", strings.Repeat("x", fieldLimit+1))
	}
	if h.lead.Len() > leadLimit || !utf8.ValidString(h.lead.String()) || h.head.Type != "" {
		t.Errorf("%d bytes, valid %v, type of %d bytes", h.lead.Len(), utf8.ValidString(h.lead.String()), len(h.head.Type))
	}
}

func TestInside(t *testing.T) {
	o := Options{Inside: []string{"example.ro", ".example.org"}}
	for address, want := range map[string]bool{
		"ana@example.ro": true, "ana@EXAMPLE.ro": true, "ana@example.ro.": true, "root": true,
		"ana@sub.example.ro": false, "ana@sub.example.org": true, "ana@example.org": false, "ana@badexample.org": false,
		"ana@elsewhere.example": false, "ana%elsewhere.example@example.ro": false, "elsewhere!ana@example.ro": false,
		"@example.ro:ana@elsewhere.example": false, "@elsewhere.example:ana@example.ro": false, "\"ana@elsewhere.example\"@example.ro": false, "": true,
	} {
		if got := o.inside(address); got != want {
			t.Errorf("%q: %v", address, got)
		}
	}
}

// FuzzHeader: whatever a field says, what is kept is bounded and valid text.
func FuzzHeader(f *testing.F) {
	f.Add("Subject", "=?utf-8?q?=C8=98?= =?utf-16?b?//4=?=")
	f.Add("Content-Type", "text/plain; charset=\"utf-8\"\r\n ;x=y")
	f.Add("Message-ID", "<a@b>")
	f.Add("Precedence", "BULK")
	f.Add("Keywords", "=?iso-2022-jp?b?GyRC?=\xff")
	f.Fuzz(func(t *testing.T, name, value string) {
		var h header
		for range 3 {
			h.add(name, value)
		}
		if !utf8.ValidString(h.lead.String()) || h.lead.Len() > leadLimit {
			t.Error("not text, or too much")
		}
		if strings.ContainsAny(h.body().Type+h.messageID+h.head.Disposition, "\r\n") {
			t.Error("a line end is kept")
		}
		if id := h.messageID; id != "" && !isMessageID(id) {
			t.Error("an id that is none")
		}
		_ = prefixed("[ATENȚIE]", value)
	})
}
