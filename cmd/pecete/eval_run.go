package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime"
	"slices"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/cmd/pecete/internal/evaluation"
	"github.com/pecete/pecete/cmd/pecete/internal/labelled"
	"github.com/pecete/pecete/cmd/pecete/internal/lines"
	"github.com/pecete/pecete/cmd/pecete/internal/ordered"
)

// evalRun takes labelled messages through the engine into a tally.
type evalRun struct {
	engine *classifier.Classifier
	inputs []*input
	format labelled.Format
	// measures tells whether a detector is measured, takes whether messages of a
	// kind are.
	measures, takes func(name string) bool

	tally *evaluation.Tally
	err   io.Writer
	bar   *progress
	// skipped, faults and incomplete count what the figures leave out.
	skipped, faults, incomplete int
}

// evaluated is what came of some lines.
type evaluated struct {
	answers             []evaluation.Answer
	faults              []error
	skipped, incomplete int
}

// readAll reads every input to its end, on all cores and in order.
func (r *evalRun) readAll(ctx context.Context) error {
	before := int64(0)
	for _, in := range r.inputs {
		if err := r.read(ctx, in, before); err != nil {
			r.bar.finish()
			return fmt.Errorf("%s: %w", in.name, err)
		}
		before += in.read.Load()
	}
	r.bar.finish()
	return nil
}

// read reads one input. Lines that cannot be read are named and counted, and the
// others go on.
func (r *evalRun) read(ctx context.Context, in *input, before int64) error {
	faults := &faultList{out: r.err, name: in.name}
	err := ordered.Stages[[]lines.Line, *evaluated]{
		Next: in.Available,
		Do:   func(some []lines.Line) *evaluated { return r.evaluate(in.name, some) },
		Emit: func(e *evaluated) error {
			r.bar.show(before + in.read.Load())
			r.take(e, faults)
			return nil
		},
		Idle: func() error { return nil },
	}.Run(ctx, runtime.GOMAXPROCS(0))
	faults.end()
	r.faults += faults.count
	return err
}

func (r *evalRun) take(e *evaluated, faults *faultList) {
	if len(e.faults) > 0 {
		r.bar.clear()
	}
	for _, err := range e.faults {
		faults.add(err)
	}
	for _, a := range e.answers {
		r.tally.Add(a)
	}
	r.skipped += e.skipped
	r.incomplete += e.incomplete
}

// evaluate answers some lines of a file.
func (r *evalRun) evaluate(file string, some []lines.Line) *evaluated {
	e := &evaluated{}
	for _, line := range some {
		if line.Blank() {
			continue
		}
		message, err := r.parse(line)
		switch {
		case err != nil:
			e.faults = append(e.faults, err)
		case !r.takes(message.Kind):
			e.skipped++
		default:
			answer, complete := r.answer(message)
			answer.Place = evaluation.Place{File: file, Line: line.Number}
			e.answers = append(e.answers, answer)
			if !complete {
				e.incomplete++
			}
		}
	}
	return e
}

// parse reads a line. Its error is a *lines.Fault.
func (r *evalRun) parse(line lines.Line) (labelled.Message, error) {
	content, err := line.Content()
	if err != nil {
		return labelled.Message{}, err
	}
	message, err := r.format.Parse(content)
	if err != nil {
		return labelled.Message{}, line.Fault(err.Error())
	}
	return message, line.CheckText(message.Text)
}

// answer asks the engine about a message, and tells whether all detectors read it
// to its end.
func (r *evalRun) answer(m labelled.Message) (a evaluation.Answer, complete bool) {
	assessment := r.engine.Classify(m.Text, classifier.Query{})
	classifier.Recount(m.Text, assessment.Findings, offsetUnit(r.format.Unit))
	a = evaluation.Answer{Message: m, Answered: assessment.Verdict.String()}
	others := func(s labelled.Span) bool { return !r.measures(s.Detector) }
	a.Spans = slices.DeleteFunc(slices.Clone(m.Spans), others)
	a.Optional = slices.DeleteFunc(slices.Clone(m.Optional), others)
	for _, f := range assessment.Findings {
		if r.measures(f.Detector) {
			span := labelled.Span{Start: f.Start, End: f.End, Detector: f.Detector}
			a.Findings = append(a.Findings, evaluation.Finding{Span: span, Confidence: f.Confidence})
		}
	}
	return a, len(assessment.Incomplete) == 0
}

// offsetUnit gives a unit in the classifier's terms.
func offsetUnit(u labelled.Unit) classifier.OffsetUnit {
	switch u {
	case labelled.UTF16:
		return classifier.UTF16
	case labelled.CodePoints:
		return classifier.CodePoints
	}
	return classifier.Bytes
}

// errFaults tells that figures of a part of the lines are not recorded.
var errFaults = errors.New("not recorded and not compared, since not every line could be read")
