package main

import (
	"testing"

	"github.com/pecete/pecete/bench/corpus"
	"github.com/pecete/pecete/bench/peers"
)

// TestPeersAgree: a race is one only if all look for the same. The lines hold
// what the rules were written for.
func TestPeersAgree(t *testing.T) {
	rules, err := peers.Rules()
	if err != nil {
		t.Fatal(err)
	}
	lines := corpus.New(1, corpus.Mixed).Lines(100_000, 200)
	var first []bool
	for _, name := range []string{"regexp", "regexp2", "go-re2", "go-re2-set", "gitleaks"} {
		hit, err := contestant(name, rules)
		if err != nil {
			t.Fatal(err)
		}
		hits, differ := 0, 0
		for i, line := range lines {
			found := hit(line)
			if name == "regexp" {
				first = append(first, found)
			}
			if found {
				hits++
			}
			if found != first[i] {
				differ++
			}
		}
		if differ > 0 {
			t.Errorf("%s differs from regexp in %d lines", name, differ)
		}
		if want := len(lines) / 5; hits < want*9/10 || hits > want {
			t.Errorf("%s found something in %d of %d lines with an identifier", name, hits, want)
		}
	}
	if _, err := contestant("grep", rules); err == nil {
		t.Error("an unknown peer runs")
	}
}
