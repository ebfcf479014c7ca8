package classifier

import "slices"

// scan.go is the gate: one pass over the folded view that notes everything a
// detector could begin at. What it does not note is never looked at again.

// digitRun is an unbroken run of digits, half-open in folded positions.
// reach is how many digits follow from its start on, counted across gaps of at
// most runGap characters without letters; letters that stand for digits between
// two digits count as digits.
type digitRun struct {
	start, end, reach int
}

// runGap is the longest gap between digits that still counts as one number.
const runGap = 3

// charHit is an anchor character found in a view.
type charHit struct {
	at   int
	char byte
}

// gate is what the scan looks for. It is built once from the detectors.
type gate struct {
	terms *termSet
	chars [256]bool
	// anchors has the openings of the terms that anchor rules or are numbers, context
	// those of all others that mean something; anchoring tells, by its number, which a
	// term is.
	anchors, context openings
	anchoring        []bool
	// numbers is indexed by the number of a term: its digits if it is a word for a
	// number, else empty.
	numbers []string
	// hidden is indexed by the number of a term: what it may tell of.
	hidden []hiddenKind
}

// hiddenKind says what a term tells of that hides something.
type hiddenKind uint8

const (
	// hiddenFragments: it is a word of markings in two pieces.
	hiddenFragments hiddenKind = 1 << iota
	// hiddenSlips: it is a word beside which one may be misspelled.
	hiddenSlips
)

// spacedMin is how many single letters in a row count as letters written apart.
const spacedMin = 4

// scan fills the view's runs, hits, chars and spaced.
func (g *gate) scan(v *view) {
	text := v.lower
	singles, alone, space := 0, 0, -1
	for i := 0; i < len(text); {
		b := text[i]
		switch {
		case isDigit(b):
			start := i
			for i < len(text) && isDigit(text[i]) {
				i++
			}
			v.runs = append(withRoom(v.runs, start, len(text)), digitRun{start: start, end: i})
			v.leet = v.leet || isLetter(v.at(start-1)) || isLetter(v.at(i))
			alone = v.countAlone(alone, start, i)
			singles = 0
			continue
		case isLetter(b):
			start := i
			for i < len(text) && isLetter(text[i]) {
				i++
			}
			if g.anchors.has(openingAt(text, start, i), i-start) {
				g.noteAnchors(v, start)
			}
			singles = v.noteSingle(start, i, singles)
			alone = v.countAlone(alone, start, i)
			continue
		case isSpace(b):
			v.long = v.long || i-space > base64Min
			space = i
		default:
			v.noteSign(b, i)
			if isLeetSign(b) && !isAlnum(v.at(i-1)) && !isAlnum(v.at(i+1)) {
				alone = v.countAlone(alone, i, i+1)
			}
		}
		if g.chars[b] && !isAlnum(b) {
			v.chars = append(withRoom(v.chars, i, len(text)), charHit{at: i, char: b})
		}
		i++
	}
	v.long = v.long || len(text)-space > base64Min
	v.chainRuns()
}

// withRoom gives what was noted up to a position with room for more. Where there is none
// it makes room for as much as the whole text has if it goes on so, and at most for
// twice as much again, for whoever fills a text fills it evenly, and growing in small
// steps would copy it many times.
func withRoom[T any](noted []T, at, length int) []T {
	const fewest = 1024
	n := len(noted)
	if n < cap(noted) || n < fewest {
		return noted
	}
	more := int(float64(n) * float64(length-at) / float64(at+1))
	return slices.Grow(noted, min(max(more+n/8, n/4), 2*n))
}

// noteAnchors notes the terms at a word start that anchor a rule, are numbers or may
// tell of a hidden marking.
func (g *gate) noteAnchors(v *view, start int) {
	kept, spoken := len(v.hits), false
	v.hits = g.terms.appendAt(withRoom(v.hits, start, len(v.lower)), v.lower, start)
	for _, hit := range v.hits[kept:] {
		if g.anchoring[hit.term] {
			v.hits[kept] = hit
			kept++
		}
		spoken = spoken || g.numbers[hit.term] != ""
		if kind := g.hidden[hit.term]; kind != 0 {
			v.fragments = v.fragments || kind&hiddenFragments != 0 && v.upper(hit.start)
			v.slips = v.slips || kind&hiddenSlips != 0 && v.upper(hit.start+1)
		}
	}
	if v.hits = v.hits[:kept]; spoken {
		v.spoken++
	}
}

// noteSign notes a mark or symbol that may hide something.
func (v *view) noteSign(b byte, at int) {
	switch b {
	case '%':
		v.percent = v.percent || isHex(v.at(at+1)) && isHex(v.at(at+2))
	case '&':
		v.entities = v.entities || v.at(at+1) == '#'
	case '!', '|', '+':
		v.leet = v.leet || isLetter(v.at(at+1))
	case '$', '@', otherSymbol:
		v.leet = v.leet || isLetter(v.at(at+1)) || isLetter(v.at(at-1))
	}
}

// isLeetSign tells whether a mark or symbol may stand for a letter.
func isLeetSign(b byte) bool {
	switch b {
	case '!', '|', '+', '$', '@', otherSymbol:
		return true
	}
	return false
}

// countAlone counts characters in a row that stand alone, of which the run
// [start,end) is the next if it is one, and notes a row that is worth a look.
func (v *view) countAlone(alone, start, end int) int {
	if end-start != 1 {
		return 0
	}
	v.lone = v.lone || isMask(v.at(start))
	v.apart = v.apart || alone+1 >= leetRow
	return alone + 1
}

// noteSingle counts single letters in a row and notes every letter of a row
// that is long enough, because a word can begin at any of them.
func (v *view) noteSingle(start, end, singles int) int {
	if end-start != 1 {
		return 0
	}
	if singles > 0 && start-v.singles[(singles-1)%spacedMin] > runGap+1 {
		singles = 0
	}
	v.singles[singles%spacedMin] = start
	singles++
	switch {
	case singles == spacedMin:
		v.spaced = append(v.spaced, v.singles[:]...)
	case singles > spacedMin:
		v.spaced = append(withRoom(v.spaced, start, len(v.lower)), start)
	}
	return singles
}

// chainRuns computes each run's reach from the last run to the first.
func (v *view) chainRuns() {
	for i := len(v.runs) - 1; i >= 0; i-- {
		run := &v.runs[i]
		run.reach = run.end - run.start
		if i+1 < len(v.runs) && v.linked(run.end, v.runs[i+1].start) {
			run.reach += v.runs[i+1].reach
		} else if i+1 < len(v.runs) && v.masks(run.end, v.runs[i+1].start) {
			run.reach += v.runs[i+1].start - run.end + v.runs[i+1].reach
		}
	}
}

// masks tells whether there are only letters that stand for digits between two
// runs, at most runGap.
func (v *view) masks(from, to int) bool {
	if to-from > runGap {
		return false
	}
	for i := from; i < to; i++ {
		if _, ok := standsFor(v.lower[i]); !ok {
			return false
		}
	}
	return true
}

// linked tells whether the gap between two runs is short and without letters.
func (v *view) linked(from, to int) bool {
	if to-from > runGap {
		return false
	}
	for i := from; i < to; i++ {
		if isLetter(v.lower[i]) {
			return false
		}
	}
	return true
}
