package docs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSquidConfigurationsAreThoseThatRan: the page shows the files that the tests start
// Squid with, all of them, as they are.
func TestSquidConfigurationsAreThoseThatRan(t *testing.T) {
	files, err := filepath.Glob("examples/squid/*.conf")
	if err != nil || len(files) == 0 {
		t.Fatalf("no configurations (%v)", err)
	}
	shown := blocks(t, "squid")
	for _, file := range files {
		found := false
		for _, b := range shown {
			found = found || b.text == read(t, file)
		}
		if !found {
			t.Errorf("no page shows %s as it is", file)
		}
	}
	if len(shown) != len(files) {
		t.Errorf("%d configurations are shown, %d were run", len(shown), len(files))
	}
}

// TestSquidOpenDiffersInBypassAlone: what is said of the one is true of the other.
func TestSquidOpenDiffersInBypassAlone(t *testing.T) {
	closed, err := os.ReadFile("examples/squid/closed.conf")
	if err != nil {
		t.Fatal(err)
	}
	_, closedRules, _ := strings.Cut(string(closed), "\n")
	_, openRules, _ := strings.Cut(read(t, "examples/squid/open.conf"), "\n")
	if strings.ReplaceAll(closedRules, "bypass=0", "bypass=1") != openRules {
		t.Error("open.conf is not closed.conf with bypass=1")
	}
}
