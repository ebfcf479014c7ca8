package content

import "bytes"

// bang reads behind "<!" until it is known what begins there.
func (m *markup) bang(b byte) int {
	m.seen = append(m.seen, b)
	seen := string(m.seen)
	switch {
	case seen == "--":
		m.state, m.seen = markupComment, m.seen[:0]
	case seen == "[CDATA[" && m.isXML:
		m.state, m.seen = markupCDATA, m.seen[:0]
	case seen != "-" && !(m.isXML && len(seen) < len("[CDATA[") && "[CDATA["[:len(seen)] == seen):
		m.state = markupDeclaration
		m.subset, m.quote = false, 0
		m.seen = m.seen[:len(m.seen)-1]
		if len(m.seen) == 0 && (b == '"' || b == '\'') {
			return 1 // where a name ought to be, a quote opens nothing
		}
		return 0
	}
	return 1
}

// inSection reads what stands in a comment, a CDATA section, a document type or an
// instruction, and gives how many bytes it took.
func (m *markup) inSection(p []byte) int {
	switch m.state {
	case markupCDATA:
		return m.inCDATA(p)
	case markupComment:
		return m.inComment(p)
	case markupInstruction:
		return m.inInstruction(p[0])
	case markupNote:
		return m.inNote(p[0])
	}
	if m.quote != 0 {
		return m.inLiteral(p)
	}
	return m.inDeclaration(p[0])
}

// inCDATA gives text up to "]]>".
func (m *markup) inCDATA(p []byte) int {
	n := bytes.IndexByte(p, ']')
	if len(m.seen) == 0 && n != 0 {
		if n < 0 {
			n = len(p)
		}
		m.to.text(p[:n])
		return n
	}
	switch b := p[0]; {
	case b == ']' && len(m.seen) < 2:
		m.seen = append(m.seen, b)
	case b == ']':
		m.to.text(p[:1])
	case b == '>' && len(m.seen) == 2:
		m.state = markupText
	default:
		m.to.text(m.seen)
		m.seen = m.seen[:0]
		return 0
	}
	return 1
}

// inComment passes over a comment, to "-->". In HTML "--!>" ends it too, and "<!-->".
func (m *markup) inComment(p []byte) int {
	if len(m.seen) > 0 && m.seen[len(m.seen)-1] == ' ' {
		if n := bytes.IndexByte(p, '-'); n < 0 {
			return len(p)
		} else if n > 0 {
			return n
		}
	}
	b := p[0]
	if b == '>' && m.commentEnds() {
		m.state = markupText
		return 1
	}
	if b != '-' && b != '!' {
		b = ' '
	}
	m.remember(b, 3)
	return 1
}

// commentEnds tells whether a comment ends when ">" follows what was seen.
func (m *markup) commentEnds() bool {
	if bytes.HasSuffix(m.seen, []byte("--")) || !m.isXML && bytes.HasSuffix(m.seen, []byte("--!")) {
		return true
	}
	return !m.isXML && (len(m.seen) == 0 || string(m.seen) == "-")
}

// remember keeps the last bytes, at most n.
func (m *markup) remember(b byte, n int) {
	if len(m.seen) == n {
		m.seen = m.seen[:copy(m.seen, m.seen[1:])]
	}
	m.seen = append(m.seen, b)
}

// inInstruction passes over an instruction. What programs put there is not shown.
func (m *markup) inInstruction(b byte) int {
	if b == '>' && (!m.isXML || len(m.seen) == 1 && m.seen[0] == '?') {
		m.state = markupText
		return 1
	}
	m.remember(b, 1)
	return 1
}

// inDeclaration passes over a document type, to ">". In XML that may stand in quotes, and
// in the declarations and comments between brackets; a ">" between brackets that ends no
// declaration ends the document type all the same, as lenient readers have it. Words in
// quotes are given as values are: entities are never put in their places.
func (m *markup) inDeclaration(b byte) int {
	switch {
	case !m.isXML:
		if b == '>' {
			m.state = markupText
		}
	case b == '"' || b == '\'':
		m.quote = b
	case b == '[':
		m.subset, m.declarations = true, 0
	case b == ']':
		m.subset = false
	case m.subset && b == '<':
		m.declarations++
		m.seen = m.seen[:0]
	case m.subset && m.declarations > 0 && b == '>':
		m.declarations--
	case b == '>':
		m.state = markupText
	case m.subset && m.declarations > 0:
		m.beginsNote(b)
	}
	return 1
}

// inLiteral gives words in quotes.
func (m *markup) inLiteral(p []byte) int {
	n := bytes.IndexByte(p, m.quote)
	switch n {
	case -1:
		n = len(p)
	case 0:
		m.quote = 0
		m.to.valueEnd()
		return 1
	}
	m.to.value(p[:n])
	return n
}

// beginsNote reads a byte behind the "<" of a declaration and finds out whether that is a
// comment.
func (m *markup) beginsNote(b byte) {
	const begin = "!--"
	if m.remember(b, len(begin)+1); string(m.seen) == begin {
		m.state, m.seen = markupNote, m.seen[:0]
	}
}

// inNote passes over a comment in the brackets of a document type.
func (m *markup) inNote(b byte) int {
	if b == '>' && string(m.seen) == "--" {
		m.state = markupDeclaration
		m.declarations--
	}
	m.remember(b, 2)
	return 1
}

// inRaw gives the content of a tag that has no markup, up to its end tag.
func (m *markup) inRaw(p []byte) int {
	if len(m.seen) == 0 {
		n := upTo(p, '<', '&')
		switch {
		case n == 0 && p[0] == '<':
			m.seen = append(m.seen, '<')
			return 1
		case n == 0 && m.rawEntities:
			m.entity = append(m.entity, '&')
			return 1
		case n == 0:
			n = 1
		}
		m.to.text(p[:n])
		return n
	}
	b, want := p[0], "</"+m.raw
	if n := len(m.seen); n < len(want) {
		if lower(b) == want[n] {
			m.seen = append(m.seen, b)
			return 1
		}
	} else if isSpace(b) || b == '/' || b == '>' {
		m.to.close([]byte(m.raw))
		m.raw, m.state, m.seen = "", markupCloseRest, m.seen[:0]
		return 0
	}
	m.to.text(m.seen)
	m.seen = m.seen[:0]
	return 0
}

func lower(b byte) byte {
	if b >= 'A' && b <= 'Z' {
		return b + 'a' - 'A'
	}
	return b
}
