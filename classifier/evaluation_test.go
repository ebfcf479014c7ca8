package classifier

import (
	"bufio"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// labelled is a message of testdata/eval and what should be found in it.
type labelled struct {
	Text    string
	Verdict string
	Kind    string
	Level   string
	Spans   []struct {
		Start, End int
		Detector   string
	}
}

// tally counts what one detector got right.
type tally struct {
	labelled, overlapped, exact int
	found, right                int
}

// reported is the confidence from which a finding counts as an answer.
const reported = 0.5

// TestEvaluationSet measures the test part of the labelled messages and compares
// the figures with the recorded ones.
func TestEvaluationSet(t *testing.T) {
	c := newTestClassifier(t)
	tallies := map[string]*tally{}
	verdicts := map[string]int{}
	for _, name := range []string{"positives.test.jsonl", "negatives.test.jsonl"} {
		for _, message := range readLabelled(t, name) {
			if strings.HasPrefix(message.Kind, "dodge/") {
				continue
			}
			a := c.Classify(message.Text, Query{})
			verdicts[message.Verdict+" answered "+a.Verdict.String()]++
			count(tallies, message, a)
		}
	}
	checkGolden(t, "evaluation.golden", describe(tallies, verdicts))
}

func readLabelled(t *testing.T, name string) []labelled {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "testdata", "eval", name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var messages []labelled
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var m labelled
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		messages = append(messages, m)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return messages
}

// count compares an answer with the labels.
func count(tallies map[string]*tally, message labelled, a Assessment) {
	of := func(detector string) *tally {
		if tallies[detector] == nil {
			tallies[detector] = &tally{}
		}
		return tallies[detector]
	}
	for _, span := range message.Spans {
		one := of(span.Detector)
		one.labelled++
		for _, f := range a.Findings {
			if f.Detector != span.Detector || f.Start >= span.End || span.Start >= f.End {
				continue
			}
			one.overlapped++
			if f.Start == span.Start && f.End == span.End {
				one.exact++
			}
			break
		}
	}
	for _, f := range a.Findings {
		if f.Confidence < reported {
			continue
		}
		one := of(f.Detector)
		one.found++
		for _, span := range message.Spans {
			if f.Detector == span.Detector && f.Start < span.End && span.Start < f.End {
				one.right++
				break
			}
		}
	}
}

func describe(tallies map[string]*tally, verdicts map[string]int) string {
	var b strings.Builder
	share := func(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }
	for _, id := range slices.Sorted(maps.Keys(tallies)) {
		one := tallies[id]
		fmt.Fprintf(&b, "%-20s %4d labelled, recall %5.1f %%, exact %5.1f %%; %4d found, precision %5.1f %%\n",
			id, one.labelled, share(one.overlapped, one.labelled), share(one.exact, one.labelled),
			one.found, share(one.right, one.found))
	}
	for _, pair := range slices.Sorted(maps.Keys(verdicts)) {
		fmt.Fprintf(&b, "%s: %d\n", pair, verdicts[pair])
	}
	return b.String()
}
