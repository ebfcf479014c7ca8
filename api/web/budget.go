package web

import (
	"errors"
	"io"
	"sync/atomic"
)

// errBusy says that the bodies of others take up all the memory there is for them.
var errBusy = errors.New("too many bodies in flight")

// budget is how much memory the bodies of all requests may take up together. It is taken
// for what has arrived, not for what a request says that it will send.
type budget struct {
	most int64
	used atomic.Int64
}

// take takes bytes, if there are so many left.
func (b *budget) take(bytes int) bool {
	if b.used.Add(int64(bytes)) > b.most {
		b.used.Add(-int64(bytes))
		return false
	}
	return true
}

// give gives back what was taken.
func (b *budget) give(bytes int) { b.used.Add(-int64(bytes)) }

// share is what one request has taken of a budget.
type share struct {
	of    *budget
	bytes int
}

func (s *share) take(bytes int) bool {
	if !s.of.take(bytes) {
		return false
	}
	s.bytes += bytes
	return true
}

// give gives everything back.
func (s *share) give() {
	s.of.give(s.bytes)
	s.bytes = 0
}

// reader takes from the share what it reads from another.
func (s *share) reader(from io.Reader) io.Reader { return shareReader{s, from} }

type shareReader struct {
	share *share
	from  io.Reader
}

func (r shareReader) Read(p []byte) (int, error) {
	n, err := r.from.Read(p)
	if !r.share.take(n) {
		return 0, errBusy
	}
	return n, err
}
