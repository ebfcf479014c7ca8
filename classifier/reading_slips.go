package classifier

import (
	"slices"

	"github.com/pecete/pecete/patterns"
)

const (
	// slipWord is the fewest letters of a word whose slips are put right.
	slipWord = 6
	// slipAnchor is the fewest letters of a word beside which they are.
	slipAnchor = 4
	// slipTokens is the most words of a line that is a marking and nothing else.
	slipTokens = 8
)

// addSlips makes the gate note the longer words of markings, beside which another
// may be misspelled, and keeps them in order.
func (p *program) addSlips() error {
	for _, word := range p.leet.terms {
		if len(word) < slipAnchor {
			continue
		}
		id, err := p.addTerm(word)
		if err != nil {
			return err
		}
		p.gate.hidden[id] |= hiddenSlips
		if len(word) >= slipWord {
			p.slipWords = append(p.slipWords, word)
		}
	}
	slices.Sort(p.slipWords)
	return nil
}

// undoSlips puts a letter right in a marking of several words that stands in
// capitals on a line of its own: "STRICT SECERT", "SECRET DE SERVICU". Nothing is
// put right that is not a whole wording then.
func undoSlips(p *program, v *view) []mend {
	if !v.slips {
		return nil
	}
	var mends []mend
	done := -1
	for _, hit := range v.hits {
		if p.gate.hidden[hit.term]&hiddenSlips == 0 || hit.start < done || !v.allCapitals(hit.start, hit.end) {
			continue
		}
		from, to := v.line(hit.start, hit.end)
		if m, ok := p.mendLine(v, from, to); ok {
			mends = append(mends, m)
		}
		done = to
	}
	return mends
}

// mendLine puts right the one misspelled word of a line that is a wording then.
func (p *program) mendLine(v *view, from, to int) (mend, bool) {
	var tokens [slipTokens][2]int
	count := 0
	for at := from; at < to; at++ {
		switch b := v.lower[at]; {
		case isDigit(b), b == otherLetter, count == slipTokens:
			return mend{}, false
		case isLetter(b):
			end := wordEnd(v.lower[:to], at)
			tokens[count] = [2]int{at, end}
			count++
			at = end - 1
		}
	}
	line, slip, right := make([]byte, 0, to-from), -1, ""
	for i, token := range tokens[:count] {
		word := v.lower[token[0]:token[1]]
		if i > 0 {
			line = append(line, ' ')
		}
		if p.isLeetWord(word) {
			line = append(line, word...)
			continue
		}
		fixed, ok := p.withoutSlip(word)
		if !ok || slip >= 0 || !v.allCapitals(token[0], token[1]) {
			return mend{}, false
		}
		slip, right = i, fixed
		line = append(line, fixed...)
	}
	if slip < 0 || count < 2 || !p.isWording(line) {
		return mend{}, false
	}
	return v.spell(tokens[slip][0], tokens[slip][1], right), true
}

// isWording tells whether a folded line is a wording of a marking.
func (p *program) isWording(line []byte) bool {
	hit, ok := p.gate.terms.longestAt(line, 0)
	if !ok || hit.end != len(line) {
		return false
	}
	return slices.ContainsFunc(p.roles[hit.term], func(r termRole) bool {
		return r.group == anchorGroup && len(p.rules[r.rule].Markings) > 0
	})
}

// withoutSlip gives the word of markings that a word is but for one slip.
func (p *program) withoutSlip(word []byte) (string, bool) {
	for _, right := range p.slipWords {
		if slipOf(word, right) {
			return right, true
		}
	}
	return "", false
}

// slipOf tells whether a word is another but for one letter that is missing, too
// many, wrong, or in the place of its neighbour. The first letter is right, and so
// is the ending, which would make it another form of the word: "secrete".
func slipOf(word []byte, right string) bool {
	if len(word) < slipWord-1 || word[0] != right[0] || len(word)-len(right) > 1 || len(right)-len(word) > 1 {
		return false
	}
	i := 0
	for i < len(word) && i < len(right) && word[i] == right[i] {
		i++
	}
	rest, wanted := string(word[i:]), right[i:]
	switch {
	case len(rest) < len(wanted):
		return rest == wanted[1:]
	case len(rest) > len(wanted):
		return len(wanted) > 0 && rest[1:] == wanted
	}
	swapped := len(rest) > 1 && rest[0] == wanted[1] && rest[1] == wanted[0] && rest[2:] == wanted[2:]
	return swapped || len(rest) > 1 && rest[1:] == wanted[1:]
}

// spell writes a word in capitals in place of what stands between two positions.
// Its letters stand for the letters there, the last for what remains.
func (v *view) spell(start, end int, word string) mend {
	m := mend{start: v.offset(start), end: v.endOffset(end), evidence: patterns.SetOf(patterns.Disguised)}
	for i := range len(word) {
		at := min(start+i, end-1)
		b := mendedByte{word[i] - 'a' + 'A', v.offset(at), v.endOffset(at + 1)}
		if i == len(word)-1 {
			b.to = m.end
		}
		m.with = append(m.with, b)
	}
	return m
}
