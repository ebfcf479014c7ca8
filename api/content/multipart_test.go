package content

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"
)

func lines(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

func TestMultipart(t *testing.T) {
	inner := lines("--i\nContent-Type: text/html; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n<p>Pre=C8=9B: <b>12=\n0</b> lei=3D\n--i--\n")
	for _, c := range []struct{ name, kind, body, want string }{
		{"a form with a field and a file", "multipart/form-data; boundary=b", lines("--b\nContent-Disposition: form-data; name=\"cnp\"\n\n1960101123458\n--b\nContent-Disposition: form-data; name=\"f\"; filename=\"Fișă Popa.txt\"\nContent-Type: text/plain\n\nAna are mere\n--b--\n"),
			"cnp: 1960101123458\nf: Fișă Popa.txt\nAna are mere\n"},
		{"line ends of one byte, no end", "multipart/form-data; boundary=b", "--b\nContent-Disposition: form-data; name=a\n\n1\n--b\nContent-Disposition: form-data; name=c\n\n2", "a: 1\nc: 2\n"},
		{"a boundary that begins another", "multipart/mixed; boundary=b", lines("--b\n\n--bc\n--b-\n--b--x\n--b--"), "--bc\r\n--b-\nx\n"},
		{"text before and behind the parts", "multipart/mixed; boundary=b", lines("unu\n--b\n\ndoi\n--b--\ntrei\n--b\n\npatru"), "unu\ndoi\ntrei\npatru\n"},
		{"a part in a part, in lines of quoted-printable", "multipart/mixed; boundary=o", lines("--o\nContent-Type: multipart/alternative; boundary=i\n\n") + inner + lines("--o\nContent-Transfer-Encoding: BASE64\n\n"+base64.StdEncoding.EncodeToString([]byte(romanian))[:20]+"\n "+base64.StdEncoding.EncodeToString([]byte(romanian))[20:]+"\n--o--"),
			"Preț: 120 lei=\n" + romanian},
		{"an inner body without end", "multipart/mixed; boundary=o", lines("--o\nContent-Type: multipart/mixed; boundary=i\n\n--i\n\nunu\n--o\n\ndoi\n--o--"), "unu\ndoi\n"},
		{"a name in another charset, encoded words, RFC 2231", "multipart/mixed; boundary=b", lines("--b\nContent-Disposition: attachment; filename*=utf-8''C%C4%83r%C8%9Bi.txt\n\nx\n--b\nContent-Type: text/plain; name=\"=?iso-8859-2?Q?=BAir?=\"\n\ny\n--b\nContent-Disposition: attachment; filename=a b;c.txt\n\nz\n--b--"),
			"Cărți.txt\nx\nşir\ny\na b\nz\n"},
		{"a boundary that nobody tells", "multipart/form-data", lines("--zz\nContent-Disposition: form-data; name=a\n\n1\n--zz--"), "a: 1\n"},
		{"a header that is folded", "multipart/mixed; boundary=b", lines("--b\nContent-Type: text/plain;\n charset=windows-1250\nnothing here\n\n\xba\n--b--"), "ş\n"},
		{"a part without header", "multipart/mixed; boundary=\"b c\"", lines("--b c\n\nAna\n--b c--"), "Ana\n"},
		{"a value that looks like a form", "multipart/form-data; boundary=b", lines("--b\nContent-Disposition: form-data; name=a\n\nv+%b/BA=b&c\n--b--"), "a: v+%b/BA=b&c\n"},
		{"JSON in a field", "multipart/form-data; boundary=b", lines("--b\nContent-Disposition: form-data; name=a\nContent-Type: application/json\n\n{\"cnp\":\"1\"}\n--b--"), "a: \ncnp: 1\n"},
	} {
		t.Run(c.name, func(t *testing.T) { check(t, Head{Type: c.kind}, c.body, c.want) })
	}
	t.Run("no boundary anywhere", func(t *testing.T) {
		check(t, Head{Type: "multipart/mixed"}, "Ana are mere", "Ana are mere\n", MissedBroken)
	})
	t.Run("a picture and an encrypted part", func(t *testing.T) {
		check(t, Head{Type: "multipart/mixed; boundary=b"}, lines("--b\nContent-Type: image/png\n\n\x89PNG\r\n\x1a\n\x00\n--b\nContent-Type: application/pkcs7-mime; smime-type=enveloped-data\n\n\x30\x80\x06\n--b\n\nx\n--b--"), "x\n", MissedType, MissedEncrypted)
	})
	t.Run("a thousand parts and one", func(t *testing.T) {
		var body strings.Builder
		for i := range 1001 {
			fmt.Fprintf(&body, "--b\r\n\r\np%d\r\n", i)
		}
		got, missed := read(t, Head{Type: "multipart/mixed; boundary=b"}, strings.NewReader(body.String()), Limits{})
		if !strings.HasSuffix(got, "\np999\n") || len(missed) != 1 || missed[0] != MissedTooMany {
			t.Errorf("...%q, missed %v", got[len(got)-10:], missed)
		}
	})
	t.Run("parts in parts without end", func(t *testing.T) {
		var body strings.Builder
		for i := range 50 {
			fmt.Fprintf(&body, "--b%d\r\nContent-Type: multipart/mixed; boundary=b%d\r\n\r\n", i, i+1)
		}
		_, missed := read(t, Head{Type: "multipart/mixed; boundary=b0"}, strings.NewReader(body.String()), Limits{})
		if len(missed) != 1 || missed[0] != MissedTooDeep {
			t.Errorf("missed %v", missed)
		}
	})
}

func TestMail(t *testing.T) {
	mail := lines("From: ana@exemplu.ro\nSubject: =?utf-8?B?RmnImcSD?= =?utf-8?Q?_de_angajat?=\nContent-Type: multipart/mixed; boundary=m\n\n--m\n\nCNP 1960101123458\n--m\nContent-Type: message/rfc822\n\nSubject: Re: vechi\n\ntextul vechi\n--m--\n")
	check(t, Head{Type: "message/rfc822"}, mail, "Subject: Fișă de angajat\nCNP 1960101123458\nSubject: Re: vechi\ntextul vechi\n")
	check(t, Head{Type: "message/rfc822"}, "Subject: gol\r\n\r\n", "Subject: gol\n")
	check(t, Head{Type: "text/plain", Transfer: "x-uuencode"}, "abc", "abc\n", MissedEncoding)
}

func TestTransferEncodings(t *testing.T) {
	for _, c := range []struct{ name, transfer, body, want string }{
		{"base64 of two pieces", "base64", "QW5h\r\nIGE=cmUgbQ==ZXJl", "Ana are mere\n"},
		{"base64 cut short", "base64", "QW5hIG", "Ana \n"},
		{"base64 of URLs", "base64", "w78_w74-", "ÿ?þ>\n"},
		{"soft line ends with white space", "quoted-printable", "Ana= \t\r\n are= \nmere=", "Ana aremere\n"},
		{"what is no escape", "quoted-printable", "a=zz=4 = 5=C4=83=", "a=zz=4 = 5ă\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			check(t, Head{Type: "text/plain; charset=utf-8", Transfer: c.transfer}, c.body, c.want)
		})
	}
}
