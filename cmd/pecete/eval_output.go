package main

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"os"

	"github.com/pecete/pecete/cmd/pecete/internal/evaluation"
	"github.com/pecete/pecete/cmd/pecete/internal/report"
)

// recorded reads the record that --against names, or gives nil.
func (c *evalCommand) recorded() (*evaluation.Record, error) {
	if c.Against == "" {
		return nil, nil
	}
	data, err := os.ReadFile(c.Against)
	if err != nil {
		return nil, fmt.Errorf("reading the record: %w", err)
	}
	record, err := evaluation.ReadRecord(data)
	if err != nil {
		return nil, fmt.Errorf("%s %w", c.Against, err)
	}
	return &record, nil
}

// finish compares, prints and records what was measured. Its error may be the
// exit status that says what came of it.
func (c *evalCommand) finish(std streams, d report.Document, recorded *evaluation.Record) error {
	now := evaluation.NewRecord(d.Report, d.Settings)
	if recorded != nil && d.Faults == 0 {
		comparison, err := recorded.Compare(now)
		if err != nil {
			return fmt.Errorf("%s %w", c.Against, err)
		}
		d.Against = &comparison
	}
	if err := c.print(std, d); err != nil {
		return err
	}
	if d.Faults > 0 {
		if c.Record != "" || c.Against != "" {
			return errFaults
		}
		return exitStatus(statusUsage)
	}
	if c.Record != "" {
		return writeRecord(c.Record, now)
	}
	return c.verdict(std.err, d.Against)
}

// print prints the figures in the form that was asked for.
func (c *evalCommand) print(std streams, d report.Document) error {
	if c.HTML != "" && c.HTML != "-" {
		var page bytes.Buffer
		if err := d.HTML(&page); err != nil {
			return err
		}
		if err := os.WriteFile(c.HTML, page.Bytes(), 0o644); err != nil {
			return fmt.Errorf("writing the page: %w", err)
		}
	}
	out := bufio.NewWriter(std.out)
	show := d.Table
	switch {
	case c.JSON:
		show = d.JSON
	case c.HTML == "-":
		show = d.HTML
	}
	if err := show(out); err != nil {
		return err
	}
	return out.Flush()
}

func writeRecord(name string, record evaluation.Record) error {
	data, err := record.Marshal()
	if err != nil {
		return err
	}
	if err := os.WriteFile(name, data, 0o644); err != nil {
		return fmt.Errorf("writing the record: %w", err)
	}
	return nil
}

// verdict names the figures that fell, and gives the exit status.
func (c *evalCommand) verdict(out io.Writer, comparison *evaluation.Comparison) error {
	if comparison == nil || len(comparison.Fell) == 0 {
		return nil
	}
	for _, change := range comparison.Fell {
		fmt.Fprintf(out, "pecete: %s: %s\n", c.Against, change)
	}
	return exitStatus(statusFailed)
}
