package classifier

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/pecete/pecete/patterns"
)

// ExampleFault is an example of a rule file that does not hold. It quotes the
// rule file's own example, never a message.
type ExampleFault struct {
	// File and Detector say whose example it is.
	File, Detector string
	// Line and Column, from 1, are where it stands in the file.
	Line, Column int
	// Text is the example and Reason what was wrong.
	Text, Reason string
}

// Error gives "file:line:column: detector: example: reason".
func (f *ExampleFault) Error() string {
	return fmt.Sprintf("%s:%d:%d: %s: example %q: %s", f.File, f.Line, f.Column, f.Detector, f.Text, f.Reason)
}

// CheckExamples runs the examples of every detector against the whole ruleset
// and gives those that fail, in order. Today is now, the day that decides
// which births lie in the future. The error is that of New.
func CheckExamples(rules *patterns.Ruleset, now time.Time) ([]*ExampleFault, error) {
	c, err := New(rules, Options{Now: func() time.Time { return now }})
	if err != nil {
		return nil, err
	}
	var faults []*ExampleFault
	for _, d := range rules.Detectors {
		faults = append(faults, c.checkDetector(d)...)
	}
	return faults, nil
}

func (c *Classifier) checkDetector(d *patterns.Detector) []*ExampleFault {
	var faults []*ExampleFault
	fault := func(path, text, reason string) {
		line, column := c.rules.Locate(d, path)
		faults = append(faults, &ExampleFault{File: d.File, Detector: d.ID, Line: line, Column: column, Text: text, Reason: reason})
	}
	for i, example := range d.Examples.Match {
		if reason := c.checkMatch(d, example); reason != "" {
			fault(fmt.Sprintf("$.examples.match[%d]", i), example.Text, reason)
		}
	}
	for i, text := range d.Examples.NoMatch {
		if found := c.foundBy(d.ID, c.Classify(text, Query{}), text); len(found) > 0 {
			fault(fmt.Sprintf("$.examples.no_match[%d]", i), text, fmt.Sprintf("must not match, but found %q", found))
		}
	}
	return faults
}

// checkMatch gives the reason why an example does not hold, or "".
func (c *Classifier) checkMatch(d *patterns.Detector, example patterns.Example) string {
	want := example.Find
	if len(want) == 0 {
		want = []string{example.Text}
	}
	assessment := c.Classify(example.Text, Query{})
	found := c.foundBy(d.ID, assessment, example.Text)
	if !slices.Equal(found, want) {
		return fmt.Sprintf("found %q, want %q", found, want)
	}
	if example.Verdict != "" && assessment.Verdict.String() != example.Verdict {
		return fmt.Sprintf("verdict is %v at score %.2f, want %s", assessment.Verdict, assessment.Score, example.Verdict)
	}
	first := assessment.Findings[slices.IndexFunc(assessment.Findings, func(f Finding) bool { return f.Detector == d.ID })]
	for _, code := range example.Evidence {
		if !first.Evidence.Has(code) {
			return fmt.Sprintf("lacks evidence %v, has %s", code, codeList(first.Evidence))
		}
	}
	if example.Designation != "" && (first.Marking == nil || first.Marking.Designation != example.Designation) {
		return fmt.Sprintf("is not marked %q", example.Designation)
	}
	return ""
}

// foundBy gives the parts of text that the detector with the id found.
func (c *Classifier) foundBy(id string, assessment Assessment, text string) []string {
	var found []string
	for _, f := range assessment.Findings {
		if f.Detector == id {
			found = append(found, text[f.Start:f.End])
		}
	}
	return found
}

func codeList(set patterns.CodeSet) string {
	var names []string
	set.Each(func(c patterns.Code) { names = append(names, c.String()) })
	return strings.Join(names, ", ")
}
