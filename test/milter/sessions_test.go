package milter

import (
	"bufio"
	"fmt"
	"io"
	"mime/quotedprintable"
	"net"
	"os"
	"strings"
	"testing"
	"time"
)

// cat gives a mail of the queue.
func (c *scene) cat(id string) string {
	c.Helper()
	mail, err := c.Cat(c.Context(), id)
	if err != nil {
		c.Fatal(err)
	}
	return mail
}

// postfixLog gives what Postfix logged.
func (c *scene) postfixLog() string {
	c.Helper()
	log, err := os.ReadFile(c.LogFile())
	if err != nil {
		c.Fatal(err)
	}
	return string(log)
}

// unquoted decodes quoted-printable.
func unquoted(t *testing.T, body string) string {
	t.Helper()
	text, err := io.ReadAll(quotedprintable.NewReader(strings.NewReader(body)))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// TestSessions: several mails in a session, to several recipients, with some given up
// midway; each is judged for itself.
func TestSessions(t *testing.T) {
	c := open(t, Settings{})
	s, err := Dial(c.SMTP)
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	to := []string{"ion@elsewhere.example", "eva@elsewhere.example", "dan@example.ro"}
	for round := range 3 {
		if r, err := s.Send("ana@example.ro", to, Letter(fmt.Sprint("bun-", round), Plain(harmless))); err != nil || r.Code != 250 {
			t.Fatal(r, err)
		}
		if err := s.Mail("ana@example.ro"); err != nil {
			t.Fatal(err)
		}
		if err := s.Rcpt(to[0]); err != nil {
			t.Fatal(err)
		}
		if err := s.Reset(); err != nil {
			t.Fatal(err)
		}
		if r, err := s.Send("ana@example.ro", to, Letter("rău", Plain(secret))); err != nil || r.Code != 550 {
			t.Fatal(r, err)
		}
		if r, err := s.Send("ana@example.ro", to, Letter(fmt.Sprint("atent-", round), Plain(personal))); err != nil || r.Code != 250 {
			t.Fatal(r, err)
		}
	}
	if err := s.Quit(); err != nil {
		t.Error(err)
	}
	mails := c.delivered(6, "Subject: ")
	recipients := 0
	for _, mail := range mails {
		recipients += len(mail.To)
		if warned := len(mail.Header("X-Pecete-Verdict")) > 0; warned != strings.Contains(mail.Text, "Subject: atent") {
			t.Errorf("noted %v: %q", warned, mail.Header("Subject"))
		}
	}
	if len(mails) != 6 || recipients != 18 {
		t.Errorf("%d mails for %d recipients", len(mails), recipients)
	}
}

// TestGivenUpMidway: a client that goes away in the middle of a mail leaves nothing.
func TestGivenUpMidway(t *testing.T) {
	c := open(t, Settings{})
	for _, upTo := range []int{0, 1, 200, 100_000} {
		s, err := Dial(c.SMTP)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Mail("ana@example.ro"); err != nil {
			t.Fatal(err)
		}
		if err := s.Rcpt("ion@elsewhere.example"); err != nil {
			t.Fatal(err)
		}
		data, err := s.Data()
		if err != nil {
			t.Fatal(err)
		}
		mail := Letter("pe jumătate", Plain(strings.Repeat(harmless+"\r\n", 5000)))
		if _, err := data.Write(mail[:upTo]); err != nil {
			t.Fatal(err)
		}
		_ = s.Close()
	}
	if r := c.send(Letter("întreg", Plain(harmless))); r.Code != 250 {
		t.Error(r)
	}
	c.delivered(1, "teatrului")
	if mails := c.Sink.Mails(); len(mails) != 1 {
		t.Errorf("%d mails delivered", len(mails))
	}
}

// TestPipelining: commands that come all at once are answered each.
func TestPipelining(t *testing.T) {
	c := open(t, Settings{})
	conn, err := net.Dial("tcp", c.SMTP)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(time.Minute))
	lines := bufio.NewScanner(conn)
	expect := func(codes ...string) {
		t.Helper()
		for _, code := range codes {
			for lines.Scan() && strings.HasPrefix(lines.Text()[3:], "-") {
			}
			if !strings.HasPrefix(lines.Text(), code) {
				t.Fatalf("%s instead of %s", lines.Text(), code)
			}
		}
	}
	say := func(said ...string) { fmt.Fprint(conn, strings.Join(said, "\r\n")+"\r\n") }
	expect("220")
	say("EHLO client.example.ro")
	expect("250")
	envelope := []string{"MAIL FROM:<ana@example.ro> BODY=8BITMIME", "RCPT TO:<ion@elsewhere.example>", "DATA"}
	say(envelope...)
	expect("250", "250", "354")
	for _, one := range []struct {
		body, code string
	}{{harmless, "250"}, {secret, "550"}, {personal, "250"}, {secret, "550"}} {
		say(append([]string{string(Letter("în șir", Plain(one.body))) + "."}, envelope...)...) // the next at once
		expect(one.code, "250", "250", "354")
	}
	say(".", "QUIT")
	expect("250", "221")
	c.delivered(1, "teatrului")
	c.delivered(1, "X-Pecete-Verdict: warn")
}

// TestSendmail: mail of the machine's own programs is judged too.
func TestSendmail(t *testing.T) {
	c := open(t, Settings{})
	for _, body := range []string{secret, personal} {
		if err := c.Sendmail(t.Context(), "ana@example.ro", "ion@elsewhere.example", Letter("Raport", Plain(body))); err != nil {
			t.Fatal(err)
		}
	}
	c.delivered(1, "X-Pecete-Verdict: warn")
	// what was taken and then refused goes back to its sender
	bounced := c.delivered(1, "MAILER-DAEMON")
	if len(bounced) == 1 && !strings.Contains(bounced[0].Text, "Mesaj respins") {
		t.Error("what goes back does not say why")
	}
}

// TestSocket: Postfix reaches the filter at a unix socket.
func TestSocket(t *testing.T) {
	c := open(t, Settings{Socket: true})
	if r := c.send(Letter("Raport", Plain(secret))); r.Code != 550 {
		t.Error(r)
	}
	if r := c.send(Letter("Teatru", Plain(harmless))); r.Code != 250 {
		t.Error(r)
	}
	c.delivered(1, "teatrului")
}
