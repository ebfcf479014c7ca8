package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDetectorsPageIsCurrent: docs/detectors.md is what the rules say today.
func TestDetectorsPageIsCurrent(t *testing.T) {
	var page, faults bytes.Buffer
	if status := run(t.Context(), []string{"rules", "doc"}, strings.NewReader(""), &page, &faults); status != statusOK {
		t.Fatalf("ended with status %d: %s", status, &faults)
	}
	committed, err := os.ReadFile("../../docs/detectors.md")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(committed), page.String()); diff != "" {
		t.Errorf("docs/detectors.md is stale (-page +rules), run make docs:\n%s", diff)
	}
}
