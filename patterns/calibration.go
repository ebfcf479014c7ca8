package patterns

// Calibration maps sums of evidence (0..1) to confidence (0..1), so that of the
// findings of a confidence of 0.9 nine in ten are right. Between two points it is a
// straight line; at and below ReportFloor, and from the cap of what evidence can add
// up to, it changes nothing unless a point says so.
type Calibration []CalibrationPoint

// CalibrationPoint says what one sum is worth.
type CalibrationPoint struct {
	// Sum is the detector's base and all adjustments, 0..1.
	Sum float64 `yaml:"sum"`
	// Confidence is the share of findings with that sum that are right, 0..1.
	Confidence float64 `yaml:"confidence"`
}

const (
	// ReportFloor is the lowest sum of evidence that is reported at all.
	ReportFloor = 0.1
	// MaxConfidence caps what evidence can add up to: nothing here is certain.
	MaxConfidence = 0.99
)

// Confidence gives what a sum of evidence is worth.
func (c Calibration) Confidence(sum float64) float64 {
	if len(c) == 0 || sum <= ReportFloor {
		return sum
	}
	below := CalibrationPoint{ReportFloor, ReportFloor}
	for _, above := range c {
		if sum <= above.Sum {
			return between(below, above, sum)
		}
		below = above
	}
	if below.Sum >= MaxConfidence {
		return below.Confidence
	}
	return between(below, CalibrationPoint{MaxConfidence, MaxConfidence}, min(sum, MaxConfidence))
}

// between gives the value of the straight line through two points.
func between(below, above CalibrationPoint, sum float64) float64 {
	share := (sum - below.Sum) / (above.Sum - below.Sum)
	return below.Confidence + share*(above.Confidence-below.Confidence)
}

// checkCalibration checks that more evidence is never worth less.
func checkCalibration(d *Detector, at *placer) error {
	before := CalibrationPoint{ReportFloor, ReportFloor}
	for i, point := range d.Calibration {
		path := element("$.calibration", i)
		switch {
		case !(point.Sum > before.Sum && point.Sum <= MaxConfidence):
			return at.errorf(path, "the sums of a calibration must grow, from above %v to at most %v", ReportFloor, MaxConfidence)
		case !(point.Confidence >= before.Confidence && point.Confidence <= MaxConfidence):
			return at.errorf(path, "the confidences of a calibration must not fall, and lie from %v to %v", ReportFloor, MaxConfidence)
		}
		before = point
	}
	return nil
}
