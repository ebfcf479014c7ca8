package classifier

import (
	"testing"
	"time"

	"github.com/pecete/pecete/patterns"
)

// testDay is the day on which tests read messages.
func testDay() time.Time { return time.Date(2026, time.November, 23, 12, 0, 0, 0, time.UTC) }

// newTestClassifier gives a classifier of the built-in rules.
func newTestClassifier(t testing.TB) *Classifier {
	t.Helper()
	rules, err := patterns.Default()
	if err != nil {
		t.Fatalf("loading built-in rules: %v", err)
	}
	c, err := New(rules, Options{Now: testDay})
	if err != nil {
		t.Fatalf("compiling built-in rules: %v", err)
	}
	return c
}

func TestBuiltInExamplesHold(t *testing.T) {
	rules, err := patterns.Default()
	if err != nil {
		t.Fatalf("loading built-in rules: %v", err)
	}
	faults, err := CheckExamples(rules, testDay())
	if err != nil {
		t.Fatalf("compiling built-in rules: %v", err)
	}
	for _, fault := range faults {
		t.Error(fault)
	}
}
