package content

import (
	"fmt"
	"io"
)

// pieceSize is how much is read at once, in bytes.
const pieceSize = 16 << 10

// maxEmpty is how many times in a row a body may give nothing before it is taken as stuck.
const maxEmpty = 100

// source is the body. Before more is read of it, the text of what was read is handed on.
type source struct {
	x   *extraction
	r   io.Reader
	err error
	// outside is set while the body's own code runs.
	outside bool
	empty   int
}

func (s *source) Read(p []byte) (int, error) {
	if err := s.live(); err != nil {
		return 0, err
	}
	if err := s.x.out.flush(); err != nil {
		return 0, err
	}
	s.outside = true
	n, err := s.r.Read(p)
	s.outside = false
	if n == 0 && err == nil {
		if s.empty++; s.empty > maxEmpty {
			err = io.ErrNoProgress
		}
	} else {
		s.empty = 0
	}
	if err != nil && err != io.EOF {
		s.err = fmt.Errorf("read a body: %w", err)
		return n, s.err
	}
	return n, err
}

// live gives the error of a body that has failed, or whose time has run out.
func (s *source) live() error {
	if s.err == nil && s.x.ctx.Err() != nil {
		s.err = fmt.Errorf("read a body: %w", s.x.ctx.Err())
	}
	return s.err
}

// format is the reader of a format: it takes a body in pieces that are cut
// anywhere and writes its text.
type format interface {
	feed(p []byte)
	// end says that the body has ended.
	end()
}

// pump feeds all of r to a format. What came before an error of r is fed and ended.
func (x *extraction) pump(r io.Reader, f format) error {
	piece := make([]byte, pieceSize)
	defer clear(piece)
	for {
		n, err := r.Read(piece)
		f.feed(piece[:n])
		if x.out.err != nil {
			return x.out.err
		}
		if err == nil {
			continue
		}
		f.end()
		if err == io.EOF {
			return x.out.err
		}
		return err
	}
}
