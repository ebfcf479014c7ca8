package icap

import (
	"bytes"
	"strings"

	"github.com/pecete/pecete/api/content"
)

// message is what matters here of the head of an HTTP message.
type message struct {
	// method and target are those of a request.
	method, target string
	// content is what the head says of the body.
	content content.Head
	// accept and acceptLanguage are a request's.
	accept, acceptLanguage string
	// noted tells that there are fields of the kind that notes are made of.
	noted bool

	types, lengths int
	length         string
	transferred    bool // there is a field Transfer-Encoding
}

// parseMessage reads the head of an HTTP message: a first line, fields, an empty line, and
// nothing behind it. Who passes it on may read it otherwise if it is not quite in order,
// so one that is not is refused.
func parseMessage(head []byte, isRequest bool) (message, error) {
	var m message
	lines, whole := bytes.CutSuffix(head, []byte("\r\n\r\n"))
	if !whole {
		return m, refuse(400, "a head of the HTTP message has no end")
	}
	first, rest, more := bytes.Cut(lines, []byte("\r\n"))
	if isBroken(first) || !m.takeFirst(string(first), isRequest) {
		return m, refuse(400, "the first line of the HTTP message is not in order")
	}
	for more {
		var line []byte
		line, rest, more = bytes.Cut(rest, []byte("\r\n"))
		if isBroken(line) {
			return m, refuse(400, "a line of the HTTP message has a control character in it")
		}
		f, err := parseField(line)
		if err != nil {
			return m, err
		}
		if err := m.take(f); err != nil {
			return m, err
		}
	}
	if isRequest && m.transferred && m.lengths > 0 {
		return m, refuse(400, "the HTTP request has a length, and chunks too")
	}
	return m, nil
}

// isBroken tells whether a line has something in it that some take for its end.
func isBroken(line []byte) bool { return bytes.ContainsAny(line, "\r\n\x00") }

// takeFirst reads the first line.
func (m *message) takeFirst(line string, isRequest bool) bool {
	if !isRequest {
		return strings.HasPrefix(line, "HTTP/")
	}
	begin, end := strings.IndexByte(line, ' '), strings.LastIndexByte(line, ' ')
	if begin < 1 || end <= begin || !strings.HasPrefix(line[end+1:], "HTTP/") {
		return false
	}
	m.method, m.target = line[:begin], line[begin+1:end]
	return isToken([]byte(m.method))
}

// take notes a field. A message with two lengths is refused, for it is two messages to
// somebody; one with two types is of a type that is not known.
func (m *message) take(f field) error {
	value := string(f.value)
	switch {
	case f.is("Content-Type"):
		if m.types++; m.types > 1 && value != m.content.Type {
			value = ""
		}
		m.content.Type = value
	case f.is("Content-Encoding"):
		m.content.Encoding = joined(m.content.Encoding, value)
	case f.is("Content-Disposition"):
		m.content.Disposition = value
	case f.is("Content-Length"):
		if m.lengths++; m.lengths > 1 && value != m.length {
			return refuse(400, "the HTTP message has two lengths")
		}
		if _, ok := parseDecimal(value); !ok {
			return refuse(400, "the length of the HTTP message is no number")
		}
		m.length = value
	case f.is("Transfer-Encoding"):
		m.transferred = true
	case f.is("Accept"):
		m.accept = joined(m.accept, value)
	case f.is("Accept-Language"):
		m.acceptLanguage = joined(m.acceptLanguage, value)
	}
	m.noted = m.noted || isNote(f.name)
	return nil
}

// joined gives a list that more was added to.
func joined(list, more string) string {
	if list == "" {
		return more
	}
	return list + ", " + more
}
