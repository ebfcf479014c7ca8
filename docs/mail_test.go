package docs

import (
	"path/filepath"
	"testing"
)

// TestPostfixConfigurationsAreThoseThatRan: the page shows the files that the tests start
// Postfix with, as they are.
func TestPostfixConfigurationsAreThoseThatRan(t *testing.T) {
	files, err := filepath.Glob("examples/postfix/*.cf")
	if err != nil || len(files) == 0 {
		t.Fatalf("no configurations (%v)", err)
	}
	shown := blocks(t, "postfix")
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
