package content

import (
	"bytes"
	"unicode/utf16"
	"unicode/utf8"
)

const (
	// maxNesting is how deep JSON may nest; deeper it is read as plain text.
	maxNesting = 1024
	// maxLabel is how much of a key is kept to be repeated for an array's values, in bytes.
	maxLabel = 64
)

// jsonState is what JSON has to go on with.
type jsonState int

const (
	jsonValue  jsonState = iota // a value
	jsonFirst                   // a value or the end of an empty array
	jsonKey                     // a key or the end of an object
	jsonColon                   // the colon behind a key
	jsonAfter                   // what follows a value
	jsonString                  // more of a string
	jsonWord                    // more of a number, true, false or null
	jsonPlain                   // text that is no JSON
)

// jsonText reads JSON, one value or many after another, and writes a line for each
// value: "key: value", with the key of an array before each of its values. What
// turns out to be no JSON is written as it is from there on, with \u escapes undone.
type jsonText struct {
	out    *output
	state  jsonState
	frames []jsonFrame
	// key is the last key, or its beginning.
	key []byte
	// isKey is set while the string that is read is a key.
	isKey bool
	// rest reads on where the text turns out to be no JSON; nil if it is plain text.
	rest format
	escape
}

// jsonFrame is an array or an object that is open.
type jsonFrame struct {
	array bool
	// label is the key of an array.
	label string
}

func newJSON(out *output) *jsonText { return &jsonText{out: out} }

func (j *jsonText) feed(p []byte) {
	for len(p) > 0 && j.out.err == nil {
		switch {
		case j.state == jsonString:
			p = p[j.inString(p):]
		case j.state == jsonPlain && j.rest != nil:
			j.rest.feed(p)
			return
		case j.state == jsonPlain:
			p = p[j.inPlain(p):]
		case j.state == jsonWord:
			p = p[j.inWord(p):]
		default:
			p = p[j.between(p[0]):]
		}
	}
}

func (j *jsonText) end() {
	j.escape.end(j.out, j.state == jsonPlain)
	if j.rest != nil && j.state == jsonPlain {
		j.rest.end()
	}
	j.out.endLine()
	clear(j.key[:cap(j.key)])
}

// between reads a byte outside values and gives how many it took.
func (j *jsonText) between(b byte) int {
	if b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == 0x1e {
		return 1
	}
	switch {
	case j.state == jsonColon:
		if b != ':' {
			return j.giveUp()
		}
		j.out.writeByte(':')
		j.state = jsonValue
	case j.state == jsonKey:
		return j.beginKey(b)
	case j.state == jsonAfter && len(j.frames) > 0:
		return j.after(b)
	default:
		return j.beginValue(b)
	}
	return 1
}

// unescaper writes plain text with \u escapes undone.
type unescaper struct{ jsonText }

func newUnescaper(out *output) *unescaper {
	return &unescaper{jsonText{out: out, state: jsonPlain}}
}

func (u *unescaper) Write(p []byte) (int, error) {
	u.feed(p)
	return len(p), u.out.err
}

// beginKey reads the first byte of a key, or the end of the object.
func (j *jsonText) beginKey(b byte) int {
	switch b {
	case '"':
		j.isKey, j.key, j.state = true, j.key[:0], jsonString
	case '}':
		j.close(false)
	default:
		return j.giveUp()
	}
	return 1
}

// after reads the byte behind a value.
func (j *jsonText) after(b byte) int {
	array := j.frames[len(j.frames)-1].array
	switch {
	case b == ',' && array:
		j.state = jsonValue
	case b == ',':
		j.state = jsonKey
	case b == ']' && array, b == '}' && !array:
		j.close(array)
	default:
		return j.giveUp()
	}
	return 1
}

// close ends an array or object.
func (j *jsonText) close(array bool) {
	if array && j.out.last == ':' {
		j.out.endLine()
	}
	j.frames = j.frames[:len(j.frames)-1]
	j.state = jsonAfter
}

// beginValue reads the first byte of a value.
func (j *jsonText) beginValue(b byte) int {
	switch {
	case b == ']' && j.state == jsonFirst:
		j.close(true)
	case b == '{', b == '[':
		return j.open(b == '[')
	case b == '"':
		j.label()
		j.isKey, j.state = false, jsonString
	case b == '-', b >= '0' && b <= '9', b == 't', b == 'f', b == 'n':
		j.label()
		j.state = jsonWord
		return 0
	default:
		return j.giveUp()
	}
	return 1
}

// open begins an array or object.
func (j *jsonText) open(array bool) int {
	if len(j.frames) == maxNesting {
		return j.giveUp()
	}
	frame := jsonFrame{array: array}
	switch {
	case !array:
		j.out.endLine()
		j.state = jsonKey
	case j.out.last == ':':
		frame.label = string(j.key)
		j.state = jsonFirst
	default:
		if n := len(j.frames); n > 0 {
			frame.label = j.frames[n-1].label
		}
		j.state = jsonFirst
	}
	j.frames = append(j.frames, frame)
	return 1
}

// label writes what stands before a value: a space behind its key, or again the
// key of its array.
func (j *jsonText) label() {
	if j.out.last == ':' {
		j.out.setApart()
		return
	}
	j.out.endLine()
	if n := len(j.frames); n > 0 && j.frames[n-1].label != "" {
		j.out.writeString(j.frames[n-1].label)
		j.out.writeByte(':')
		j.out.setApart()
	}
}

// giveUp goes on with plain text.
func (j *jsonText) giveUp() int {
	j.state = jsonPlain
	j.frames = nil
	return 0
}

// inString writes a string up to its end and gives how many bytes it took.
func (j *jsonText) inString(p []byte) int {
	if j.escape.open() {
		return j.escape.take(j.out, p, false)
	}
	n := upTo(p, '"', '\\')
	if n > 0 {
		j.escape.lone(j.out)
		_, _ = j.out.Write(p[:n])
		if j.isKey {
			j.key = append(j.key, p[:min(n, maxLabel-len(j.key))]...)
		}
		return n
	}
	if p[0] == '\\' {
		j.escape.begin()
		return 1
	}
	j.escape.lone(j.out)
	if j.isKey {
		j.state = jsonColon
		return 1
	}
	j.out.endLine()
	j.state = jsonAfter
	return 1
}

// inWord writes a number, true, false or null.
func (j *jsonText) inWord(p []byte) int {
	for n, b := range p {
		if !(b >= '0' && b <= '9' || b >= 'a' && b <= 'z' || b == '-' || b == '+' || b == '.' || b == 'E') {
			_, _ = j.out.Write(p[:n])
			j.ended(b)
			return n
		}
	}
	_, _ = j.out.Write(p)
	return len(p)
}

// ended goes on behind a word: what no JSON has there makes all of it plain text.
func (j *jsonText) ended(b byte) {
	if b == ',' || b == ']' || b == '}' || b == ' ' || b == '\t' || b == '\r' || b == '\n' || b == 0x1e {
		j.out.endLine()
		j.state = jsonAfter
		return
	}
	j.giveUp()
}

// inPlain writes plain text up to an escape.
func (j *jsonText) inPlain(p []byte) int {
	if j.escape.open() {
		return j.escape.take(j.out, p, true)
	}
	n := bytes.IndexByte(p, '\\')
	if n < 0 {
		n = len(p)
	}
	if n > 0 {
		j.escape.lone(j.out)
		_, _ = j.out.Write(p[:n])
		return n
	}
	j.escape.begin()
	return 1
}

// escape undoes the escapes of JSON's strings.
type escape struct {
	// read is what was read of an escape, behind the backslash.
	read [5]byte
	n    int
	on   bool
	// high is the first half of a code point that takes two escapes; 0 if none waits.
	high rune
}

func (e *escape) open() bool { return e.on }

func (e *escape) begin() { e.on, e.n = true, 0 }

// take reads more of an escape and gives how many bytes it took. In plain text
// only \u is undone.
func (e *escape) take(out *output, p []byte, plain bool) int {
	b := p[0]
	if e.n == 0 {
		if b == 'u' {
			e.read[0], e.n = b, 1
			return 1
		}
		e.lone(out)
		e.on = false
		if plain {
			out.writeByte('\\')
			return 0
		}
		out.writeByte(unescaped(b))
		return 1
	}
	if hexValue(b) < 0 {
		e.asRead(out)
		return 0
	}
	e.read[e.n] = b
	if e.n++; e.n == len(e.read) {
		e.on = false
		var r rune
		for _, digit := range e.read[1:] {
			r = r<<4 | rune(hexValue(digit))
		}
		e.write(out, r)
	}
	return 1
}

// unescaped gives what stands for a letter behind a backslash.
func unescaped(b byte) byte {
	switch b {
	case 'n', 'r':
		return '\n'
	case 't':
		return '\t'
	case 'b', 'f':
		return ' '
	}
	return b
}

// asRead writes an escape that turned out to be none.
func (e *escape) asRead(out *output) {
	e.lone(out)
	out.writeByte('\\')
	_, _ = out.Write(e.read[:e.n])
	e.on = false
}

// write writes an escaped code point, or keeps its first half.
func (e *escape) write(out *output, r rune) {
	if e.high != 0 {
		if whole := utf16.DecodeRune(e.high, r); whole != utf8.RuneError {
			e.high = 0
			out.writeRune(whole)
			return
		}
	}
	e.lone(out)
	if r >= 0xd800 && r < 0xdc00 {
		e.high = r
		return
	}
	out.writeRune(r)
}

// lone writes what stands for the first half of a code point whose second is missing.
func (e *escape) lone(out *output) {
	if e.high != 0 {
		e.high = 0
		out.writeRune(utf8.RuneError)
	}
}

// end writes an escape that the text ends in.
func (e *escape) end(out *output, plain bool) {
	if e.on && (plain || e.n > 0) {
		e.asRead(out)
	}
	e.lone(out)
}
