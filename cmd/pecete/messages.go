package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"runtime"

	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/pecete/pecete/cmd/pecete/internal/lines"
	"github.com/pecete/pecete/cmd/pecete/internal/ordered"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// answerer answers one message. It writes what is to be printed to out and gives
// the verdict.
type answerer func(ctx context.Context, line lines.Line, message lines.Message, out *bytes.Buffer) (pecetev1.Verdict, error)

// tally is what came of an input.
type tally struct {
	verdicts map[pecetev1.Verdict]int
	faults   int
}

// atLeast tells whether a message had the verdict or a graver one.
func (t *tally) atLeast(verdict pecetev1.Verdict) bool {
	for had, count := range t.verdicts {
		if had >= verdict && count > 0 {
			return true
		}
	}
	return false
}

// messageRun takes the messages of an input through an answerer.
type messageRun struct {
	input  *input
	answer answerer
	// blank is called for a line without a message; nil passes over it.
	blank func(line lines.Line, out *bytes.Buffer)
	out   *bufio.Writer
	err   io.Writer
	bar   *progress
}

// answered is what came of some lines.
type answered struct {
	out      bytes.Buffer
	verdicts []pecetev1.Verdict
	faults   []error
}

// run reads the input to its end, on all cores and in order. It fails as the
// input or the output does, or if ctx ends. Lines that cannot be read are named
// on err and counted, and the others go on.
func (m *messageRun) run(ctx context.Context) (*tally, error) {
	t := &tally{verdicts: map[pecetev1.Verdict]int{}}
	faults := &faultList{out: m.err, name: m.input.name}
	err := ordered.Stages[[]lines.Line, *answered]{
		Next: m.input.Available,
		Do:   func(some []lines.Line) *answered { return m.answerAll(ctx, some) },
		Emit: func(a *answered) error { return m.emit(a, t, faults) },
		Idle: m.out.Flush,
	}.Run(ctx, runtime.GOMAXPROCS(0))
	m.bar.finish()
	faults.end()
	t.faults = faults.count
	if err == nil {
		return t, m.out.Flush()
	}
	if errors.Is(err, lines.ErrUTF16) {
		return t, fmt.Errorf("%s: %w", m.input.name, err)
	}
	return t, errors.Join(err, m.out.Flush())
}

func (m *messageRun) answerAll(ctx context.Context, some []lines.Line) *answered {
	a := &answered{}
	for _, line := range some {
		if line.Blank() {
			if m.blank != nil {
				m.blank(line, &a.out)
			}
			continue
		}
		message, err := line.Message()
		if err != nil {
			a.faults = append(a.faults, err)
			continue
		}
		verdict, err := m.answer(ctx, line, message, &a.out)
		if err != nil {
			a.faults = append(a.faults, &lines.Fault{Line: line.Number, Reason: status.Convert(err).Message()})
			continue
		}
		a.verdicts = append(a.verdicts, verdict)
	}
	return a
}

func (m *messageRun) emit(a *answered, t *tally, faults *faultList) error {
	m.bar.show(m.input.read.Load())
	for _, verdict := range a.verdicts {
		t.verdicts[verdict]++
	}
	if len(a.faults) > 0 {
		m.bar.clear()
	}
	for _, err := range a.faults {
		faults.add(err)
	}
	_, err := m.out.Write(a.out.Bytes())
	return err
}

// writeJSON writes a message of the contract as one line of JSON, with fields
// that have their default. Package protojson puts spaces where it likes, so that
// nobody relies on them; they are taken out, so that equal answers are equal.
func writeJSON(out *bytes.Buffer, m proto.Message) error {
	data, err := protojson.MarshalOptions{EmitDefaultValues: true}.Marshal(m)
	if err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	if err := json.Compact(out, data); err != nil {
		return fmt.Errorf("writing JSON: %w", err)
	}
	return out.WriteByte('\n')
}

// ended gives the exit status of a command whose statuses are answers: err is
// printed, with statusUsage, so that 1 is left for the answer. Whatever fails
// once ctx has ended does so because of the signal that ended it.
func ended(ctx context.Context, std streams, err error) error {
	var status exitStatus
	switch {
	case err == nil, errors.As(err, &status):
		return err
	case ctx.Err() != nil:
		return exitStatus(statusInterrupted)
	}
	fail(std.err, err)
	return exitStatus(statusUsage)
}

// statusInterrupted is the exit status after SIGINT, as shells have it.
const statusInterrupted = 130
