package content

import (
	"bufio"
	"io"
	"strings"

	"github.com/andybalholm/brotli"
	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
	"github.com/klauspost/compress/zlib"
	"github.com/klauspost/compress/zstd"
)

const (
	// maxEncodings is how many encodings one body may have on top of one another:
	// each may hold a window of 16 MiB.
	maxEncodings = 3
	// maxWindow is the most memory a zstd body may ask for, in bytes (RFC 9659).
	maxWindow = 8 << 20
)

// encodings gives the names of a Content-Encoding header in the order they are undone.
func encodings(header string) []string {
	var names []string
	for name := range strings.SplitSeq(header, ",") {
		name = strings.ToLower(strings.TrimSpace(name))
		if name != "" && name != "identity" {
			names = append([]string{name}, names...)
		}
	}
	return names
}

// unpack undoes the encodings of a body. What is not known is left as it is, and
// noted; the reader's errors are those of the encodings.
func (x *extraction) unpack(r io.Reader, names []string, depth int) (io.Reader, int, error) {
	if len(names) > maxEncodings || depth+len(names) > x.limits.Depth {
		return nil, 0, missedError(MissedTooDeep)
	}
	for _, name := range names {
		next, err := x.layer(r, name)
		if err != nil {
			return nil, 0, err
		}
		r = next
		depth++
	}
	return r, depth, nil
}

// layer gives the reader of one encoding. zlib and raw deflate are told apart, for
// both are sent as "deflate". What claims to be gzip and is not is left as it is.
func (x *extraction) layer(r io.Reader, name string) (io.Reader, error) {
	in := &packed{x: x, r: r}
	buffered := bufio.NewReader(in)
	var undone io.Reader
	var err error
	switch name {
	case "gzip", "x-gzip":
		if start, _ := buffered.Peek(2); len(start) < 2 || start[0] != 0x1f || start[1] != 0x8b {
			return buffered, x.note(MissedBroken)
		}
		undone, err = gzip.NewReader(buffered)
	case "deflate":
		if start, _ := buffered.Peek(2); len(start) == 2 && start[0]&0x0f == 8 && (int(start[0])<<8|int(start[1]))%31 == 0 {
			undone, err = zlib.NewReader(buffered)
		} else {
			undone = flate.NewReader(buffered)
		}
	case "br":
		undone = brotli.NewReader(&sips{buffered})
	case "zstd":
		var d *zstd.Decoder
		d, err = zstd.NewReader(buffered, zstd.WithDecoderConcurrency(1), zstd.WithDecoderLowmem(true), zstd.WithDecoderMaxWindow(maxWindow))
		undone = d
	default:
		return buffered, x.note(MissedEncoding)
	}
	if err != nil {
		if fatal := x.fatal(); fatal != nil {
			return nil, fatal
		}
		return nil, missedError(MissedBroken)
	}
	return &unpacked{x: x, in: in, r: undone}, nil
}

// packed counts what an encoding reads. When it has read for long and given nothing,
// the sink waits, for what was read may come out much later.
type packed struct {
	x *extraction
	r io.Reader
	n int64
	// since is how much was read since something came out.
	since   int64
	waiting bool
}

func (p *packed) Read(b []byte) (int, error) {
	if p.since > Lag/4 && !p.waiting {
		p.waiting = true
		p.x.gather()
	}
	n, err := p.r.Read(b)
	p.n += int64(n)
	p.since += int64(n)
	return n, err
}

// came says that something came out.
func (p *packed) came() {
	p.since = 0
	if p.waiting {
		p.waiting = false
		p.x.gathered()
	}
}

// unpacked gives what an encoding unpacks to, within the limits.
type unpacked struct {
	x  *extraction
	in *packed
	r  io.Reader
	n  int64
	// gave is set when the last call gave something, which is read by the next.
	gave bool
	err  error
}

func (u *unpacked) Read(b []byte) (int, error) {
	if u.gave {
		u.gave = false
		u.in.came()
	}
	if u.err != nil {
		return 0, u.err
	}
	n, err := u.r.Read(b)
	u.n += int64(n)
	if limit := u.x.expand(n, u.in.n, u.n); limit != nil {
		n, err = 0, limit
	}
	u.err, u.gave = err, n > 0
	if n > 0 {
		err = nil
	}
	return n, err
}

// sips reads little at a time. When what it unpacks is broken, the reader of brotli loses
// what the same read had unpacked before.
type sips struct{ from io.Reader }

// Read reads at most 512 bytes.
func (s *sips) Read(p []byte) (int, error) { return s.from.Read(p[:min(len(p), 512)]) }
