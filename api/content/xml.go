package content

import "bytes"

// xmlText reads XML and writes what its elements and attributes hold, each with its
// name: "name: value". An element inside a text, with words before it on the line,
// is taken as a part of the text.
type xmlText struct {
	markup
	flow flow
	// elements tells of each open element whether it began a line; depth counts
	// them, also those too deep to be kept.
	elements []bool
	depth    int
	// label is the name of an element that began a line and has no text yet.
	label []byte
	// attr is the name of the attribute that is read; lines tells whether it gets a
	// line of its own.
	attr  []byte
	lines bool
}

func newXML(out *output) *xmlText {
	x := &xmlText{flow: flow{out: out, lines: true}, lines: true}
	x.markup.to, x.markup.isXML = x, true
	return x
}

func (x *xmlText) end() {
	x.markup.end()
	x.flow.endLine()
}

func (x *xmlText) open(name []byte) {
	x.lines = x.flow.atStart()
	if x.depth++; x.depth <= maxNesting {
		x.elements = append(x.elements[:x.depth-1], x.lines)
	}
	x.label = x.label[:0]
	if x.lines {
		x.label = append(x.label, localName(name)...)
	}
}

// localName gives a name without its prefix.
func localName(name []byte) []byte {
	return name[bytes.IndexByte(name, ':')+1:]
}

func (x *xmlText) attribute(name []byte) bool {
	if bytes.HasPrefix(name, []byte("xmlns")) || bytes.HasPrefix(name, []byte("xml:")) || bytes.HasSuffix(name, []byte(":schemaLocation")) {
		return false
	}
	x.attr = append(append(x.attr[:0], localName(name)...), ": "...)
	if x.lines {
		x.flow.endLine()
		x.flow.write(x.attr)
	} else {
		x.flow.setAside(x.attr)
	}
	return true
}

func (x *xmlText) value(p []byte) {
	if !x.lines && !x.flow.setAside(p) {
		x.lines = true
	}
	if x.lines {
		x.flow.write(p)
	}
}

func (x *xmlText) valueEnd() {
	if x.lines {
		x.flow.endLine()
	} else {
		x.flow.endAside()
	}
}

func (x *xmlText) opened(empty bool) {
	if empty {
		x.close(nil)
	}
}

func (x *xmlText) close([]byte) {
	x.label = x.label[:0]
	if x.depth == 0 || x.depth > maxNesting || x.elements[x.depth-1] {
		x.flow.endLine()
	}
	x.depth = max(x.depth-1, 0)
}

func (x *xmlText) text(p []byte) {
	if len(x.label) > 0 {
		p = bytes.TrimLeft(p, " \t\r\n\f")
		if len(p) == 0 {
			return
		}
		x.flow.write(x.label)
		x.flow.out.writeByte(':')
		x.flow.out.setApart()
		x.label = x.label[:0]
	}
	x.flow.write(p)
}
