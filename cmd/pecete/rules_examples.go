package main

import (
	"context"
	"fmt"
	"io"
	"text/tabwriter"
	"time"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
)

// rulesTestCommand is `pecete rules test`.
type rulesTestCommand struct {
	Folder rulesFolder `embed:""`
	Date   time.Time   `format:"2006-01-02" placeholder:"YYYY-MM-DD" help:"Day that decides which dates of birth lie in the future; today by default."`
}

// Help explains what does not fit on the line of a flag.
func (*rulesTestCommand) Help() string {
	return `The examples of all rules are run with all rules active, for a rule may break
another's. Exit status: 0 all hold; 1 some do not; 2 the rules cannot be read.`
}

// Run prints the examples that do not hold and how many there are of each
// detector.
func (c *rulesTestCommand) Run(ctx context.Context, std streams) error {
	rules, err := readRules(c.Folder.path())
	if err != nil {
		return ended(ctx, std, err)
	}
	day := c.Date
	if day.IsZero() {
		day = time.Now()
	}
	faults, err := classifier.CheckExamples(rules, day)
	if err != nil {
		return ended(ctx, std, err)
	}
	for _, fault := range faults {
		fmt.Fprintf(std.out, "FAIL  %s\n", inFolder(c.Folder.path(), fault))
	}
	if err := writeCounts(std.out, rules, faults); err != nil {
		return err
	}
	if len(faults) > 0 {
		return exitStatus(statusFailed)
	}
	return nil
}

// writeCounts writes a table of the examples of each detector.
func writeCounts(out io.Writer, rules *patterns.Ruleset, faults []*classifier.ExampleFault) error {
	failed := map[string]int{}
	for _, fault := range faults {
		failed[fault.Detector]++
	}
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "DETECTOR\tMATCH\tNO MATCH\tFAILED")
	total := 0
	for _, d := range rules.Detectors {
		match, noMatch := len(d.Examples.Match), len(d.Examples.NoMatch)
		total += match + noMatch
		fmt.Fprintf(table, "%s\t%d\t%d\t%d\n", d.ID, match, noMatch, failed[d.ID])
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err := fmt.Fprintf(out, "%d examples of %d detectors: %d failed\n", total, len(rules.Detectors), len(faults))
	return err
}
