package main

import (
	"strings"
	"testing"
	"time"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
	"github.com/pecete/pecete/patterns/bundle"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// faultOf gives what keeps rules from being used, nil if nothing does.
func faultOf(t *testing.T, files []patterns.File) error {
	t.Helper()
	builtIn, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := builtIn.OverlayFiles(files)
	if err != nil {
		return err
	}
	faults, err := classifier.CheckExamples(rules, time.Now())
	if err == nil && len(faults) > 0 {
		return faults[0]
	}
	return err
}

// What the program calls good is, and each kind of bad is bad, for another reason.
func TestGenerationsAreWhatTheyAreCalled(t *testing.T) {
	if err := faultOf(t, generation{number: 1}.files()); err != nil {
		t.Errorf("a good generation: %v", err)
	}
	seen := map[string]bool{}
	for number := 2; number <= 10; number += 2 {
		err := faultOf(t, generation{number: number, bad: true}.files())
		if err == nil {
			t.Errorf("bad generation %d is good", number)
			continue
		}
		_, reason, _ := strings.Cut(err.Error(), ": ")
		if seen[reason] {
			t.Errorf("bad generation %d is bad like another: %s", number, reason)
		}
		seen[reason] = true
	}
}

func TestBadBundlesAreBad(t *testing.T) {
	s, err := newSigned(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	secret, public, err := bundle.NewKey(strings.NewReader(strings.Repeat("t", 32)), "trusted")
	if err != nil {
		t.Fatal(err)
	}
	trusted, err := bundle.ParsePublicKeys([]byte(public))
	if err != nil {
		t.Fatal(err)
	}
	if s.key, err = bundle.ParseSecretKey([]byte(secret)); err != nil {
		t.Fatal(err)
	}
	for number := 1; number <= 6; number++ {
		g := generation{number: number, bad: number%2 == 0}
		data, err := s.seal(g)
		if err != nil {
			t.Fatal(err)
		}
		opened, err := bundle.Open(data, trusted)
		if err == nil {
			err = faultOf(t, opened.Files)
		}
		if (err != nil) != g.bad {
			t.Errorf("generation %d: bad is %v, but %v", number, g.bad, err)
		}
	}
}

// assessment gives an answer of a version, with a finding of each category.
func assessment(version string, categories ...string) *pecetev1.Assessment {
	out := &pecetev1.Assessment{RulesetVersion: version}
	for _, category := range categories {
		out.Findings = append(out.Findings, &pecetev1.Finding{Category: category})
	}
	return out
}

func TestMixedAnswersAreSeen(t *testing.T) {
	good := assessment("v1", "gen1", "gen1", "gen1")
	for _, c := range []struct {
		name    string
		answers []*pecetev1.Assessment
		mixed   bool
	}{
		{"one ruleset", []*pecetev1.Assessment{good, good}, false},
		{"another one", []*pecetev1.Assessment{assessment("v2", "gen3", "gen3", "gen3")}, false},
		{"two versions in an answer", []*pecetev1.Assessment{good, assessment("v2", "gen3", "gen3", "gen3")}, true},
		{"two generations in a message", []*pecetev1.Assessment{assessment("v1", "gen1", "gen1", "gen3")}, true},
		{"a version with another's findings", []*pecetev1.Assessment{assessment("v1", "gen3", "gen3", "gen3")}, true},
		{"a finding is missing", []*pecetev1.Assessment{assessment("v1", "gen1", "gen1")}, true},
		{"bad rules", []*pecetev1.Assessment{assessment("v3", "bad2", "bad2", "bad2")}, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			callers := &callers{of: map[string]string{"v1": "gen1"}}
			callers.note(c.answers, nil)
			if got := callers.tally.mixed == 1; got != c.mixed || callers.tally.errors != 0 || callers.tally.calls != 1 {
				t.Errorf("counted as %+v", callers.tally)
			}
		})
	}
}
