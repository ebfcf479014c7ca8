package classifier

import (
	"fmt"
	"math/bits"
	"slices"
	"strings"
)

// termSet finds words and phrases at word starts. It is a trie over folded
// letters and digits with two special edges: a gap (any short stretch of
// spaces and punctuation between two words of a phrase) and a star (the rest
// of an inflected word). Terms are numbered in the order they were added.
// It is built once and then safe for concurrent use.
type termSet struct {
	nodes []termNode
	ids   map[string]int
	// begins has, for each first letter, a bit for each letter that may follow, and one
	// for whatever else may: most words begin no term, and are done with here.
	begins [26]uint32
	// digitEnds tells that a term ends with a digit.
	digitEnds bool
}

// notLetter is the bit for what follows a first letter and is none.
const notLetter = 1 << 31

const (
	edgeGap  = 36
	edgeStar = 37 // the last
	// maxGap is the longest gap inside a phrase, in folded characters.
	maxGap = 4
)

// termNode is one state of the trie. Few of the edges that there could be lead
// anywhere, so only those that do have a place in next, in order: the whole stays in a
// near cache.
type termNode struct {
	// has has a bit for each edge that leads on.
	has  uint64
	next []int32
	// term is the number of the term that ends here plus one, 0 for none.
	term int32
}

// follow gives the state behind an edge, 0 for none.
func (n *termNode) follow(edge int) int32 {
	bit := uint64(1) << (edge & 63)
	if n.has&bit == 0 {
		return 0
	}
	return n.next[bits.OnesCount64(n.has&(bit-1))]
}

// lead makes an edge lead to a state.
func (n *termNode) lead(edge int, to int32) {
	bit := uint64(1) << edge
	n.next = slices.Insert(n.next, bits.OnesCount64(n.has&(bit-1)), to)
	n.has |= bit
}

// termHit is a term found in a view, half-open in folded positions.
type termHit struct {
	start, end, term int
}

func newTermSet() *termSet {
	return &termSet{nodes: make([]termNode, 1), ids: map[string]int{}}
}

// size gives how many terms there are.
func (t *termSet) size() int { return len(t.ids) }

// add puts a term in, written as people write it ("carte de identitate",
// "telefon*"), and gives its number; adding an equal term again gives the same
// number. It fails on a term that does not begin with a letter, has a star
// elsewhere than at the end of a word, or holds characters that folded words
// cannot hold.
func (t *termSet) add(term string) (int, error) {
	folded, err := foldTerm(term)
	if err != nil {
		return 0, err
	}
	if id, ok := t.ids[folded]; ok {
		return id, nil
	}
	id := len(t.ids)
	t.ids[folded] = id
	t.begins[folded[0]-'a'] |= secondOf(folded)
	t.digitEnds = t.digitEnds || isDigit(folded[len(folded)-1])
	node := int32(0)
	for i := range len(folded) {
		edge := termEdge(folded[i])
		if t.nodes[node].follow(edge) == 0 {
			t.nodes = append(t.nodes, termNode{})
			t.nodes[node].lead(edge, int32(len(t.nodes)-1))
		}
		node = t.nodes[node].follow(edge)
	}
	t.nodes[node].term = int32(id) + 1
	return id, nil
}

// foldTerm brings a term to the form the trie holds: folded lower-case letters
// and digits, single spaces for gaps, '*' for the rest of a word.
func foldTerm(term string) (string, error) {
	var v view
	v.read(term)
	var b strings.Builder
	for _, c := range v.lower {
		switch {
		case isLetter(c) && c != otherLetter, isDigit(c), c == '*':
			b.WriteByte(c)
		case isGap(c):
			if s := b.String(); s != "" && s[len(s)-1] != ' ' {
				b.WriteByte(' ')
			}
		default:
			return "", fmt.Errorf("word %q holds a character that cannot be matched", term)
		}
	}
	folded := strings.TrimRight(b.String(), " ")
	if folded == "" || !isLetter(folded[0]) {
		return "", fmt.Errorf("word %q must begin with a letter", term)
	}
	for _, word := range strings.Split(folded, " ") {
		stem := strings.TrimSuffix(word, "*")
		if stem == "" || strings.Contains(stem, "*") {
			return "", fmt.Errorf("word %q needs letters or digits before a star and none after it", term)
		}
	}
	return folded, nil
}

// termEdge gives the edge for a byte of a folded term.
func termEdge(b byte) int {
	switch {
	case b >= 'a' && b <= 'z':
		return int(b - 'a')
	case isDigit(b):
		return int(b-'0') + 26
	case b == '*':
		return edgeStar
	default:
		return edgeGap
	}
}

// secondOf gives the bits for what may follow the first letter of a term.
func secondOf(folded string) uint32 {
	if len(folded) > 1 && folded[1] == '*' {
		return 1<<32 - 1
	}
	return secondAt([]byte(folded), 1)
}

// secondAt gives the bit for what stands at a position behind a first letter.
func secondAt(text []byte, at int) uint32 {
	if at < len(text) && text[at]-'a' < 26 {
		return 1 << (text[at] - 'a')
	}
	return notLetter
}

// appendAt adds to hits every term that begins at folded position at, which
// must be the start of a word.
func (t *termSet) appendAt(hits []termHit, text []byte, at int) []termHit {
	if at >= len(text) {
		return hits
	}
	first := text[at] - 'a'
	if first >= 26 || t.begins[first]&secondAt(text, at+1) == 0 {
		return hits
	}
	return t.walk(hits, text, 0, at, at)
}

// longestAt gives the longest term that begins at folded position at.
func (t *termSet) longestAt(text []byte, at int) (hit termHit, ok bool) {
	var buffer [8]termHit
	for _, h := range t.appendAt(buffer[:0], text, at) {
		if !ok || h.end > hit.end {
			hit, ok = h, true
		}
	}
	return hit, ok
}

// holdsAny tells whether one of some terms is in a view.
func (v *view) holdsAny(terms *termSet) bool {
	for i := 0; i < len(v.lower); i++ {
		if !isLetter(v.lower[i]) || isLetter(v.at(i-1)) {
			continue
		}
		if _, ok := terms.longestAt(v.lower, i); ok {
			return true
		}
	}
	return false
}

// walk follows the trie from node over text[i:]. The depth of its recursion is
// bounded by the gaps and stars of the longest term.
func (t *termSet) walk(hits []termHit, text []byte, node int32, start, i int) []termHit {
	for {
		n := &t.nodes[node]
		if n.term > 0 && (i == len(text) || !isLetter(text[i]) || isDigit(text[i-1])) {
			hits = append(hits, termHit{start: start, end: i, term: int(n.term) - 1})
		}
		if n.has>>edgeGap != 0 {
			if star := n.follow(edgeStar); star > 0 {
				hits = t.walk(hits, text, star, start, wordEnd(text, i))
			}
			if gap := n.follow(edgeGap); gap > 0 {
				if j := gapEnd(text, i); j > i {
					hits = t.walk(hits, text, gap, start, j)
				}
			}
		}
		if i == len(text) {
			return hits
		}
		edge := termEdge(text[i])
		if edge >= edgeGap {
			return hits
		}
		if node = n.follow(edge); node == 0 {
			return hits
		}
		i++
	}
}

// maxWord bounds how many letters a star may stand for.
const maxWord = 24

// wordEnd gives the position after the letters at i, at most maxWord of them.
func wordEnd(text []byte, i int) int {
	end := i
	for end < len(text) && end < i+maxWord && isLetter(text[end]) {
		end++
	}
	return end
}

// gapEnd gives the position after the gap at i, or i if there is none.
func gapEnd(text []byte, i int) int {
	end := i
	for end < len(text) && end < i+maxGap && isGap(text[end]) {
		end++
	}
	return end
}
