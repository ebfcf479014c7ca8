package content

import "bytes"

// cells keeps the paragraphs of a table's cells on the line of their row.
type cells struct {
	flow *flow
	// open counts the open cells, for tables may stand in tables.
	open int
	// ended is set behind a paragraph of a cell, until it is known what follows.
	ended bool
}

func (c *cells) openCell() {
	c.open++
	c.ended = false
	c.flow.cell()
}

func (c *cells) closeCell() { c.open = max(c.open-1, 0) }

func (c *cells) openParagraph() {
	if c.ended {
		c.ended = false
		c.flow.endLine()
	}
}

func (c *cells) closeParagraph() {
	if c.open > 0 {
		c.ended = true
		return
	}
	c.flow.endLine()
}

func (c *cells) closeRow() {
	c.ended = false
	c.flow.endLine()
}

// officeText reads the XML of Word and PowerPoint, and the comments and charts of
// Excel: text stands in few elements only, numbers that measure stand in the others.
type officeText struct {
	markup
	flow  flow
	cells cells
	tag   string
	// shown is set inside an element that holds text.
	shown bool
}

func newOffice(out *output) *officeText {
	o := &officeText{flow: flow{out: out}}
	o.markup.to, o.markup.isXML, o.cells.flow = o, true, &o.flow
	return o
}

func (o *officeText) end() {
	o.markup.end()
	o.flow.endLine()
}

func (o *officeText) open(name []byte) {
	o.tag = string(localName(name))
	switch o.tag {
	case "p":
		o.cells.openParagraph()
	case "tc":
		o.cells.openCell()
	case "tab", "ptab":
		o.flow.cell()
	case "br", "cr":
		o.flow.endLine()
	case "noBreakHyphen":
		o.flow.out.writeByte('-')
	}
}

// attribute wants the texts that stand for pictures and tables.
func (o *officeText) attribute(name []byte) bool {
	switch o.tag {
	case "docPr", "cNvPr", "tblCaption", "tblDescription":
		switch string(localName(name)) {
		case "descr", "title", "val":
			return true
		}
	}
	return false
}

func (o *officeText) value(p []byte) {
	if !o.flow.setAside(p) {
		o.flow.write(p)
	}
}

func (o *officeText) valueEnd() { o.flow.endAside() }

func (o *officeText) opened(empty bool) {
	if empty {
		o.close([]byte(o.tag))
		return
	}
	o.shown = isShown(o.tag)
}

// isShown tells whether an element holds text: of runs, deleted runs, comments, or
// the points of charts.
func isShown(tag string) bool {
	switch tag {
	case "t", "delText", "text", "v":
		return true
	}
	return false
}

func (o *officeText) close(name []byte) {
	o.shown = false
	switch string(localName(name)) {
	case "p":
		o.cells.closeParagraph()
	case "tc":
		o.cells.closeCell()
	case "tr":
		o.cells.closeRow()
	case "comment", "text", "pt":
		o.flow.endLine()
	}
}

// text gives text as it stands: white space counts in these elements.
func (o *officeText) text(p []byte) {
	if o.shown {
		_, _ = o.flow.out.Write(p)
		o.flow.besides(len(p))
	}
}

// openText reads the XML of OpenDocument.
type openText struct {
	markup
	flow  flow
	cells cells
	tag   string
	// body counts the open elements that text stands in.
	body int
	// attr is the attribute that is read.
	attr string
	// number is the value of a cell, shown what stands in it; both bounded.
	number, shown []byte
}

func newOpen(out *output) *openText {
	o := &openText{flow: flow{out: out}}
	o.markup.to, o.markup.isXML, o.cells.flow = o, true, &o.flow
	return o
}

func (o *openText) end() {
	o.markup.end()
	o.flow.endLine()
}

func (o *openText) open(name []byte) {
	o.tag = string(localName(name))
	switch o.tag {
	case "tab":
		o.flow.cell()
	case "line-break":
		o.flow.endLine()
	case "s":
		o.flow.addGap(' ')
	case "p", "h":
		o.body++
		o.cells.openParagraph()
	case "title", "desc":
		o.body++
	case "table-cell":
		o.cells.openCell()
		o.number, o.shown = o.number[:0], o.shown[:0]
	}
}

func (o *openText) attribute(name []byte) bool {
	o.attr = string(localName(name))
	return o.tag == "table-cell" && o.attr == "value" || o.tag == "table" && o.attr == "name"
}

func (o *openText) value(p []byte) {
	if o.attr == "value" {
		o.number = append(o.number, p[:min(len(p), maxLabel-len(o.number))]...)
		return
	}
	o.flow.write(p)
}

func (o *openText) valueEnd() {
	if o.attr == "name" {
		o.flow.endLine()
	}
}

func (o *openText) opened(empty bool) {
	if empty {
		o.close([]byte(o.tag))
	}
}

func (o *openText) close(name []byte) {
	switch string(localName(name)) {
	case "p", "h":
		o.body = max(o.body-1, 0)
		o.cells.closeParagraph()
	case "title", "desc":
		o.body = max(o.body-1, 0)
		o.flow.endLine()
	case "table-cell":
		o.endCell()
	case "table-row":
		o.cells.closeRow()
	}
}

// endCell writes the number of a cell behind what the cell shows of it, if that is
// another: 1960101123458 may be shown as 1.96E+12.
func (o *openText) endCell() {
	if len(o.number) > 0 && !bytes.Equal(o.number, o.shown) {
		o.flow.addGap(' ')
		o.flow.write(wholeNumber(o.number))
	}
	o.number, o.shown = o.number[:0], o.shown[:0]
	o.cells.closeCell()
}

func (o *openText) text(p []byte) {
	if o.body == 0 {
		return
	}
	if o.cells.open > 0 {
		o.shown = append(o.shown, p[:min(len(p), maxLabel-len(o.shown))]...)
	}
	o.flow.write(p)
}
