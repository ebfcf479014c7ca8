package content

import (
	"context"
	"errors"
	"io"
	"time"
)

// Extract reads body to its end, or until sink fails, and writes its text. What
// could not be read as it claims to be is no error: it is in the Coverage. The
// sink's error is returned as it is; an error of body or of ctx is returned wrapped.
// No error and no panic quotes what was read.
func Extract(ctx context.Context, head Head, body io.Reader, sink Sink, limits Limits) (Coverage, error) {
	x := &extraction{ctx: ctx, limits: limits.orDefault(), out: newOutput(sink)}
	x.source = &source{x: x, r: body}
	defer x.out.clear()
	err := x.body(x.source, head, 0)
	if err == nil {
		err = x.drain()
	}
	if err == nil {
		err = x.out.end()
	}
	return Coverage{Missed: x.missed}, err
}

// extraction is the reading of one body, with all that is inside it.
type extraction struct {
	ctx    context.Context
	limits Limits
	source *source
	out    *output
	missed []Missed

	// expanded is how many bytes all layers have unpacked to.
	expanded int64
	// parts is how many parts and files of archives were begun.
	parts int
	// held is how many bytes documents hold now.
	held int64
	// deadline is when the document that is held now has to be read, if the sink took
	// no time from then on; zero if none is held.
	deadline time.Time
	// gathers is how many reasons there are to have the sink wait.
	gathers int
}

// missedError ends the reading of a layer or a part: the rest of it is missed.
type missedError Missed

func (e missedError) Error() string { return "not read: " + string(e) }

// note keeps a reason, once, and tells the sink if it wants to know.
func (x *extraction) note(m Missed) error {
	for _, known := range x.missed {
		if known == m {
			return nil
		}
	}
	x.missed = append(x.missed, m)
	if noter, ok := x.out.sink.(Noter); ok && x.out.err == nil {
		x.out.err = noter.Note(m)
	}
	return x.out.err
}

// fatal gives the error that ends the whole reading, if there is one.
func (x *extraction) fatal() error {
	if x.out.err != nil {
		return x.out.err
	}
	return x.source.err
}

// settle gives back an error only if the whole reading ends with it. Any other
// ends what was read just now, and becomes a reason.
func (x *extraction) settle(err error) error {
	if fatal := x.fatal(); fatal != nil {
		return fatal
	}
	if err == nil {
		return nil
	}
	var missed missedError
	if errors.As(err, &missed) {
		return x.note(Missed(missed))
	}
	return x.note(MissedBroken)
}

// guard calls f and makes a panic of a format's reader an error without its value,
// which may hold what was read. A panic of the sink or of the body is not ours and goes on.
func (x *extraction) guard(f func() error) (err error) {
	defer func() {
		if x.source.outside || x.out.outside {
			return
		}
		if recover() != nil {
			err = missedError(MissedBroken)
		}
	}()
	return f()
}

// gather has the sink wait for what is read from now on.
func (x *extraction) gather() {
	if x.gathers++; x.gathers == 1 && x.out.flush() == nil {
		x.out.sink.Gather()
	}
}

// gathered takes back a gather; with the last one the sink goes on.
func (x *extraction) gathered() {
	if x.gathers--; x.gathers == 0 && x.out.flush() == nil {
		x.out.sink.Gathered()
	}
}

// enter counts a part or a file of an archive, and tells whether there may be one more.
func (x *extraction) enter() error {
	if x.parts++; x.parts > x.limits.Parts {
		return missedError(MissedTooMany)
	}
	return nil
}

// expand counts what a layer unpacked: out of its bytes came out of in.
func (x *extraction) expand(n int, in, out int64) error {
	x.expanded += int64(n)
	if x.expanded > x.limits.Expanded || out > 1<<20 && out-1<<20 > in*int64(x.limits.Ratio) {
		return missedError(MissedBomb)
	}
	return x.inTime()
}

// inTime tells whether the document that is held now may be read on.
func (x *extraction) inTime() error {
	if err := x.source.live(); err != nil {
		return err
	}
	if !x.deadline.IsZero() && time.Now().Add(-x.out.spent).After(x.deadline) {
		return missedError(MissedTimeout)
	}
	return nil
}

// drain reads what is left of the body, for it has to be read to its end.
func (x *extraction) drain() error {
	_, err := io.CopyBuffer(io.Discard, onlyReader{x.source}, make([]byte, pieceSize))
	if err != nil {
		return x.fatal()
	}
	return nil
}

// onlyReader hides every other method of a reader.
type onlyReader struct{ io.Reader }
