package classifier

import "github.com/pecete/pecete/patterns"

const (
	// fragmentWord is the fewest letters of a word that is looked for in two pieces,
	// and fragmentLeast the fewest of a piece.
	fragmentWord  = 6
	fragmentLeast = 1
)

// addFragments makes the gate note the words of markings where they stand in two
// pieces, "sec ret", as pages broken at the end of a line have it. A word of
// markings with something behind it is none of these, nor are two of them: "secret
// ele", "top secret".
func (p *program) addFragments() error {
	for _, word := range p.leet.terms {
		if len(word) < fragmentWord {
			continue
		}
		for cut := fragmentLeast; cut <= len(word)-fragmentLeast; cut++ {
			if first := p.isLeetWord([]byte(word[:cut])); first && (cut > leetWord || p.isLeetWord([]byte(word[cut:]))) {
				continue
			}
			id, err := p.addTerm(word[:cut] + " " + word[cut:])
			if err != nil {
				return err
			}
			p.gate.hidden[id] |= hiddenFragments
		}
	}
	return nil
}

// undoFragments joins the two pieces of a word of markings: "SEC RET",
// "SER-\nVICIU".
func undoFragments(p *program, v *view) []mend {
	if !v.fragments {
		return nil
	}
	var mends []mend
	for _, hit := range v.hits {
		if p.gate.hidden[hit.term]&hiddenFragments != 0 && v.brokenWord(hit.start, hit.end) {
			mends = append(mends, v.joinLetters(hit.start, hit.end))
		}
	}
	return mends
}

// brokenWord tells whether nothing but a space, a hyphen, a dot or a line break
// divides the pieces between two positions, and they are in capitals.
func (v *view) brokenWord(start, end int) bool {
	for at := start; at < end; at++ {
		switch b := v.lower[at]; {
		case isLetter(b):
			if !v.upper(at) {
				return false
			}
		case b != ' ' && b != '-' && b != '.' && b != '\n':
			return false
		}
	}
	return true
}

// joinLetters writes the letters between two positions as one word.
func (v *view) joinLetters(start, end int) mend {
	m := mend{start: v.offset(start), end: v.endOffset(end), evidence: patterns.SetOf(patterns.Disguised)}
	for at := start; at < end; at++ {
		if isLetter(v.lower[at]) {
			m.with = append(m.with, v.mended(at, v.lower[at]))
		}
	}
	return m
}

// mended gives a letter in place of the character at a position, in its case.
func (v *view) mended(at int, letter byte) mendedByte {
	if isLetter(v.lower[at]) && v.upper(at) {
		letter -= 'a' - 'A'
	}
	return mendedByte{letter, v.offset(at), v.endOffset(at + 1)}
}
