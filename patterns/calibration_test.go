package patterns

import (
	"math"
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestCalibrationIsAStraightLineBetweenPoints(t *testing.T) {
	c := Calibration{{0.5, 0.8}, {0.9, 0.9}}
	for name, test := range map[string]struct {
		c         Calibration
		sum, want float64
	}{
		"none changes nothing":              {nil, 0.7, 0.7},
		"at the floor":                      {c, 0.1, 0.1},
		"below the floor, for no finding":   {c, 0.05, 0.05},
		"between the floor and a point":     {c, 0.3, 0.45},
		"at a point":                        {c, 0.5, 0.8},
		"between points":                    {c, 0.7, 0.85},
		"at the last point":                 {c, 0.9, 0.9},
		"behind it, up to what sums reach":  {c, 0.945, 0.945},
		"at the cap":                        {c, 0.99, 0.99},
		"at the cap, where a point says so": {Calibration{{0.99, 0.97}}, 0.99, 0.97},
	} {
		if got := test.c.Confidence(test.sum); math.Abs(got-test.want) > 1e-9 {
			t.Errorf("%s: %v, want %v", name, got, test.want)
		}
	}
}

// TestMoreEvidenceIsNeverWorthLess, whatever the points.
func TestMoreEvidenceIsNeverWorthLess(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		share := rapid.Float64Range(0.101, MaxConfidence)
		sums := rapid.SliceOfNDistinct(share, 0, 6, rapid.ID[float64]).Draw(t, "sums")
		confidences := rapid.SliceOfN(share, len(sums), len(sums)).Draw(t, "confidences")
		slices.Sort(sums)
		slices.Sort(confidences)
		var c Calibration
		for i := range sums {
			c = append(c, CalibrationPoint{sums[i], confidences[i]})
		}
		low, high := rapid.Float64Range(0, MaxConfidence).Draw(t, "a"), rapid.Float64Range(0, MaxConfidence).Draw(t, "b")
		if low > high {
			low, high = high, low
		}
		if a, b := c.Confidence(low), c.Confidence(high); a > b+1e-9 || a < 0 || b > MaxConfidence+1e-9 {
			t.Errorf("%v: %v is worth %v, %v is worth %v", c, low, a, high, b)
		}
	})
}

// TestCalibrationMovesNothingOverAThreshold: what counts as a finding, and what warns
// alone, is the rules' to say and not the calibration's.
func TestCalibrationMovesNothingOverAThreshold(t *testing.T) {
	const (
		counts     = 0.5
		warnsAlone = 0.5 / 0.65
	)
	rules := builtIn(t)
	for _, d := range rules.Detectors {
		for hundredth := 10; hundredth <= 99; hundredth++ {
			sum := float64(hundredth) / 100
			confidence := d.Calibration.Confidence(sum)
			if (sum >= counts) != (confidence >= counts) {
				t.Errorf("%s: %v becomes %v", d.ID, sum, confidence)
			}
			if d.Severity == SeverityHigh && (sum >= warnsAlone) != (confidence >= warnsAlone) {
				t.Errorf("%s: %v becomes %v, and the verdict another", d.ID, sum, confidence)
			}
		}
	}
}
