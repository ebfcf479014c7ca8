package evaluation

import (
	"maps"
	"slices"
)

// Report is everything that was measured.
type Report struct {
	// Messages is how many messages were measured.
	Messages int `json:"messages"`
	// Total is over all detectors, each label and each finding counted once.
	Total Figures `json:"total"`
	// Detectors are sorted by id: those with a label or a finding.
	Detectors   []Detector  `json:"detectors"`
	Verdicts    Verdicts    `json:"verdicts"`
	Calibration Calibration `json:"calibration"`
	// Kinds are sorted by name; empty unless they were asked for.
	Kinds    []Kind       `json:"kinds"`
	Mistakes Mistakes     `json:"mistakes"`
	Count    MistakeCount `json:"mistakeCount"`
}

// Detector is what was measured of one detector.
type Detector struct {
	ID string `json:"detector"`
	Figures
	Calibration Calibration `json:"calibration"`
	// AveragePrecision is the area under Curve.
	AveragePrecision Rate `json:"averagePrecision"`
	// Curve is precision and recall by overlap for every threshold that makes a
	// difference, the highest first.
	Curve []CurvePoint `json:"curve"`
}

// Kind is what was measured of the messages of one kind.
type Kind struct {
	// Name is "" for messages without a kind.
	Name     string   `json:"kind"`
	Messages int      `json:"messages"`
	Total    Figures  `json:"total"`
	Verdicts Verdicts `json:"verdicts"`
	// Detectors are sorted by id.
	Detectors []KindDetector `json:"detectors"`
}

// KindDetector is what was measured of a detector in the messages of a kind.
type KindDetector struct {
	ID string `json:"detector"`
	Figures
}

// MistakeCount is how many mistakes there are, of which Mistakes has the worst.
type MistakeCount struct {
	FalseFindings int `json:"falseFindings"`
	Misses        int `json:"misses"`
	WrongSpans    int `json:"wrongSpans"`
	Verdicts      int `json:"verdicts"`
}

// Report measures what was gathered. The Tally can go on after that.
func (t *Tally) Report() Report {
	total := t.all.total()
	m := t.mistakes
	r := Report{
		Messages: t.all.messages, Total: total.figures(), Detectors: []Detector{},
		Verdicts: t.all.verdicts.verdicts(), Calibration: calibration(total.points),
		Kinds: []Kind{}, Mistakes: m.worst(),
		Count: MistakeCount{m.falseFindings.all, m.misses.all, m.wrongSpans.all, m.verdicts.all},
	}
	for _, id := range t.all.sorted() {
		g := t.all.detectors[id]
		curve, average := g.curve()
		r.Detectors = append(r.Detectors, Detector{id, g.figures(), calibration(g.points), average, curve})
	}
	for _, name := range slices.Sorted(maps.Keys(t.kinds)) {
		r.Kinds = append(r.Kinds, t.kinds[name].kind(name))
	}
	return r
}

func (s *set) kind(name string) Kind {
	k := Kind{Name: name, Messages: s.messages, Total: s.total().figures(), Verdicts: s.verdicts.verdicts(), Detectors: []KindDetector{}}
	for _, id := range s.sorted() {
		k.Detectors = append(k.Detectors, KindDetector{id, s.detectors[id].figures()})
	}
	return k
}
