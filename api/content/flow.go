package content

const (
	// maxAside is how much text is held to be written behind its line, in bytes.
	maxAside = 4 << 10
	// maxBeside is how much of the line may be written before that is, in bytes.
	maxBeside = 16 << 10
)

// flow writes text as a browser lays it out: white space is one space, and lines end
// where blocks do. What is shown beside the text, such as a title, is written behind
// its line, for a label and its number must not be torn apart by it.
type flow struct {
	out *output
	// gap is the white space that waits to be written: 0, ' ' or '\n'.
	gap byte
	// lines is set where line ends in the text stay.
	lines bool
	// aside is what waits for the end of the line, beside how much was written since.
	aside  []byte
	beside int
}

// write writes text and makes its white space one space.
func (f *flow) write(p []byte) {
	for len(p) > 0 {
		n := 0
		for n < len(p) && !isSpace(p[n]) {
			n++
		}
		if n == 0 {
			f.addGap(p[0])
			p = p[1:]
			continue
		}
		f.writeGap()
		_, _ = f.out.Write(p[:n])
		f.besides(n)
		p = p[n:]
	}
}

// addGap notes white space.
func (f *flow) addGap(b byte) {
	switch {
	case b == '\n' && f.lines:
		f.gap = '\n'
	case f.gap == 0:
		f.gap = ' '
	}
}

// writeGap writes the white space that waits, but none at the beginning of a line.
func (f *flow) writeGap() {
	if f.gap != 0 && f.out.last != '\n' && f.out.last != '\t' && f.out.last != ' ' {
		f.out.writeByte(f.gap)
	}
	f.gap = 0
}

// besides counts what is written while something waits for the end of the line.
func (f *flow) besides(n int) {
	if len(f.aside) == 0 {
		return
	}
	if f.beside += n; f.beside > maxBeside {
		f.endLine()
	}
}

// atStart tells whether nothing stands on the line yet.
func (f *flow) atStart() bool { return f.out.last == '\n' }

// cell sets what follows apart from what stands on the line.
func (f *flow) cell() {
	if f.gap = 0; !f.atStart() {
		f.out.writeByte('\t')
	}
}

// endLine ends the line and writes what waited for that.
func (f *flow) endLine() {
	f.gap = 0
	f.out.endLine()
	f.writeAside()
}

// writeAside writes what waited, on a line of its own.
func (f *flow) writeAside() {
	if len(f.aside) == 0 {
		return
	}
	_, _ = f.out.Write(f.aside)
	f.out.endLine()
	clear(f.aside)
	f.aside, f.beside = f.aside[:0], 0
}

// setAside holds a piece of text until the line ends, and tells whether there was
// room; if not, what was held is written and the caller writes on.
func (f *flow) setAside(p []byte) bool {
	if len(f.aside)+len(p) <= maxAside {
		f.aside = append(f.aside, p...)
		return true
	}
	f.endLine()
	return false
}

// endAside ends a text that is held.
func (f *flow) endAside() {
	if n := len(f.aside); n > 0 && f.aside[n-1] != '\n' {
		f.aside = append(f.aside, '\n')
	}
}
