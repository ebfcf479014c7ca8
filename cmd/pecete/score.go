package main

import (
	"bufio"
	"bytes"
	"context"
	"fmt"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/cmd/pecete/internal/lines"
	"github.com/pecete/pecete/cmd/pecete/internal/terminal"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// scoreCommand is `pecete score`.
type scoreCommand struct {
	Input inputFlags `embed:""`

	View   bool   `xor:"output" group:"Output" help:"Show the messages with their findings marked and the reasons; the default on a terminal."`
	JSON   bool   `name:"json" xor:"output" group:"Output" help:"Print one JSON object a message, as grpcurl -emit-defaults does; the default anywhere else."`
	Color  string `default:"auto" enum:"auto,always,never" placeholder:"WHEN" group:"Output" help:"Colours of the view: auto (on a terminal, unless NO_COLOR is set), always (which implies --view) or never (${default})."`
	FailOn string `default:"never" enum:"never,warn,block" placeholder:"VERDICT" group:"Output" help:"Exit with status 1 if a message has this verdict or a graver one: never, warn or block (${default})."`

	IncludeMatches bool   `group:"Output" help:"Put the matched text into the JSON."`
	OffsetUnit     string `default:"utf8-bytes" enum:"utf8-bytes,utf16,code-points" placeholder:"UNIT" group:"Output" help:"What offsets in the JSON count: utf8-bytes, utf16 or code-points (${default})."`

	Question questionFlags `embed:"" group:"Question"`
	Engine   engineFlags   `embed:"" group:"Judgement"`
}

// Help explains what does not fit on the line of a flag.
func (*scoreCommand) Help() string {
	return `Every line is scored as a message of its own, and answers come in the order of
the lines. Empty lines are passed over. A line that cannot be read is named on the
standard error, never quoted, and the others go on.

Exit status: 0 fine; 1 a verdict that --fail-on names; 2 wrong usage, or an input
that could not be read to its end or in every line.`
}

// Run scores the messages of the input. Its error is an exit status.
func (c *scoreCommand) Run(ctx context.Context, std streams) error {
	return ended(ctx, std, c.run(ctx, std))
}

func (c *scoreCommand) run(ctx context.Context, std streams) error {
	engine, err := c.Engine.classifier()
	if err != nil {
		return err
	}
	service, err := newService(engine, c.Input.MaxText)
	if err != nil {
		return err
	}
	if err := checkQuestion(ctx, service, c.Question.options(), nil); err != nil {
		return err
	}
	in, err := c.Input.open(std.in)
	if err != nil {
		return err
	}
	defer in.Close()
	in.greet(std.err)
	view := c.view(std, engine)
	run := messageRun{
		input: in, answer: c.answerer(service, view),
		out: bufio.NewWriter(std.out), err: std.err, bar: newProgress(std, in.size),
	}
	t, err := run.run(ctx)
	if err != nil {
		return err
	}
	if view != nil {
		fmt.Fprint(std.out, view.Summary(t.verdicts))
	}
	return c.status(t)
}

// status gives what the tally means for a script.
func (c *scoreCommand) status(t *tally) error {
	graver := map[string]pecetev1.Verdict{"warn": pecetev1.Verdict_VERDICT_WARN, "block": pecetev1.Verdict_VERDICT_BLOCK}
	limit, asked := graver[c.FailOn]
	switch {
	case t.faults > 0:
		return exitStatus(statusUsage)
	case asked && t.atLeast(limit):
		return exitStatus(statusFailed)
	}
	return nil
}

// view gives how answers are drawn for people, or nil if they are to be JSON.
func (c *scoreCommand) view(std streams, engine *classifier.Classifier) *terminal.View {
	screen := screenOf(std.out)
	if c.JSON || !c.View && !screen.terminal && c.Color != "always" {
		return nil
	}
	view := &terminal.View{
		Colour:       c.Color == "always" || c.Color == "auto" && screen.colour,
		Width:        screen.width,
		Descriptions: map[string]string{},
	}
	for _, d := range engine.Rules().Detectors {
		view.Descriptions[d.ID] = d.Description.In(c.Question.Locale)
	}
	return view
}

// answerer gives what asks the service and prints its answers: as JSON, or drawn
// if there is a view.
func (c *scoreCommand) answerer(service pecetev1.ClassifierServiceServer, view *terminal.View) answerer {
	options := c.Question.options()
	if view == nil {
		options.IncludeMatches = c.IncludeMatches
		options.OffsetUnit = pecetev1.OffsetUnit(pecetev1.OffsetUnit_value[enumName("OFFSET_UNIT_", c.OffsetUnit)])
	}
	return func(ctx context.Context, line lines.Line, message lines.Message, out *bytes.Buffer) (pecetev1.Verdict, error) {
		answer, err := service.Classify(ctx, &pecetev1.ClassifyRequest{MessageId: message.ID, Text: message.Text, Options: options})
		if err != nil {
			return pecetev1.Verdict_VERDICT_UNSPECIFIED, err
		}
		if view != nil {
			out.WriteString(view.Card(terminal.Card{Name: message.ID, Text: message.Text, Assessment: answer.GetAssessment()}))
			out.WriteByte('\n')
		} else if err := writeJSON(out, answer); err != nil {
			return pecetev1.Verdict_VERDICT_UNSPECIFIED, err
		}
		return answer.GetAssessment().GetVerdict(), nil
	}
}
