package content

import (
	"bufio"
	"bytes"
	"io"
)

// maxBoundary is the longest boundary that is taken, in bytes; RFC 2046 allows 70.
const maxBoundary = 256

// splitter cuts a multipart body at its boundaries and gives one piece after
// another: first what stands before the parts, then each part, then what stands
// behind them. It reads on where a part does not end as it should.
type splitter struct {
	r *bufio.Reader
	// dash is "--" and the boundary.
	dash []byte
	// lineStart is set where a boundary may stand without a line end before it.
	lineStart bool
	// between is set when a boundary was read and the next piece was not begun.
	between bool
	// last is set when the boundary was the one that ends the parts.
	last bool
	err  error
}

func newSplitter(r io.Reader, boundary string) *splitter {
	return &splitter{r: bufio.NewReaderSize(r, pieceSize), dash: []byte("--" + boundary), lineStart: true}
}

// next goes on to the next piece and tells whether there is one.
func (s *splitter) next() bool {
	if !s.between {
		_, _ = io.Copy(io.Discard, onlyReader{s})
	}
	if s.err != nil || !s.between {
		return false
	}
	s.between, s.lineStart = false, true
	return true
}

// Read reads from the piece, up to the boundary.
func (s *splitter) Read(p []byte) (int, error) {
	if s.between {
		return 0, io.EOF
	}
	if len(p) == 0 {
		return 0, nil
	}
	for want := 1; ; {
		_, err := s.r.Peek(want)
		if err == bufio.ErrBufferFull {
			err = nil
		}
		buffered, _ := s.r.Peek(s.r.Buffered())
		n, hit, more := s.safe(buffered, err != nil)
		if n > 0 {
			n = copy(p, buffered[:min(n, len(p))])
			s.lineStart = false
			s.discard(n)
			return n, nil
		}
		if hit {
			return 0, s.cross(buffered)
		}
		if err != nil {
			s.err = err
			return 0, err
		}
		if !more {
			return 0, io.EOF
		}
		want = len(buffered) + 1
	}
}

// safe gives how many of the buffered bytes belong to the piece for certain, whether
// a boundary follows right behind none, and whether more must be read to tell.
func (s *splitter) safe(buffered []byte, ended bool) (n int, hit, more bool) {
	if s.lineStart {
		switch s.isBoundary(buffered, ended) {
		case yes:
			return 0, true, false
		case maybe:
			return 0, false, true
		}
	}
	for at := 0; ; {
		i := bytes.IndexByte(buffered[at:], '\n')
		if i < 0 {
			break
		}
		at += i + 1
		state := s.isBoundary(buffered[at:], ended)
		if state == no {
			continue
		}
		n = at - 1
		if n > 0 && buffered[n-1] == '\r' {
			n--
		}
		return n, n == 0 && state == yes, n == 0 && state == maybe
	}
	n = len(buffered)
	if n > 0 && !ended && buffered[n-1] == '\r' {
		n--
	}
	return n, false, n == 0
}

type answer int

const (
	no answer = iota
	maybe
	yes
)

// isBoundary tells whether a line begins with the boundary and nothing that would
// make it a longer one.
func (s *splitter) isBoundary(line []byte, ended bool) answer {
	if len(line) <= len(s.dash) {
		switch {
		case ended:
			if bytes.Equal(line, s.dash) {
				return yes
			}
			return no
		case bytes.HasPrefix(s.dash, line):
			return maybe
		}
		return no
	}
	if !bytes.HasPrefix(line, s.dash) {
		return no
	}
	switch line[len(s.dash)] {
	case ' ', '\t', '\r', '\n':
		return yes
	case '-':
		if len(line) > len(s.dash)+1 && line[len(s.dash)+1] == '-' {
			return yes
		}
		if len(line) == len(s.dash)+1 && !ended {
			return maybe
		}
	}
	return no
}

// cross passes over the boundary and the rest of its line.
func (s *splitter) cross(buffered []byte) error {
	at := bytes.Index(buffered, s.dash)
	s.discard(at + len(s.dash))
	if tail, _ := s.r.Peek(2); bytes.HasPrefix(tail, []byte("--")) {
		s.last = true
		s.discard(2)
	}
	for {
		b, err := s.r.ReadByte()
		if err != nil && err != io.EOF {
			s.err = err
			return err
		}
		if err != nil || b == '\n' {
			s.between = true
			return io.EOF
		}
		if b != ' ' && b != '\t' && b != '\r' {
			_ = s.r.UnreadByte()
			s.between = true
			return io.EOF
		}
	}
}

// discard passes over bytes that are buffered.
func (s *splitter) discard(n int) { _, _ = s.r.Discard(n) }
