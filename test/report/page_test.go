package report

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestPagesHaveTheResults: what the pages say is what was noted.
func TestPagesHaveTheResults(t *testing.T) {
	for topic, programs := range map[string][]string{
		"reliability": {"soak", "overload", "sigterm", "failover", "malformed"},
		"icap":        {"cases", "c-icap", "crowd", "large", "restart", "sizing"},
		"mail":        {"restart", "sizing"},
	} {
		results, err := Read("../../docs/" + topic + "/results.json")
		if err != nil {
			t.Fatal(err)
		}
		page, err := os.ReadFile("../../docs/" + topic + ".md")
		if err != nil {
			t.Fatal(err)
		}
		filled, err := Fill(string(page), results)
		if err != nil {
			t.Fatal(err)
		}
		if filled != string(page) {
			t.Errorf("docs/%[1]s.md has other figures than docs/%[1]s/results.json; `make %[1]s-page` writes them there", topic)
		}
		for _, name := range programs {
			if results[name] == nil || len(results[name].Rows) == 0 {
				t.Errorf("nothing is noted of %s", name)
			}
		}
	}
}

func TestRecordKeepsWhatOthersNoted(t *testing.T) {
	file := filepath.Join(t.TempDir(), "new", "results.json")
	a, b := &Result{Command: "a"}, &Result{Command: "b"}
	a.Promise(true, "lost", "0", "%d", 0)
	b.Promise(false, "lost", "0", "%d", 1)
	b.Note("calls | all", "%d", 7)
	for name, r := range map[string]*Result{"a": a, "b": b} {
		if err := r.record(file, name); err != nil {
			t.Fatal(err)
		}
	}
	got, err := Read(file)
	if err != nil || !got["a"].Kept() || got["b"].Kept() {
		t.Fatalf("%v, %v", got, err)
	}
	page, err := Fill("# A\n"+from+to+"b\n", got)
	if err != nil || !strings.Contains(page, "| **b** | lost | 0 | 1 | **broken** |") || !strings.Contains(page, `calls \| all`) {
		t.Errorf("%s, %v", page, err)
	}
	if again, err := Fill(page, got); err != nil || again != page {
		t.Errorf("filled again: %s, %v", again, err)
	}
	if _, err := Fill("# A\n", got); err == nil {
		t.Error("a page without a place was filled")
	}
}
