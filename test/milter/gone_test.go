package main

import (
	"strings"
	"testing"
	"time"

	"github.com/pecete/pecete/test/milter/sink"
)

// TestAway: while Pecete is away mail is put off or passes, as the configuration says, and
// the next is judged as soon as it is there again.
func TestAway(t *testing.T) {
	for action, code := range map[string]int{"": 451, "accept": 250} {
		t.Run("default action "+action, func(t *testing.T) {
			c := open(t, settings{action: action})
			if err := c.pecete.Kill(); err != nil {
				t.Fatal(err)
			}
			if r := c.send(letter("Raport", plain(secret))); r.code != code {
				t.Error(r)
			}
			c.start()
			if r := c.send(letter("Raport", plain(secret))); r.code != 550 {
				t.Error(r)
			}
		})
	}
}

// TestRestartedUnderLoad: Pecete is stopped and killed while mails come in, many at once.
// Each that Postfix took arrives once and as it was; where Postfix waits for Pecete, none
// leaves that must not.
func TestRestartedUnderLoad(t *testing.T) {
	const mails = 240
	for action, waits := range map[string]bool{"": true, "accept": false} {
		t.Run("default action "+action, func(t *testing.T) {
			c := open(t, settings{action: action})
			l := &load{address: c.SMTP, senders: 6}
			sent := make(chan error, 1)
			go func() { sent <- l.run(t.Context(), mails) }()
			err := c.restart(sent)
			if err != nil {
				t.Fatal(err)
			}
			came, err := c.sink.Await(len(l.taken), time.Minute, func(sink.Mail) bool { return true })
			if err != nil {
				t.Error(err)
			}
			a := l.arrived(came)
			t.Logf("%d taken, %d refused, put off %d times: %+v", len(l.taken), len(l.refused), l.putOff, a)
			if a.lost+a.twice+a.changed > 0 {
				t.Errorf("%+v", a)
			}
			if waits && (a.stopped > 0 || a.unnoted > 0 || len(l.refused) != mails/kinds) {
				t.Errorf("%d refused, %+v", len(l.refused), a)
			}
			if len(l.taken)+len(l.refused) != mails || len(came) != len(l.taken) {
				t.Errorf("%d and %d of %d, %d came", len(l.taken), len(l.refused), mails, len(came))
			}
		})
	}
}

// restart stops and kills Pecete in turn, until all mails are sent.
func (c *scene) restart(sent <-chan error) error {
	for round := 0; ; round++ {
		select {
		case err := <-sent:
			return err
		case <-time.After(700 * time.Millisecond):
		}
		end := c.pecete.Kill
		if round%2 == 0 {
			end = c.pecete.Stop
		}
		if err := end(); err != nil {
			return err
		}
		time.Sleep(300 * time.Millisecond)
		c.start()
	}
}

// TestNothingOfAMailIsKept: after mails of all kinds there is nothing of them in the log of
// Pecete, in a file of its, or in the log of Postfix, nor in what anybody is told.
func TestNothingOfAMailIsKept(t *testing.T) {
	const canary = "Canarul7d3f"
	t.Chdir(t.TempDir())
	t.Setenv("TMPDIR", t.TempDir())
	c := open(t, settings{args: []string{"--log-level", "debug", "--milter-on-warn", "quarantine", "--on-missed", "block"}, notices: true})
	word, err := attached(canary + "\r\n" + secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range []part{
		plain(harmless + canary), plain(personal + canary), plain(secret + "\r\n" + canary),
		multipart("mixed", canary, plain(canary), word), {kind: "application/" + canary, body: canary},
		{kind: "text/plain; charset=" + canary, transfer: canary, body: canary + "\xff\xfe"},
	} {
		r := c.send(letter(canary, body, "X-"+canary+": "+canary, "X-Pecete-Verdict: "+canary))
		if strings.Contains(r.text, canary) {
			t.Error(r)
		}
	}
	for _, notice := range c.delivered(1, "Auto-Submitted: auto-replied") {
		if strings.Contains(notice.Text, canary) {
			t.Error("a notice quotes the mail")
		}
	}
	for name, log := range map[string]string{"Pecete": c.logged(), "Postfix": c.postfixLog()} {
		if strings.Contains(log, canary) || !strings.Contains(log, "info") && name == "Pecete" {
			t.Errorf("the log of %s: %s", name, log)
		}
	}
	c.checkFiles(t)
}
