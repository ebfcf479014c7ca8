package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/pecete/pecete/bench/report"
	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
)

func TestModes(t *testing.T) {
	for _, mode := range []string{"full", "short", "smoke"} {
		if b, err := budgetOf(mode); err != nil || b.engine == 0 || b.door == 0 || b.starts == 0 {
			t.Errorf("%s: %+v, %v", mode, b, err)
		}
	}
	if err := run(t.Context(), []string{"-mode", "endless"}); err == nil || !strings.Contains(err.Error(), "endless") {
		t.Error(err)
	}
}

// TestThePageIsWrittenAgain copies the recorded results and writes their page.
func TestThePageIsWrittenAgain(t *testing.T) {
	out := t.TempDir()
	recorded, err := report.Load("../docs")
	if err != nil {
		t.Fatal(err)
	}
	if err := recorded.Write(out); err != nil {
		t.Fatal(err)
	}
	page := filepath.Join(out, "performance.md")
	if err := os.Remove(page); err != nil {
		t.Fatal(err)
	}
	if err := run(t.Context(), []string{"-render", "-out", out}); err != nil {
		t.Fatal(err)
	}
	if text, err := os.ReadFile(page); err != nil || !strings.Contains(string(text), recorded.Command) {
		t.Errorf("%v", err)
	}
}

func TestTrafficHasWhatItSays(t *testing.T) {
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	c, err := classifier.New(rules, classifier.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []int{0, 50} {
		found := 0
		for _, message := range traffics()[i].messages {
			if len(c.Classify(message, classifier.Query{}).Findings) > 0 {
				found++
			}
			if len(message) < 197 || len(message) > 203 {
				t.Errorf("a message of %d bytes", len(message))
			}
		}
		if found != want {
			t.Errorf("%s: something in %d messages of 1,000, want %d", traffics()[i].name, found, want)
		}
	}
}

func TestTheMachineIsDescribed(t *testing.T) {
	m := thisMachine()
	if m.Cores == 0 || m.Go == "" || m.CPU == "" || m.System == "" {
		t.Errorf("%+v", m)
	}
	name := filepath.Join(t.TempDir(), "info")
	if err := os.WriteFile(name, []byte("model\t: x\nmodel name\t: Abacus: 2\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string]string{"model name": "Abacus: 2", "model": "x", "cache": "unknown"} {
		if got := field(name, key); got != want {
			t.Errorf("%s is %q, want %q", key, got, want)
		}
	}
	if field(name+"s", "model") != "unknown" {
		t.Error("a file that is not there tells something")
	}
}

func TestWhyThereIsNoSIMD(t *testing.T) {
	if reason := withoutSIMD(t.Context(), t.TempDir()); !strings.Contains(reason, "cannot be listed") {
		t.Errorf("%q for a folder without Go", reason)
	}
}
