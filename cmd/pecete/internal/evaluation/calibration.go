package evaluation

import "math"

// Calibration says how far confidence can be trusted: of findings at 0.9, nine
// in ten should be right. Every finding counts, however unsure; it is right if it
// overlaps a label of its detector.
type Calibration struct {
	Findings int `json:"findings"`
	// ECE is the expected calibration error: how far the mean confidence and the
	// share of right findings lie apart in each bin, averaged over the findings.
	ECE Rate `json:"ece"`
	// Brier is the mean squared distance of the confidence from 1 for right
	// findings, and from 0 for wrong ones.
	Brier Rate `json:"brier"`
	// Bins is the reliability table, ten bins of equal width.
	Bins []Bin `json:"bins"`
}

// Bin is the findings with a confidence from From up to, but not including, To;
// the last one includes 1.
type Bin struct {
	From     float64 `json:"from"`
	To       float64 `json:"to"`
	Findings int     `json:"findings"`
	// Confidence is their mean confidence, Right the share of them that is right.
	Confidence Rate `json:"confidence"`
	Right      Rate `json:"right"`
}

const bins = 10

// calibration measures points, summing in an order that does not depend on
// theirs.
func calibration(points []point) Calibration {
	c := Calibration{Findings: len(points), ECE: undefined(), Brier: undefined()}
	var confidence [bins]float64
	var count, right [bins]int
	square := 0.0
	for _, p := range surestFirst(points) {
		bin, truth := min(int(p.confidence*bins), bins-1), 0.0
		confidence[bin] += p.confidence
		count[bin]++
		if p.right {
			right[bin]++
			truth = 1
		}
		square += (p.confidence - truth) * (p.confidence - truth)
	}
	apart := 0.0
	for i := range bins {
		b := Bin{From: float64(i) / bins, To: float64(i+1) / bins, Findings: count[i], Confidence: undefined(), Right: ratio(right[i], count[i])}
		if count[i] > 0 {
			b.Confidence = rounded(confidence[i] / float64(count[i]))
			apart += math.Abs(confidence[i] - float64(right[i]))
		}
		c.Bins = append(c.Bins, b)
	}
	if len(points) > 0 {
		c.ECE, c.Brier = rounded(apart/float64(len(points))), rounded(square/float64(len(points)))
	}
	return c
}
