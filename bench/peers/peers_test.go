package peers

import (
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pecete/pecete/bench/corpus"
)

// examples hold what each rule is for, written by hand.
func examples() map[string]string {
	return map[string]string{
		"cnp": "CNP 1850228120011", "iban": "RO49 AAAA 1B31 0075 9384 0000", "phone": "0712 345 678", "email": "ana@exemplu.ro",
		"card": "4111 1111 1111 1111", "address": "str. Zorilor nr. 12", "plate": "CJ 12 ABC", "id card": "buletinul are seria CJ nr. 123456",
		"passport": "pașaport nr. 051234567", "tax number": "CUI: RO 12345678", "trade register": "J40/1234/2019", "marking": "strict  secret",
	}
}

func TestTwelveRulesFindWhatTheyAreNamedFor(t *testing.T) {
	rules, err := Rules()
	if err != nil || len(rules) != 12 {
		t.Fatalf("%d rules, %v", len(rules), err)
	}
	for _, rule := range rules {
		example := examples()[rule.Name]
		if !regexp.MustCompile(rule.Expression).MatchString(example) {
			t.Errorf("%s does not match %q", rule.Name, example)
		}
		for _, other := range rules {
			if other.Name != rule.Name && regexp.MustCompile(other.Expression).MatchString(example) {
				t.Errorf("%s matches %q too", other.Name, example)
			}
		}
		hasKeyword := len(rule.Keywords) == 0
		for _, word := range rule.Keywords {
			hasKeyword = hasKeyword || strings.Contains(strings.ToLower(example), word)
		}
		if !hasKeyword {
			t.Errorf("no keyword of %s is in %q", rule.Name, example)
		}
	}
}

// TestNativePeersAgree runs the programs in C++ that can be built here.
func TestNativePeersAgree(t *testing.T) {
	lines := corpus.New(1, corpus.Mixed).Lines(50_000, 200)
	c, err := New("..", t.TempDir(), lines)
	if err != nil {
		t.Fatal(err)
	}
	rules, err := Rules()
	if err != nil {
		t.Fatal(err)
	}
	want := 0
	for _, line := range lines {
		for _, rule := range rules {
			if regexp.MustCompile(rule.Expression).MatchString(line) {
				want++
				break
			}
		}
	}
	built, skipped := c.Native(t.Context())
	for name, reason := range skipped {
		t.Logf("skipped %s: %s", name, reason)
	}
	for _, peer := range built {
		outcome, err := peer.Race(t.Context(), 10*time.Millisecond)
		if err != nil || outcome.Hit != want || outcome.Lines != len(lines) || outcome.MBps() <= 0 {
			t.Errorf("%s: %+v, %v; want %d of %d lines", peer.Name, outcome, err, want, len(lines))
		}
	}
	if len(built)+len(skipped) != len(libraries()) {
		t.Errorf("%d built, %d skipped", len(built), len(skipped))
	}
}

func TestWhatCannotBeBuiltSaysWhy(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	c, err := New("..", t.TempDir(), []string{"salut"})
	if err != nil {
		t.Fatal(err)
	}
	built, skipped := c.Native(t.Context())
	if len(built) != 0 || skipped["RE2::Set"] != "there is no g++" {
		t.Errorf("%d built, %q", len(built), skipped)
	}
}

func TestAContestantThatFailsIsNamed(t *testing.T) {
	c := &Contest{}
	_, err := c.Engine("Pecete", "/nonexistent").Race(t.Context(), time.Second)
	if err == nil || !strings.Contains(err.Error(), "racing Pecete") {
		t.Error(err)
	}
	script := t.TempDir() + "/silent"
	if err := os.WriteFile(script, []byte("#!/bin/sh\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Engine("silent", script).Race(t.Context(), time.Second); err == nil {
		t.Error("a contestant that says nothing took part")
	}
}
