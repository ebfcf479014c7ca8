package content

// properties reads the XML in which a document tells of itself. Dates, counts and
// the program are left out: numbers that nobody wrote.
type properties struct {
	xmlText
	// plain is set in an element whose text is left out.
	plain bool
}

func newProperties(out *output) *properties {
	p := &properties{}
	p.xmlText.flow = flow{out: out, lines: true}
	p.xmlText.markup.to, p.xmlText.markup.isXML = p, true
	return p
}

func (p *properties) open(name []byte) {
	switch string(localName(name)) {
	case "created", "modified", "lastPrinted", "revision", "version", "generator", "creation-date", "date", "print-date",
		"editing-cycles", "editing-duration", "document-statistic", "i4", "filetime":
		p.plain = true
	}
	p.xmlText.open(name)
}

func (p *properties) attribute(name []byte) bool {
	if string(localName(name)) != "name" {
		return false
	}
	return p.xmlText.attribute(name)
}

func (p *properties) close(name []byte) {
	p.plain = false
	p.xmlText.close(name)
}

func (p *properties) opened(empty bool) {
	if empty {
		p.close(nil)
	}
}

func (p *properties) text(b []byte) {
	if !p.plain {
		p.xmlText.text(b)
	}
}
