package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/cmd/pecete/internal/evaluation"
	"github.com/pecete/pecete/cmd/pecete/internal/labelled"
	"github.com/pecete/pecete/cmd/pecete/internal/lines"
	"github.com/pecete/pecete/cmd/pecete/internal/report"
)

// evalCommand is `pecete eval`.
type evalCommand struct {
	Files   []string      `arg:"" optional:"" name:"file" help:"Files to read, one message a line: {\"text\": ..., \"spans\": [{\"start\": ..., \"end\": ..., \"detector\": ...}]}; - is the standard input, the default."`
	Unit    labelled.Unit `default:"bytes" placeholder:"UNIT" group:"Input" help:"What the offsets in the files count: bytes, utf16 or code-points (${default})."`
	MaxText byteSize      `name:"max-text-bytes" default:"1MiB" placeholder:"SIZE" group:"Input" help:"Longest text of one message (${default}); a longer one is an error."`

	Threshold float64  `default:"0.5" placeholder:"N" group:"Measure" help:"Confidence from which a finding counts as an answer, 0 to 1 (${default})."`
	Detectors []string `placeholder:"ID" group:"Measure" help:"Measure only these detectors, such as ro.cnp,iban or ro.*; all of them by default."`
	Kind      []string `placeholder:"PREFIX" group:"Measure" help:"Measure only messages whose kind begins so."`
	SkipKind  []string `placeholder:"PREFIX" group:"Measure" help:"Leave out messages whose kind begins so."`
	Today     string   `placeholder:"DATE" group:"Measure" help:"Judge as if today were YYYY-MM-DD, so that dates of birth lie in the future or not as they did then."`

	JSON           bool   `name:"json" group:"Output" help:"Print one JSON object instead of tables."`
	HTML           string `name:"html" placeholder:"FILE" group:"Output" help:"Write a page with plots to FILE, or print it instead of tables if FILE is -."`
	ByKind         bool   `group:"Output" help:"Break the figures down by the kind of messages."`
	ByKindDetector bool   `group:"Output" help:"Break them down by kind and detector as well."`
	KindParts      int    `default:"1" placeholder:"N" group:"Output" help:"How many parts of a kind, set apart by slashes, --by-kind and --by-kind-detector tell apart (${default})."`
	Worst          int    `default:"10" placeholder:"N" group:"Output" help:"How many of the worst mistakes of each sort are listed (${default})."`
	ShowText       bool   `group:"Output" help:"Quote the messages in the list of mistakes."`

	Record  string `xor:"record" placeholder:"FILE" group:"Record" help:"Write the figures to FILE."`
	Against string `xor:"record" placeholder:"FILE" group:"Record" help:"Compare the figures with those recorded in FILE, and exit with status 1 if any is worse."`

	Engine engineFlags `embed:"" group:"Judgement"`
}

// Help explains what does not fit on the line of a flag.
func (*evalCommand) Help() string {
	return `Each line is a message and everything that should be found in it; an empty list of
spans says that there is nothing. A line may also carry a list of "optional" spans,
which are neither right nor wrong to find, a "verdict" (allow, warn or block) and a
"kind"; other fields are passed over. A line that cannot be read is named on the
standard error, never quoted, and the others go on.

Messages are named by file and line. They are quoted only with --show-text.

Exit status: 0 fine; 1 a figure is worse than recorded (--against); 2 wrong usage, or
an input that could not be read to its end or in every line.`
}

// Run measures the messages of the files. Its error is an exit status.
func (c *evalCommand) Run(ctx context.Context, std streams) error {
	return ended(ctx, std, c.run(ctx, std))
}

func (c *evalCommand) run(ctx context.Context, std streams) error {
	if err := c.check(); err != nil {
		return err
	}
	recorded, err := c.recorded()
	if err != nil {
		return err
	}
	engine, err := c.classifier()
	if err != nil {
		return err
	}
	inputs, err := c.open(std)
	if err != nil {
		return err
	}
	defer closeAll(inputs)
	run := c.newRun(engine, std, inputs)
	if err := run.readAll(ctx); err != nil {
		return err
	}
	return c.finish(std, run.document(c), recorded)
}

// check fails on numbers that make no sense.
func (c *evalCommand) check() error {
	if !(c.Threshold >= 0 && c.Threshold <= 1) { // so that NaN is refused
		return fmt.Errorf("--threshold: must be a number between 0 and 1")
	}
	if c.Worst < 0 {
		return fmt.Errorf("--worst: must not be negative")
	}
	if c.KindParts < 1 {
		return fmt.Errorf("--kind-parts: must be 1 or more")
	}
	return nil
}

// classifier makes the classifier that the flags describe.
func (c *evalCommand) classifier() (*classifier.Classifier, error) {
	now := time.Now
	if c.Today != "" {
		day, err := time.Parse(time.DateOnly, c.Today)
		if err != nil {
			return nil, fmt.Errorf("--today: must be a date such as 2026-03-12")
		}
		now = func() time.Time { return day }
	}
	engine, err := c.Engine.classifierAt(now)
	if err != nil {
		return nil, err
	}
	if _, err := engine.Select(c.Detectors); err != nil {
		return nil, fmt.Errorf("--detectors: %w", err)
	}
	return engine, nil
}

// open opens all files, so that a wrong name is known before the work begins.
func (c *evalCommand) open(std streams) ([]*input, error) {
	files := c.Files
	if len(files) == 0 {
		files = []string{"-"}
	}
	var inputs []*input
	seen := map[string]bool{}
	for _, name := range files {
		if seen[name] {
			closeAll(inputs)
			return nil, fmt.Errorf("%s is given twice", name)
		}
		seen[name] = true
		flags := inputFlags{File: name, Format: lines.JSONL, MaxText: c.MaxText}
		in, err := flags.open(std.in)
		if err != nil {
			closeAll(inputs)
			return nil, err
		}
		if name == "-" {
			in.greet(std.err)
		}
		inputs = append(inputs, in)
	}
	return inputs, nil
}

func closeAll(inputs []*input) {
	for _, in := range inputs {
		_ = in.Close()
	}
}

func (c *evalCommand) newRun(engine *classifier.Classifier, std streams, inputs []*input) *evalRun {
	options := evaluation.Options{Threshold: c.Threshold, Worst: c.Worst, ShowText: c.ShowText}
	if c.ByKind || c.ByKindDetector {
		options.KindParts = c.KindParts
	}
	size := int64(0)
	for _, in := range inputs {
		if in.size == 0 { // unknown, so that the bar could not know its end
			size = 0
			break
		}
		size += in.size
	}
	known := map[string]bool{}
	for _, d := range engine.Rules().Detectors {
		known[d.ID] = true
	}
	return &evalRun{
		engine: engine, inputs: inputs, err: std.err, bar: newLoneProgress(std, size),
		format:   labelled.Format{Unit: c.Unit, Known: func(id string) bool { return known[id] }},
		tally:    evaluation.New(options),
		measures: c.measures, takes: c.takes,
	}
}

// measures tells whether a detector is one of those that --detectors names.
func (c *evalCommand) measures(detector string) bool {
	for _, name := range c.Detectors {
		prefix, isPrefix := strings.CutSuffix(name, "*")
		if detector == name || isPrefix && strings.HasPrefix(detector, prefix) {
			return true
		}
	}
	return len(c.Detectors) == 0
}

// takes tells whether messages of a kind are measured.
func (c *evalCommand) takes(kind string) bool {
	for _, prefix := range c.SkipKind {
		if strings.HasPrefix(kind, prefix) {
			return false
		}
	}
	for _, prefix := range c.Kind {
		if strings.HasPrefix(kind, prefix) {
			return true
		}
	}
	return len(c.Kind) == 0
}

// document gives what the run measured.
func (r *evalRun) document(c *evalCommand) report.Document {
	d := report.New()
	for _, in := range r.inputs {
		d.Files = append(d.Files, in.name)
	}
	d.Ruleset = r.engine.Rules().Version
	d.Unit = c.Unit.String()
	d.Settings = evaluation.Settings{Threshold: c.Threshold, Detectors: c.Detectors, Kinds: c.Kind, SkippedKinds: c.SkipKind}
	d.Skipped, d.Faults, d.Incomplete = r.skipped, r.faults, r.incomplete
	d.Report = r.tally.Report()
	d.KindDetectors = c.ByKindDetector
	return d
}
