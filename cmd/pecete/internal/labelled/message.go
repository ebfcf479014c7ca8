package labelled

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// Message is a text and what should be found in it.
type Message struct {
	// Text is not empty.
	Text string
	// Spans are in the order of the line, no two of them equal.
	Spans []Span
	// Optional are spans of which it is open whether they should be found: neither
	// finding nor missing them is a mistake. None of them equals one of Spans.
	Optional []Span
	// Verdict should be given: "allow", "warn" or "block"; "" where the line does
	// not say.
	Verdict string
	// Kind is the line's own name for messages of its kind, such as "cnp/formal".
	Kind string

	unit Unit
}

// Span is a part of a text that is one detector's to find.
type Span struct {
	// Start and End are offsets in the unit that was asked for, end exclusive.
	Start int `json:"start"`
	End   int `json:"end"`
	// Detector is its id.
	Detector string `json:"detector"`
}

// Format says how lines are to be read.
type Format struct {
	// Unit is what their offsets count.
	Unit Unit
	// Known tells whether there is a detector of that id.
	Known func(detector string) bool
}

// object is a line. Fields that are not known are passed over.
type object struct {
	Text     json.RawMessage `json:"text"`
	Spans    json.RawMessage `json:"spans"`
	Optional json.RawMessage `json:"optional"`
	Verdict  json.RawMessage `json:"verdict"`
	Kind     json.RawMessage `json:"kind"`
}

// Parse reads one line. Its errors begin with the field that is wrong and quote
// nothing.
func (f Format) Parse(line string) (Message, error) {
	var o object
	if err := json.Unmarshal([]byte(line), &o); err != nil {
		return Message{}, describe(err)
	}
	m := Message{unit: f.Unit}
	if missing(o.Text) {
		return Message{}, errors.New("text: is missing")
	}
	if json.Unmarshal(o.Text, &m.Text) != nil {
		return Message{}, errors.New("text: is not a string")
	}
	if m.Text == "" {
		return Message{}, errors.New("text: is empty")
	}
	if !missing(o.Kind) && json.Unmarshal(o.Kind, &m.Kind) != nil {
		return Message{}, errors.New("kind: is not a string")
	}
	var err error
	if m.Verdict, err = verdict(o.Verdict); err != nil {
		return Message{}, err
	}
	if missing(o.Spans) {
		return Message{}, errors.New("spans: is missing; an empty list says that there is nothing to find")
	}
	seen := map[Span]string{}
	if m.Spans, err = f.spans("spans", o.Spans, m.Text, seen); err != nil {
		return Message{}, err
	}
	m.Optional, err = f.spans("optional", o.Optional, m.Text, seen)
	return m, err
}

// missing tells that a field is not there, or null.
func missing(value json.RawMessage) bool {
	return len(value) == 0 || bytes.Equal(value, []byte("null"))
}

// describe tells what is wrong with JSON without quoting it.
func describe(err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("is not valid JSON (at byte %d)", syntax.Offset)
	}
	return errors.New("is not a JSON object")
}

// verdict reads a verdict in any case, also as the contract writes it.
func verdict(value json.RawMessage) (string, error) {
	if missing(value) {
		return "", nil
	}
	var written string
	if json.Unmarshal(value, &written) != nil {
		return "", errors.New("verdict: is not a string")
	}
	switch name := strings.TrimPrefix(strings.ToLower(written), "verdict_"); name {
	case "allow", "warn", "block":
		return name, nil
	}
	return "", errors.New("verdict: must be allow, warn or block")
}

// spans reads the list of a field. The spans that were seen so far, each with its
// name, must not come again.
func (f Format) spans(field string, value json.RawMessage, text string, seen map[Span]string) ([]Span, error) {
	if missing(value) {
		return nil, nil
	}
	var items []json.RawMessage
	if json.Unmarshal(value, &items) != nil {
		return nil, fmt.Errorf("%s: is not a list", field)
	}
	ruler := newRuler(text, f.Unit)
	var spans []Span
	for i, item := range items {
		name := fmt.Sprintf("%s[%d]", field, i)
		span, err := f.span(item, ruler)
		if err != nil {
			return nil, fmt.Errorf("%s%w", name, err)
		}
		if before, twice := seen[span]; twice {
			return nil, fmt.Errorf("%s: is the same as %s", name, before)
		}
		seen[span] = name
		spans = append(spans, span)
	}
	return spans, nil
}

// span reads one span. Its errors go on after the name of the span.
func (f Format) span(item json.RawMessage, r ruler) (Span, error) {
	var o struct {
		Start    json.RawMessage `json:"start"`
		End      json.RawMessage `json:"end"`
		Detector json.RawMessage `json:"detector"`
	}
	if missing(item) || json.Unmarshal(item, &o) != nil {
		return Span{}, errors.New(": is not an object")
	}
	var s Span
	var err error
	if s.Start, err = r.offset(o.Start); err != nil {
		return Span{}, fmt.Errorf(".start: %w", err)
	}
	if s.End, err = r.offset(o.End); err != nil {
		return Span{}, fmt.Errorf(".end: %w", err)
	}
	if s.End <= s.Start {
		return Span{}, fmt.Errorf(".end: %d is not after the start, %d", s.End, s.Start)
	}
	if missing(o.Detector) {
		return Span{}, errors.New(".detector: is missing")
	}
	if json.Unmarshal(o.Detector, &s.Detector) != nil {
		return Span{}, errors.New(".detector: is not a string")
	}
	if !f.Known(s.Detector) {
		return Span{}, errors.New(".detector: is unknown; `pecete rules list` has the known ones")
	}
	return s, nil
}

// offset reads an offset and checks that a character begins or ends there.
func (r ruler) offset(value json.RawMessage) (int, error) {
	if missing(value) {
		return 0, errors.New("is missing")
	}
	var offset int
	if json.Unmarshal(value, &offset) != nil {
		return 0, errors.New("is not a whole number")
	}
	if offset < 0 || offset > r.length() {
		return 0, fmt.Errorf("%d is out of range: the text has %d %s", offset, r.length(), r.unit.plural())
	}
	if _, ok := r.bytes(offset); !ok {
		return 0, fmt.Errorf("%d lies inside a character; offsets count %s here (--unit)", offset, r.unit.plural())
	}
	return offset, nil
}

// plural names the unit in a sentence.
func (u Unit) plural() string {
	switch u {
	case UTF16:
		return "UTF-16 units"
	case CodePoints:
		return "code points"
	}
	return "bytes"
}
