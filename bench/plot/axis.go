package plot

import (
	"fmt"
	"math"
	"strconv"
)

// Axis is what one direction of a chart shows.
type Axis struct {
	Label string
	// Log spaces values by their logarithm; they must then be above 0.
	Log bool
	// Bytes names values as sizes: 1 KiB, 1 MiB.
	Bytes bool
	// Ticks are the values that are named; none means the powers of ten of a
	// logarithmic axis, and round steps of a linear one.
	Ticks []float64
}

// scale maps the values of an axis to coordinates.
type scale struct {
	Axis
	low, high float64 // values
	from, to  float64 // coordinates
}

// newScale fits an axis around values: a linear one begins at 0.
func newScale(axis Axis, values []float64, from, to float64) scale {
	s := scale{Axis: axis, from: from, to: to}
	low, high := math.Inf(1), math.Inf(-1)
	for _, v := range append(values, axis.Ticks...) {
		low, high = min(low, v), max(high, v)
	}
	if !axis.Log {
		s.low, s.high = 0, roundUp(high)
		return s
	}
	s.low, s.high = low, high
	if len(axis.Ticks) == 0 {
		s.low, s.high = math.Pow(10, math.Floor(math.Log10(low))), math.Pow(10, math.Ceil(math.Log10(high)))
	}
	if s.low == s.high {
		s.high *= 10
	}
	return s
}

// at gives the coordinate of a value.
func (s scale) at(v float64) float64 {
	share := (v - s.low) / (s.high - s.low)
	if s.Log {
		share = math.Log(v/s.low) / math.Log(s.high/s.low)
	}
	return s.from + share*(s.to-s.from)
}

// ticks gives the values to name.
func (s scale) ticks() []float64 {
	if len(s.Ticks) > 0 {
		return s.Ticks
	}
	var all []float64
	if s.Log {
		for v := s.low; v <= s.high*1.001; v *= 10 {
			all = append(all, v)
		}
		return all
	}
	step := stepOf(s.high)
	for i := 0.0; i*step <= s.high*1.001; i++ {
		all = append(all, i*step)
	}
	return all
}

// name gives a value as people read it.
func (s scale) name(v float64) string {
	switch {
	case s.Bytes && v >= 1<<20:
		return short(v/(1<<20)) + " MiB"
	case s.Bytes && v >= 1<<10:
		return short(v/(1<<10)) + " KiB"
	case s.Bytes:
		return short(v) + " B"
	case v >= 1e6:
		return short(v/1e6) + "M"
	case v >= 1e4:
		return short(v/1e3) + "k"
	}
	return short(v)
}

func short(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }

// stepOf gives the round number, 1, 2 or 5 times a power of ten, that divides an
// axis up to high into four to ten parts.
func stepOf(high float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(high/4)))
	for _, times := range []float64{5, 2} {
		if high/(times*power) >= 4 {
			return times * power
		}
	}
	return power
}

// roundUp gives the end of a linear axis that shows high.
func roundUp(high float64) float64 {
	if high <= 0 || math.IsInf(high, 0) || math.IsNaN(high) {
		return 1
	}
	step := stepOf(high)
	return step * math.Ceil(high/step-1e-9)
}

// coordinate writes a place in the drawing.
func coordinate(v float64) string { return fmt.Sprintf("%.1f", v) }
