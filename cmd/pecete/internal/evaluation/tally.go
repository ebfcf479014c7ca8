package evaluation

import (
	"maps"
	"slices"
	"strings"
)

// Options say what is measured.
type Options struct {
	// Threshold is the confidence from which a finding counts as an answer.
	Threshold float64
	// Worst is how many mistakes of each sort are kept.
	Worst int
	// KindParts is by how many parts of the kind, set apart by slashes, messages
	// are broken down; 0 means not at all.
	KindParts int
	// ShowText lets mistakes quote the messages.
	ShowText bool
}

// Tally gathers answers. It is for one goroutine.
type Tally struct {
	options  Options
	all      *set
	kinds    map[string]*set
	mistakes *mistakes
}

// New gives an empty Tally.
func New(o Options) *Tally {
	return &Tally{options: o, all: newSet(o.Threshold), kinds: map[string]*set{}, mistakes: newMistakes(o)}
}

// Add counts an answer.
func (t *Tally) Add(a Answer) {
	labels, findings := judge(a, t.options.Threshold)
	t.all.add(a, labels, findings)
	t.mistakes.add(a, labels, findings)
	if t.options.KindParts == 0 {
		return
	}
	kind := firstParts(a.Kind, t.options.KindParts)
	if t.kinds[kind] == nil {
		t.kinds[kind] = newSet(t.options.Threshold)
	}
	t.kinds[kind].add(a, labels, findings)
}

// firstParts gives the first parts of a name, set apart by slashes.
func firstParts(name string, parts int) string {
	for i, r := range name {
		if r != '/' {
			continue
		}
		if parts--; parts == 0 {
			return name[:i]
		}
	}
	return name
}

// set is what came of a set of messages.
type set struct {
	threshold float64
	messages  int
	detectors map[string]*group
	verdicts  confusion
}

func newSet(threshold float64) *set {
	return &set{threshold: threshold, detectors: map[string]*group{}, verdicts: confusion{}}
}

func (s *set) add(a Answer, labels []judgedLabel, findings []judgedFinding) {
	s.messages++
	s.verdicts.add(a)
	for _, l := range labels {
		s.group(l.Detector).addLabel(l)
	}
	for _, f := range findings {
		s.group(f.Detector).addFinding(f)
	}
}

func (s *set) group(detector string) *group {
	if s.detectors[detector] == nil {
		s.detectors[detector] = &group{threshold: s.threshold}
	}
	return s.detectors[detector]
}

// total gives the groups of all detectors as one.
func (s *set) total() *group {
	total := &group{threshold: s.threshold}
	for _, g := range s.detectors {
		total.best = append(total.best, g.best...)
		total.points = append(total.points, g.points...)
		total.exact.labels += g.exact.labels
		total.exact.findings += g.exact.findings
	}
	return total
}

// sorted gives the ids of the detectors.
func (s *set) sorted() []string {
	return slices.SortedFunc(maps.Keys(s.detectors), strings.Compare)
}
