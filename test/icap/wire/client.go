// Package wire speaks ICAP (RFC 3507) for the tests, apart from the service's own code: a
// client that can ask in every way that the protocol allows, and a server that looks at
// nothing, to tell what the protocol itself costs.
package wire

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"time"
)

// Question is an ICAP request.
type Question struct {
	// Method is REQMOD, RESPMOD or OPTIONS, Service the path of the URL.
	Method, Service string
	// Request and Response are the heads of the HTTP messages, each with the empty line at its end;
	// "" if it is not sent.
	Request, Response string
	// Body is the body of the HTTP message, nil if it has none.
	Body io.Reader
	// Preview is how much of the body is sent before the server says that it wants more;
	// negative sends the whole body without a preview.
	Preview int
	// Allow204 tells the server that it may answer 204.
	Allow204 bool
	// Chunk is how large the chunks are; 0 means 16 KiB.
	Chunk int
}

// Answer is what an ICAP server says.
type Answer struct {
	// Status is the status of ICAP, Header its header.
	Status int
	Header textproto.MIMEHeader
	// HTTP is the head of the HTTP message in it, "" if there is none.
	HTTP string
	// Continued tells whether the server asked for the rest after the preview.
	Continued bool
	// Bytes is how long the body was.
	Bytes int64
}

// HTTPStatus gives the status of an HTTP response in the answer, 0 if it holds none.
func (a *Answer) HTTPStatus() int {
	fields := strings.Fields(a.HTTP)
	if len(fields) < 2 || !strings.HasPrefix(fields[0], "HTTP/") {
		return 0
	}
	status, _ := strconv.Atoi(fields[1])
	return status
}

// Client is a connection to an ICAP server. It is not safe for concurrent use.
type Client struct {
	net.Conn
	in  *bufio.Reader
	out *bufio.Writer
}

// Dial opens a connection that ends by itself after a time.
func Dial(address string, lasting time.Duration) (*Client, error) {
	connection, err := net.DialTimeout("tcp", address, lasting)
	if err != nil {
		return nil, fmt.Errorf("dialing the ICAP server: %w", err)
	}
	if err := connection.SetDeadline(time.Now().Add(lasting)); err != nil {
		return nil, errors.Join(fmt.Errorf("dialing the ICAP server: %w", err), connection.Close())
	}
	return &Client{connection, bufio.NewReaderSize(connection, 32<<10), bufio.NewWriterSize(connection, 32<<10)}, nil
}

// Ask asks, and writes the body of the answer to body while the question is still sent, as
// it must be where neither side can hold it.
func (c *Client) Ask(q Question, body io.Writer) (*Answer, error) {
	c.head(q)
	if q.Body == nil {
		if err := c.out.Flush(); err != nil {
			return nil, fmt.Errorf("asking: %w", err)
		}
		return c.answer(body)
	}
	if q.Preview >= 0 {
		whole, err := c.preview(q)
		if err != nil {
			return nil, err
		}
		first, err := c.answerHead()
		if err != nil || whole || first.Status != 100 {
			return c.rest(first, body, err)
		}
		answer, err := c.whole(q, body)
		if answer != nil {
			answer.Continued = true
		}
		return answer, err
	}
	return c.whole(q, body)
}

// whole sends the body to its end while the answer is read.
func (c *Client) whole(q Question, body io.Writer) (*Answer, error) {
	sent := make(chan error, 1)
	go func() { sent <- c.send(q) }()
	answer, err := c.answer(body)
	if err != nil {
		c.Close() // sending ends
		return nil, errors.Join(err, <-sent)
	}
	if strings.EqualFold(answer.Header.Get("Connection"), "close") {
		c.Close() // the server has heard enough
		<-sent
		return answer, nil
	}
	return answer, <-sent
}

// head writes the head of the question.
func (c *Client) head(q Question) {
	fmt.Fprintf(c.out, "%s icap://%s/%s ICAP/1.0\r\nHost: %[2]s\r\n", q.Method, c.RemoteAddr(), q.Service)
	if q.Allow204 {
		fmt.Fprint(c.out, "Allow: 204\r\n")
	}
	if q.Preview >= 0 && q.Body != nil {
		fmt.Fprintf(c.out, "Preview: %d\r\n", q.Preview)
	}
	if q.Method == "OPTIONS" {
		fmt.Fprint(c.out, "\r\n")
		return
	}
	var parts []string
	if q.Request != "" {
		parts = append(parts, "req-hdr=0")
	}
	if q.Response != "" {
		parts = append(parts, fmt.Sprintf("res-hdr=%d", len(q.Request)))
	}
	kind := "req"
	if q.Method == "RESPMOD" {
		kind = "res"
	}
	at := len(q.Request) + len(q.Response)
	if q.Body == nil {
		parts = append(parts, fmt.Sprintf("null-body=%d", at))
	} else {
		parts = append(parts, fmt.Sprintf("%s-body=%d", kind, at))
	}
	fmt.Fprintf(c.out, "Encapsulated: %s\r\n\r\n%s%s", strings.Join(parts, ", "), q.Request, q.Response)
}

// preview sends the beginning of the body, and tells whether that was all of it. Of a
// body that is just as long as the preview it does not know.
func (c *Client) preview(q Question) (whole bool, err error) {
	begin := make([]byte, q.Preview)
	n, err := io.ReadFull(q.Body, begin)
	if err != nil && !isEnd(err) {
		return false, fmt.Errorf("reading the body: %w", err)
	}
	if n > 0 {
		fmt.Fprintf(c.out, "%x\r\n%s\r\n", n, begin[:n])
	}
	end := "0\r\n\r\n"
	if whole = isEnd(err); whole {
		end = "0; ieof\r\n\r\n"
	}
	fmt.Fprint(c.out, end)
	if err := c.out.Flush(); err != nil {
		return false, fmt.Errorf("asking: %w", err)
	}
	return whole, nil
}

func isEnd(err error) bool { return errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) }

// send sends the body in chunks.
func (c *Client) send(q Question) error {
	chunk := make([]byte, max(q.Chunk, 1))
	if q.Chunk == 0 {
		chunk = make([]byte, 16<<10)
	}
	for {
		n, err := io.ReadFull(q.Body, chunk)
		if n > 0 {
			fmt.Fprintf(c.out, "%x\r\n", n)
			_, _ = c.out.Write(chunk[:n]) // Flush tells
			fmt.Fprint(c.out, "\r\n")
		}
		if isEnd(err) {
			break
		}
		if err != nil {
			return fmt.Errorf("reading the body: %w", err)
		}
	}
	fmt.Fprint(c.out, "0\r\n\r\n")
	if err := c.out.Flush(); err != nil {
		return fmt.Errorf("asking: %w", err)
	}
	return nil
}

// answer reads an answer, all of it.
func (c *Client) answer(body io.Writer) (*Answer, error) {
	first, err := c.answerHead()
	return c.rest(first, body, err)
}

// answerHead reads the ICAP head of an answer.
func (c *Client) answerHead() (*Answer, error) {
	lines := textproto.NewReader(c.in)
	first, err := lines.ReadLine()
	if err != nil {
		return nil, fmt.Errorf("reading the answer: %w", err)
	}
	fields := strings.Fields(first)
	if len(fields) < 2 || fields[0] != "ICAP/1.0" {
		return nil, errors.New("the answer is not ICAP")
	}
	status, err := strconv.Atoi(fields[1])
	if err != nil {
		return nil, errors.New("the answer has no status")
	}
	header, err := lines.ReadMIMEHeader()
	if err != nil {
		return nil, fmt.Errorf("reading the answer: %w", err)
	}
	return &Answer{Status: status, Header: header}, nil
}

// rest reads what comes behind the ICAP head of an answer.
func (c *Client) rest(a *Answer, body io.Writer, failed error) (*Answer, error) {
	if failed != nil {
		return nil, failed
	}
	head, hasBody := 0, false
	for part := range strings.SplitSeq(a.Header.Get("Encapsulated"), ",") {
		name, at, _ := strings.Cut(strings.TrimSpace(part), "=")
		if strings.HasSuffix(name, "-body") {
			var err error
			if head, err = strconv.Atoi(at); err != nil || head < 0 {
				return nil, errors.New("the answer has a broken Encapsulated")
			}
			hasBody = name != "null-body"
		}
	}
	text := make([]byte, head)
	if _, err := io.ReadFull(c.in, text); err != nil {
		return nil, fmt.Errorf("reading the answer: %w", err)
	}
	a.HTTP = string(text)
	if !hasBody {
		return a, nil
	}
	var err error
	a.Bytes, err = io.Copy(body, &chunks{in: c.in})
	return a, err
}
