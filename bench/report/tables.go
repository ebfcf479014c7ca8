package report

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pecete/pecete/bench/load"
)

// table writes rows as Markdown; the first is the head.
func table(rows [][]string) string {
	var b strings.Builder
	for i, row := range rows {
		b.WriteString("| " + strings.Join(row, " | ") + " |\n")
		if i == 0 {
			b.WriteString(strings.Repeat("|---", len(row)) + "|\n")
		}
	}
	return strings.TrimSuffix(b.String(), "\n")
}

// Goals gives the table of goals.
func (v view) Goals() string {
	rows := [][]string{{"what", "goal", "measured", ""}}
	for _, s := range v.Standings() {
		measured, verdict := s.written(s.Measured), "met"
		switch {
		case s.Missed():
			verdict = "**missed**"
		case !s.Known:
			measured, verdict = "–", "not measured"
		}
		rows = append(rows, []string{s.What, s.Wanted(), measured, verdict})
	}
	return table(rows)
}

// Engine gives the table of messages for a build of the engine.
func (v view) Engine(build string) string {
	rows := [][]string{{"messages", "time each", "MB/s", "of the table pass", "allocations each"}}
	for _, task := range []string{
		"clean/plain", "clean/marked", "clean/no numbers", "mix", "message/clean", "message/cnp", "message/ten",
		"unusual/full-width", "unusual/mathematical bold", "unusual/Cyrillic", "unusual/combining marks",
	} {
		name := build + "/" + task
		if !v.Has(name + "/ns") {
			continue
		}
		rows = append(rows, []string{taskNames()[task], nanoseconds(v.low(name + "/ns")), digits(v.high(name + "/MBps")),
			digits(v.times(name+"/MBps", name+"/pass")), fmt.Sprintf("%.2f", v.low(name+"/allocs"))})
	}
	return table(rows)
}

// taskNames gives what tasks are called on the page.
func taskNames() map[string]string {
	return map[string]string{
		"clean/plain": "clean chat, plain", "clean/marked": "clean chat, with diacritics", "clean/no numbers": "clean chat without any number",
		"mix": "realistic mix", "message/clean": "200 B, clean", "message/cnp": "200 B with one CNP", "message/ten": "2,000 B with ten CNPs",
		"unusual/full-width": "all full-width", "unusual/mathematical bold": "all mathematical bold",
		"unusual/Cyrillic": "all Cyrillic", "unusual/combining marks": "all with combining marks",
	}
}

// low, high, mid and times give figures that were measured, 0 otherwise.
func (v view) low(name string) float64  { value, _ := v.Figures.Lowest(name); return value }
func (v view) high(name string) float64 { value, _ := v.Figures.Highest(name); return value }
func (v view) mid(name string) float64  { value, _ := v.Figures.Median(name); return value }
func (v view) times(a, of string) float64 {
	value, _ := v.Figures.Ratio(a, of)
	return value
}

// Worst gives the table of the worst texts, the slowest first.
func (v view) Worst() string {
	type row struct {
		name         string
		scalar, simd float64
	}
	var all []row
	for _, text := range v.Figures.Under("scalar/worst/", "/ns") {
		name := "/worst/" + text + "/ns"
		all = append(all, row{text, v.times("scalar"+name, worstTask), v.times("simd"+name, "simd/worst/clean chat/ns")})
	}
	slices.SortStableFunc(all, func(a, b row) int {
		if a.scalar > b.scalar {
			return -1
		}
		return 1
	})
	head, withSIMD := []string{"text", "times clean chat"}, v.Has("simd/worst/clean chat/ns")
	if withSIMD {
		head = append(head, "SIMD")
	}
	rows := [][]string{head}
	for _, r := range all {
		cells := []string{strings.ReplaceAll(r.name, "|", `\|`), fmt.Sprintf("%.1f", r.scalar)}
		if withSIMD {
			cells = append(cells, fmt.Sprintf("%.1f", r.simd))
		}
		rows = append(rows, cells)
	}
	return table(rows)
}

// Race gives the table of contestants, the fastest first.
func (v view) Race() string {
	all := slices.Clone(v.Contestants)
	slices.SortStableFunc(all, func(a, b Contestant) int {
		if v.high("race/"+a.Name) > v.high("race/"+b.Name) {
			return -1
		}
		return 1
	})
	rows := [][]string{{"", "tells", "MB/s", "Pecete is", "messages with a hit"}}
	for _, c := range all {
		name := c.Name
		if c.Version != "" {
			name += " (" + c.Version + ")"
		}
		rows = append(rows, []string{name, c.Tells, digits(v.high("race/" + c.Name)),
			digits(v.times("race/Pecete", "race/"+c.Name)) + "×", fmt.Sprintf("%d of %d", c.Hit, c.Lines)})
	}
	return table(rows)
}

// variants gives the servers that are compared, from nothing to all.
func variants() []string { return []string{"bare", "no-op", "no engine", "no log", "pecete"} }

// Door gives the table of calls over gRPC with some traffic: clean or mix.
func (v view) Door(traffic string) string {
	rows := [][]string{{"call", "server", "messages/s", "of the no-op", "p50", "p99", "p99 of the no-op", "server CPU a message"}}
	for _, kind := range load.Kinds() {
		base := "door/" + traffic + "/" + string(kind) + "/"
		for _, variant := range variants() {
			name := base + variant
			if !v.Has(name + "/persec") {
				continue
			}
			rows = append(rows, []string{string(kind), variant, digits(v.mid(name + "/persec")), digits(v.times(name+"/persec", base+"no-op/persec")),
				nanoseconds(v.mid(name + "/p50")), nanoseconds(v.mid(name + "/p99")), digits(v.times(name+"/p99", base+"no-op/p99")), nanoseconds(v.mid(name + "/cpu"))})
		}
	}
	return table(rows)
}

// Rules gives the table of user rules.
func (v view) Rules() string {
	rows := [][]string{{"user rules", "MB/s", "times the cost without", "time to load and check them"}}
	for _, count := range v.Figures.Under("scalar/rules/", "/MBps") {
		name := "scalar/rules/" + count + "/MBps"
		rows = append(rows, []string{count, digits(v.high(name)), digits(v.times("scalar/rules/0/MBps", name)), nanoseconds(v.low("scalar/loading/" + count + "/ns"))})
	}
	return table(rows)
}

// Omitted gives what was not measured, and why.
func (v view) Omitted() []string {
	var all []string
	for _, what := range slices.Sorted(maps.Keys(v.Skipped)) {
		all = append(all, what+": "+v.Skipped[what])
	}
	return all
}

// WorstText and UnusualText give the texts that decide their rows.
func (v view) WorstText() string   { name, _ := v.worstText(); return name }
func (v view) UnusualText() string { name, _ := v.unusualText(); return name }

// Start and the rest give the figures of the process.
func (v view) Start() string  { return nanoseconds(v.mid("service/start")) }
func (v view) Idle() string   { return digits(v.mid("service/idle")/1e6) + " MB" }
func (v view) Loaded() string { return digits(v.mid("service/loaded")/1e6) + " MB" }
