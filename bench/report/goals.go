package report

import (
	"fmt"
	"math"
)

// Goal is what a figure should be.
type Goal struct {
	// ID names the goal in records, What for people.
	ID, What string
	// Bound is the figure wanted: at most, or if AtLeast is set at least.
	Bound   float64
	AtLeast bool
	// Unit says how figures are written: x (a ratio), ns, ms, MB, MB/s, count.
	Unit string
	// Needs is the thing without which there is no figure, as in Results.Skipped.
	Needs string
	// Workload is what to profile if the goal is missed: a program of ours and what
	// it is to do, such as "scalar mix" or "door Classify".
	Workload string
	value    func(*Results) (float64, bool)
}

// Standing is a goal beside what was measured.
type Standing struct {
	Goal
	Measured float64
	// Known is false if nothing was measured.
	Known bool
}

// Met tells whether the goal was reached.
func (s Standing) Met() bool {
	return s.Known && (s.AtLeast && s.Measured >= s.Bound || !s.AtLeast && s.Measured <= s.Bound)
}

// Missed tells whether it was measured and not reached.
func (s Standing) Missed() bool { return s.Known && !s.Met() }

// Standings gives every goal with its figure.
func (r *Results) Standings() []Standing {
	var all []Standing
	for _, g := range goals() {
		measured, known := g.value(r)
		g.Workload = r.exactly(g.Workload)
		all = append(all, Standing{g, measured, known && !math.IsNaN(measured) && !math.IsInf(measured, 0)})
	}
	return all
}

// exactly gives a workload with the text that decided its row in place of its kind.
func (r *Results) exactly(workload string) string {
	switch workload {
	case "scalar worst":
		name, _ := r.worstText()
		return workload + "/" + name
	case "scalar unusual":
		name, _ := r.unusualText()
		return workload + "/" + name
	}
	return workload
}

// goals gives the rows of the page's first table.
func goals() []Goal {
	all := append(engineGoals("scalar", "", 0.35), engineGoals("simd", ", SIMD", 0.7)...)
	all = append(all,
		Goal{ID: "mix", What: "realistic mix (1 message in 20 with an identifier), of the table pass", Bound: 0.25, AtLeast: true, Unit: "x", Workload: "scalar mix", value: ofPass("scalar/mix")},
		Goal{ID: "re2", What: "the same, SIMD, against RE2::Set", Bound: 1.5, AtLeast: true, Unit: "x", Needs: "RE2::Set", Workload: "simd mix", value: ratio("race/Pecete, SIMD", "race/RE2::Set")},
		Goal{ID: "hyperscan", What: "the same, SIMD, against Hyperscan", Bound: 2, AtLeast: true, Unit: "x", Needs: "Hyperscan", Workload: "simd mix", value: ratio("race/Pecete, SIMD", "race/Hyperscan")},
		Goal{ID: "regexp2", What: "the same, scalar, against regexp2", Bound: 100, AtLeast: true, Unit: "x", Needs: "peers", Workload: "scalar mix", value: ratio("race/Pecete", "race/regexp2")},
		Goal{ID: "regexp", What: "the same, scalar, against Go regexp", Bound: 100, AtLeast: true, Unit: "x", Needs: "peers", Workload: "scalar mix", value: ratio("race/Pecete", "race/Go regexp")},
		Goal{ID: "message", What: "200 B, clean", Bound: 250, Unit: "ns", Workload: "scalar message/clean", value: lowest("scalar/message/clean/ns", 1)},
		Goal{ID: "cnp", What: "200 B with one CNP", Bound: 1500, Unit: "ns", Workload: "scalar message/cnp", value: lowest("scalar/message/cnp/ns", 1)},
		// Pools that the collector empties are filled again; that is no allocation
		// of a message's own.
		Goal{ID: "allocs", What: "allocations, clean text", Bound: 0.01, Unit: "count", Workload: "allocs message/clean", value: lowest("scalar/message/clean/allocs", 1)},
		Goal{ID: "allocs-finding", What: "allocations per finding, of one or of ten", Bound: 2, Unit: "count", Workload: "allocs message/cnp", value: allocsPerFinding},
	)
	return append(append(all, wholeGoals()...), doorGoals()...)
}

// engineGoals gives the goals for clean chat of one build of the engine.
func engineGoals(build, suffix string, bound float64) []Goal {
	needs := ""
	if build == "simd" {
		needs = "SIMD"
	}
	return []Goal{
		{ID: build + "-plain", What: "clean chat, plain" + suffix + ", of the table pass", Bound: bound, AtLeast: true, Unit: "x", Needs: needs, Workload: build + " clean/plain", value: ofPass(build + "/clean/plain")},
		{ID: build + "-marked", What: "clean chat with diacritics" + suffix + ", of the table pass", Bound: bound, AtLeast: true, Unit: "x", Needs: needs, Workload: build + " clean/marked", value: ofPass(build + "/clean/marked")},
	}
}

// wholeGoals gives those for extreme texts and for the process as a whole.
func wholeGoals() []Goal {
	return []Goal{
		{ID: "worst", What: "worst text of 1 MiB, against clean chat", Bound: 20, Unit: "x", Workload: "scalar worst", value: worstOfAll},
		{ID: "unusual", What: "text of unusual characters only, the slowest kind", Bound: 100, AtLeast: true, Unit: "MB/s", Workload: "scalar unusual", value: slowestUnusual},
		{ID: "rules", What: "cost with up to 2,000 user rules, against none", Bound: 1.5, Unit: "x", Workload: "scalar rules/2000", value: costOfRules},
		{ID: "start", What: "start to SERVING", Bound: 100, Unit: "ms", Workload: "scalar start", value: median("service/start", 1e-6)},
		{ID: "idle", What: "resident memory, idle", Bound: 40, Unit: "MB", Workload: "allocs memory", value: median("service/idle", 1e-6)},
		{ID: "loaded", What: "resident memory under 64 callers", Bound: 100, Unit: "MB", Workload: "allocs memory", value: median("service/loaded", 1e-6)},
	}
}

// doorGoals gives those of the service over gRPC, against the no-op handler.
func doorGoals() []Goal {
	of := func(kind, figure string) func(*Results) (float64, bool) {
		return ratio("door/clean/"+kind+"/pecete/"+figure, "door/clean/"+kind+"/no-op/"+figure)
	}
	return []Goal{
		{ID: "unary", What: "Classify, 200 B: requests a second, of the no-op's", Bound: 0.95, AtLeast: true, Unit: "x", Workload: "door Classify", value: of("Classify", "persec")},
		{ID: "unary-p99", What: "Classify, 200 B: p99, of the no-op's", Bound: 1.1, Unit: "x", Workload: "door Classify", value: of("Classify", "p99")},
		{ID: "batch", What: "ClassifyBatch of 100 × 200 B: messages a second, of the no-op's", Bound: 0.7, AtLeast: true, Unit: "x", Workload: "door ClassifyBatch", value: of("ClassifyBatch", "persec")},
		{ID: "stream", What: "ClassifyStream, pipelined: messages a second, of the no-op's", Bound: 0.8, AtLeast: true, Unit: "x", Workload: "door ClassifyStream", value: of("ClassifyStream", "persec")},
	}
}

func ratio(a, of string) func(*Results) (float64, bool) {
	return func(r *Results) (float64, bool) { return r.Figures.Ratio(a, of) }
}

// ofPass gives the speed of a task against the table pass over the same bytes.
func ofPass(task string) func(*Results) (float64, bool) {
	return ratio(task+"/MBps", task+"/pass")
}

func lowest(name string, times float64) func(*Results) (float64, bool) {
	return func(r *Results) (float64, bool) {
		value, ok := r.Figures.Lowest(name)
		return value * times, ok
	}
}

func median(name string, times float64) func(*Results) (float64, bool) {
	return func(r *Results) (float64, bool) {
		value, ok := r.Figures.Median(name)
		return value * times, ok
	}
}

// allocsPerFinding gives the larger of what the only finding of a message costs,
// and one of ten.
func allocsPerFinding(r *Results) (float64, bool) {
	one, ok := r.Figures.Lowest("scalar/message/cnp/allocs")
	ten, alsoOK := r.Figures.Lowest("scalar/message/ten/allocs")
	return max(one, ten/10), ok && alsoOK
}

// worstTask is the clean chat that the worst texts are compared with.
const worstTask = "scalar/worst/clean chat/ns"

// worstOfAll gives how many times clean chat the slowest text takes.
func worstOfAll(r *Results) (float64, bool) {
	_, times := r.worstText()
	return times, times > 0
}

// worstText gives the slowest text by name.
func (r *Results) worstText() (name string, times float64) {
	for _, text := range r.Figures.Under("scalar/worst/", "/ns") {
		if t, ok := r.Figures.Ratio("scalar/worst/"+text+"/ns", worstTask); ok && t > times {
			name, times = text, t
		}
	}
	return name, times
}

// slowestUnusual gives the speed of the kind of unusual characters that is read
// slowest.
func slowestUnusual(r *Results) (float64, bool) {
	_, slowest := r.unusualText()
	return slowest, !math.IsInf(slowest, 0)
}

func (r *Results) unusualText() (name string, slowest float64) {
	slowest = math.Inf(1)
	for _, kind := range r.Figures.Under("scalar/unusual/", "/MBps") {
		if speed, ok := r.Figures.Highest("scalar/unusual/" + kind + "/MBps"); ok && speed < slowest {
			name, slowest = kind, speed
		}
	}
	return name, slowest
}

// costOfRules gives how many times slower the mix is with user rules than
// without, for the number of rules that costs most.
func costOfRules(r *Results) (float64, bool) {
	most, known := 0.0, false
	for _, count := range r.Figures.Under("scalar/rules/", "/MBps") {
		if times, ok := r.Figures.Ratio("scalar/rules/0/MBps", "scalar/rules/"+count+"/MBps"); ok && count != "0" {
			most, known = max(most, times), true
		}
	}
	return most, known
}

// written gives a figure in the unit of a goal.
func (g Goal) written(v float64) string {
	switch g.Unit {
	case "x":
		return fmt.Sprintf("%s×", digits(v))
	case "ns":
		return nanoseconds(v)
	case "count":
		return fmt.Sprintf("%.2f", v)
	}
	return digits(v) + " " + g.Unit
}

// Wanted gives the bound in words.
func (g Goal) Wanted() string {
	if g.ID == "allocs" {
		return "0"
	}
	if g.AtLeast {
		return "≥ " + g.written(g.Bound)
	}
	return "≤ " + g.written(g.Bound)
}

// digits writes a number with three digits that count.
func digits(v float64) string {
	switch {
	case v == 0:
		return "0"
	case math.Abs(v) >= 100:
		return fmt.Sprintf("%.0f", v)
	case math.Abs(v) >= 10:
		return fmt.Sprintf("%.1f", v)
	case math.Abs(v) >= 0.1:
		return fmt.Sprintf("%.2f", v)
	}
	return fmt.Sprintf("%.3f", v)
}

// nanoseconds writes a time in the unit that suits it.
func nanoseconds(v float64) string {
	switch {
	case v >= 1e9:
		return digits(v/1e9) + " s"
	case v >= 1e6:
		return digits(v/1e6) + " ms"
	case v >= 1e3:
		return digits(v/1e3) + " µs"
	}
	return digits(v) + " ns"
}
