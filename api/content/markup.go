package content

const (
	// maxName is how much of the name of a tag or an attribute is kept, in bytes.
	maxName = 64
	// maxEntity is the longest entity, in bytes ("&CounterClockwiseContourIntegral;").
	maxEntity = 34
)

// markupReader is told what HTML or XML holds. Names and text are only good until
// the call returns; long text and long values come in pieces.
type markupReader interface {
	// open says that a tag begins.
	open(name []byte)
	// attribute names an attribute and tells whether its value is wanted.
	attribute(name []byte) bool
	// value gives a piece of the value of the attribute that was named last.
	value(p []byte)
	// valueEnd ends the value.
	valueEnd()
	// opened says that a tag has ended, and whether it closes itself.
	opened(empty bool)
	// close says that an end tag came.
	close(name []byte)
	// text gives a piece of text, with entities undone.
	text(p []byte)
}

// markupState is what markup has to go on with.
type markupState int

const (
	markupText        markupState = iota
	markupLess                    // behind "<"
	markupOpenName                // the name of a tag
	markupCloseName               // the name of an end tag
	markupCloseRest               // what stands behind it
	markupInTag                   // between attributes
	markupAttribute               // the name of an attribute
	markupBehind                  // behind it
	markupBeforeValue             // behind "="
	markupValue                   // the value of an attribute
	markupBang                    // behind "<!"
	markupComment
	markupCDATA
	markupDeclaration // "<!DOCTYPE", to ">"
	markupNote        // a comment in the brackets of one
	markupInstruction // "<?", to ">" or "?>"
	markupRaw         // script, style: up to the end tag of that name
)

// markup reads HTML or XML in pieces that are cut anywhere, in memory that does not
// grow. It takes everything: what is no markup is text.
type markup struct {
	to markupReader
	// isXML: names keep their case, CDATA counts, entities of the document's own
	// are left as they are and their declarations are text.
	isXML bool
	state markupState
	// name is that of the tag or the attribute that is read, or its beginning.
	name []byte
	// entity is what was read of one, from "&"; empty if none is read.
	entity []byte
	// quote ends the value; 0 if white space does.
	quote byte
	// wanted is set when the value is asked for.
	wanted bool
	// slash is set when the last byte in a tag was "/".
	slash bool
	// raw is the name of the tag whose content has no markup; "" if none.
	raw string
	// rawEntities is set when that content has entities.
	rawEntities bool
	// seen is what was read last, to find what ends a comment and the like.
	seen []byte
	// subset is set inside the brackets of a document type, where so many declarations
	// have begun and not ended.
	subset       bool
	declarations int
}

func (m *markup) feed(p []byte) {
	for len(p) > 0 {
		p = p[m.step(p):]
	}
}

// end gives what was held back when the document ends.
func (m *markup) end() {
	if len(m.entity) > 0 {
		m.endEntity()
	}
	switch m.state {
	case markupLess:
		m.to.text([]byte("<"))
	case markupCloseName:
		if len(m.name) == 0 {
			m.to.text([]byte("</"))
		}
	case markupRaw:
		m.to.text(m.seen)
	case markupCDATA:
		m.to.text(m.seen)
	case markupValue:
		m.endValue()
	}
	clear(m.seen[:cap(m.seen)])
	clear(m.name[:cap(m.name)])
}

// cutShort tells whether the document ended inside what is not shown: a tag, a comment.
func (m *markup) cutShort() bool {
	switch m.state {
	case markupText, markupLess, markupCloseRest, markupRaw, markupCDATA:
		return false
	case markupCloseName:
		return len(m.name) > 0
	}
	return true
}

// step reads at least a byte and gives how many it took.
func (m *markup) step(p []byte) int {
	if len(m.entity) > 0 {
		return m.inEntity(p[0])
	}
	switch m.state {
	case markupText:
		return m.inText(p)
	case markupValue:
		return m.inValue(p)
	case markupRaw:
		return m.inRaw(p)
	case markupComment, markupCDATA, markupDeclaration, markupNote, markupInstruction:
		return m.inSection(p)
	case markupBang:
		return m.bang(p[0])
	}
	return m.inTag(p[0])
}

// inText gives text up to a tag or an entity.
func (m *markup) inText(p []byte) int {
	n := upTo(p, '<', '&')
	if n > 0 {
		m.to.text(p[:n])
		return n
	}
	if p[0] == '&' {
		m.entity = append(m.entity, '&')
	} else {
		m.state = markupLess
	}
	return 1
}

// inTag reads a byte of a tag, outside values.
func (m *markup) inTag(b byte) int {
	switch m.state {
	case markupLess:
		return m.less(b)
	case markupOpenName:
		if isSpace(b) || b == '/' || b == '>' {
			m.to.open(m.name)
			m.state, m.slash = markupInTag, false
			return 0
		}
		m.addName(b)
	case markupCloseName:
		if isSpace(b) || b == '/' || b == '>' {
			m.to.close(m.name)
			m.state = markupCloseRest
			return 0
		}
		m.addName(b)
	case markupCloseRest:
		if b == '>' {
			m.state = markupText
		}
	case markupInTag:
		return m.betweenAttributes(b)
	case markupAttribute:
		if isSpace(b) || b == '/' || b == '>' || b == '=' {
			m.wanted = m.to.attribute(m.name)
			m.state = markupBehind
			return 0
		}
		m.addName(b)
	case markupBehind:
		return m.behindName(b)
	case markupBeforeValue:
		return m.beforeValue(b)
	}
	return 1
}

// less reads the byte behind "<".
func (m *markup) less(b byte) int {
	m.name = m.name[:0]
	switch {
	case b == '/':
		m.state = markupCloseName
	case b == '!':
		m.state, m.seen = markupBang, m.seen[:0]
	case b == '?':
		m.state, m.seen = markupInstruction, m.seen[:0]
	case b >= 'a' && b <= 'z', b >= 'A' && b <= 'Z', m.isXML && (b == '_' || b == ':' || b >= 0x80):
		m.state = markupOpenName
		m.addName(b)
	default:
		m.state = markupText
		m.to.text([]byte("<"))
		return 0
	}
	return 1
}

// addName adds to the name, in small letters in HTML.
func (m *markup) addName(b byte) {
	if !m.isXML && b >= 'A' && b <= 'Z' {
		b += 'a' - 'A'
	}
	if len(m.name) < maxName {
		m.name = append(m.name, b)
	}
}

// betweenAttributes reads a byte between attributes.
func (m *markup) betweenAttributes(b byte) int {
	switch {
	case b == '>':
		m.endTag()
	case b == '/':
		m.slash = true
	case !isSpace(b):
		m.slash = false
		m.name = m.name[:0]
		m.addName(b)
		m.state = markupAttribute
	}
	return 1
}

// endTag ends a tag; the content of some is no markup.
func (m *markup) endTag() {
	m.state = markupText
	m.to.opened(m.slash)
	if m.raw != "" {
		m.state, m.seen = markupRaw, m.seen[:0]
	}
}

// behindName reads a byte behind the name of an attribute.
func (m *markup) behindName(b byte) int {
	switch {
	case isSpace(b):
		return 1
	case b == '=':
		m.state = markupBeforeValue
		return 1
	}
	if m.wanted {
		m.to.valueEnd()
	}
	m.state = markupInTag
	return 0
}

// beforeValue reads a byte between "=" and the value.
func (m *markup) beforeValue(b byte) int {
	switch {
	case isSpace(b):
	case b == '>':
		m.state = markupInTag
		return 0
	case b == '"' || b == '\'':
		m.quote, m.state = b, markupValue
	default:
		m.quote, m.state = 0, markupValue
		return 0
	}
	return 1
}

// inValue reads more of a value.
func (m *markup) inValue(p []byte) int {
	n := 0
	if m.quote != 0 {
		n = upTo(p, m.quote, '&')
	} else {
		for n < len(p) && p[n] != '&' && p[n] != '"' && p[n] != '\'' && p[n] != '>' && !isSpace(p[n]) {
			n++
		}
	}
	if n > 0 {
		if m.wanted {
			m.to.value(p[:n])
		}
		return n
	}
	switch b := p[0]; {
	case b == '&':
		m.entity = append(m.entity, b)
	case m.quote == 0 && (b == '"' || b == '\''):
		if m.wanted {
			m.to.value(p[:1])
		}
	case m.quote == 0 && b == '>':
		m.endValue()
		return 0
	default:
		m.endValue()
	}
	return 1
}

func (m *markup) endValue() {
	if m.wanted {
		m.to.valueEnd()
	}
	m.state = markupInTag
}

// upTo gives where the first of two bytes stands, or the length if none does.
func upTo(p []byte, a, b byte) int {
	for i, c := range p {
		if c == a || c == b {
			return i
		}
	}
	return len(p)
}

func isSpace(b byte) bool {
	return b == ' ' || b == '\t' || b == '\n' || b == '\r' || b == '\f'
}
