package web

import (
	"bytes"
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

// readAll reads all there is, and takes from the share what has come; about how many bytes
// are expected need not be right. Memory that was outgrown is overwritten, and all of it if
// reading fails.
func (s *share) readAll(from io.Reader, expected int) (all []byte, err error) {
	all = make([]byte, 0, expected+bytes.MinRead)
	for {
		if len(all) == cap(all) {
			larger := append(make([]byte, 0, 2*cap(all)), all...)
			clear(all)
			all = larger
		}
		n, err := from.Read(all[len(all):cap(all)])
		all = all[:len(all)+n]
		switch {
		case !s.take(n):
			err = errBusy
		case err == io.EOF:
			return all, nil
		}
		if err != nil {
			clear(all)
			return nil, err
		}
	}
}
