package inspection

import "io"

const (
	// settleEvery is after how many bytes of a body what was read of it is asked about, so
	// that a door can let it go.
	settleEvery = 256 << 10
	// slack is how many bytes of a body may have been read without their text having been
	// written: what decoders hold back, and what an overlap may have come from, of which a
	// byte can be six in the body (\u0031).
	slack = 128 << 10
)

// settlingReader reads a body and tells from time to time how much of it is judged.
type settlingReader struct {
	body    io.Reader
	window  *window
	settled func(read int64)

	read, told int64
}

// Read reads more, after what was read before has been asked about if it was much.
func (r *settlingReader) Read(into []byte) (int, error) {
	if r.settled != nil && r.read-r.told >= settleEvery && !r.window.gathering {
		if err := r.window.settle(); err != nil {
			return 0, err
		}
		r.told = r.read
		r.settled(r.read - slack)
	}
	n, err := r.body.Read(into)
	r.read += int64(n)
	return n, err
}
