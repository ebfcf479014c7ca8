package extproc

import (
	"strconv"
	"unicode"
	"unicode/utf8"

	"google.golang.org/protobuf/encoding/protowire"
)

const (
	// maxNested is how deep messages in messages are read.
	maxNested = 32
	// minNumber is the least number that is written: shorter ones name nobody.
	minNumber = 100_000_000
	// minRun is how many printable characters in a row are written of what is no text.
	minRun = 6
	// minAttachment is from how many bytes on a field that is no text is looked at by itself,
	// as a file, and maxAttachments how many such there are at most in a message.
	minAttachment  = 1 << 10
	maxAttachments = 32
)

// wireText is the text in an encoded protobuf message, read without knowing what its fields
// are called: a line for each string and each long number. Names are not in the message.
type wireText struct {
	text []byte
	// attachments are fields that hold something else, such as a document or a picture.
	attachments [][]byte
}

// readWire reads a message. What is none is read as text with something between.
func readWire(message []byte) *wireText {
	w := &wireText{}
	if !w.message(message, maxNested) {
		w.runs(message)
	}
	return w
}

// message reads a message and tells whether it was one. If not, nothing was written.
func (w *wireText) message(data []byte, depth int) bool {
	if depth == 0 || !isMessage(data) {
		return false
	}
	for len(data) > 0 {
		number, kind, tag := protowire.ConsumeTag(data)
		length := protowire.ConsumeFieldValue(number, kind, data[tag:])
		value := data[tag : tag+length]
		data = data[tag+length:]
		switch kind {
		case protowire.VarintType:
			if n, _ := protowire.ConsumeVarint(value); n >= minNumber {
				w.line(strconv.AppendUint(nil, n, 10))
			}
		case protowire.BytesType:
			inside, _ := protowire.ConsumeBytes(value)
			w.field(inside, depth)
		}
	}
	return true
}

// isMessage tells whether data can be stepped through as a message. Groups, which nobody
// writes any more, are none: letters would look like them.
func isMessage(data []byte) bool {
	for len(data) > 0 {
		number, kind, tag := protowire.ConsumeTag(data)
		if tag < 0 || kind == protowire.StartGroupType || kind == protowire.EndGroupType {
			return false
		}
		length := protowire.ConsumeFieldValue(number, kind, data[tag:])
		if length < 0 {
			return false
		}
		data = data[tag+length:]
	}
	return true
}

// field reads a field that has a length: a string, a message, or bytes. Text can look like a
// message, and a message of strings like text with odd characters between; it is a message
// if most of it is strings then.
func (w *wireText) field(value []byte, depth int) {
	isText := isText(value)
	text, attachments := len(w.text), len(w.attachments)
	if w.message(value, depth-1) {
		if !isText || 2*(len(w.text)-text) >= len(value) {
			return
		}
		w.text, w.attachments = w.text[:text], w.attachments[:attachments]
	}
	switch {
	case isText:
		w.line(value)
	case len(value) >= minAttachment && len(w.attachments) < maxAttachments:
		w.attachments = append(w.attachments, value)
	default:
		w.runs(value)
	}
}

// isText tells whether all of a value is printable.
func isText(value []byte) bool {
	for len(value) > 0 {
		r, size := utf8.DecodeRune(value)
		if r == utf8.RuneError && size == 1 || !unicode.IsPrint(r) && !unicode.IsSpace(r) {
			return false
		}
		value = value[size:]
	}
	return true
}

// runs writes what is printable, in runs that are long enough to be words.
func (w *wireText) runs(value []byte) {
	begin, count := 0, 0
	for at := 0; at <= len(value); {
		r, size := utf8.DecodeRune(value[at:])
		if size > 0 && unicode.IsPrint(r) && (r != utf8.RuneError || size > 1) {
			at, count = at+size, count+1
			continue
		}
		if count >= minRun {
			w.line(value[begin:at])
		}
		at += max(size, 1)
		begin, count = at, 0
	}
}

func (w *wireText) line(text []byte) {
	if len(text) > 0 {
		w.text = append(append(w.text, text...), '\n')
	}
}
