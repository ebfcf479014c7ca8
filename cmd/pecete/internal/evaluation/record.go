package evaluation

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// recordVersion is the form of records that this package writes and reads.
const recordVersion = 1

// Settings are what figures depend on besides the messages and the rules. Those
// measured with other settings cannot be compared.
type Settings struct {
	Threshold float64 `json:"threshold"`
	// Detectors, Kinds and SkippedKinds are what was measured, as it was asked
	// for; empty means everything, or that nothing is skipped.
	Detectors    []string `json:"detectors,omitempty"`
	Kinds        []string `json:"kinds,omitempty"`
	SkippedKinds []string `json:"skippedKinds,omitempty"`
}

// Record is the figures of a report that must not get worse.
type Record struct {
	Version  int      `json:"version"`
	Settings Settings `json:"settings"`
	Messages int      `json:"messages"`
	// Higher are figures of which more is better, by name, Lower the others.
	// Undefined ones are left out.
	Higher map[string]float64 `json:"higherIsBetter"`
	Lower  map[string]float64 `json:"lowerIsBetter"`
}

// NewRecord gives the figures of a report.
func NewRecord(report Report, settings Settings) Record {
	r := Record{Version: recordVersion, Settings: settings, Messages: report.Messages, Higher: map[string]float64{}, Lower: map[string]float64{}}
	r.add("all", report.Total, report.Calibration)
	for _, d := range report.Detectors {
		r.add(d.ID, d.Figures, d.Calibration)
	}
	for _, row := range report.Verdicts.Confusion {
		for _, cell := range row.Answered {
			if cell.Verdict != row.Expected {
				put(r.Lower, "verdict "+row.Expected+" answered "+cell.Verdict, cell.Share)
			}
		}
	}
	return r
}

func (r Record) add(name string, f Figures, c Calibration) {
	put(r.Higher, name+" exact precision", f.Exact.Precision)
	put(r.Higher, name+" exact recall", f.Exact.Recall)
	put(r.Higher, name+" exact F1", f.Exact.F1)
	put(r.Higher, name+" overlap precision", f.Overlap.Precision)
	put(r.Higher, name+" overlap recall", f.Overlap.Recall)
	put(r.Higher, name+" overlap F1", f.Overlap.F1)
	put(r.Lower, name+" calibration error", c.ECE)
	put(r.Lower, name+" Brier score", c.Brier)
}

func put(figures map[string]float64, name string, value Rate) {
	if value.Defined() {
		figures[name] = float64(value)
	}
}

// Marshal gives the record as JSON, one figure a line, sorted.
func (r Record) Marshal() ([]byte, error) {
	data, err := json.MarshalIndent(r, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("writing the record: %w", err)
	}
	return append(data, '\n'), nil
}

// ReadRecord reads what Marshal has written.
func ReadRecord(data []byte) (Record, error) {
	var r Record
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&r); err != nil {
		return Record{}, fmt.Errorf("is not a record: %w", err)
	}
	if r.Version != recordVersion {
		return Record{}, fmt.Errorf("is a record of version %d; this program reads version %d", r.Version, recordVersion)
	}
	if len(r.Higher)+len(r.Lower) == 0 {
		return Record{}, errors.New("is a record without figures")
	}
	return r, nil
}

// Comparison is what became of recorded figures.
type Comparison struct {
	// Compared is how many figures were recorded.
	Compared int `json:"compared"`
	// Fell are the figures that are worse now, sorted by name; Rose those that
	// are better.
	Fell []Change `json:"fell"`
	Rose []Change `json:"rose"`
	// New are the names of figures that were not recorded.
	New []string `json:"new"`
}

// Change is a figure that is not what it was.
type Change struct {
	Figure   string `json:"figure"`
	Recorded Rate   `json:"recorded"`
	// Now is undefined if the figure is no longer measured.
	Now Rate `json:"now"`
}

// step is the least difference that is not due to rounding.
const step = 1.5 / precision

// Compare tells which figures of the record are worse in now. It fails if the two
// were not measured alike.
func (r Record) Compare(now Record) (Comparison, error) {
	if err := r.Settings.differ(now.Settings); err != nil {
		return Comparison{}, err
	}
	c := Comparison{Compared: len(r.Higher) + len(r.Lower), Fell: []Change{}, Rose: []Change{}, New: []string{}}
	c.compare(r.Higher, now.Higher, 1)
	c.compare(r.Lower, now.Lower, -1)
	slices.SortFunc(c.Fell, byFigure)
	slices.SortFunc(c.Rose, byFigure)
	slices.Sort(c.New)
	return c, nil
}

func byFigure(a, b Change) int { return strings.Compare(a.Figure, b.Figure) }

// compare compares figures of which more is better (sign 1) or worse (-1).
func (c *Comparison) compare(recorded, now map[string]float64, sign float64) {
	for _, name := range slices.Sorted(maps.Keys(recorded)) {
		was := recorded[name]
		is, measured := now[name]
		switch {
		case !measured:
			c.Fell = append(c.Fell, Change{name, Rate(was), undefined()})
		case sign*(was-is) > step || math.IsNaN(is):
			c.Fell = append(c.Fell, Change{name, Rate(was), Rate(is)})
		case sign*(is-was) > step:
			c.Rose = append(c.Rose, Change{name, Rate(was), Rate(is)})
		}
	}
	for name := range now {
		if _, known := recorded[name]; !known {
			c.New = append(c.New, name)
		}
	}
}

// differ fails if the settings are not the same, naming the first that differs.
func (s Settings) differ(now Settings) error {
	switch {
	case s.Threshold != now.Threshold:
		return fmt.Errorf("was recorded with a threshold of %v, not %v", s.Threshold, now.Threshold)
	case !slices.Equal(s.Detectors, now.Detectors):
		return fmt.Errorf("was recorded for the detectors %q, not %q", s.Detectors, now.Detectors)
	case !slices.Equal(s.Kinds, now.Kinds):
		return fmt.Errorf("was recorded for the kinds %q, not %q", s.Kinds, now.Kinds)
	case !slices.Equal(s.SkippedKinds, now.SkippedKinds):
		return fmt.Errorf("was recorded without the kinds %q, not %q", s.SkippedKinds, now.SkippedKinds)
	}
	return nil
}

// String says what became of the figure.
func (c Change) String() string {
	if !c.Now.Defined() {
		return fmt.Sprintf("%s is no longer measured, recorded is %v", c.Figure, c.Recorded)
	}
	return fmt.Sprintf("%s is %v, recorded is %v", c.Figure, c.Now, c.Recorded)
}
