package classifier

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
}

// spacedMin is how many single letters in a row count as letters written apart.
const spacedMin = 4

// scan fills the view's runs, hits, chars and spaced.
func (g *gate) scan(v *view) {
	text := v.lower
	singles := 0
	for i := 0; i < len(text); {
		b := text[i]
		switch {
		case isDigit(b):
			start := i
			for i < len(text) && isDigit(text[i]) {
				i++
			}
			v.runs = append(v.runs, digitRun{start: start, end: i})
			singles = 0
			continue
		case isLetter(b):
			if b != otherLetter {
				v.hits = g.terms.appendAt(v.hits, text, i)
			}
			start := i
			for i < len(text) && isLetter(text[i]) {
				i++
			}
			singles = v.noteSingle(start, i, singles)
			continue
		case g.chars[b]:
			v.chars = append(v.chars, charHit{at: i, char: b})
		}
		i++
	}
	v.chainRuns()
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
		v.spaced = append(v.spaced, start)
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
