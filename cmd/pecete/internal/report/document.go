package report

import (
	"encoding/json"
	"fmt"
	"io"

	"github.com/pecete/pecete/cmd/pecete/internal/evaluation"
)

// version is the form of the JSON. It grows when a field changes its meaning or
// goes away, not when one is added.
const version = 1

// Document is everything a report says. Its JSON is what `pecete eval --json`
// prints; docs/evaluation.md describes it.
type Document struct {
	Version int `json:"version"`
	// Files are the names of the inputs, in the order given.
	Files []string `json:"files"`
	// Ruleset is the version of the rules.
	Ruleset string `json:"rulesetVersion"`
	// Unit is what the offsets of mistakes count.
	Unit     string              `json:"unit"`
	Settings evaluation.Settings `json:"settings"`
	// Skipped is how many messages were left out because of their kind, Faults
	// how many lines because they could not be read.
	Skipped int `json:"skipped"`
	Faults  int `json:"faults"`
	// Incomplete is how many messages a detector did not read to the end, for want
	// of time. Their figures may differ the next time.
	Incomplete int `json:"incomplete"`
	evaluation.Report
	// KindDetectors shows the figures of each detector in each kind; the JSON always
	// has them.
	KindDetectors bool `json:"-"`
	// Against is the comparison with a record, if there was one.
	Against *evaluation.Comparison `json:"against,omitempty"`
}

// New gives a document without figures.
func New() Document { return Document{Version: version, Files: []string{}} }

// JSON writes the document as indented JSON.
func (d Document) JSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(d); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	return nil
}
