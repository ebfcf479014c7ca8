package lines

import (
	"fmt"
	"strings"
)

// Format is how the lines of an input carry messages.
type Format uint8

// The formats. The zero value decides by the first line that is not empty.
const (
	Auto Format = iota
	// Text is one message a line, as it stands.
	Text
	// JSONL is one JSON object a line.
	JSONL
)

// String gives the format's name: "auto", "text" or "jsonl".
func (f Format) String() string {
	switch f {
	case Text:
		return "text"
	case JSONL:
		return "jsonl"
	}
	return "auto"
}

// UnmarshalText reads a format's name.
func (f *Format) UnmarshalText(name []byte) error {
	for _, known := range []Format{Auto, Text, JSONL} {
		if known.String() == string(name) {
			*f = known
			return nil
		}
	}
	return fmt.Errorf("%q is not a format; known are auto, text and jsonl", name)
}

// FormatOf gives the format that the name of a file tells, or Auto.
func FormatOf(file string) Format {
	for _, ending := range []string{".jsonl", ".ndjson", ".json"} {
		if strings.HasSuffix(strings.ToLower(file), ending) {
			return JSONL
		}
	}
	return Auto
}

// detect tells the format by a line that is not empty: JSONL if it begins as an
// object with a key does. That the object is broken makes it no message, lest
// the rest of its file be taken for text.
func detect(content string) Format {
	rest, isObject := strings.CutPrefix(strings.TrimLeft(content, " \t"), "{")
	if isObject && strings.HasPrefix(strings.TrimLeft(rest, " \t"), `"`) {
		return JSONL
	}
	return Text
}
