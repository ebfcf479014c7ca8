package content

import (
	"bytes"
	"io"
	"unicode/utf8"
)

// minRun is how many printable characters in a row are taken as text in what is binary.
const minRun = 6

// runs writes the runs of printable text in what is binary, each on a line: ASCII
// and the Latin letters of UTF-8, and the same as UTF-16 with the low byte first, as
// Windows programs keep it.
type runs struct {
	out *output
	// held is the beginning of a run that may be too short to be one.
	held  []byte
	count int
	// lead is the first byte of a letter of UTF-8.
	lead byte
	wide wideRun
}

func (r *runs) feed(p []byte) {
	for _, b := range p {
		r.narrow(b)
		r.wide.feed(r.out, b)
	}
}

func (r *runs) end() {
	r.stop()
	r.wide.stop(r.out)
}

// narrow reads a byte as UTF-8.
func (r *runs) narrow(b byte) {
	switch {
	case r.lead != 0 && b >= 0x80 && b < 0xc0:
		r.held = append(r.held, r.lead)
		r.lead = 0
		r.add(b)
	case b >= ' ' && b < 0x7f:
		r.lead = 0
		r.add(b)
	case b >= 0xc3 && b <= 0xc8:
		r.lead = b
	default:
		r.stop()
	}
}

// add adds the last byte of a character to the run.
func (r *runs) add(b byte) {
	r.held = append(r.held, b)
	if r.count++; r.count >= minRun {
		_, _ = r.out.Write(r.held)
		r.held = r.held[:0]
	}
}

// stop ends a run.
func (r *runs) stop() {
	if r.count >= minRun {
		r.out.endLine()
	}
	r.held, r.count, r.lead = r.held[:0], 0, 0
}

// wideRun finds runs of UTF-16.
type wideRun struct {
	held  []byte
	count int
	low   byte
	half  bool
}

func (w *wideRun) feed(out *output, b byte) {
	if !w.half {
		w.low, w.half = b, true
		return
	}
	char := rune(w.low) | rune(b)<<8
	if char >= ' ' && char < 0x7f || char >= 0xa0 && char < 0x250 {
		w.half = false
		w.held = utf8.AppendRune(w.held, char)
		if w.count++; w.count >= minRun {
			_, _ = out.Write(w.held)
			w.held = w.held[:0]
		}
		return
	}
	w.stop(out)
	w.low, w.half = b, true
}

func (w *wideRun) stop(out *output) {
	if w.count >= minRun {
		out.endLine()
	}
	w.held, w.count, w.half = w.held[:0], 0, false
}

// binary looks through what is of no known format. Word, Excel and PowerPoint files
// that are locked with a password are such a file, and have a stream of this name.
func (x *extraction) binary(r io.Reader) error {
	locked := &finder{word: []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")}
	err := x.pump(r, both{&runs{out: x.out}, locked})
	if err != nil {
		return err
	}
	if locked.found {
		return missedError(MissedEncrypted)
	}
	return missedError(MissedType)
}

// both feeds two formats.
type both struct{ first, second format }

func (b both) feed(p []byte) { b.first.feed(p); b.second.feed(p) }

func (b both) end() { b.first.end(); b.second.end() }

// finder looks for a word, also across pieces.
type finder struct {
	word  []byte
	tail  []byte
	found bool
}

func (f *finder) feed(p []byte) {
	if f.found {
		return
	}
	f.tail = append(f.tail, p[:min(len(p), len(f.word))]...)
	f.found = bytes.Contains(f.tail, f.word) || bytes.Contains(p, f.word)
	last := f.tail
	if len(p) > len(f.word) {
		last = p
	}
	f.tail = append(f.tail[:0], last[max(0, len(last)-len(f.word)):]...)
}

func (f *finder) end() {}
