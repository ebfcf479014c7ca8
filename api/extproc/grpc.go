package extproc

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"io"
	"strings"

	"github.com/pecete/pecete/api/content"
	"github.com/pecete/pecete/api/inspection"
)

// The body of a gRPC call is a sequence of messages, each behind a byte that tells whether
// it is compressed and four that tell its length. Calls may go on for as long as both sides
// like and wait for each other, so that each message is judged by itself: it goes on as soon
// as it was found good, whatever comes later.

const (
	// prefixBytes is how long what stands in front of a message is.
	prefixBytes = 5
	// maxUnpacked is how many bytes a compressed message may unpack to; what is beyond is
	// not read.
	maxUnpacked = 16 << 20
)

// calls judges bodies of gRPC calls message by message.
type calls struct {
	inspector Inspector
	// encoding is what compressed messages are compressed with, as grpc-encoding says.
	encoding string
	// isJSON tells that messages are JSON and not protobuf.
	isJSON bool
	// most is the longest message, in bytes, that is held to be read as what it is.
	most int64
}

// callsOf gives what judges the bodies that headers tell of.
func callsOf(f fields, inspector Inspector, most int) calls {
	return calls{
		inspector: inspector, encoding: f["grpc-encoding"],
		isJSON: strings.HasPrefix(f["content-type"], "application/grpc+json"), most: int64(most),
	}
}

// Inspect judges one message after the other. See Inspector.
func (c calls) Inspect(ctx context.Context, subject inspection.Subject, body io.Reader, settled func(read int64)) (*inspection.Ruling, error) {
	call := &call{calls: c, ctx: ctx, subject: subject}
	for read := int64(0); ; {
		n, err := call.next(body)
		if err != nil {
			return nil, err
		}
		if n == 0 {
			break
		}
		if call.ruling.Action == inspection.Block || call.ruling.Failed() {
			return call.ruling, nil
		}
		read += n
		settled(read)
	}
	if call.ruling == nil { // it had no messages
		err := call.judge(content.Head{Type: "text/plain"}, strings.NewReader(""))
		return call.ruling, err
	}
	return call.ruling, nil
}

// call is one body being judged.
type call struct {
	calls
	ctx     context.Context
	subject inspection.Subject
	// ruling is about the messages so far; nil before the first.
	ruling *inspection.Ruling
}

// next judges the next message and gives how many bytes of the body it took; 0 at the end.
func (c *call) next(body io.Reader) (read int64, err error) {
	var prefix [prefixBytes]byte
	if n, err := io.ReadFull(body, prefix[:]); err == io.EOF || err == io.ErrUnexpectedEOF {
		return 0, c.rest(prefix[:n])
	} else if err != nil {
		return 0, err
	}
	length := int64(binary.BigEndian.Uint32(prefix[1:]))
	message := io.LimitReader(body, length)
	if length > c.most {
		err = c.judge(content.Head{Encoding: c.encodingOf(prefix[0])}, message)
	} else {
		err = c.held(message, prefix[0])
	}
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, message)
	return prefixBytes + length, err
}

// rest judges what is left at the end and too short to be the beginning of a message: it is
// none, and what it is goes on nevertheless.
func (c *call) rest(left []byte) error {
	if len(left) == 0 {
		return nil
	}
	return c.judge(content.Head{}, bytes.NewReader(left))
}

// encodingOf gives what a message is compressed with.
func (c *call) encodingOf(flags byte) string {
	if flags&1 == 0 {
		return ""
	}
	return c.encoding
}

// held reads a message into memory and judges what it says.
func (c *call) held(message io.Reader, flags byte) error {
	data, err := io.ReadAll(message)
	if err != nil {
		return err
	}
	defer clear(data)
	switch encoding := c.encodingOf(flags); {
	case c.isJSON:
		return c.judge(content.Head{Type: "application/json", Encoding: encoding}, bytes.NewReader(data))
	case encoding == "" || encoding == "identity":
		return c.wire(data)
	case encoding == "gzip":
		if unpacked, ok := gunzip(data); ok {
			defer clear(unpacked)
			return c.wire(unpacked)
		}
	}
	return c.judge(content.Head{Encoding: c.encodingOf(flags)}, bytes.NewReader(data))
}

// gunzip unpacks a message, unless it is none or too large.
func gunzip(data []byte) (unpacked []byte, ok bool) {
	reader, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, false
	}
	unpacked, err = io.ReadAll(io.LimitReader(reader, maxUnpacked+1))
	if err != nil || len(unpacked) > maxUnpacked {
		clear(unpacked)
		return nil, false
	}
	return unpacked, true
}

// wire judges a protobuf message: its text, and what else is in it.
func (c *call) wire(data []byte) error {
	read := readWire(data)
	defer clear(read.text)
	if err := c.judge(content.Head{Type: "text/plain; charset=utf-8"}, bytes.NewReader(read.text)); err != nil {
		return err
	}
	for _, attachment := range read.attachments {
		if err := c.judge(content.Head{}, bytes.NewReader(attachment)); err != nil {
			return err
		}
	}
	return nil
}

// judge has something judged, unless the ruling stands already, and adds it to the ruling.
func (c *call) judge(head content.Head, text io.Reader) error {
	if c.ruling != nil && (c.ruling.Action == inspection.Block || c.ruling.Failed()) {
		return nil
	}
	c.subject.Head = head
	ruling, err := c.inspector.Inspect(c.ctx, c.subject, text, nil)
	if err != nil {
		return err
	}
	c.subject.Lead = ""
	c.ruling = graver(ruling, c.ruling)
	return nil
}
