package report

import (
	"math"

	"github.com/pecete/pecete/bench/plot"
)

// perDecade is into how many steps the plot splits a power of ten.
const perDecade = 8

// latencies gives a line for each server: the share of calls in each step.
func (r *Results) latencies() []plot.Line {
	var lines []plot.Line
	for _, variant := range variants() {
		steps, total := map[int]float64{}, 0.0
		first, last := math.MaxInt, math.MinInt
		for _, bucket := range r.Latency[variant] {
			middle := float64(bucket.From+bucket.To) / 2
			step := int(math.Floor(math.Log10(middle) * perDecade))
			steps[step] += float64(bucket.Count)
			total += float64(bucket.Count)
			first, last = min(first, step), max(last, step)
		}
		line := plot.Line{Name: variant, Steps: true, Dashed: variant == "no-op"}
		for step := first; total > 0 && step <= last; step++ {
			line.Points = append(line.Points, plot.Point{X: milliseconds(step), Y: 100 * steps[step] / total})
		}
		if total > 0 {
			line.Points = append(line.Points, plot.Point{X: milliseconds(last + 1), Y: 0})
		}
		lines = append(lines, line)
	}
	return lines
}

// milliseconds gives the time at which a step begins.
func milliseconds(step int) float64 {
	return math.Pow(10, float64(step)/perDecade) / 1e6
}
