package classifier

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// negativesDir holds texts that should raise no warning, one message a line.
const negativesDir = "../../shared/corpora/negatives"

// TestNegativeCorpora scores every line of the negative corpora and compares
// the lines that WARN or BLOCK with the recorded ones, each of which is
// explained in docs/accuracy.md. It records places, never text.
func TestNegativeCorpora(t *testing.T) {
	skipUnderRace(t)
	files, err := filepath.Glob(filepath.Join(negativesDir, "*.txt"))
	if err != nil || len(files) == 0 {
		t.Skip("no negative corpora beside this checkout")
	}
	if testing.Short() {
		t.Skip("scoring every corpus takes a while")
	}
	c := newTestClassifier(t)
	var report strings.Builder
	for _, file := range files {
		scoreNegatives(t, c, file, &report)
	}
	checkGolden(t, "negatives.golden", report.String())
}

func scoreNegatives(t *testing.T, c *Classifier, file string, report *strings.Builder) {
	t.Helper()
	input, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer input.Close()
	counts := map[Verdict]int{}
	var raised []string
	lines := bufio.NewScanner(input)
	lines.Buffer(nil, 4<<20)
	number := 0
	for lines.Scan() {
		number++
		a := c.Classify(lines.Text(), Query{})
		counts[a.Verdict]++
		if a.Verdict != Allow {
			raised = append(raised, fmt.Sprintf("  line %d %v %s", number, a.Verdict, strings.Join(detectorsOf(a), " ")))
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	rate := func(v Verdict) float64 { return 10_000 * float64(counts[v]) / float64(number) }
	fmt.Fprintf(report, "%s: %d lines, WARN %d (%.2f per 10,000), BLOCK %d (%.2f per 10,000)\n",
		filepath.Base(file), number, counts[Warn], rate(Warn), counts[Block], rate(Block))
	for _, line := range raised {
		report.WriteString(line + "\n")
	}
}

// detectorsOf gives the ids of the detectors that found something, each once.
func detectorsOf(a Assessment) []string {
	var ids []string
	for _, f := range a.Findings {
		ids = append(ids, f.Detector)
	}
	slices.Sort(ids)
	return slices.Compact(ids)
}
