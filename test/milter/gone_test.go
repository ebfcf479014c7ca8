package milter

import (
	"strings"
	"testing"
)

// TestAway: while Pecete is away mail is put off or passes, as the configuration says, and
// the next is judged as soon as it is there again.
func TestAway(t *testing.T) {
	for action, code := range map[string]int{"": 451, "accept": 250} {
		t.Run("default action "+action, func(t *testing.T) {
			c := open(t, Settings{Action: action})
			if err := c.Pecete.Kill(); err != nil {
				t.Fatal(err)
			}
			if r := c.send(Letter("Raport", Plain(secret))); r.Code != code {
				t.Error(r)
			}
			c.start()
			if r := c.send(Letter("Raport", Plain(secret))); r.Code != 550 {
				t.Error(r)
			}
		})
	}
}

// TestNothingOfAMailIsKept: after mails of all kinds there is nothing of them in the log of
// Pecete, in a file of its, or in the log of Postfix, nor in what anybody is told.
func TestNothingOfAMailIsKept(t *testing.T) {
	const canary = "Canarul7d3f"
	c := open(t, Settings{Args: []string{"--log-level", "debug", "--milter-on-warn", "quarantine", "--on-missed", "block"}, Notices: true})
	if err := c.Pecete.Stop(); err != nil { // and again in a folder without anything
		t.Fatal(err)
	}
	t.Chdir(t.TempDir())
	t.Setenv("TMPDIR", t.TempDir())
	c.start()
	word, err := Attached(canary + "\r\n" + secret)
	if err != nil {
		t.Fatal(err)
	}
	for _, body := range []part{
		Plain(harmless + canary), Plain(personal + canary), Plain(secret + "\r\n" + canary),
		Multipart("mixed", canary, Plain(canary), word), {kind: "application/" + canary, body: canary},
		{kind: "text/plain; charset=" + canary, transfer: canary, body: canary + "\xff\xfe"},
	} {
		r := c.send(Letter(canary, body, "X-"+canary+": "+canary, "X-Pecete-Verdict: "+canary))
		if strings.Contains(r.Text, canary) {
			t.Error(r)
		}
	}
	for _, notice := range c.delivered(1, "Auto-Submitted: auto-replied") {
		if strings.Contains(notice.Text, canary) {
			t.Error("a notice quotes the mail")
		}
	}
	c.checkFiles(t)
	if err := c.Pecete.Stop(); err != nil { // its log is whole then
		t.Fatal(err)
	}
	for name, log := range map[string]string{"Pecete": c.Logged(), "Postfix": c.postfixLog()} {
		if strings.Contains(log, canary) || len(log) < 1000 {
			t.Errorf("the log of %s: %s", name, log)
		}
	}
	c.Pecete = nil
}
