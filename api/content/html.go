package content

import "bytes"

// valueUse is what is done with the value of an attribute.
type valueUse int

const (
	valueUnused valueUse = iota
	valueName            // kept as the label of the tag's value
	valueType            // kept to tell a script of data
	valueInline          // written where the tag stands
	valueAside           // written behind the line
)

// htmlText reads HTML and writes what a browser shows: blocks on lines of their
// own, inline tags without a gap, cells of a row on one line; and the texts of
// attributes that people read or fill in. Scripts, styles and comments are left
// out, but for scripts that hold JSON, and for those that nothing ends.
type htmlText struct {
	markup
	flow flow
	// tag is the tag that is read.
	tag []byte
	use valueUse
	// name and kind are the values of the tag's attributes of these names, bounded.
	name, kind []byte
	// pre counts the open tags in which white space stays.
	pre int
	// hidden is set in scripts and styles; inner reads a script's JSON.
	hidden bool
	inner  *jsonText
	// script is what was read of a script or a style, which is text if none ends it;
	// dropped is set when there was no room for all of it.
	script  []byte
	dropped bool
	cut     bool
}

// maxScript is how much of a script or a style is held until its end tag comes, in bytes.
const maxScript = 16 << 10

func newHTML(out *output) *htmlText {
	h := &htmlText{flow: flow{out: out}}
	h.markup.to = h
	return h
}

func (h *htmlText) end() {
	h.markup.end()
	h.cut = h.hidden && h.dropped
	if h.hidden {
		h.flow.endLine()
		_, _ = h.flow.out.Write(h.script)
	}
	h.endScript()
	h.flow.endLine()
	clear(h.name[:cap(h.name)])
}

func (h *htmlText) open(name []byte) {
	h.tag, h.name, h.kind = append(h.tag[:0], name...), h.name[:0], h.kind[:0]
	switch tag := string(name); {
	case tag == "td" || tag == "th":
		h.flow.cell()
	case tag == "br" || isBlock(tag):
		h.flow.endLine()
	}
}

func (h *htmlText) attribute(name []byte) bool {
	h.use = valueUnused
	switch string(name) {
	case "name":
		h.use = valueName
	case "type":
		h.use = valueType
	case "value", "alt":
		h.use = valueInline
		h.beginInline(string(name))
	case "title", "placeholder", "aria-label", "aria-description", "label", "summary":
		h.use = valueAside
	}
	return h.use != valueUnused
}

// beginInline sets a value apart from the text, and writes the field's name before it.
func (h *htmlText) beginInline(name string) {
	h.flow.addGap(' ')
	if name == "value" && len(h.name) > 0 {
		h.flow.write(h.name)
		h.flow.write([]byte(": "))
	}
}

func (h *htmlText) value(p []byte) {
	switch h.use {
	case valueName:
		h.name = append(h.name, p[:min(len(p), maxLabel-len(h.name))]...)
	case valueType:
		h.kind = append(h.kind, p[:min(len(p), maxLabel-len(h.kind))]...)
	case valueInline:
		h.flow.write(p)
	case valueAside:
		if !h.flow.setAside(p) {
			h.use = valueInline
			h.flow.write(p)
		}
	}
}

func (h *htmlText) valueEnd() {
	switch h.use {
	case valueInline:
		h.flow.addGap(' ')
	case valueAside:
		h.flow.endAside()
	}
}

func (h *htmlText) opened(empty bool) {
	if empty {
		return
	}
	switch string(h.tag) {
	case "script":
		h.raw, h.rawEntities, h.hidden = "script", false, true
		if bytes.Contains(bytes.ToLower(h.kind), []byte("json")) {
			h.flow.endLine()
			h.inner = newJSON(h.flow.out)
		}
	case "style":
		h.raw, h.rawEntities, h.hidden = "style", false, true
	case "title":
		h.raw, h.rawEntities = "title", true
	case "textarea":
		h.raw, h.rawEntities = "textarea", true
		h.pre++
	case "pre", "listing":
		h.pre++
	}
}

func (h *htmlText) close(name []byte) {
	tag := string(name)
	switch tag {
	case "script", "style":
		h.endScript()
		return
	case "pre", "listing", "textarea":
		h.pre = max(h.pre-1, 0)
	}
	if isBlock(tag) {
		h.flow.endLine()
	}
}

// cutShort tells whether the page ended inside what was not read.
func (h *htmlText) cutShort() bool { return h.cut || h.markup.cutShort() }

// endScript ends what is not shown.
func (h *htmlText) endScript() {
	clear(h.script)
	h.hidden, h.script, h.dropped = false, h.script[:0], false
	if h.inner != nil {
		h.inner.end()
		h.inner = nil
	}
}

func (h *htmlText) text(p []byte) {
	switch {
	case h.inner != nil:
		h.inner.feed(p)
	case h.hidden:
		n := min(len(p), maxScript-len(h.script))
		h.script = append(h.script, p[:n]...)
		h.dropped = h.dropped || n < len(p)
	case h.pre > 0:
		h.flow.writeGap()
		_, _ = h.flow.out.Write(p)
		h.flow.besides(len(p))
	default:
		h.flow.write(p)
	}
}

// isBlock tells whether a tag stands on lines of its own.
func isBlock(tag string) bool {
	switch tag {
	case "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt",
		"fieldset", "figcaption", "figure", "footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "head", "header", "hgroup",
		"hr", "html", "iframe", "legend", "li", "listing", "main", "menu", "nav", "noscript", "ol", "optgroup", "option", "p", "pre", "search",
		"section", "select", "summary", "table", "tbody", "template", "textarea", "tfoot", "thead", "title", "tr", "ul", "video", "audio", "canvas", "object":
		return true
	}
	return false
}
