package icap

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pecete/pecete/api/content"
	"github.com/pecete/pecete/api/inspection"
)

func TestEncapsulated(t *testing.T) {
	const most = 1000
	good := []struct {
		method, value string
		want          encapsulated
	}{
		{methodREQMOD, "req-hdr=0, req-body=412", encapsulated{requestHead: 412, hasBody: true}},
		{methodREQMOD, "req-hdr=0,null-body=1000", encapsulated{requestHead: 1000}},
		{methodREQMOD, "req-body=0", encapsulated{hasBody: true}},
		{methodREQMOD, " null-body=0 ", encapsulated{}},
		{methodRESPMOD, "req-hdr=0, res-hdr=137, res-body=296", encapsulated{requestHead: 137, responseHead: 159, hasBody: true}},
		{methodRESPMOD, "req-hdr=0 ,\tres-body=137", encapsulated{requestHead: 137, hasBody: true}},
		{methodRESPMOD, "res-hdr=0, null-body=137", encapsulated{responseHead: 137}},
		{methodOptions, "opt-body=0", encapsulated{hasBody: true}},
		{methodOptions, "null-body=0", encapsulated{}},
	}
	for _, test := range good {
		got, err := parseEncapsulated(test.value, test.method, most)
		if err != nil || got != test.want {
			t.Errorf("%s %q: got %+v, %v", test.method, test.value, got, err)
		}
	}
	bad := map[string][2]string{
		"nothing":                        {methodREQMOD, ""},
		"no body":                        {methodREQMOD, "req-hdr=0"},
		"nothing behind a comma":         {methodREQMOD, "req-hdr=0, req-body=4,"},
		"not from the beginning":         {methodREQMOD, "req-hdr=1, req-body=4"},
		"a body not from the beginning":  {methodREQMOD, "req-body=4"},
		"backwards":                      {methodRESPMOD, "req-hdr=0, res-hdr=9, res-body=8"},
		"an empty head":                  {methodREQMOD, "req-hdr=0, req-body=0"},
		"a head twice":                   {methodREQMOD, "req-hdr=0, req-hdr=4, req-body=8"},
		"heads the other way round":      {methodRESPMOD, "res-hdr=0, req-hdr=4, res-body=8"},
		"a head of the other method":     {methodREQMOD, "req-hdr=0, res-hdr=4, req-body=8"},
		"a body of the other method":     {methodREQMOD, "req-hdr=0, res-body=8"},
		"a body of the other method too": {methodRESPMOD, "res-hdr=0, req-body=8"},
		"two bodies":                     {methodREQMOD, "req-body=0, null-body=0"},
		"a head of OPTIONS":              {methodOptions, "req-hdr=0, opt-body=8"},
		"a head behind the body":         {methodREQMOD, "req-body=0, req-hdr=8"},
		"a sign":                         {methodREQMOD, "req-hdr=0, req-body=+8"},
		"hexadecimal":                    {methodREQMOD, "req-hdr=0, req-body=0x8"},
		"too large a number":             {methodREQMOD, "req-hdr=0, req-body=18446744073709551624"},
		"too large a head":               {methodREQMOD, "req-hdr=0, req-body=1001"},
		"another name":                   {methodREQMOD, "req-hdr=0, body=8"},
		"no number":                      {methodREQMOD, "req-hdr, req-body=8"},
		"a space before the number":      {methodREQMOD, "req-hdr= 0, req-body=8"},
	}
	for name, test := range bad {
		if got, err := parseEncapsulated(test[1], test[0], most); err == nil {
			t.Errorf("%s: got %+v", name, got)
		}
	}
}

func TestMessageHeads(t *testing.T) {
	tests := map[string]struct {
		head string
		want message
	}{
		"a form": {
			"POST http://a.example/x y?z HTTP/1.1\r\ncontent-TYPE: application/x-www-form-urlencoded \r\nContent-Length: 5\r\nContent-Length: 5\r\n\r\n",
			message{method: "POST", target: "http://a.example/x y?z", content: content.Head{Type: "application/x-www-form-urlencoded"}},
		},
		"what is said of a body": {
			"PUT / HTTP/1.0\r\nContent-Encoding: gzip\r\nContent-Encoding: br\r\nContent-Disposition: attachment; filename=a.docx\r\n\r\n",
			message{method: "PUT", target: "/", content: content.Head{Encoding: "gzip, br", Disposition: "attachment; filename=a.docx"}},
		},
		"two types are none": {
			"PUT / HTTP/1.1\r\nContent-Type: image/png\r\nContent-Type: text/plain\r\n\r\n",
			message{method: "PUT", target: "/"},
		},
		"what is preferred": {
			"GET / HTTP/1.1\r\nAccept: a\r\nAccept: b\r\nAccept-Language: ro\r\nx-PECETE-verdict: allow\r\n\r\n",
			message{method: "GET", target: "/", accept: "a, b", acceptLanguage: "ro", noted: true},
		},
		"nothing but a first line": {"GET / HTTP/1.1\r\n\r\n", message{method: "GET", target: "/"}},
	}
	for name, test := range tests {
		got, err := parseMessage([]byte(test.head), true)
		got.types, got.lengths, got.length = 0, 0, ""
		if err != nil || got != test.want {
			t.Errorf("%s: got %+v, %v", name, got, err)
		}
	}
	for name, head := range map[string]string{
		"nothing":              "",
		"an end only":          "\r\n\r\n",
		"no version":           "GET /\r\n\r\n",
		"no target":            "GET HTTP/1.1\r\n\r\n",
		"a bare LF":            "GET / HTTP/1.1\nA: b\r\n\r\n",
		"a bare LF in a field": "GET / HTTP/1.1\r\nA: b\nC: d\r\n\r\n",
		"a bare CR":            "GET / HTTP/1.1\r\nA: b\rC: d\r\n\r\n",
		"a NUL":                "GET / HTTP/1.1\r\nA: b\x00\r\n\r\n",
		"something behind":     "GET / HTTP/1.1\r\n\r\nX",
		"an empty name":        "GET / HTTP/1.1\r\n: b\r\n\r\n",
		"a space in a name":    "GET / HTTP/1.1\r\nA b: c\r\n\r\n",
		"a name not of ASCII":  "GET / HTTP/1.1\r\nTransfer-Encodıng: c\r\n\r\n",
	} {
		if _, err := parseMessage([]byte(head), true); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}

func TestLead(t *testing.T) {
	tests := []struct {
		target   string
		withPath bool
		want     string
	}{
		{"http://a.example/x", false, ""},
		{"http://a.example/x?", false, ""},
		{"/search?q=CNP+al+meu&lang=ro", false, "q:\nCNP al meu\nlang: ro\n"},
		{"/?q=%C8%98tefan%20cel+Mare;x", false, "q:\nȘtefan cel Mare\nx\n"},
		{"/?a=%zz+b&&=c&d=", false, "a: %zz+b\n: c\nd: \n"},
		{"/?a=b#c?d=e", false, "a: b\n"},
		{"/?a=b?c=d", false, "a: b?c=d\n"},
		{"http://a.example/cnp/180%2001/?a=b", true, "cnp\n180 01\na: b\n"},
		{"/x//y", true, "x\ny\n"},
		{"*", false, ""},
	}
	for _, test := range tests {
		if got := inspection.Target(test.target, test.withPath); got != test.want {
			t.Errorf("%q: got %q", test.target, got)
		}
	}
}

func TestNotesReplaceThoseOfOthers(t *testing.T) {
	head := []byte(crlf("HTTP/1.1 200 OK\nX-Pecete-Verdict: allow\nA:  b \nx-pecete-: 1\nX-Pecetes: 2\n\n"))
	got := string(withNotes(head, []note{{Name: "X-Pecete-Verdict", Value: "warn"}}))
	if want := crlf("HTTP/1.1 200 OK\nA:  b \nX-Pecetes: 2\nX-Pecete-Verdict: warn\n\n"); got != want {
		t.Error(cmp.Diff(want, got))
	}
}

func TestExtensions(t *testing.T) {
	for line, want := range map[string]bool{
		"":                          false,
		"; ieof":                    true,
		";IEOF":                     true,
		"; a=b; ieof":               true,
		"; ieof=1 ; a":              true,
		`; a="; ieof"`:              false,
		`; a="\"; ieof"`:            false,
		`; a="\\"; ieof`:            true,
		"; xieof":                   false,
		`; a="b`:                    false,
		`; a="b\`:                   false,
		strings.Repeat("; b=c", 20): false,
	} {
		if got := hasExtension([]byte(line), "ieof"); got != want {
			t.Errorf("%q: got %v", line, got)
		}
	}
	for line, want := range map[string]int64{"0": 0, "a": 10, "1F ; x": 31, "000000000000010": 16, "fffffffffffffff": 1<<60 - 1} {
		if got, _, ok := parseChunkLine([]byte(line)); got != want || !ok {
			t.Errorf("%q: got %d, %v", line, got, ok)
		}
	}
	for _, line := range []string{"", " 1", "x", "1x", "-1", "+1", "0x1", "1 2", "0000000000000001"} {
		if _, _, ok := parseChunkLine([]byte(line)); ok {
			t.Errorf("%q is a size", line)
		}
	}
}
