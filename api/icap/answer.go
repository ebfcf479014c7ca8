package icap

import (
	"bufio"
	"net/http"
	"strconv"
	"time"
)

// answer writes the answer to one request of ICAP.
type answer struct {
	w     *bufio.Writer
	istag string
	// notes are said in the head of the answer.
	notes []note
	// closing tells whether nothing more is answered on this connection, and close that the
	// proxy was told so.
	closing func() bool
	close   bool
	// status is the status that was written; 0 if none was.
	status int
}

// proceed tells a proxy to send what is behind the preview.
func (a *answer) proceed() error {
	a.line("ICAP/1.0 100 Continue")
	a.line("")
	return a.w.Flush()
}

// head writes the head of the answer. What is encapsulated stands in the field of that
// name.
func (a *answer) head(status int, encapsulated string, more ...note) {
	a.status = status
	a.line("ICAP/1.0 " + strconv.Itoa(status) + " " + statusText(status))
	a.field("Date", time.Now().UTC().Format(http.TimeFormat))
	a.field("ISTag", a.istag)
	if a.close = a.close || a.closing(); a.close {
		a.field("Connection", "close")
	}
	for _, n := range more {
		a.field(n.Name, n.Value)
	}
	for _, n := range a.notes {
		a.field(n.Name, n.Value)
	}
	a.field("Encapsulated", encapsulated)
	a.line("")
}

// message begins to hand a message on: the head of the answer, and that of the message,
// whose part has that name and may be empty. Behind it come chunks if there is a body.
func (a *answer) message(part string, head []byte, body string) error {
	encapsulated := body + "=" + strconv.Itoa(len(head))
	if len(head) > 0 {
		encapsulated = part + "=0, " + encapsulated
	}
	a.head(200, encapsulated)
	_, err := a.w.Write(head)
	return err
}

// chunk writes a chunk, which must not be empty.
func (a *answer) chunk(bytes []byte) error {
	a.line(strconv.FormatInt(int64(len(bytes)), 16))
	if _, err := a.w.Write(bytes); err != nil {
		return err
	}
	a.line("")
	return nil
}

// lastChunk ends the body, with the lines of a trailer.
func (a *answer) lastChunk(trailer []byte) {
	a.line("0")
	a.w.Write(trailer)
	a.line("")
}

// The errors of a bufio.Writer stay with it: Flush tells them.

func (a *answer) field(name, value string) { a.line(name + ": " + value) }

func (a *answer) line(text string) {
	a.w.WriteString(text)
	a.w.WriteString("\r\n")
}

// statusText gives the words of a status of ICAP (RFC 3507, section 4.3.3).
func statusText(status int) string {
	switch status {
	case 204:
		return "No Modifications Needed"
	case 400:
		return "Bad Request"
	case 404:
		return "ICAP Service Not Found"
	case 405:
		return "Method Not Allowed For Service"
	case 408:
		return "Request Timeout"
	case 500:
		return "Server Error"
	case 501:
		return "Method Not Implemented"
	case 503:
		return "Service Overloaded"
	case 505:
		return "ICAP Version Not Supported"
	}
	return "OK"
}
