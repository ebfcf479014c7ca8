package content

import (
	"bytes"
	"io"
	"time"
)

// document holds a document that can only be read whole, and reads it. One that is
// larger than what may be held is missed, and passed over.
func (x *extraction) document(r io.Reader, f family, depth int) error {
	x.gather()
	data, err := x.hold(r)
	defer x.release(data)
	if err != nil {
		return err
	}
	if x.deadline.IsZero() {
		x.deadline = time.Now().Add(x.limits.Time - x.out.spent)
		defer func() { x.deadline = time.Time{} }()
	}
	if f == familyPDF {
		return x.pdf(data, depth)
	}
	return x.zip(data, depth)
}

// hold reads all of r. What all documents hold together is limited.
func (x *extraction) hold(r io.Reader) ([]byte, error) {
	room := x.limits.Document - x.held
	var data bytes.Buffer
	n, err := io.Copy(&data, io.LimitReader(r, room+1))
	x.held += n
	if err == nil && n > room {
		err = missedError(MissedTooLarge)
	}
	return data.Bytes(), err
}

// release gives back what a document held.
func (x *extraction) release(data []byte) {
	clear(data)
	x.held -= int64(len(data))
}
