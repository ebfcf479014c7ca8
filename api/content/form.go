package content

import (
	"io"

	"golang.org/x/text/transform"
)

// formText reads a URL-encoded form and writes a line for each field: "name: value",
// or two where the value has several words.
// A value that is JSON is read as such, and \u escapes are undone wherever they stand, for a
// value may be a string of JSON or a piece of it.
type formText struct {
	out *output
	// to takes the bytes of names and values and converts their charset.
	to io.Writer
	// plain undoes the escapes of JSON in what to converted.
	plain *unescaper
	// inner reads the value, if it is JSON.
	inner *jsonText
	// inName is set before the "=" of a field; atValue right behind it.
	inName, atValue bool
	// code is what was read of an escape, behind the percent sign.
	code    [2]byte
	n       int
	percent bool
	// one is room for what is written without being in the body as it is.
	one [4]byte
}

func newForm(x *extraction, charset string) *formText {
	f := &formText{out: x.out, plain: newUnescaper(x.out), inName: true}
	f.to = f.plain
	t, known := decoding(charset)
	if !known {
		_ = x.note(MissedCharset) // the sink's error is seen by whoever feeds
	}
	if t != nil {
		f.to = transform.NewWriter(f.plain, t)
	}
	return f
}

func (f *formText) feed(p []byte) {
	for len(p) > 0 && f.out.err == nil {
		if f.percent {
			p = p[f.escaped(p[0]):]
			continue
		}
		n := 0
		for n < len(p) && p[n] != '%' && p[n] != '+' && p[n] != '&' && p[n] != '=' {
			n++
		}
		if n > 0 {
			f.write(p[:n])
			p = p[n:]
			continue
		}
		f.sign(p[0])
		p = p[1:]
	}
}

// sign reads a byte that has a meaning in forms.
func (f *formText) sign(b byte) {
	switch {
	case b == '%':
		f.percent, f.n = true, 0
	case b == '+':
		f.write(append(f.one[:0], ' '))
	case b == '&':
		f.endField()
	case f.inName:
		f.write(append(f.one[:0], ':'))
		f.out.setApart()
		f.inName, f.atValue = false, true
	default:
		f.write(append(f.one[:0], b))
	}
}

// escaped reads more of an escape and gives how many bytes it took.
func (f *formText) escaped(b byte) int {
	if hexValue(b) < 0 {
		f.percent = false
		f.write(append(append(f.one[:0], '%'), f.code[:f.n]...))
		return 0
	}
	f.code[f.n] = b
	if f.n++; f.n == len(f.code) {
		f.percent = false
		f.write(append(f.one[:0], byte(hexValue(f.code[0])<<4|hexValue(f.code[1]))))
	}
	return 1
}

// write writes bytes of a name or a value.
func (f *formText) write(p []byte) {
	if f.atValue {
		f.atValue = false
		if p[0] == '{' || p[0] == '[' {
			f.inner = newJSON(f.out)
		}
	}
	if f.inner != nil {
		f.inner.feed(p)
		return
	}
	_, _ = f.to.Write(p)
}

// endField ends the line of a field.
func (f *formText) endField() {
	if f.inner != nil {
		f.inner.end()
		f.inner = nil
	}
	f.inName, f.atValue = true, false
	f.out.apart = -1
	_, _ = f.to.Write(append(f.one[:0], '\n'))
}

func (f *formText) end() {
	if f.percent {
		f.percent = false
		f.write(append(append(f.one[:0], '%'), f.code[:f.n]...))
	}
	f.endField()
	if converting, ok := f.to.(io.Closer); ok {
		_ = converting.Close()
	}
	f.plain.end()
}
