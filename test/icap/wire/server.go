package wire

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"strconv"
	"strings"
	"sync"
)

// Serve is an ICAP server that reads all that it is sent and changes nothing: it answers
// 204 where that is allowed, and sends back what comes where it is not. It serves until
// ctx ends, and closes the listener.
func Serve(ctx context.Context, listener net.Listener) error {
	ctx, cancel := context.WithCancel(ctx)
	var all sync.WaitGroup
	defer all.Wait()
	defer cancel()
	stop := context.AfterFunc(ctx, func() { _ = listener.Close() })
	defer stop()
	for {
		connection, err := listener.Accept()
		if err != nil {
			if ctx.Err() != nil {
				return nil
			}
			return fmt.Errorf("accepting a connection: %w", err)
		}
		all.Go(func() {
			hangUp := context.AfterFunc(ctx, func() { _ = connection.Close() })
			defer hangUp()
			defer connection.Close()
			s := &session{in: bufio.NewReaderSize(connection, 32<<10), out: bufio.NewWriterSize(connection, 32<<10)}
			for s.answer() == nil {
			}
		})
	}
}

// previewed is how much the server wants to see before it decides.
const previewed = 4096

// session is a connection that a client keeps.
type session struct {
	in  *bufio.Reader
	out *bufio.Writer
}

// answer answers one request; it fails when there is no more to be had.
func (s *session) answer() error {
	lines := textproto.NewReader(s.in)
	first, err := lines.ReadLine()
	if err != nil {
		return err
	}
	header, err := lines.ReadMIMEHeader()
	if err != nil {
		return err
	}
	method, rest, _ := strings.Cut(first, " ")
	if method == "OPTIONS" {
		return s.options(rest)
	}
	return s.echo(header)
}

func (s *session) options(rest string) error {
	method := "REQMOD"
	if strings.Contains(rest, "/respmod") {
		method = "RESPMOD"
	}
	fmt.Fprintf(s.out, "ICAP/1.0 200 OK\r\nMethods: %s\r\nISTag: \"none\"\r\nAllow: 204\r\nPreview: %d\r\nTransfer-Preview: *\r\nOptions-TTL: 3600\r\nEncapsulated: null-body=0\r\n\r\n", method, previewed)
	return s.out.Flush()
}

// echo reads the HTTP message and lets it pass.
func (s *session) echo(header textproto.MIMEHeader) error {
	parts := header.Get("Encapsulated")
	head, isResponse, hasBody := shape(parts)
	message := make([]byte, head)
	if _, err := io.ReadFull(s.in, message); err != nil {
		return err
	}
	body := &chunks{in: s.in}
	var begin []byte
	if header.Get("Preview") != "" && hasBody {
		var err error
		if begin, err = io.ReadAll(body); err != nil {
			return err
		}
		if !body.ieof {
			fmt.Fprint(s.out, "ICAP/1.0 100 Continue\r\n\r\n")
			if err := s.out.Flush(); err != nil {
				return err
			}
			body = &chunks{in: s.in}
		}
	}
	if allows204(header) {
		if hasBody && !body.done {
			if _, err := io.Copy(io.Discard, body); err != nil {
				return err
			}
		}
		fmt.Fprint(s.out, "ICAP/1.0 204 No Content\r\nISTag: \"none\"\r\nEncapsulated: null-body=0\r\n\r\n")
		return s.out.Flush()
	}
	own := own(message, parts, isResponse)
	name, kind := "req", "null-body"
	if isResponse {
		name = "res"
	}
	if hasBody {
		kind = name + "-body"
	}
	fmt.Fprintf(s.out, "ICAP/1.0 200 OK\r\nISTag: \"none\"\r\nEncapsulated: %s-hdr=0, %s=%d\r\n\r\n%s", name, kind, len(own), own)
	if !hasBody {
		return s.out.Flush()
	}
	return s.repeat(begin, body)
}

// repeat writes a body while it is read.
func (s *session) repeat(begin []byte, body *chunks) error {
	writeChunk(s.out, begin)
	buffer := make([]byte, 16<<10)
	for !body.done {
		n, err := body.Read(buffer)
		writeChunk(s.out, buffer[:n])
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if body.in.Buffered() == 0 {
			if err := s.out.Flush(); err != nil {
				return err
			}
		}
	}
	fmt.Fprint(s.out, "0\r\n\r\n")
	return s.out.Flush()
}

// shape reads Encapsulated: how long the heads are, and what is there.
func shape(parts string) (head int, isResponse, hasBody bool) {
	for part := range strings.SplitSeq(parts, ",") {
		name, at, _ := strings.Cut(strings.TrimSpace(part), "=")
		if name == "res-hdr" {
			isResponse = true
		}
		if strings.HasSuffix(name, "-body") {
			head, _ = strconv.Atoi(at)
			hasBody = name != "null-body"
		}
	}
	return head, isResponse, hasBody
}

// own gives the head that is sent back: of a response without the request it answers.
func own(message []byte, parts string, isResponse bool) []byte {
	if !isResponse {
		return message
	}
	for part := range strings.SplitSeq(parts, ",") {
		name, at, _ := strings.Cut(strings.TrimSpace(part), "=")
		if begin, err := strconv.Atoi(at); name == "res-hdr" && err == nil && begin <= len(message) {
			return message[begin:]
		}
	}
	return message
}

func allows204(header textproto.MIMEHeader) bool {
	for _, value := range header["Allow"] {
		for part := range strings.SplitSeq(value, ",") {
			if strings.TrimSpace(part) == "204" {
				return true
			}
		}
	}
	return false
}
