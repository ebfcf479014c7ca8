package wire

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"net/textproto"
	"strconv"
	"strings"
)

// chunks reads a body in chunks, to the empty line behind the last one.
type chunks struct {
	in   *bufio.Reader
	left int64
	// ieof tells, once all is read, that a preview was the whole body.
	ieof  bool
	begun bool
	done  bool
}

// Read implements io.Reader.
func (c *chunks) Read(p []byte) (int, error) {
	if c.done {
		return 0, io.EOF
	}
	if c.left == 0 {
		if err := c.next(); err != nil {
			return 0, err
		}
		if c.done {
			return 0, io.EOF
		}
	}
	n, err := c.in.Read(p[:min(int64(len(p)), c.left)])
	c.left -= int64(n)
	if err != nil {
		err = errors.Join(io.ErrUnexpectedEOF, err)
	}
	return n, err
}

// next reads the line before a chunk, and behind the last one the trailer.
func (c *chunks) next() error {
	lines := textproto.NewReader(c.in)
	if c.begun {
		if line, err := lines.ReadLine(); err != nil || line != "" {
			return errors.New("a chunk does not end where it must")
		}
	}
	c.begun = true
	line, err := lines.ReadLine()
	if err != nil {
		return fmt.Errorf("reading a chunk: %w", err)
	}
	size, extension, _ := strings.Cut(line, ";")
	if c.left, err = strconv.ParseInt(strings.TrimSpace(size), 16, 64); err != nil || c.left < 0 {
		return errors.New("a chunk without a size")
	}
	if c.left > 0 {
		return nil
	}
	c.ieof = strings.TrimSpace(extension) == "ieof"
	for {
		line, err := lines.ReadLine()
		if err != nil {
			return fmt.Errorf("reading a trailer: %w", err)
		}
		if line == "" {
			c.done = true
			return nil
		}
	}
}

// writeChunk writes a chunk, unless it is empty: that would be the end.
func writeChunk(out *bufio.Writer, p []byte) {
	if len(p) > 0 {
		fmt.Fprintf(out, "%x\r\n", len(p))
		_, _ = out.Write(p) // Flush tells
		fmt.Fprint(out, "\r\n")
	}
}
