package docs

import (
	"os"
	"strings"
	"testing"
)

// TestAccuracyPageHasTheRecordedFigures looks on the page for every figure that
// the classifier's tests measure and record.
func TestAccuracyPageHasTheRecordedFigures(t *testing.T) {
	page, err := os.ReadFile("accuracy.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"negatives.golden", "evaluation.golden"} {
		recorded, err := os.ReadFile("../classifier/testdata/" + name)
		if err != nil {
			t.Fatal(err)
		}
		for _, line := range strings.Split(strings.TrimSpace(string(recorded)), "\n") {
			if !strings.Contains(string(page), strings.TrimSpace(line)) {
				t.Errorf("accuracy.md does not say %q", line)
			}
		}
	}
}
