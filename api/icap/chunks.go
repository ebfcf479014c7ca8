package icap

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

const (
	// maxChunkLine is how long the line before a chunk may be, its extensions included.
	maxChunkLine = 1 << 10
	// maxTrailer is how long the fields behind the last chunk may be together.
	maxTrailer = 8 << 10
)

// chunks reads a body that comes in chunks (RFC 9112, section 7.1).
type chunks struct {
	r *bufio.Reader
	// left is how much of the chunk is not read yet.
	left int64
	// inside tells that the end of a chunk is still to be read.
	inside bool
	// ieof tells that the last chunk had that extension: there is no more than the preview.
	ieof bool
	// trailer are the lines behind the last chunk, each with its end.
	trailer []byte
}

// Read reads from one chunk. Its error is io.EOF behind the last.
func (c *chunks) Read(into []byte) (int, error) {
	if len(into) == 0 {
		return 0, nil
	}
	if c.left == 0 {
		if err := c.next(); err != nil {
			return 0, err
		}
	}
	n, err := c.r.Read(into[:min(int64(len(into)), c.left)])
	c.left -= int64(n)
	return n, within(err)
}

// next begins the next chunk. The error is io.EOF if there is none.
func (c *chunks) next() error {
	if c.inside {
		line, err := readLine(c.r, 2)
		if err != nil {
			return within(err)
		}
		if len(line) > 0 {
			return refuse(400, "a chunk is longer than it says")
		}
		c.inside = false
	}
	line, err := readLine(c.r, maxChunkLine)
	if err != nil {
		return within(err)
	}
	size, extensions, ok := parseChunkLine(line)
	if !ok {
		return refuse(400, "a chunk has no size")
	}
	if size > 0 {
		c.left, c.inside = size, true
		return nil
	}
	c.ieof = hasExtension(extensions, "ieof")
	if err := c.readTrailer(); err != nil {
		return err
	}
	return io.EOF
}

// readTrailer reads the fields behind the last chunk.
func (c *chunks) readTrailer() error {
	c.trailer = nil
	for {
		line, err := readLine(c.r, maxTrailer)
		if err != nil {
			return within(err)
		}
		if len(line) == 0 {
			return nil
		}
		if _, err := parseField(line); err != nil {
			return err
		}
		if len(c.trailer)+len(line)+2 > maxTrailer {
			return refuse(400, "the trailer is too large")
		}
		c.trailer = append(append(c.trailer, line...), "\r\n"...)
	}
}

// parseChunkLine reads the size of a chunk, in hexadecimal digits of which there are at
// most 15, and what stands behind it.
func parseChunkLine(line []byte) (size int64, extensions []byte, ok bool) {
	digits := 0
	for ; digits < len(line); digits++ {
		value, isDigit := hexDigit(line[digits])
		if !isDigit {
			break
		}
		if digits == 15 {
			return 0, nil, false
		}
		size = size<<4 | value
	}
	extensions = bytes.Trim(line[digits:], " \t")
	return size, extensions, digits > 0 && (len(extensions) == 0 || extensions[0] == ';')
}

func hexDigit(c byte) (value int64, ok bool) {
	switch {
	case '0' <= c && c <= '9':
		return int64(c - '0'), true
	case 'a' <= c && c <= 'f':
		return int64(c-'a') + 10, true
	case 'A' <= c && c <= 'F':
		return int64(c-'A') + 10, true
	}
	return 0, false
}

// hasExtension tells whether a name is among the extensions of a chunk. What stands
// between quotes is none.
func hasExtension(extensions []byte, name string) bool {
	quoted, begin := false, 0
	for at := 0; at <= len(extensions); at++ {
		switch {
		case at == len(extensions) || extensions[at] == ';' && !quoted:
			one, _, _ := bytes.Cut(extensions[begin:at], []byte("="))
			if bytes.EqualFold(bytes.Trim(one, " \t"), []byte(name)) {
				return true
			}
			begin = at + 1
		case extensions[at] == '\\' && quoted:
			at++
		case extensions[at] == '"':
			quoted = !quoted
		}
	}
	return false
}

// within gives the error for something that ends in its middle.
func within(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}
