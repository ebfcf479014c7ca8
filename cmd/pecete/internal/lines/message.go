package lines

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"unicode/utf8"
)

// Message is one message of an input.
type Message struct {
	// ID is the message_id, or the number of the line where it has none.
	ID string
	// Text is valid UTF-8, not empty, and at most Options.MaxText bytes long.
	Text string
}

// object is a line of JSONL. Keys that are not known are passed over.
type object struct {
	ID    json.RawMessage `json:"message_id"`
	Camel json.RawMessage `json:"messageId"`
	Text  json.RawMessage `json:"text"`
}

// Message gives the message that a line carries; it must not be Blank. The
// error is a *Fault.
func (l Line) Message() (Message, error) {
	content, err := l.Content()
	if err != nil {
		return Message{}, err
	}
	message := Message{Text: content}
	if l.format == JSONL {
		message, err = parseObject(content)
	}
	if err != nil {
		return Message{}, l.Fault(err.Error())
	}
	if err := l.CheckText(message.Text); err != nil {
		return Message{}, err
	}
	if message.ID == "" {
		message.ID = strconv.Itoa(l.Number)
	}
	return message, nil
}

// Content gives what stands on the line, in valid UTF-8 and without the ending,
// for those who read it in a form of their own. The error is a *Fault.
func (l Line) Content() (string, error) {
	if l.tooLong {
		return "", l.Fault(l.tooLongReason())
	}
	if !utf8.ValidString(l.content) {
		return "", l.Fault("is not valid UTF-8")
	}
	return l.content, nil
}

// CheckText fails with a *Fault if the text that the line carries is longer than
// Options.MaxText bytes.
func (l Line) CheckText(text string) error {
	if len(text) > l.maxText {
		return l.Fault(l.tooLongReason())
	}
	return nil
}

// Fault gives the *Fault of this line. The reason is shown as it stands, so it
// must not quote the line.
func (l Line) Fault(reason string) error { return &Fault{Line: l.Number, Reason: reason} }

func (l Line) tooLongReason() string {
	return fmt.Sprintf("the text is longer than %d bytes (--max-text-bytes)", l.maxText)
}

// parseObject reads a line of JSONL. Its errors are constant but for a position,
// since those of package json may quote the line.
func parseObject(line string) (Message, error) {
	var o object
	if err := json.Unmarshal([]byte(line), &o); err != nil {
		return Message{}, describe(err)
	}
	id, ok := name(o.ID)
	if len(o.ID) == 0 {
		id, ok = name(o.Camel)
	}
	if !ok {
		return Message{}, errors.New("message_id is neither a string nor a number")
	}
	if len(o.Text) == 0 {
		return Message{}, errors.New(`has no "text" (--format=text takes the line as it stands)`)
	}
	var text *string
	if err := json.Unmarshal(o.Text, &text); err != nil || text == nil {
		return Message{}, errors.New("text is not a string")
	}
	if *text == "" {
		return Message{}, errors.New("text is empty")
	}
	return Message{ID: id, Text: *text}, nil
}

// name reads a message_id: a string, a number as it is written, or nothing.
func name(value json.RawMessage) (id string, ok bool) {
	if len(value) == 0 || bytes.Equal(value, []byte("null")) {
		return "", true
	}
	if value[0] == '"' {
		return id, json.Unmarshal(value, &id) == nil
	}
	isNumber := value[0] == '-' || value[0] >= '0' && value[0] <= '9'
	return string(value), isNumber
}

// describe tells what is wrong with JSON without quoting it.
func describe(err error) error {
	var syntax *json.SyntaxError
	if errors.As(err, &syntax) {
		return fmt.Errorf("is not valid JSON (at byte %d)", syntax.Offset)
	}
	return errors.New("is not a JSON object")
}
