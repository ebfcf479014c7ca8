// Package report turns what was measured into docs/performance.md and its plots.
// The page depends on the recorded results alone: the same results give the same
// page, and a test holds the page to the results beside it.
package report

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pecete/pecete/bench/figures"
	"github.com/pecete/pecete/bench/load"
)

// Results is one whole run.
type Results struct {
	// Command made the results, in Mode: full, short or smoke.
	Command string  `json:"command"`
	Mode    string  `json:"mode"`
	Machine Machine `json:"machine"`
	// Date is the day of the run, Seconds how long it took.
	Date    string  `json:"date"`
	Seconds float64 `json:"seconds"`
	// Figures has everything measured, by name:
	//
	//	scalar/<task>/{MBps,pass,ns,allocs}  the engine (bench/cmd/engine); simd/… likewise
	//	race/<contestant>                    MB/s
	//	door/<traffic>/<kind>/<variant>/{persec,p50,p99,cpu}
	//	service/{start,idle,loaded}
	Figures figures.Set `json:"figures"`
	// Contestants are those that took part in the race.
	Contestants []Contestant `json:"contestants"`
	// Latency has the time of unary calls by variant.
	Latency map[string][]load.Bucket `json:"latency"`
	// Profiles has, by goal, where the time goes if the goal was missed.
	Profiles map[string]string `json:"profiles"`
	// Skipped says, by what was not measured, why not.
	Skipped map[string]string `json:"skipped"`
}

// Machine is where a run took place.
type Machine struct {
	CPU    string `json:"cpu"`
	Cores  int    `json:"cores"`
	Memory int64  `json:"memory"` // bytes
	System string `json:"system"`
	Go     string `json:"go"`
	// LoadBefore and LoadAfter are how many processes wanted a core in the minute
	// before the run and in its last one.
	LoadBefore float64 `json:"loadBefore"`
	LoadAfter  float64 `json:"loadAfter"`
}

// Contestant is one that took part in the race.
type Contestant struct {
	Name string `json:"name"`
	// Version is that of its library, if it tells. Tells is what it finds out about
	// a message.
	Version string `json:"version"`
	Tells   string `json:"tells"`
	// Hit is in how many of Lines it found something.
	Hit   int `json:"hit"`
	Lines int `json:"lines"`
}

// file is the name of the results beside the plots.
const file = "results.json"

// Load reads the results recorded in a folder.
func Load(folder string) (*Results, error) {
	data, err := os.ReadFile(filepath.Join(folder, "performance", file))
	if err != nil {
		return nil, fmt.Errorf("reading recorded results: %w", err)
	}
	var r Results
	if err := json.Unmarshal(data, &r); err != nil {
		return nil, fmt.Errorf("reading recorded results: %w", err)
	}
	return &r, nil
}

// Write puts the page, the plots and the results into a folder:
// performance.md, performance/*.svg and performance/results.json. Plots of an
// earlier run go.
func (r *Results) Write(folder string) error {
	files, err := r.Render()
	if err != nil {
		return err
	}
	if files[filepath.Join("performance", file)], err = r.encoded(); err != nil {
		return err
	}
	into := filepath.Join(folder, "performance")
	if err := os.RemoveAll(into); err != nil {
		return fmt.Errorf("clearing old plots: %w", err)
	}
	if err := os.MkdirAll(into, 0o755); err != nil {
		return fmt.Errorf("making the folder of plots: %w", err)
	}
	for name, content := range files {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o644); err != nil {
			return fmt.Errorf("writing the report: %w", err)
		}
	}
	return nil
}

// encoded gives the results as they are recorded, a figure a line.
func (r *Results) encoded() ([]byte, error) {
	data, err := json.MarshalIndent(r, "", "\t")
	if err != nil {
		return nil, fmt.Errorf("writing the results: %w", err)
	}
	return append(data, '\n'), nil
}
