package milter

import (
	"strings"
	"testing"

	"github.com/pecete/pecete/test/milter/sink"
)

// TestMails sends mails of all kinds through a Postfix: what is in them is found wherever
// it stands and however it is encoded.
func TestMails(t *testing.T) {
	c := open(t, Settings{Args: []string{"--milter-subject-prefix", "[ATENȚIE]"}})
	alternatives := func(text, html string) part {
		return Multipart("alternative", "alt", Plain(text), part{kind: "text/html; charset=utf-8", transfer: "quoted-printable", body: quoted(html)})
	}
	html := func(says string) string {
		return "<html><head><style>p { color: red }</style></head><body><p>" + strings.ReplaceAll(says, "\r\n", "</p><p>") + "</p></body></html>"
	}
	forwarded := func(says string) part {
		inner := Letter("Fwd: raport", Multipart("mixed", "inner", Plain(harmless), Plain(says)))
		return Multipart("mixed", "outer", Plain("Vezi mai jos."), part{kind: "message/rfc822", body: string(inner)})
	}
	word := func(says string) part { return func() part { p, err := Attached(says); return must(t, p, err) }() }
	big := strings.Repeat(strings.Repeat("Nimic deosebit în acest rând. ", 2)+"\r\n", 20<<20/66)
	for name, one := range map[string]struct {
		mail    []byte
		verdict string
	}{
		"clean":                         {Letter("Teatru", Plain(harmless)), ""},
		"WARN":                          {Letter("Contract", Plain(personal)), "warn"},
		"BLOCK":                         {Letter("Raport", Plain(secret)), "block"},
		"HTML only":                     {Letter("Raport", part{kind: "text/html; charset=utf-8", transfer: "8bit", body: html(secret)}), "block"},
		"HTML only, WARN":               {Letter("Contract", part{kind: "text/html; charset=utf-8", transfer: "8bit", body: html(personal)}), "warn"},
		"base64":                        {Letter("Contract", part{kind: plainText, transfer: "base64", body: inBase64(personal)}), "warn"},
		"quoted-printable":              {Letter("Contract", part{kind: plainText, transfer: "quoted-printable", body: quoted(personal)}), "warn"},
		"windows-1250":                  {Letter("Contract", part{kind: "text/plain; charset=windows-1250", transfer: "8bit", body: "Numele: Ion \xAAerban, adres\xE3, CNP 1850228120011"}), "warn"},
		"a subject of encoded words":    {Letter("=?windows-1250?Q?Pentru_Ion_=AAerban,_CNP?= =?windows-1250?B?MTg1MDIyODEyMDAxMQ==?=", Plain(harmless)), "warn"},
		"a plain subject":               {Letter("CNP 1850228120011, Ion Popescu", Plain(harmless)), "warn"},
		"multipart/alternative, clean":  {Letter("Teatru", alternatives(harmless, html(harmless))), ""},
		"only in the HTML alternative":  {Letter("Contract", alternatives(harmless, html(personal))), "warn"},
		"only in the plain alternative": {Letter("Contract", alternatives(personal, html(harmless))), "warn"},
		"a forwarded mail":              {Letter("Fwd", forwarded(personal)), "warn"},
		"a forwarded mail, BLOCK":       {Letter("Fwd", forwarded(secret)), "block"},
		"a DOCX":                        {Letter("Raport", Multipart("mixed", "doc", Plain(harmless), word(secret))), "block"},
		"a DOCX, WARN":                  {Letter("Contract", Multipart("mixed", "doc", Plain(harmless), word(personal))), "warn"},
		"a DOCX, clean":                 {Letter("Teatru", Multipart("mixed", "doc", Plain(harmless), word(harmless))), ""},
		"20 MB":                         {Letter("Mult", Plain(big)), ""},
		"20 MB, and then a CNP":         {Letter("Mult", Plain(big+personal)), "warn"},
		"BLOCK, and then 20 MB":         {Letter("Mult", Plain(secret+"\r\n\r\n"+big)), "block"},
		"a base64 attachment of 20 MB":  {Letter("Mult", Multipart("mixed", "doc", Plain(harmless), part{kind: plainText, transfer: "base64", disposition: "attachment; filename=mult.txt", body: inBase64(big + personal)})), "warn"},
		"nothing at all":                {[]byte("\r\n"), ""},
		"a forged note":                 {Letter("Teatru", Plain(harmless), "X-Pecete-Verdict: BLOCK", "x-pecete-verdict: ALLOW", "X-Pecete-Reference : r1"), ""},
		"a forged note, WARN":           {Letter("Contract", Plain(personal), "X-Pecete-Verdict: ALLOW", "X-Pecete-Missed: canary"), "warn"},
	} {
		t.Run(name, func(t *testing.T) {
			c.Sink.Forget()
			r := c.send(one.mail)
			if one.verdict == "block" {
				c.checkRejected(t, r)
				return
			}
			if r.Code != 250 {
				t.Fatal(r)
			}
			checkDelivered(t, c.delivered(1, ""), one.mail, one.verdict)
		})
	}
}

// checkRejected checks what the sender of a mail that is stopped sees.
func (c *scene) checkRejected(t *testing.T, r Reply) {
	t.Helper()
	if r.Code != 550 || !strings.HasPrefix(r.Text, "5.7.1 Mesaj respins. ") || !strings.Contains(r.Text, " / Message rejected. ") || !strings.Contains(r.Text, "Referinta r") {
		t.Error(r)
	}
	_, after, _ := strings.Cut(r.Text, "Referinta ")
	reference, _, _ := strings.Cut(after, " ")
	c.logs(t, `"request_id":"`+reference+`"`)
	if mails := c.Sink.Mails(); len(mails) > 0 {
		t.Errorf("%d mails delivered", len(mails))
	}
}

// checkDelivered checks a mail that arrived: with the note that its verdict asks for, no
// other, and otherwise as it was sent.
func checkDelivered(t *testing.T, mails []sink.Mail, sent []byte, verdict string) {
	t.Helper()
	if len(mails) != 1 {
		t.Fatalf("%d mails delivered", len(mails))
	}
	mail := mails[0]
	_, body, _ := strings.Cut(strings.ReplaceAll(string(sent), "\r\n", "\n"), "\n\n")
	if mail.Body() != body {
		t.Errorf("a body of %d bytes instead of %d", len(mail.Body()), len(body))
	}
	if got := strings.Join(mail.Header("X-Pecete-Verdict"), ","); got != verdict {
		t.Errorf("the note says %q", got)
	}
	for _, name := range []string{"X-Pecete-Reference", "X-Pecete-Detectors"} {
		if got := len(mail.Header(name)); got > 1 || (got == 1) != (verdict != "") {
			t.Errorf("%d of %s", got, name)
		}
	}
	if strings.Contains(mail.Text, "canary") {
		t.Error("a forged note is left")
	}
	const prefix = "=?utf-8?q?[ATEN=C8=9AIE]"
	if subject := strings.Join(mail.Header("Subject"), ","); strings.HasPrefix(subject, prefix) != (verdict != "") {
		t.Errorf("the subject is %q", subject)
	}
}
