package classifier

import "slices"

const (
	// apartGap is the longest gap between two such letters, as the gate has it.
	apartGap = runGap
	// apartWordGap is the longest gap between two words.
	apartWordGap = 6
	// apartWord is the longest word that may stand unbroken beside a word whose
	// letters are apart: "STRICT S E C R E T".
	apartWord = 12
	// apartWords is how many such words may stand before it.
	apartWords = 2
)

// apart looks for a wording whose letters are written apart, "S E C R E T" or
// "S-E-C-R-E-T", with a letter written apart at at. Words before that letter
// may be written whole.
func (f *markingFinder) apart(v *view, at int) (markingSpan, bool) {
	if !v.singleLetter(at) {
		return markingSpan{}, false
	}
	starts, count := v.apartStarts(at)
	for _, start := range starts[:count] {
		id, end, ok := f.wordings.apartFrom(v, start, true)
		if !ok {
			continue
		}
		if least, row := v.rowFrom(at); !row || end < least {
			continue
		}
		entry := &f.wordings.byTerm[id]
		if v.at(end) == '.' && v.at(end-2) == '.' {
			end++ // the last of the dots between the letters
		}
		return markingSpan{start: start, end: end, wording: entry, marking: entry.marking, spaced: true}, true
	}
	return markingSpan{}, false
}

// findSpaced is find for a letter written apart where no wording begins with its letters
// together.
func (f *markingFinder) findSpaced(v *view, at int) (sighting, bool) {
	if isLetter(v.at(at - 1)) {
		return sighting{}, false
	}
	span, ok := f.apart(v, at)
	if !ok {
		return sighting{}, false
	}
	return f.seen(v, span)
}

// apartFrom gives the longest wording whose letters begin at start, across
// gaps, and its end. With whole, it must not go on as a longer word.
func (w *wordings) apartFrom(v *view, start int, whole bool) (id, end int, ok bool) {
	node, last, gap := int32(0), start, 0
	for at := start; at < len(v.lower) && at-last <= apartWordGap; at++ {
		b := v.lower[at]
		if isDigit(b) || b == otherLetter {
			break
		}
		if !isLetter(b) {
			continue
		}
		if node = w.joined.follow(node, termEdge(b)); node == 0 {
			break
		}
		if at > start {
			gap = at - last
		}
		last = at
		if term := w.joined.nodes[node].term; term > 0 && (!whole || w.endsApart(v, at, gap)) {
			id, end, ok = w.byJoined[term-1], at+1, true
		}
	}
	return id, end, ok
}

// endsApart tells whether a word written apart, whose last letter stands at
// last after a gap, ends there: no letter touches it, and the next gap is
// wider, no single letter follows, or another wording does. "S E C R E T A R"
// is not "S E C R E T".
func (w *wordings) endsApart(v *view, last, gap int) bool {
	if isLetter(v.at(last + 1)) {
		return false
	}
	next := last + 1
	for next <= last+gap && !isAlnum(v.at(next)) {
		next++
	}
	if next > last+gap || !v.singleLetter(next) {
		return true
	}
	_, _, ok := w.apartFrom(v, next, false)
	return ok
}

// rowFrom tells whether a row of single letters begins or goes on at at, long
// enough for the gate to have noted it, and where its last needed letter ends.
func (v *view) rowFrom(at int) (end int, ok bool) {
	for range spacedMin - 1 {
		if !v.singleLetter(at) {
			return at, false
		}
		next := at + 1
		for next <= at+apartGap && !isAlnum(v.at(next)) {
			next++
		}
		at = next
	}
	return at + 1, v.singleLetter(at)
}

// apartStarts gives where a wording that reaches the letter at at can begin:
// first at the words before it, then at the letter itself.
func (v *view) apartStarts(at int) (starts [apartWords + 1]int, count int) {
	if v.afterSingle(at) {
		starts[0] = at
		return starts, 1
	}
	first := at
	for range apartWords {
		end := first
		for end > 0 && first-end < apartWordGap && !isAlnum(v.at(end-1)) {
			end--
		}
		start := end
		for start > 0 && end-start <= apartWord && isLetter(v.at(start-1)) {
			start--
		}
		if end == first || end-start < 2 || end-start > apartWord {
			break
		}
		first = start
		starts[count] = start
		count++
	}
	slices.Reverse(starts[:count])
	starts[count] = at
	return starts, count + 1
}

// afterSingle tells at little cost that no word stands right before at, only a single
// letter or a digit.
func (v *view) afterSingle(at int) bool {
	if at < 3 || isAlnum(v.lower[at-1]) {
		return false
	}
	if b := v.lower[at-2]; isAlnum(b) {
		return !isLetter(b) || !isLetter(v.lower[at-3])
	}
	return false
}

// singleLetter tells whether a letter without letters beside it stands at at.
func (v *view) singleLetter(at int) bool {
	return isLetter(v.at(at)) && !isLetter(v.at(at-1)) && !isLetter(v.at(at+1))
}
