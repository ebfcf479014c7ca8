package icap

import (
	"errors"
	"io"
)

// keeping is what is done with the bytes of a body once they were read.
type keeping int

// What may be done with them.
const (
	// keepNone: the proxy has them, and is told that they may go.
	keepNone keeping = iota
	// keepForNote: they are only handed back if the message gets a note, and if there are
	// too many it gets none.
	keepForNote
	// keepToReturn: they have to be handed back.
	keepToReturn
)

// errNoRoom ends the reading of a body that there is no room to hold.
var errNoRoom = errors.New("there is no room to hold the body")

// passage is a body on its way through: what the inspector reads of it is held until it
// may go back to the proxy.
type passage struct {
	body    *body
	keeping keeping
	held    held
	// hold is how much is held although it is settled, so that a page can take its place.
	hold int64
	// begin begins to hand the message back: with it the answer is no other any more.
	begin func() error
	// write writes a chunk of the answer, and flush sends what was written.
	write func([]byte) error
	flush func() error

	// begun tells that the answer was begun.
	begun bool
	// settled and released are how many bytes of the body were judged, and went back.
	settled, released int64
	// err is why nothing more can be read or written.
	err error
}

// Read reads more of the body, and holds it.
func (p *passage) Read(into []byte) (int, error) {
	if p.err != nil {
		return 0, p.err
	}
	if room := p.room(); p.keeping != keepNone {
		if room == 0 {
			p.err = errNoRoom
			return 0, p.err
		}
		into = into[:min(len(into), room)]
	}
	n, err := p.body.Read(into)
	if n > 0 && p.keeping != keepNone {
		p.held.add(into[:n])
	}
	return n, err
}

// room gives how much can be held of what is read next. If there is no room it makes
// some: it lets go what is settled, or what is held for a note.
func (p *passage) room() int {
	if p.keeping == keepNone {
		return 0
	}
	room := p.held.room()
	switch {
	case room > 0 && (p.keeping == keepToReturn || p.held.bytes < p.hold):
		return room
	case p.keeping == keepForNote:
		p.forgo()
		return 0
	}
	p.let()
	return p.held.room()
}

// forgo gives up the note that the message might have got.
func (p *passage) forgo() {
	p.keeping = keepNone
	p.held.drop()
}

// settle is told how much of the body was judged. It lets that go if there is more than
// is held for the sake of a page.
func (p *passage) settle(read int64) {
	p.settled = max(p.settled, min(read, p.body.read))
	if p.begun || p.held.bytes > p.hold {
		p.let()
	}
}

// let lets go what is settled. A proxy that has not been told to go on would take an
// answer for the end of the matter: it gets none yet.
func (p *passage) let() {
	if p.keeping != keepToReturn || p.err != nil || p.body.previewing || p.settled <= p.released {
		return
	}
	p.release(p.settled - p.released)
}

// release hands the next bytes back.
func (p *passage) release(bytes int64) {
	p.start()
	if p.err != nil {
		return
	}
	if p.err = p.held.release(bytes, p.write); p.err == nil {
		p.err = p.flush()
	}
	p.released += bytes
}

// start begins the answer, unless it was begun.
func (p *passage) start() {
	if !p.begun && p.err == nil {
		p.begun = true
		p.err = p.begin()
	}
}

// leavePreview reads and holds what is left of a preview, and has the proxy send the rest.
func (p *passage) leavePreview(scratch []byte) error {
	for p.body.previewing {
		if _, err := p.Read(scratch); err != nil && !errors.Is(err, io.EOF) {
			return err
		}
	}
	return nil
}

// finish hands back all that is held, and then the rest as it comes.
func (p *passage) finish(scratch []byte) error {
	p.release(p.held.bytes)
	for p.err == nil {
		n, err := p.body.Read(scratch)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil {
			err = p.write(scratch[:n])
		}
		if err == nil {
			err = p.flush()
		}
		p.err = err
	}
	return p.err
}
