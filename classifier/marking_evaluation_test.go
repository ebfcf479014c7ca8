package classifier

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// markingTally counts messages with markings and ordinary uses of their words.
type markingTally struct {
	marked, found, exact, levels, level int
	ordinary, warned, blocked           int
}

// TestMarkingEvaluationSet measures the test part of the marked documents and of
// the ordinary uses, and compares the figures with the recorded ones.
func TestMarkingEvaluationSet(t *testing.T) {
	skipUnderRace(t)
	c := newTestClassifier(t)
	tallies := map[string]*markingTally{}
	for _, message := range readLabelled(t, "markings.test.jsonl") {
		group := markingGroup(message)
		if tallies[group] == nil {
			tallies[group] = &markingTally{}
		}
		tallies[group].count(message, c.Classify(message.Text, Query{}))
	}
	var b strings.Builder
	for _, group := range slices.Sorted(maps.Keys(tallies)) {
		b.WriteString(tallies[group].describe(group))
	}
	checkGolden(t, "markings.golden", b.String())
}

// markingGroup gives the line of the report that a message counts in.
func markingGroup(message labelled) string {
	first, rest, _ := strings.Cut(message.Kind, "/")
	group := "documents"
	switch {
	case len(message.Spans) == 0:
		group = "ordinary uses"
	case first == "dodge":
		group = "disguised: " + rest
	}
	if strings.HasPrefix(first, "fresh") {
		group += ", written last"
	}
	return group
}

func (m *markingTally) count(message labelled, a Assessment) {
	if len(message.Spans) == 0 {
		m.ordinary++
		switch a.Verdict {
		case Warn:
			m.warned++
		case Block:
			m.blocked++
		}
		return
	}
	m.marked++
	found, exact := true, true
	for _, span := range message.Spans {
		overlaps, equals := false, false
		for _, f := range a.Findings {
			if f.Detector == span.Detector && f.Start < span.End && span.Start < f.End && f.Confidence >= sureFinding {
				overlaps = true
				equals = equals || f.Start == span.Start && f.End == span.End
			}
		}
		found, exact = found && overlaps, exact && equals
	}
	if found {
		m.found++
	}
	if exact {
		m.exact++
	}
	if message.Level == "" {
		return
	}
	m.levels++
	if a.Level.String() == message.Level {
		m.level++
	}
}

func (m *markingTally) describe(group string) string {
	share := func(n, of int) float64 { return 100 * float64(n) / float64(max(of, 1)) }
	if m.ordinary > 0 {
		return fmt.Sprintf("%s: %d, WARN %d, BLOCK %d (%.2f %%)\n",
			group, m.ordinary, m.warned, m.blocked, share(m.warned+m.blocked, m.ordinary))
	}
	return fmt.Sprintf("%s: %d, recall %.1f %%, exact %.1f %%, level %d of %d\n",
		group, m.marked, share(m.found, m.marked), share(m.exact, m.marked), m.level, m.levels)
}
