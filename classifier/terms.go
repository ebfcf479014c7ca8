package classifier

import (
	"math/bits"
	"slices"
)

// termSet finds words and phrases at word starts. It is a trie over folded
// letters and digits with two special edges: a gap (any short stretch of
// spaces and punctuation between two words of a phrase) and a star (the rest
// of an inflected word). Terms are numbered in the order they were added.
// It is built once and then safe for concurrent use.
type termSet struct {
	nodes []termNode
	// next has where the edges of the nodes lead, those of one node side by side.
	next []int32
	// terms are the folded terms, by their numbers.
	terms []string
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
// anywhere, so only those that do have a place, in order: the whole stays in a near
// cache, and holds no pointers.
type termNode struct {
	// has has a bit for each edge that leads on.
	has uint64
	// first is the place in termSet.next of the first of these edges.
	first int32
	// term is the number of the term that ends here plus one, 0 for none.
	term int32
}

// follow gives the state behind an edge of a state, 0 for none.
func (t *termSet) follow(state int32, edge int) int32 { return t.behind(&t.nodes[state], edge) }

// behind gives the state behind an edge of a node, 0 for none.
func (t *termSet) behind(n *termNode, edge int) int32 {
	bit := uint64(1) << (edge & 63)
	if n.has&bit == 0 {
		return 0
	}
	return t.next[int(n.first)+bits.OnesCount64(n.has&(bit-1))]
}

// lead makes a new edge of a state lead to another. There is room for as many edges as
// the next power of two; with one more they move.
func (t *termSet) lead(state int32, edge int, to int32) {
	n := &t.nodes[state]
	bit := uint64(1) << edge
	count := bits.OnesCount64(n.has)
	if count&(count-1) == 0 {
		moved := len(t.next)
		t.next = doubled(t.next, max(1, 2*count))
		t.next = append(t.next, t.next[n.first:int(n.first)+count]...)
		t.next = append(t.next, make([]int32, max(1, count))...)
		n.first = int32(moved)
	}
	edges := t.next[n.first : int(n.first)+count+1]
	place := bits.OnesCount64(n.has & (bit - 1))
	copy(edges[place+1:], edges[place:])
	edges[place] = to
	n.has |= bit
}

// termHit is a term found in a view, half-open in folded positions.
type termHit struct {
	start, end, term int
}

func newTermSet() *termSet {
	return &termSet{nodes: make([]termNode, 1)}
}

// size gives how many terms there are.
func (t *termSet) size() int { return len(t.terms) }

// add puts a term in, written as people write it ("carte de identitate",
// "telefon*"), and gives its number; adding an equal term again gives the same
// number. It fails on a term that does not begin with a letter, has a star
// elsewhere than at the end of a word, or holds characters that folded words
// cannot hold.
func (t *termSet) add(term string) (int, error) {
	var buffer [maxTermLength]byte
	folded, err := appendTerm(buffer[:0], term)
	if err != nil {
		return 0, err
	}
	state := t.grow(folded)
	if known := t.nodes[state].term; known > 0 {
		return int(known) - 1, nil
	}
	if string(folded) != term {
		term = string(folded)
	}
	t.terms = append(doubled(t.terms, 1), term)
	t.nodes[state].term = int32(len(t.terms))
	t.begins[folded[0]-'a'] |= secondOf(term)
	t.digitEnds = t.digitEnds || isDigit(folded[len(folded)-1])
	return len(t.terms) - 1, nil
}

// grow gives the state behind the bytes of a folded term, which it makes if there is
// none yet.
func (t *termSet) grow(folded []byte) int32 {
	state := int32(0)
	for _, b := range folded {
		edge := termEdge(b)
		next := t.follow(state, edge)
		if next == 0 {
			next = int32(len(t.nodes))
			t.nodes = append(doubled(t.nodes, 1), termNode{})
			t.lead(state, edge, next)
		}
		state = next
	}
	return state
}

// doubled gives a table with room for some more entries. Large tables double, where
// append would copy them again and again.
func doubled[T any](table []T, more int) []T {
	if len(table)+more <= cap(table) {
		return table
	}
	return slices.Grow(table, max(more, len(table)))
}

// number gives the number of a folded term, if it is in.
func (t *termSet) number(folded string) (int, bool) {
	state := int32(0)
	for i := range len(folded) {
		if state = t.follow(state, termEdge(folded[i])); state == 0 {
			return 0, false
		}
	}
	term := int(t.nodes[state].term)
	return term - 1, term > 0
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
			if star := t.behind(n, edgeStar); star > 0 {
				hits = t.walk(hits, text, star, start, wordEnd(text, i))
			}
			if gap := t.behind(n, edgeGap); gap > 0 {
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
		if node = t.behind(n, edge); node == 0 {
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
