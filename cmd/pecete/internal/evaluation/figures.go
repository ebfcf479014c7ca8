package evaluation

import (
	"cmp"
	"slices"
)

// Figures say how well the findings of a detector, or of a set of messages,
// agree with the labels.
type Figures struct {
	// Labelled is how many labels there are.
	Labelled int `json:"labelled"`
	// Found is how many findings count as answers.
	Found int `json:"found"`
	// Exact asks for the very same span, Overlap for a common character.
	Exact   Agreement `json:"exact"`
	Overlap Agreement `json:"overlap"`
}

// Agreement is how far findings and labels agree.
type Agreement struct {
	// FindingsRight is how many findings meet a label of their detector.
	FindingsRight int `json:"findingsRight"`
	// LabelsFound is how many labels meet a finding of their detector.
	LabelsFound int `json:"labelsFound"`
	// Precision is FindingsRight of all findings.
	Precision Rate `json:"precision"`
	// Recall is LabelsFound of all labels.
	Recall Rate `json:"recall"`
	// F1 is the harmonic mean of both. It is 0 where one of them is undefined, and
	// undefined where there were neither labels nor findings.
	F1 Rate `json:"f1"`
}

// group gathers the judged labels and findings of one detector, or of all.
type group struct {
	threshold float64
	// best is, for each label, how surely it was found.
	best   []float64
	points []point
	exact  struct{ labels, findings int }
}

// point is a finding as a claim: how sure, and whether right.
type point struct {
	confidence float64
	right      bool
}

func (g *group) addLabel(l judgedLabel) {
	g.best = append(g.best, l.best)
	if l.exact {
		g.exact.labels++
	}
}

func (g *group) addFinding(f judgedFinding) {
	g.points = append(g.points, point{f.Confidence, f.right})
	if f.exact && f.Confidence >= g.threshold {
		g.exact.findings++
	}
}

// figures counts what was found from the threshold on.
func (g *group) figures() Figures {
	f := Figures{Labelled: len(g.best)}
	right, hit := 0, 0
	for _, best := range g.best {
		if best > 0 && best >= g.threshold {
			hit++
		}
	}
	for _, p := range g.points {
		if p.confidence < g.threshold {
			continue
		}
		f.Found++
		if p.right {
			right++
		}
	}
	f.Exact = agreement(g.exact.findings, f.Found, g.exact.labels, f.Labelled)
	f.Overlap = agreement(right, f.Found, hit, f.Labelled)
	return f
}

func agreement(right, found, hit, labels int) Agreement {
	a := Agreement{FindingsRight: right, LabelsFound: hit, Precision: ratio(right, found), Recall: ratio(hit, labels)}
	switch {
	case found == 0 && labels == 0:
		a.F1 = undefined()
	case right == 0 || hit == 0:
		a.F1 = 0
	default:
		p, r := float64(right)/float64(found), float64(hit)/float64(labels)
		a.F1 = rounded(2 * p * r / (p + r))
	}
	return a
}

// CurvePoint says what precision and recall (by overlap) would be if findings
// counted from this confidence on.
type CurvePoint struct {
	Confidence Rate `json:"confidence"`
	Precision  Rate `json:"precision"`
	Recall     Rate `json:"recall"`
}

// curve gives a point for each confidence that occurs, the surest first, and the
// average precision: the precision of each step, weighted by the recall it adds.
// Without labels there is no recall and no curve.
func (g *group) curve() ([]CurvePoint, Rate) {
	if len(g.best) == 0 {
		return []CurvePoint{}, undefined()
	}
	points, best := surestFirst(g.points), slices.Clone(g.best)
	slices.SortFunc(best, compareFalling)
	curve := []CurvePoint{}
	average, before := 0.0, 0.0
	found, right, hit := 0, 0, 0
	for found < len(points) {
		confidence := points[found].confidence
		for ; found < len(points) && points[found].confidence == confidence; found++ {
			if points[found].right {
				right++
			}
		}
		for hit < len(best) && best[hit] >= confidence && best[hit] > 0 {
			hit++
		}
		p, r := float64(right)/float64(found), float64(hit)/float64(len(best))
		average += (r - before) * p
		before = r
		curve = append(curve, CurvePoint{rounded(confidence), rounded(p), rounded(r)})
	}
	return curve, rounded(average)
}

// surestFirst gives the points in an order that does not depend on theirs.
func surestFirst(points []point) []point {
	sorted := slices.Clone(points)
	slices.SortFunc(sorted, func(a, b point) int {
		switch {
		case a.confidence != b.confidence:
			return compareFalling(a.confidence, b.confidence)
		case a.right == b.right:
			return 0
		case a.right:
			return -1
		}
		return 1
	})
	return sorted
}

func compareFalling(a, b float64) int { return cmp.Compare(b, a) }
