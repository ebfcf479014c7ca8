package inspection

import (
	"io"

	"github.com/pecete/pecete/api/content"
)

const (
	// settleEvery is after how many bytes of a body what was read of it is asked about, so
	// that a door can let it go.
	settleEvery = 256 << 10
	// slack is how many bytes of a body may have been read without being judged to their
	// end: what the reading of its format holds back, and what the overlap may have come
	// from, of which a byte can be six in the body (\u0031).
	slack = content.Lag + 64<<10
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
		if r.read > slack {
			r.settled(r.read - slack)
		}
	}
	n, err := r.body.Read(into)
	r.read += int64(n)
	if full := r.window.hold(n); full != nil {
		return 0, full
	}
	return n, err
}
