package content

import (
	"time"
	"unicode/utf8"
)

// maxWord is how far into a value, in bytes, a second word is looked for.
const maxWord = 256

// outputSize is how much text is collected before it is written, in bytes.
const outputSize = 16 << 10

// output collects text for a sink, mends it to valid UTF-8 and hands it on in
// whole code points. The sink's first error stays: nothing is written after it.
type output struct {
	sink Sink
	text []byte
	err  error
	// last is the last byte that was given to it; a line end at the beginning.
	last byte
	// apart is where the space stands between a name and its value while it may still
	// become a line end, -1 otherwise; since is how much was written of the value, and
	// worded tells whether it was more than white space.
	apart, since int
	worded       bool
	// outside is set while the sink's own code runs; spent is how long it took.
	outside bool
	spent   time.Duration
}

func newOutput(sink Sink) *output { return &output{sink: sink, last: '\n', apart: -1} }

// setApart writes what stands between the colon behind a name and the value: a space, or
// a line end if the value turns out to have several words. A label beside a number tells
// what the number is, but what people write stands on lines of its own, for a marking is
// one by where it stands.
func (o *output) setApart() {
	o.apart = -1
	if len(o.text) == outputSize-1 { // the space must not be handed on
		o.hand(false)
	}
	o.writeByte(' ')
	o.apart, o.since, o.worded = len(o.text)-1, 0, false
}

// look puts the value on a line of its own if b shows that it has several words.
func (o *output) look(b byte) {
	if o.apart < 0 {
		return
	}
	if isSpace(b) && o.worded {
		o.text[o.apart] = '\n'
		o.apart = -1
		return
	}
	o.worded = o.worded || !isSpace(b)
	if o.since++; o.since == maxWord {
		o.apart = -1
	}
}

// Write takes text that may be cut anywhere, also inside a code point.
func (o *output) Write(p []byte) (int, error) {
	for rest := p; len(rest) > 0 && o.err == nil; {
		n := min(len(rest), outputSize-len(o.text))
		o.text = append(o.text, rest[:n]...)
		for at := 0; at < n && o.apart >= 0; at++ {
			o.look(rest[at])
		}
		rest = rest[n:]
		if len(o.text) == outputSize {
			o.hand(false)
		}
	}
	if len(p) > 0 {
		o.last = p[len(p)-1]
	}
	return len(p), o.err
}

func (o *output) writeString(s string) {
	for len(s) > 0 && o.err == nil {
		n := min(len(s), outputSize-len(o.text))
		o.text = append(o.text, s[:n]...)
		for at := 0; at < n && o.apart >= 0; at++ {
			o.look(s[at])
		}
		o.last = s[n-1]
		s = s[n:]
		if len(o.text) == outputSize {
			o.hand(false)
		}
	}
}

func (o *output) writeByte(b byte) {
	o.text = append(o.text, b)
	o.look(b)
	o.last = b
	if len(o.text) == outputSize {
		o.hand(false)
	}
}

func (o *output) writeRune(r rune) {
	if r < utf8.RuneSelf {
		o.writeByte(byte(r))
		return
	}
	o.writeString(string(r))
}

// endLine ends the line unless nothing stands on it.
func (o *output) endLine() {
	o.apart = -1
	if o.last != '\n' {
		o.writeByte('\n')
	}
}

// flush hands on all but a code point that is not whole yet.
func (o *output) flush() error {
	o.hand(false)
	return o.err
}

// end hands on everything.
func (o *output) end() error {
	o.hand(true)
	return o.err
}

// clear forgets the text it still holds.
func (o *output) clear() { clear(o.text[:cap(o.text)]) }

// hand writes what is collected to the sink and keeps what may be the beginning
// of a code point, unless all has to go.
func (o *output) hand(all bool) {
	keep := 0
	if !all {
		keep = unfinished(o.text)
		if o.apart >= 0 {
			keep = len(o.text) - o.apart
		}
	}
	whole := o.text[:len(o.text)-keep]
	if len(whole) > 0 && o.err == nil {
		if !utf8.Valid(whole) {
			whole = mend(whole)
		}
		begun := time.Now()
		o.outside = true
		_, o.err = o.sink.Write(whole)
		o.outside = false
		o.spent += time.Since(begun)
	}
	if o.apart = min(o.apart, 0); all {
		o.apart = -1
	}
	n := copy(o.text, o.text[len(o.text)-keep:])
	o.text = o.text[:n]
}

// unfinished gives how many bytes at the end may be the beginning of a code point.
func unfinished(text []byte) int {
	for n := 1; n < utf8.UTFMax && n <= len(text); n++ {
		if b := text[len(text)-n]; utf8.RuneStart(b) {
			if b >= utf8.RuneSelf && !utf8.FullRune(text[len(text)-n:]) {
				return n
			}
			return 0
		}
	}
	return 0
}

// mend gives the text with U+FFFD for each byte that belongs to no code point.
func mend(text []byte) []byte {
	mended := make([]byte, 0, len(text)+len(text)/8+utf8.UTFMax)
	for len(text) > 0 {
		r, n := utf8.DecodeRune(text)
		mended = utf8.AppendRune(mended, r)
		text = text[n:]
	}
	return mended
}
