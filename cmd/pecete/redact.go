package main

import (
	"bufio"
	"bytes"
	"context"

	"github.com/pecete/pecete/cmd/pecete/internal/lines"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// redactCommand is `pecete redact`.
type redactCommand struct {
	Input inputFlags `embed:""`

	JSON     bool   `name:"json" group:"Output" help:"Print one JSON object a message, as grpcurl -emit-defaults does; the default where the input is JSONL."`
	Style    string `default:"label" enum:"label,mask" placeholder:"STYLE" group:"Output" help:"What takes the place of a finding: label, such as [CNP], or mask (${default})."`
	MaskChar string `default:"*" placeholder:"CHAR" group:"Output" help:"Character that masks (${default})."`
	KeepLast uint32 `default:"0" placeholder:"N" group:"Output" help:"How many characters at the end of a finding a mask leaves readable; never more than half."`

	Question questionFlags `embed:"" group:"Question"`
	Engine   engineFlags   `embed:"" group:"Judgement"`
}

// Help explains what does not fit on the line of a flag.
func (*redactCommand) Help() string {
	return `Every line is a message of its own; empty lines and line endings stay as they are.
A line that cannot be read is named on the standard error and left out of the
output, and the others go on.

Exit status: 0 fine; 2 wrong usage, or an input that could not be read to its end
or in every line.`
}

// Run redacts the messages of the input. Its error is an exit status.
func (c *redactCommand) Run(ctx context.Context, std streams) error {
	return ended(ctx, std, c.run(ctx, std))
}

func (c *redactCommand) run(ctx context.Context, std streams) error {
	engine, err := c.Engine.classifier()
	if err != nil {
		return err
	}
	service, err := newService(engine, c.Input.MaxText)
	if err != nil {
		return err
	}
	if err := checkQuestion(ctx, service, c.Question.options(), c.style()); err != nil {
		return err
	}
	in, err := c.Input.open(std.in)
	if err != nil {
		return err
	}
	defer in.Close()
	in.greet(std.err)
	run := messageRun{
		input: in, answer: c.answerer(service), blank: c.blank,
		out: bufio.NewWriter(std.out), err: std.err, bar: newProgress(std, in.size),
	}
	t, err := run.run(ctx)
	if err == nil && t.faults > 0 {
		return exitStatus(statusUsage)
	}
	return err
}

// style gives the flags in the contract's terms.
func (c *redactCommand) style() *pecetev1.RedactionStyle {
	if c.Style == "label" {
		return &pecetev1.RedactionStyle{Kind: &pecetev1.RedactionStyle_Label{Label: &pecetev1.LabelStyle{}}}
	}
	mask := &pecetev1.MaskStyle{MaskCharacter: c.MaskChar, KeepLast: c.KeepLast}
	return &pecetev1.RedactionStyle{Kind: &pecetev1.RedactionStyle_Mask{Mask: mask}}
}

// asJSON tells whether the answer about a line is JSON.
func (c *redactCommand) asJSON(line lines.Line) bool { return c.JSON || line.Format() == lines.JSONL }

// blank keeps an empty line of a text.
func (c *redactCommand) blank(line lines.Line, out *bytes.Buffer) {
	if !c.asJSON(line) {
		out.WriteString(line.Ending)
	}
}

// answerer gives what asks the service and prints the new text.
func (c *redactCommand) answerer(service pecetev1.ClassifierServiceServer) answerer {
	options, style := c.Question.options(), c.style()
	return func(ctx context.Context, line lines.Line, message lines.Message, out *bytes.Buffer) (pecetev1.Verdict, error) {
		answer, err := service.Redact(ctx, &pecetev1.RedactRequest{
			MessageId: message.ID, Text: message.Text, Options: options, Style: style,
		})
		if err != nil {
			return pecetev1.Verdict_VERDICT_UNSPECIFIED, err
		}
		if !c.asJSON(line) {
			out.WriteString(answer.GetText() + line.Ending)
		} else if err := writeJSON(out, answer); err != nil {
			return pecetev1.Verdict_VERDICT_UNSPECIFIED, err
		}
		return answer.GetAssessment().GetVerdict(), nil
	}
}
