package patterns

import "strings"

// Most rule files are written plainly: block mappings and sequences, brackets, words
// and quoted texts, each on one line. The plain reader reads those, a few hundred times
// as fast as the YAML library, in one pass without copying. It gives no errors: whatever
// it does not know for certain, faults above all, it leaves to the library, which has
// the last word. What it does read, it must read as the library would (a fuzz test
// compares the two).

// plainKind is the kind of a plainNode.
type plainKind uint8

const (
	// plainWord is a scalar without quotes, which may be a text, a number or a truth.
	plainWord plainKind = iota
	// plainText is a scalar that can only be a text.
	plainText
	plainSequence
	plainMapping
)

// plainNode is a part of a file.
type plainNode struct {
	kind plainKind
	// text is what a scalar says.
	text string
	// nodes are the elements of a sequence, or the keys and values of a mapping by turns.
	nodes []plainNode
}

// plainReader reads one file.
type plainReader struct {
	text string
	// at is the byte that is read next, lineStart the first of its line.
	at, lineStart int
	// depth is how many blocks and brackets are open; tokens counts at least the words
	// and marks that the library would count.
	depth, tokens int
	// ended tells that there is no further line.
	ended bool
	// anchors are the values that have a name; aliases counts how often they are named.
	anchors map[string]plainNode
	aliases int
}

// maxPlainIndent and maxPlainDepth are well within what yamlshape allows; maxPlainKeys is
// how many keys of a mapping are looked through for one that is given twice.
const (
	maxPlainIndent = 32
	maxPlainDepth  = 8
	maxPlainKeys   = 200
)

// readPlain reads a file, if it is written plainly. The text must be valid UTF-8. What it
// gives refers to text.
func readPlain(text string) (plainNode, bool) {
	for _, odd := range []string{"\t", "\r", "\uFEFF"} {
		if strings.Contains(text, odd) {
			return plainNode{}, false
		}
	}
	r := plainReader{text: text}
	r.nextLine()
	if r.ended || r.column() != 0 {
		return plainNode{}, false
	}
	root, ok := r.begun(-1)
	return root, ok && r.ended
}

// column gives how many bytes stand before the next one on its line.
func (r *plainReader) column() int { return r.at - r.lineStart }

// peek gives the byte at some distance, a line break at the end.
func (r *plainReader) peek(ahead int) byte {
	if r.at+ahead < len(r.text) {
		return r.text[r.at+ahead]
	}
	return '\n'
}

func (r *plainReader) skipSpaces() {
	for r.peek(0) == ' ' {
		r.at++
	}
}

// nextLine passes over empty lines and remarks, up to the first byte of a line that says
// something. It must be called at the start of a line.
func (r *plainReader) nextLine() {
	for r.at < len(r.text) {
		r.lineStart = r.at
		r.skipSpaces()
		if b := r.peek(0); b != '#' && b != '\n' {
			return
		}
		r.skipLine()
	}
	r.lineStart, r.ended = r.at, true
}

func (r *plainReader) skipLine() {
	if end := strings.IndexByte(r.text[r.at:], '\n'); end >= 0 {
		r.at += end + 1
		return
	}
	r.at = len(r.text)
}

// endLine passes over spaces, a remark and what nextLine passes over. It fails if
// anything else stands on the line.
func (r *plainReader) endLine() bool {
	from := r.at
	r.skipSpaces()
	if b := r.peek(0); b != '\n' && (b != '#' || r.at == from) {
		return false
	}
	r.skipLine()
	r.nextLine()
	return true
}

// block reads the sequence or mapping whose lines begin at a column.
func (r *plainReader) block(indent int) (plainNode, bool) {
	if r.depth++; r.depth > maxPlainDepth || indent > maxPlainIndent {
		return plainNode{}, false
	}
	read := r.mapping
	if r.peek(0) == '-' {
		read = r.sequence
	}
	node, ok := read(indent)
	r.depth--
	return node, ok && (r.ended || r.column() <= indent)
}

// sequence reads the elements whose dashes stand at a column.
func (r *plainReader) sequence(indent int) (plainNode, bool) {
	node := plainNode{kind: plainSequence}
	for !r.ended && r.column() == indent && r.peek(0) == '-' {
		if r.peek(1) != ' ' || !r.count(1) {
			return node, false
		}
		r.at++
		r.skipSpaces()
		element, ok := r.element(indent)
		if !ok {
			return node, false
		}
		node.nodes = append(node.nodes, element)
	}
	return node, true
}

// element reads what stands behind a dash.
func (r *plainReader) element(indent int) (plainNode, bool) {
	if r.keyEnd() > 0 {
		return r.block(r.column())
	}
	return r.value(indent)
}

// mapping reads the entries whose keys stand at a column.
func (r *plainReader) mapping(indent int) (plainNode, bool) {
	node := plainNode{kind: plainMapping}
	for !r.ended && r.column() == indent && r.peek(0) != '-' {
		key, ok := r.key()
		if !ok || node.has(key) || len(node.nodes) > 2*maxPlainKeys {
			return node, false
		}
		value, ok := r.entry(indent)
		if !ok {
			return node, false
		}
		node.nodes = append(node.nodes, plainNode{kind: plainText, text: key}, value)
	}
	return node, len(node.nodes) > 0
}

// entry reads the value of a key, on its line or below.
func (r *plainReader) entry(indent int) (plainNode, bool) {
	before := r.at
	r.skipSpaces()
	if b := r.peek(0); b != '\n' && b != '#' {
		return r.value(indent)
	}
	r.at = before
	return r.below(indent)
}

// below reads a value that begins on the next line, further right than a column.
func (r *plainReader) below(indent int) (plainNode, bool) {
	if !r.endLine() || r.ended {
		return plainNode{}, false
	}
	return r.begun(indent)
}

// begun reads a value that begins its line, further right than a column.
func (r *plainReader) begun(indent int) (plainNode, bool) {
	if r.column() <= indent {
		return plainNode{}, false
	}
	if b := r.peek(0); b == '[' || b == '{' {
		return r.value(indent)
	}
	return r.block(r.column())
}

// value reads what stands on a line up to its end, and what of a text behind a bar, of
// brackets or behind an anchor is below.
func (r *plainReader) value(indent int) (plainNode, bool) {
	var node plainNode
	var ok bool
	switch r.peek(0) {
	case '[', '{':
		node, ok = r.flow(indent)
	case '"', '\'':
		node, ok = r.quoted()
	case '|':
		return r.literal(indent)
	case '&':
		return r.anchored(indent, r.entry)
	case '*':
		node, ok = r.alias()
	default:
		node, ok = r.word(false)
	}
	return node, ok && r.endLine()
}

// key reads a key and its colon.
func (r *plainReader) key() (string, bool) {
	size := r.keyEnd()
	if size == 0 || !r.count(2) {
		return "", false
	}
	key := r.text[r.at : r.at+size]
	r.at += size + 1
	return key, !isReserved(key)
}

// keyEnd gives the size of the key at the next byte, 0 if there is none: a plain name,
// and a colon that ends it.
func (r *plainReader) keyEnd() int {
	size := 0
	for isKeyByte(r.peek(size), size) {
		size++
	}
	if r.peek(size) != ':' || r.peek(size+1) != ' ' && r.peek(size+1) != '\n' {
		return 0
	}
	return size
}

func isKeyByte(b byte, at int) bool {
	letter := b|0x20 >= 'a' && b|0x20 <= 'z'
	return letter || at > 0 && (b >= '0' && b <= '9' || b == '_' || b == '.' || b == '-')
}

// count counts tokens and tells whether there are not too many yet.
func (r *plainReader) count(tokens int) bool {
	r.tokens += tokens
	return r.tokens < maxTokens
}

// has tells whether a mapping has a key.
func (n *plainNode) has(key string) bool { return n.entry(key) != nil }

// entry gives the value of a key in a mapping, nil if it has none.
func (n *plainNode) entry(key string) *plainNode {
	if n.kind != plainMapping {
		return nil
	}
	for i := 0; i < len(n.nodes); i += 2 {
		if n.nodes[i].text == key {
			return &n.nodes[i+1]
		}
	}
	return nil
}
