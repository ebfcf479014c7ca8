package web

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"time"

	"google.golang.org/grpc/codes"
)

// errTooLong says that something is longer than it may be.
var errTooLong = errors.New("too long")

// trustedLength is up to where the length that a request says it has is believed before
// it has arrived.
const trustedLength = 64 << 10

// readBody takes in the whole body of a request, of at most limit bytes, in the time and
// the memory there is for it. The rest of the call then does not depend on how fast the
// caller sends.
func (s *Server) readBody(a *answer, r *http.Request, limit int, taken *share) ([]byte, *refusal) {
	if r.ContentLength > int64(limit) {
		return nil, tooLarge(limit)
	}
	control := http.NewResponseController(a)
	if r.ProtoMajor < 2 {
		_ = control.SetReadDeadline(time.Now().Add(s.options.BodyTimeout)) // all of net/http's writers can
	} else {
		defer arriveWithin(control, s.options.BodyTimeout)()
	}
	body, err := taken.readAll(http.MaxBytesReader(a.ResponseWriter, r.Body, int64(limit)), int(min(max(r.ContentLength, 0), trustedLength)))
	var long *http.MaxBytesError
	switch {
	case err == nil:
		if r.ProtoMajor < 2 {
			_ = control.SetReadDeadline(time.Time{}) // for the next request
		}
		return body, nil
	case errors.As(err, &long):
		return nil, tooLarge(limit)
	case errors.Is(err, errBusy):
		return nil, busy()
	case errors.Is(err, os.ErrDeadlineExceeded):
		return nil, &refusal{code: codes.DeadlineExceeded, status: http.StatusRequestTimeout, field: "body", cut: true,
			rule: fmt.Sprintf("must arrive within %v", s.options.BodyTimeout)}
	}
	return nil, &refusal{code: codes.InvalidArgument, field: "body", rule: "must arrive whole", cut: true}
}

// arriveWithin ends the body of a request over HTTP/2 if it has not arrived after some
// time, unless stop is called before; it must be called before the request is answered. A
// deadline of net/http's own does not do: one that is set when the caller has already
// reset the stream holds all that the stream had until it passes, and who resets streams
// without end thereby fills the memory.
func arriveWithin(control *http.ResponseController, timeout time.Duration) (stop func()) {
	fired := make(chan struct{})
	timer := time.AfterFunc(timeout, func() {
		defer close(fired)
		_ = control.SetReadDeadline(time.Unix(1, 0)) // one in the past takes effect at once
	})
	return func() {
		if !timer.Stop() {
			<-fired
		}
	}
}

func tooLarge(limit int) *refusal {
	return &refusal{code: codes.ResourceExhausted, status: http.StatusRequestEntityTooLarge, field: "body", cut: true,
		rule: fmt.Sprintf("must be at most %d bytes long, unpacked as well", limit)}
}

func busy() *refusal {
	return &refusal{code: codes.ResourceExhausted, retry: 1, cut: true, rule: "the server is busy with the bodies of other requests; try again later"}
}

// unpacked gives what has been packed by gzip, at most limit bytes. However long it would
// be, no more than that is unpacked.
func unpacked(packed []byte, limit int, taken *share) ([]byte, error) {
	reader, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, fmt.Errorf("unpacking: %w", err)
	}
	plain, err := taken.readAll(atMost(reader, limit), len(packed))
	if err != nil {
		return nil, fmt.Errorf("unpacking: %w", err)
	}
	return plain, nil
}

// atMost reads from another, and fails with errTooLong if that has more than limit bytes.
func atMost(from io.Reader, limit int) io.Reader { return &limited{from, limit} }

type limited struct {
	from io.Reader
	left int
}

func (l *limited) Read(p []byte) (int, error) {
	n, err := l.from.Read(p[:min(len(p), l.left+1)])
	if l.left -= n; l.left < 0 {
		return n, errTooLong
	}
	return n, err
}

// whyNotUnpacked gives the refusal for an error of unpacked.
func whyNotUnpacked(err error, limit int) *refusal {
	switch {
	case errors.Is(err, errTooLong):
		return tooLarge(limit)
	case errors.Is(err, errBusy):
		return busy()
	}
	return &refusal{code: codes.InvalidArgument, field: "body", rule: "must be packed as gzip says"}
}
