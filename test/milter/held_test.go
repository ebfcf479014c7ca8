package milter

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/pecete/pecete/test/milter/postfix"
	"github.com/pecete/pecete/test/milter/sink"
)

// inHold waits for a number of mails in the hold queue, and gives them.
func (c *scene) inHold(count int) []postfix.Queued {
	c.Helper()
	for until := time.Now().Add(20 * time.Second); ; time.Sleep(100 * time.Millisecond) {
		queued, err := c.Queue(context.Background())
		if err != nil {
			c.Fatal(err)
		}
		var held []postfix.Queued
		for _, one := range queued {
			if one.Queue == "hold" {
				held = append(held, one)
			}
		}
		if len(held) >= count || time.Now().After(until) {
			if len(held) != count {
				c.Errorf("%d mails on hold, not %d", len(held), count)
			}
			return held
		}
	}
}

// TestHeld: a mail with a verdict of BLOCK is taken and held, its sender is told in a
// notice, and it is delivered once an administrator says so. The others pass.
func TestHeld(t *testing.T) {
	c := open(t, Settings{Args: []string{"--milter-on-block", "quarantine"}, Notices: true})
	if r := c.send(Letter("Raport", Plain(secret), "Message-ID: <1@example.ro>")); r.Code != 250 {
		t.Fatal(r)
	}
	if r := c.send(Letter("Contract", Plain(personal))); r.Code != 250 {
		t.Fatal(r)
	}
	held := c.inHold(1)
	if t.Failed() {
		t.FailNow()
	}
	mail := c.cat(held[0].ID)
	c.logs(t, `"queue_id":"`+held[0].ID+`"`)
	for _, want := range []string{"X-Pecete-Verdict: block\n", "X-Pecete-Reference: r", "X-Pecete-Detectors: marking.ro"} {
		if !strings.Contains(mail, want) {
			t.Errorf("no %q in the held mail", want)
		}
	}
	c.delivered(1, "X-Pecete-Verdict: warn")
	c.checkNotice(t, c.delivered(1, "Auto-Submitted: auto-replied"))
	if err := c.Release(t.Context()); err != nil {
		t.Fatal(err)
	}
	c.delivered(1, "Raport privind paza obiectivului")
	if mails := c.Sink.Mails(); len(mails) != 3 {
		t.Errorf("%d mails delivered, not two and a notice", len(mails))
	}
}

// checkNotice checks a notice as it arrived.
func (c *scene) checkNotice(t *testing.T, notices []sink.Mail) {
	t.Helper()
	if len(notices) != 1 {
		t.Fatalf("%d notices", len(notices))
	}
	notice := notices[0]
	if notice.From != "" || strings.Join(notice.To, ",") != "ana@example.ro" {
		t.Errorf("from %q to %q", notice.From, notice.To)
	}
	if got := strings.Join(notice.Header("In-Reply-To"), ","); got != "<1@example.ro>" {
		t.Errorf("about %q", got)
	}
	text := unquoted(t, notice.Body())
	for _, want := range []string{"Bună ziua,", "Hello,", "marcajul STRICT SECRET", "marked STRICT SECRET", "administratorului"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in the notice", want)
		}
	}
	for _, never := range []string{"Raport", "paza obiectivului", "00/1234"} {
		if strings.Contains(text, never) {
			t.Errorf("%q in the notice", never)
		}
	}
}

// TestWarnStopped: policy stops WARN, and what cannot be read, each in its way.
func TestWarnStopped(t *testing.T) {
	c := open(t, Settings{Args: []string{"--on-warn", "block", "--on-missed", "block", "--milter-on-warn", "quarantine"}})
	picture := part{kind: "image/png", transfer: "base64", disposition: "attachment; filename=scan.png", body: inBase64("\x89PNG\r\n\x1a\n" + strings.Repeat("\x00\x01\x02\x03", 100))}
	for _, mail := range [][]byte{Letter("Contract", Plain(personal)), Letter("Scan", Multipart("mixed", "m", Plain(harmless), picture))} {
		if r := c.send(mail); r.Code != 250 {
			t.Error(r)
		}
	}
	if r := c.send(Letter("Raport", Plain(secret))); r.Code != 550 {
		t.Error(r)
	}
	if r := c.send(Letter("Teatru", Plain(harmless))); r.Code != 250 {
		t.Error(r)
	}
	c.delivered(1, "teatrului")
	for _, one := range c.inHold(2) {
		if mail := c.cat(one.ID); strings.Contains(mail, "Subject: Scan") && !strings.Contains(mail, "X-Pecete-Missed: ") {
			t.Error("the note does not say that something was not read")
		}
	}
	if mails := c.Sink.Mails(); len(mails) != 1 {
		t.Errorf("%d mails delivered", len(mails))
	}
}

// TestInside: mail that stays inside is not judged, unless somebody outside gets it too.
func TestInside(t *testing.T) {
	c := open(t, Settings{Args: []string{"--milter-inside", "example.ro"}})
	mail := Letter("Raport", Plain(secret), "X-Pecete-Verdict: ALLOW")
	for _, one := range []struct {
		to   []string
		code int
	}{
		{[]string{"eva@example.ro"}, 250},
		{[]string{"eva@example.ro", "ion@elsewhere.example"}, 550},
		{[]string{"eva%elsewhere.example@example.ro"}, 550},
	} {
		r, err := SendOne(c.SMTP, "ana@example.ro", mail, one.to...)
		if err != nil || r.Code != one.code {
			t.Errorf("%v: %v %v", one.to, r, err)
		}
	}
	for _, one := range c.delivered(1, "") {
		if len(one.Header("X-Pecete-Verdict")) > 0 {
			t.Error("a forged note is left")
		}
	}
}
