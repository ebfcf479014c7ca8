package classifier

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func drawAddress(t *rapid.T) string {
	mailbox := rapid.StringMatching(`[a-zA-Z0-9]{1,10}([._+-][a-zA-Z0-9]{1,8}){0,3}`).Draw(t, "mailbox")
	domain := rapid.StringMatching(`([a-z0-9]{1,8}(-[a-z0-9]{1,6}){0,2}\.){1,3}`).Draw(t, "domain")
	ending := rapid.SampledFrom([]string{"ro", "com", "eu", "md", "info", "online", "xn--p1ai"}).Draw(t, "ending")
	return mailbox + "@" + domain + ending
}

func TestEmailIsFoundExactly(t *testing.T) {
	c := newTestClassifier(t)
	rapid.Check(t, func(t *rapid.T) {
		address := drawAddress(t)
		around := rapid.SampledFrom([]string{
			"%s", "%s.", "%s, ok", "scrie la %s!", "<%s>", "(%s)", "\"%s\"", "'%s'", "mailto:%s", "e-mail:%s;", "Ana<%s>,", "%s\n", "ș😀 %s 😀",
			"%s...", "...%s", "- %s -", "%s: da", "tel 0712034567,%s", "_%s_", "*%s*", "[%s](x)", "mail=%s&x=1",
		}).Draw(t, "around")
		text := fmt.Sprintf(around, address)
		if found := c.foundBy("email", c.Classify(text, Query{}), text); !slices.Equal(found, []string{address}) {
			t.Fatalf("%q: found %q, want %q", text, found, address)
		}
	})
}

func TestEmailIsNotSeen(t *testing.T) {
	c := newTestClassifier(t)
	long := strings.Repeat("a", 65)
	for name, text := range map[string]string{
		"mention":                    "vezi @ana.popescu",
		"mention of a server":        "@ana@mastodon.social",
		"two signs":                  "ana@posta@firma.ro",
		"no domain":                  "ana@posta",
		"number as ending":           "ana@10.0.0.1",
		"version":                    "pachet@1.2.3",
		"one letter ending":          "ana@posta.r",
		"file name":                  "poza@2x.png",
		"dot before the sign":        "ana.@posta.ro",
		"nothing but marks":          "+-.@posta.ro",
		"mailbox over 64 characters": long + "@posta.ro",
		"login in a URL":             "ssh://ana@server.firma.ro",
		"repository":                 "git@firma.ro:ana/cod",
		"remote path":                "scp a ana@firma.ro:/tmp/a",
		"parameter of a URL":         "https://firma.ro/?m=ana@posta.ro",
		"spaces around":              "ana @ posta . ro",
	} {
		t.Run(name, func(t *testing.T) {
			if found := c.foundBy("email", c.Classify(text, Query{}), text); len(found) > 0 {
				t.Errorf("%q: found %q", text, found)
			}
		})
	}
}

func FuzzEmail(f *testing.F) {
	for _, text := range []string{"ana@posta.ro", "@", "a@b@c.ro", "..a@b..ro.", "_a@b.ro_", "ana@țară.ro", "a@b.ro:c/d"} {
		f.Add(text)
	}
	c := newTestClassifier(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, finding := range c.Classify(text, Query{}).Findings {
			if finding.Detector != "email" || hides(&finding) {
				continue
			}
			var v view
			v.read(text[finding.Start:finding.End])
			mailbox, domain, ok := strings.Cut(string(v.lower), "@")
			if !ok || mailbox == "" || strings.ContainsAny(domain, "@ \n") || !strings.Contains(domain, ".") {
				t.Errorf("a finding that is no address, %d bytes", finding.End-finding.Start)
			}
		}
	})
}
