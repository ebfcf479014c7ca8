package report

import (
	"strconv"

	"github.com/pecete/pecete/bench/plot"
)

// charts gives the plots by name.
func (r *Results) charts() map[string]plot.Chart {
	return map[string]plot.Chart{
		"size": {
			Title: "Throughput by message size", Description: "Clean chat on one core: the longer the message, the less its call weighs.",
			X:     plot.Axis{Label: "message size", Log: true, Bytes: true, Ticks: []float64{20, 200, 1 << 10, 16 << 10, 256 << 10, 1 << 20}},
			Y:     plot.Axis{Label: "MB/s", Log: true},
			Lines: append(r.builds("size", "MBps"), plot.Line{Name: "table pass", Dashed: true, Points: r.points("scalar/size/", "/pass")}),
		},
		"rules": {
			Title: "Throughput by number of user rules", Description: "The realistic mix on one core, with rules of a user's own beside the built-in ones.",
			X: plot.Axis{Label: "user rules", Ticks: []float64{0, 200, 500, 1000, 2000}}, Y: plot.Axis{Label: "MB/s"},
			Lines: r.builds("rules", "MBps"),
		},
		"dirty": {
			Title: "Throughput by share of dirty messages", Description: "Chat on one core; the more messages hold an identifier, the more there is to verify and to word.",
			X: plot.Axis{Label: "messages with an identifier, %", Ticks: []float64{0, 20, 40, 60, 80, 100}}, Y: plot.Axis{Label: "MB/s"},
			Lines: r.builds("dirty", "MBps"),
		},
		"count": {
			Title: "Time by number of messages", Description: "The realistic mix on one core; a straight line means that the millionth message costs what the first did.",
			X: plot.Axis{Label: "messages", Log: true}, Y: plot.Axis{Label: "seconds", Log: true},
			Lines: scaled(r.builds("count", "ns"), 1e-9),
		},
		"cores": {
			Title: "Messages a second by cores", Description: "The realistic mix, a worker on each core.",
			X: plot.Axis{Label: "cores", Ticks: r.cores()}, Y: plot.Axis{Label: "messages/s"},
			Lines: r.coreLines(),
		},
		"latency": {
			Title: "Latency under load", Description: "Unary calls of 200 B, 64 in flight, the server on one core. The share of calls by their time.",
			X: plot.Axis{Label: "ms", Log: true}, Y: plot.Axis{Label: "% of calls in 1/8 of a power of ten"},
			Lines: r.latencies(),
		},
	}
}

// builds gives a line for each build of the engine: its best at each place.
func (r *Results) builds(series, figure string) []plot.Line {
	return []plot.Line{
		{Name: "all detectors", Points: r.points("scalar/"+series+"/", "/"+figure)},
		{Name: "all detectors, SIMD", Points: r.points("simd/"+series+"/", "/"+figure)},
	}
}

// points gives the best figures of a series by the number in their name: the
// highest speed, the lowest time.
func (r *Results) points(prefix, suffix string) []plot.Point {
	var all []plot.Point
	for _, part := range r.Figures.Under(prefix, suffix) {
		x, err := strconv.ParseFloat(part, 64)
		if err != nil {
			continue
		}
		name := prefix + part + suffix
		y, _ := r.Figures.Highest(name)
		if r.Figures[name].Unit == "ns" {
			y, _ = r.Figures.Lowest(name)
		}
		all = append(all, plot.Point{X: x, Y: y})
	}
	return all
}

func scaled(lines []plot.Line, times float64) []plot.Line {
	for i := range lines {
		for j := range lines[i].Points {
			lines[i].Points[j].Y *= times
		}
	}
	return lines
}

// cores gives the numbers of cores that were measured.
func (r *Results) cores() []float64 {
	var all []float64
	for _, p := range r.points("scalar/cores/", "/persec") {
		all = append(all, p.X)
	}
	return all
}

// coreLines gives the measured speeds, and those of so many times one core.
func (r *Results) coreLines() []plot.Line {
	measured := r.points("scalar/cores/", "/persec")
	ideal := plot.Line{Name: "so many times one core", Dashed: true}
	for _, p := range measured {
		ideal.Points = append(ideal.Points, plot.Point{X: p.X, Y: p.X * measured[0].Y})
	}
	return []plot.Line{{Name: "all detectors", Points: measured}, {Name: "all detectors, SIMD", Points: r.points("simd/cores/", "/persec")}, ideal}
}
