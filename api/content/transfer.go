package content

import (
	"bufio"
	"io"
	"strings"
)

// decodeTransfer undoes a mail's Content-Transfer-Encoding. What is not known is
// left as it is, and noted.
func (x *extraction) decodeTransfer(r io.Reader, encoding string) (io.Reader, error) {
	encoding, _, _ = strings.Cut(encoding, ";")
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "", "7bit", "8bit", "binary", "none":
		return r, nil
	case "base64":
		return &base64Reader{r: bufio.NewReader(r)}, nil
	case "quoted-printable":
		return &quotedReader{r: bufio.NewReader(r)}, nil
	}
	return r, x.note(MissedEncoding)
}

// base64Reader undoes base64 as mail programs do: what is not of the alphabet is
// passed over, and padding may stand between two encoded pieces (RFC 2045, 6.8).
type base64Reader struct {
	r *bufio.Reader
	// bits holds count sixths of bytes that are not whole yet.
	bits  uint32
	count int
	// whole are bytes that were decoded and not given yet.
	whole []byte
	group [3]byte
}

func (d *base64Reader) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if len(d.whole) > 0 {
			m := copy(p[n:], d.whole)
			d.whole = d.whole[m:]
			n += m
			continue
		}
		if n > 0 && d.r.Buffered() == 0 {
			return n, nil
		}
		b, err := d.r.ReadByte()
		if err != nil {
			if d.rest(); len(d.whole) > 0 {
				continue
			}
			return n, err
		}
		d.take(b)
	}
	return n, nil
}

// take adds a letter.
func (d *base64Reader) take(b byte) {
	if b == '=' {
		d.rest()
		return
	}
	v := sixBits(b)
	if v < 0 {
		return
	}
	d.bits = d.bits<<6 | uint32(v)
	if d.count++; d.count == 4 {
		d.group = [3]byte{byte(d.bits >> 16), byte(d.bits >> 8), byte(d.bits)}
		d.whole = d.group[:]
		d.bits, d.count = 0, 0
	}
}

// rest decodes the whole bytes of a group that is cut short.
func (d *base64Reader) rest() {
	switch d.count {
	case 2:
		d.group[0] = byte(d.bits >> 4)
		d.whole = d.group[:1]
	case 3:
		d.group[0], d.group[1] = byte(d.bits>>10), byte(d.bits>>2)
		d.whole = d.group[:2]
	}
	d.bits, d.count = 0, 0
}

// sixBits gives the value of a letter of the alphabet, also of the one for URLs; -1 for others.
func sixBits(b byte) int {
	switch {
	case b >= 'A' && b <= 'Z':
		return int(b - 'A')
	case b >= 'a' && b <= 'z':
		return int(b-'a') + 26
	case b >= '0' && b <= '9':
		return int(b-'0') + 52
	case b == '+' || b == '-':
		return 62
	case b == '/' || b == '_':
		return 63
	}
	return -1
}

// quotedReader undoes quoted-printable. What is no valid escape is left as it is.
type quotedReader struct{ r *bufio.Reader }

func (d *quotedReader) Read(p []byte) (int, error) {
	n := 0
	for n < len(p) {
		if n > 0 && d.r.Buffered() == 0 {
			return n, nil
		}
		b, err := d.r.ReadByte()
		if err != nil {
			return n, err
		}
		if b == '=' {
			var broken bool
			if b, broken = d.escaped(); broken {
				continue
			}
		}
		p[n] = b
		n++
	}
	return n, nil
}

// escaped gives the byte that is written behind "=", or tells that the line is broken there.
func (d *quotedReader) escaped() (b byte, broken bool) {
	next, _ := d.r.Peek(2)
	if len(next) == 2 {
		if high, low := hexValue(next[0]), hexValue(next[1]); high >= 0 && low >= 0 {
			d.skip(2)
			return byte(high<<4 | low), false
		}
	}
	// White space behind "=" is what some server added (RFC 2045, 6.7).
	for ahead := 1; ahead <= 80; ahead++ {
		next, _ = d.r.Peek(ahead)
		if len(next) < ahead {
			if ahead == 1 {
				return 0, true
			}
			break
		}
		switch next[ahead-1] {
		case '\n':
			d.skip(ahead)
			return 0, true
		case ' ', '\t', '\r':
		default:
			return '=', false
		}
	}
	return '=', false
}

// skip passes over bytes that were seen already.
func (d *quotedReader) skip(n int) { _, _ = d.r.Discard(n) }

// hexValue gives the value of a hexadecimal digit; -1 for others.
func hexValue(b byte) int {
	switch {
	case b >= '0' && b <= '9':
		return int(b - '0')
	case b >= 'a' && b <= 'f':
		return int(b-'a') + 10
	case b >= 'A' && b <= 'F':
		return int(b-'A') + 10
	}
	return -1
}
