package icap

import (
	"errors"
	"io"
)

// body is the body of an exchange as it comes: perhaps a preview first, behind which the
// proxy waits to be told to go on.
type body struct {
	chunks chunks
	// previewing tells that the proxy has not been told to go on, and left is how much of
	// the preview may still come.
	previewing bool
	left       int64
	// proceed tells the proxy to go on.
	proceed func() error
	// proceeded tells that it was.
	proceeded bool
	// ended tells that all of the body was read.
	ended bool
	// read is how many bytes were read.
	read int64
	// err is what has ended the reading, if not the end of the body.
	err error
}

// Read reads more of the body, behind the end of the preview only after the proxy was
// told to go on.
func (b *body) Read(into []byte) (int, error) {
	switch {
	case b.err != nil:
		return 0, b.err
	case b.ended:
		return 0, io.EOF
	}
	n, err := b.chunks.Read(into)
	b.read += int64(n)
	if b.previewing {
		if b.left -= int64(n); b.left < 0 {
			err = refuse(400, "the preview is longer than it says")
		}
	}
	switch {
	case err == nil:
		return n, nil
	case !errors.Is(err, io.EOF):
		b.err = err
		return n, err
	case b.previewing && !b.chunks.ieof:
		if b.err = b.goOn(); b.err != nil {
			return 0, b.err
		}
		return b.Read(into)
	}
	b.ended, b.previewing = true, false
	return 0, io.EOF
}

// goOn has the proxy send what is behind the preview.
func (b *body) goOn() error {
	if len(b.chunks.trailer) > 0 {
		return refuse(400, "there is a trailer behind a preview")
	}
	b.previewing, b.proceeded = false, true
	return b.proceed()
}

// skip reads what is left, of a preview no more than that, so that the proxy sends nothing
// else before it has an answer.
func (b *body) skip(scratch []byte) error {
	for b.err == nil && !b.ended {
		n, err := b.chunks.Read(scratch)
		b.read += int64(n)
		if b.left -= int64(n); b.previewing && b.left < 0 {
			err = refuse(400, "the preview is longer than it says")
		}
		if errors.Is(err, io.EOF) {
			b.ended = true
		} else {
			b.err = err
		}
	}
	return b.err
}
