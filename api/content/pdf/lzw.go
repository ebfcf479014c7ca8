package pdf

import "io"

const (
	lzwClear = 256
	lzwEnd   = 257
	lzwCodes = 4096
)

// lzw undoes LZWDecode (7.4.4.2): codes of 9 to 12 bits, high bits first. The
// standard library's reader widens its codes one entry later than PDF does.
type lzw struct {
	data []byte
	// bits holds count bits that were read and not used.
	bits  uint32
	count uint
	width uint
	// early is 1 where codes widen one entry early, as they do by default.
	early int
	// prefix and last tell each entry by another and one more byte.
	prefix [lzwCodes]uint16
	last   [lzwCodes]byte
	next   int
	before int
	// waiting is what was unpacked and not given, in reverse.
	waiting []byte
	ended   bool
}

func newLZW(data []byte, early bool) *lzw {
	z := &lzw{data: data, width: 9, next: lzwEnd + 1, before: -1}
	if early {
		z.early = 1
	}
	return z
}

func (z *lzw) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if k := len(z.waiting); k > 0 {
			p[n] = z.waiting[k-1]
			z.waiting = z.waiting[:k-1]
			n++
			continue
		}
		if z.ended || !z.step() {
			z.ended = true
			if n > 0 {
				return n, nil
			}
			return 0, io.EOF
		}
	}
	return n, nil
}

// step reads a code; false at the end.
func (z *lzw) step() bool {
	for z.count < z.width {
		if len(z.data) == 0 {
			return false
		}
		z.bits = z.bits<<8 | uint32(z.data[0])
		z.data = z.data[1:]
		z.count += 8
	}
	z.count -= z.width
	code := int(z.bits >> z.count & (1<<z.width - 1))
	switch {
	case code == lzwClear:
		z.width, z.next, z.before = 9, lzwEnd+1, -1
		return true
	case code == lzwEnd, code > z.next, code == z.next && z.before < 0:
		return false
	}
	z.expand(code)
	return true
}

// expand unpacks a code and adds an entry.
func (z *lzw) expand(code int) {
	known := code
	if code == z.next {
		z.waiting = append(z.waiting, 0)
		known = z.before
	}
	for known > lzwEnd {
		z.waiting = append(z.waiting, z.last[known])
		known = int(z.prefix[known])
	}
	first := byte(known)
	z.waiting = append(z.waiting, first)
	if code == z.next {
		z.waiting[0] = first
	}
	if z.before >= 0 && z.next < lzwCodes {
		z.prefix[z.next], z.last[z.next] = uint16(z.before), first
		z.next++
	}
	z.before = code
	if z.next+z.early >= 1<<z.width && z.width < 12 {
		z.width++
	}
}

// runLength undoes RunLengthDecode (7.4.5).
type runLength struct {
	data []byte
	// left is how many bytes of a run are still to be given; literal if each is its own.
	left    int
	literal bool
}

func (r *runLength) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if r.left == 0 && !r.begin() {
			if n > 0 {
				return n, nil
			}
			return 0, io.EOF
		}
		p[n] = r.data[0]
		n++
		if r.left--; r.literal || r.left == 0 {
			r.data = r.data[1:]
		}
	}
	return n, nil
}

// begin reads the length of the next run; false at the end.
func (r *runLength) begin() bool {
	if len(r.data) < 2 || r.data[0] == 128 {
		return false
	}
	length := int(r.data[0])
	r.data = r.data[1:]
	if r.literal = length < 128; r.literal {
		r.left = min(length+1, len(r.data))
	} else {
		r.left = 257 - length
	}
	return true
}
