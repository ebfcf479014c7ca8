package classifier

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// TestWorkedExampleIsTrue computes the example of docs/scoring.md and looks for
// its figures there.
func TestWorkedExampleIsTrue(t *testing.T) {
	page, err := os.ReadFile("../docs/scoring.md")
	if err != nil {
		t.Fatal(err)
	}
	c := newTestClassifier(t)
	const text = "Sunt Ana Pop, CNP 1850228120011, tel 0712 034 567"
	alone := c.Classify(text, Query{})
	group := c.Classify(text, Query{Channel: Channel{Kind: ChannelMessengerGroup}})
	want := []string{
		fmt.Sprintf("score  = %.4f   →  %s", alone.Score, strings.ToUpper(alone.Verdict.String())),
		fmt.Sprintf("= %.4f and score %.4f", 1-group.Score, group.Score),
		text,
	}
	for _, f := range alone.Findings {
		risk := f.Confidence * weight(f.Severity)
		want = append(want, fmt.Sprintf("| `%s` | %.2f | %.2f | %.4f | %.4f |", f.Detector, f.Confidence, weight(f.Severity), risk, 1-risk))
	}
	for _, line := range want {
		if !strings.Contains(string(page), line) {
			t.Errorf("docs/scoring.md does not say %q", line)
		}
	}
}
