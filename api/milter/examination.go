package milter

import (
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/api/inspection"
)

// Inspector is what a Server needs of one that judges; an inspection.Inspector has it.
type Inspector interface {
	Inspect(ctx context.Context, subject inspection.Subject, body io.Reader, settled func(read int64)) (*inspection.Ruling, error)
}

var (
	// errRuled is what writing a body gives that nobody reads on.
	errRuled = errors.New("the mail is ruled about")
	// errGone is what reading a body gives whose mail was given up.
	errGone = errors.New("the mail is gone")
	// errPanic is what became of a panic.
	errPanic = errors.New("recovered from a panic")
	// errEnded tells that the server ends.
	errEnded = errors.New("the mail filter ends")
)

// examination is a mail being judged while it still comes. Its body is read as fast as it
// is judged: no more than one piece of it waits.
type examination struct {
	body   *io.PipeWriter
	ruled  chan outcome
	cancel context.CancelFunc
}

// outcome is what comes of an examination.
type outcome struct {
	ruling *inspection.Ruling
	err    error
}

// examine begins to judge a mail.
func (s *Server) examine(ctx context.Context, subject inspection.Subject) (*examination, error) {
	if !s.work.enter() {
		return nil, errEnded
	}
	ctx, cancel := context.WithTimeout(ctx, s.options.Timeout)
	reader, writer := io.Pipe()
	// Whoever reads the body does not see the context's end while no more of it comes.
	stop := context.AfterFunc(ctx, func() { writer.CloseWithError(errGone) })
	e := &examination{body: writer, ruled: make(chan outcome, 1), cancel: cancel}
	go func() {
		defer s.work.leave()
		defer stop()
		ruling, err := s.inspect(ctx, subject, reader)
		e.ruled <- outcome{ruling, err}
		_ = reader.CloseWithError(errRuled)
	}()
	return e, nil
}

// inspect judges a mail. A panic becomes an error that does not quote it.
func (s *Server) inspect(ctx context.Context, subject inspection.Subject, body io.Reader) (ruling *inspection.Ruling, err error) {
	defer s.recoverTo(&err)
	ruling, err = s.inspector.Inspect(ctx, subject, body, nil)
	if err == nil && ruling == nil {
		err = errors.New("no ruling")
	}
	return ruling, err
}

// recoverTo, when deferred, turns a panic into an error.
func (s *Server) recoverTo(err *error) {
	if value := recover(); value != nil {
		s.panicked(value)
		*err = errPanic
	}
}

// panicked notes a panic: its type and where it was, but not its value, which may hold a
// piece of a mail.
func (s *Server) panicked(value any) {
	s.options.Log.Error().Str("door", "milter").Str("panic_type", fmt.Sprintf("%T", value)).
		Strs("at", api.PanicPlaces()).Msg("recovered from a panic")
}

// write gives more of the body, and tells whether any more is wanted.
func (e *examination) write(piece []byte) (wanted bool) {
	_, err := e.body.Write(piece)
	return err == nil
}

// end tells that the body is whole, and waits for the ruling.
func (e *examination) end() (*inspection.Ruling, error) {
	_ = e.body.Close()
	o := <-e.ruled
	e.cancel()
	return o.ruling, o.err
}

// giveUp ends the examination of a mail that is gone.
func (e *examination) giveUp() { e.cancel() }
