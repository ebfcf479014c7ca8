package classifier

import (
	"encoding/binary"
	"slices"
)

// Most of the terms that rules know only count as words around something. They are
// looked for when something is there, and only around it.

// openTerms notes how the terms begin, once all of them are in.
func (p *program) openTerms() {
	g := &p.gate
	g.anchoring = make([]bool, len(p.roles))
	p.audience = make([]uint64, len(p.roles))
	for id, folded := range g.terms.terms {
		anchors, context := g.numbers[id] != "" || g.hidden[id] != 0, false
		for _, role := range p.roles[id] {
			if role.group != anchorGroup {
				p.audience[id] |= 1 << (role.rule % 64)
			}
			anchors, context = anchors || role.group == anchorGroup, context || role.group != anchorGroup
		}
		g.anchoring[id] = anchors
		if anchors {
			g.anchors.addTerm(folded)
		}
		if context {
			g.context.addTerm(folded)
		}
	}
}

// addTerm adds how the first word of a folded term may begin.
func (o *openings) addTerm(folded string) {
	size := 0
	for size < len(folded) && isLetter(folded[size]) {
		size++
	}
	if size == len(folded) || folded[size] != '*' {
		o.add(openingOf(folded[:size]), size)
		return
	}
	o.addStem(folded[:size])
}

// addStem adds how all words may begin that begin with some letters.
func (o *openings) addStem(stem string) {
	for size := min(len(stem), wordPrefix); size <= wordPrefix; size++ {
		if len(stem) >= openingLetters || len(stem) == size {
			o.add(openingOf(stem), size)
		}
	}
	if len(stem) < openingLetters {
		for letter := byte('a'); letter <= 'z'; letter++ {
			o.addStem(stem + string(letter))
		}
	}
}

// opening gives the first letters of a word of some size, of four bytes that begin with
// them, the first in the lowest byte, and zero where the word is shorter.
func opening(bytes uint32, size int) uint32 {
	unused := uint(8*max(0, openingLetters-size)) & 31
	return bytes << unused >> unused
}

// openingAt gives the opening of the folded word between two positions.
func openingAt(text []byte, start, end int) uint32 {
	if rest := text[start:]; len(rest) >= openingLetters {
		return opening(binary.LittleEndian.Uint32(rest), end-start)
	}
	letters := uint32(0)
	for i := range min(end-start, openingLetters) {
		letters |= uint32(text[start+i]) << (8 * i)
	}
	return letters
}

// wordsIn gives the terms that begin between two folded positions, in order, and maybe
// some more on either side. It looks for them where nobody has looked before.
func (g *gate) wordsIn(v *view, from, to int) []termHit {
	from, to = max(0, from), min(len(v.lower), to)
	if v.termsFrom == v.termsTo {
		v.termsFrom, v.termsTo = from, from
	}
	if to > v.termsTo {
		v.words = g.appendWords(v.words, v.lower, v.termsTo, to)
		v.termsTo = to
	}
	if from < v.termsFrom {
		v.words = slices.Insert(v.words, 0, g.appendWords(nil, v.lower, from, v.termsFrom)...)
		v.termsFrom = from
	}
	return v.words[hitsFrom(v.words, from):]
}

// appendWords adds the terms that begin between two folded positions.
func (g *gate) appendWords(words []termHit, text []byte, from, to int) []termHit {
	i := from
	for i > 0 && i < to && isLetter(text[i]) && isLetter(text[i-1]) { // the word began before
		i++
	}
	for i < to {
		if !isLetter(text[i]) {
			i++
			continue
		}
		start := i
		for i < len(text) && isLetter(text[i]) {
			i++
		}
		if g.context.has(openingAt(text, start, i), i-start) {
			words = g.terms.appendAt(words, text, start)
		}
	}
	return words
}
