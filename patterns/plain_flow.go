package patterns

import (
	"strings"

	"github.com/pecete/pecete/patterns/yamlshape"
)

// flow reads brackets or braces and what is in them. Lines inside begin further right
// than the block around does.
func (r *plainReader) flow(indent int) (plainNode, bool) {
	if r.depth++; r.depth > maxPlainDepth || !r.count(2) {
		return plainNode{}, false
	}
	node, end := plainNode{kind: plainSequence}, byte(']')
	if r.peek(0) == '{' {
		node.kind, end = plainMapping, '}'
	}
	r.at++
	for {
		if !r.gap(indent) {
			return node, false
		}
		if r.peek(0) == end {
			break
		}
		if !r.part(&node, indent) || !r.gap(indent) {
			return node, false
		}
		if r.peek(0) == end {
			break
		}
		if r.peek(0) != ',' || !r.count(1) {
			return node, false
		}
		r.at++
	}
	r.at++
	r.depth--
	return node, true
}

// part reads an element of a sequence in brackets, or an entry of a mapping in braces.
func (r *plainReader) part(node *plainNode, indent int) bool {
	if node.kind == plainMapping {
		key, ok := r.key()
		if !ok || node.has(key) || len(node.nodes) > 2*maxPlainKeys || r.peek(0) != ' ' {
			return false
		}
		r.skipSpaces()
		node.nodes = append(node.nodes, plainNode{kind: plainText, text: key})
	}
	isWord := beginsWord(r.peek(0), r.peek(1))
	value, ok := r.flowValue(indent)
	if ok && isWord && node.kind == plainSequence {
		ok = r.moreWords(&value, indent)
	}
	node.nodes = append(node.nodes, value)
	return ok
}

// flowValue reads a value inside brackets.
func (r *plainReader) flowValue(indent int) (plainNode, bool) {
	switch r.peek(0) {
	case '[', '{':
		return r.flow(indent)
	case '"', '\'':
		return r.quoted()
	case '&':
		return r.anchored(indent, r.flowValue)
	case '*':
		return r.alias()
	}
	return r.word(true)
}

// moreWords adds to a scalar without quotes how it goes on in the next lines, if it does.
func (r *plainReader) moreWords(value *plainNode, indent int) bool {
	for r.peek(0) == '\n' {
		next := *r
		if !next.gap(indent) || strings.Count(r.text[r.at:next.at], "\n") > 1 || !beginsWord(next.peek(0), next.peek(1)) {
			break
		}
		*r = next
		more, ok := r.word(true)
		value.text += " " + more.text
		if !ok || len(value.text) > maxWordLength || strings.Contains(value.text, ":") {
			return false
		}
	}
	return true
}

// gap passes over spaces, and over ends of lines with their remarks, inside brackets.
func (r *plainReader) gap(indent int) bool {
	before := r.at
	r.skipSpaces()
	if b := r.peek(0); b != '\n' && (b != '#' || r.at == before) {
		return b != '#'
	}
	r.at = before
	return r.endLine() && !r.ended && (r.column() > indent || r.column() == indent && r.peek(0) == ']')
}

// name reads the name of an anchor or alias behind its mark, "" if it has no plain one.
func (r *plainReader) name() string {
	r.at++
	start := r.at
	for isKeyByte(r.peek(0), 0) {
		r.at++
	}
	if !strings.ContainsRune(" \n,]}", rune(r.peek(0))) {
		return ""
	}
	return r.text[start:r.at]
}

// anchored reads a name and the value that it is for.
func (r *plainReader) anchored(indent int, read func(int) (plainNode, bool)) (plainNode, bool) {
	name := r.name()
	if name == "" || r.aliases > 0 || len(r.anchors) == yamlshape.MaxAliases || !r.count(2) {
		return plainNode{}, false
	}
	if _, taken := r.anchors[name]; taken {
		return plainNode{}, false
	}
	r.skipSpaces()
	if b := r.peek(0); b == '&' || b == '*' || b == ',' {
		return plainNode{}, false
	}
	node, ok := read(indent)
	if r.anchors == nil {
		r.anchors = map[string]plainNode{}
	}
	r.anchors[name] = node
	return node, ok
}

// alias reads the name of a value that is to stand here again.
func (r *plainReader) alias() (plainNode, bool) {
	node, ok := r.anchors[r.name()]
	r.aliases++
	return node, ok && r.aliases <= yamlshape.MaxAliases && r.count(2)
}
