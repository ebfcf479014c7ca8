package classifier

import "github.com/pecete/pecete/patterns"

const (
	// partGap is the longest gap, in folded characters, between two parts of one
	// number, whatever it is made of: " 🙂 ", a line break.
	partGap = 6
	// chainParts bounds how many parts one number can have.
	chainParts = 2 * chainMax
)

// numberPart is one part of a number that is written in parts: digits, a word
// for a number, or digits some of which are typed as letters. Positions are
// folded.
type numberPart struct {
	start, end int
	digits     string
	word, mask bool
}

// single tells whether a part is one digit, or a word.
func (p *numberPart) single() bool { return p.word || p.end-p.start == 1 }

// numberChain is parts that may make one number.
type numberChain struct {
	parts []numberPart
	// gaps has what stands before each part but the first.
	gaps []gapKind
}

// partSource gives everything in a view that can be a part of a number, in order and
// apart, a few parts at a time: a message may hold as many as it has characters.
type partSource struct {
	program *program
	view    *view
	// run and hit are the next run and term to look at, and end is where the last part
	// ends.
	run, hit, end int
}

// partsAtOnce is how many parts are read together.
const partsAtOnce = 4 * chainParts

// more gives the parts that are left with as many behind them as one number can have,
// if there are so many.
func (s *partSource) more(left []numberPart) []numberPart {
	if len(left) > chainParts {
		return left
	}
	s.view.parts = append(s.view.parts[:0], left...)
	for len(s.view.parts) < partsAtOnce && s.step() {
	}
	return s.view.parts
}

// step reads what comes next, and tells whether there is anything.
func (s *partSource) step() bool {
	v := s.view
	switch {
	case s.hit < len(v.hits) && (s.run == len(v.runs) || v.hits[s.hit].start < v.runs[s.run].start):
		s.addWord()
	case s.run < len(v.runs):
		s.add(v.maskedPart(v.runs[s.run]))
		s.run++
	default:
		return false
	}
	return true
}

// add adds a part unless it overlaps the one before.
func (s *partSource) add(part numberPart) {
	if part.start >= s.end {
		s.view.parts = append(s.view.parts, part)
		s.end = part.end
	}
}

// addWord adds the longest word for a number at the place of the next term.
func (s *partSource) addWord() {
	hits := s.view.hits
	best := numberPart{start: hits[s.hit].start, word: true}
	for ; s.hit < len(hits) && hits[s.hit].start == best.start; s.hit++ {
		if digits := s.program.gate.numbers[hits[s.hit].term]; digits != "" && hits[s.hit].end > best.end {
			best.end, best.digits = hits[s.hit].end, digits
		}
	}
	if best.end > 0 {
		s.add(best)
	}
}

// maskedPart gives a run of digits with the letters beside it that stand for
// digits, if nothing but such letters and digits touches it.
func (v *view) maskedPart(run digitRun) numberPart {
	start, end := run.start, run.end
	for start > run.start-chainMax && isMask(v.at(start-1)) {
		start--
	}
	for end < run.end+chainMax && (isMask(v.at(end)) || isDigit(v.at(end))) {
		end++
	}
	if isAlnum(v.at(start-1)) && !v.afterSeries(start) {
		start = run.start
	}
	if isAlnum(v.at(end)) {
		end = run.end
	}
	part := numberPart{start: start, end: end}
	part.digits, part.mask = v.unmasked(start, end)
	return part
}

// afterSeries tells whether one letter alone touches a position from the left, as
// the series of a licence does. The O of RO is none that stands for a digit.
func (v *view) afterSeries(at int) bool {
	return isLetter(v.at(at-1)) && !isAlnum(v.at(at-2)) && v.at(at-1) != 'r'
}

// isMask tells whether a folded byte is a letter that stands for a digit.
func isMask(b byte) bool {
	_, ok := standsFor(b)
	return ok && !isDigit(b)
}

// unmasked gives the digits between two positions, and whether any is typed as a
// letter.
func (v *view) unmasked(start, end int) (digits string, masked bool) {
	if digits := v.asWritten(start, end); digits != "" && !hasMask(digits) {
		return digits, false
	}
	buffer := make([]byte, 0, end-start)
	for i := start; i < end; i++ {
		digit, _ := standsFor(v.lower[i])
		masked = masked || digit != v.lower[i]
		buffer = append(buffer, digit)
	}
	return string(buffer), masked
}

func hasMask(text string) bool {
	for i := range len(text) {
		if isMask(text[i]) {
			return true
		}
	}
	return false
}

// cutChain takes the parts from the beginning of parts that hang together, and
// gives the rest.
func (v *view) cutChain(parts []numberPart) (numberChain, []numberPart) {
	chain := numberChain{parts: v.chainParts[:0], gaps: v.chainGaps[:0]}
	if mask, ok := v.lonelyBefore(parts[0]); ok {
		chain.parts = append(chain.parts, mask)
		chain.gaps = append(chain.gaps, v.gapKind(mask.end, parts[0].start))
	}
	chain.parts = append(chain.parts, parts[0])
	n := 1
	for ; n < len(parts) && len(chain.parts) < chainParts; n++ {
		between, ok := v.between(chain.parts[len(chain.parts)-1], parts[n])
		if !ok {
			break
		}
		for _, part := range between {
			chain.add(v, part)
		}
		chain.add(v, parts[n])
	}
	v.trail(&chain)
	v.chainParts, v.chainGaps = chain.parts, chain.gaps
	chain.behead()
	return chain, parts[n:]
}

// add puts a part behind the others.
func (c *numberChain) add(v *view, part numberPart) {
	c.gaps = append(c.gaps, v.gapKind(c.parts[len(c.parts)-1].end, part.start))
	c.parts = append(c.parts, part)
}

// behead drops a letter from the beginning of a chain of words that does not go on
// in the same way: "o doua" is no number.
func (c *numberChain) behead() {
	first := c.parts[0]
	if len(c.parts) > 1 && first.mask && c.parts[1].word && (len(c.gaps) < 2 || c.gaps[0] != c.gaps[1]) {
		c.parts, c.gaps = c.parts[1:], c.gaps[1:]
	}
}

// lonelyBefore gives the letter alone before a single digit that may stand for
// one: "l 8 5 0".
func (v *view) lonelyBefore(part numberPart) (numberPart, bool) {
	at := part.start - 1
	for at > part.start-partGap && !isAlnum(v.at(at)) {
		at--
	}
	if !part.single() || at == part.start-1 {
		return numberPart{}, false
	}
	return v.maskWord(at)
}

// maskWord gives the word of letters at a position, all of which may stand for
// digits, as these digits: "O", "OOl".
func (v *view) maskWord(at int) (numberPart, bool) {
	if at < 0 || !isMask(v.at(at)) || isAlnum(v.at(at-1)) {
		return numberPart{}, false
	}
	end := at
	for end < at+maskLongest && isMask(v.at(end)) {
		end++
	}
	if isAlnum(v.at(end)) {
		return numberPart{}, false
	}
	digits, _ := v.unmasked(at, end)
	return numberPart{start: at, end: end, digits: digits, mask: true}, true
}

// maskLongest is the longest word of letters that may stand for digits.
const maskLongest = 8

// trail adds the letters after a chain that may stand for digits, behind a gap like
// the one before or behind a single digit: "trei o" is no number.
func (v *view) trail(chain *numberChain) {
	for len(chain.parts) < chainParts {
		last := chain.parts[len(chain.parts)-1]
		at := last.end
		for at < last.end+partGap && at < len(v.lower) && !isAlnum(v.lower[at]) {
			at++
		}
		mask, ok := v.maskWord(at)
		gap := v.gapKind(last.end, at)
		alike := len(chain.gaps) > 0 && chain.gaps[len(chain.gaps)-1] == gap
		if at == last.end || !ok || !alike && (last.word || !last.single()) {
			return
		}
		chain.gaps = append(chain.gaps, gap)
		chain.parts = append(chain.parts, mask)
	}
}

// between gives the words of letters between two parts that may stand for digits,
// and whether nothing else divides the parts for good. Where the parts are not
// single digits, the same gap must stand on all sides: "1310 L (2004)" is no
// number.
func (v *view) between(before, after numberPart) ([]numberPart, bool) {
	var parts []numberPart
	last := before.end
	kind := gapKind(0)
	same := true
	for i := last; i <= after.start; i++ {
		if i-last > partGap {
			return nil, false
		}
		if i < after.start && (!isAlnum(v.lower[i]) || v.flagLetter(i)) {
			continue
		}
		gap := v.gapKind(last, i)
		same = same && (kind == 0 || kind == gap)
		kind = gap
		if i == after.start {
			break
		}
		mask, ok := v.maskWord(i)
		if !ok {
			return nil, false
		}
		parts = append(parts, mask)
		last, i = mask.end, mask.end-1
	}
	return parts, len(parts) == 0 || same || before.single() && after.single()
}

// wholeChain is how many digits a number has at the most that is not cut at a gap
// unlike the others: the longest number that people have is that of a health
// card.
const wholeChain = 20

// pieces gives the numbers that a chain may be: itself if its digits make one,
// else what commas divide, and what is divided by gaps unlike the others unless
// it is written digit by digit.
func (c *numberChain) pieces(v *view) []numberChain {
	if len(c.parts) < 2 || c.plausible(v.today) || c.registered(v) {
		v.pieces = append(v.pieces[:0], *c)
		return v.pieces
	}
	usual := c.usualGap()
	var pieces []numberChain
	for _, listed := range c.cut(func(gap gapKind) bool { return gap&gapOther != 0 && usual&gapOther == 0 }) {
		if len(listed.digits()) <= wholeChain && listed.digitByDigit() || listed.plausible(v.today) {
			pieces = append(pieces, listed)
			continue
		}
		pieces = append(pieces, listed.cut(func(gap gapKind) bool { return gap != usual })...)
	}
	return pieces
}

// cut divides a chain at some gaps.
func (c *numberChain) cut(at func(gapKind) bool) []numberChain {
	var pieces []numberChain
	from := 0
	for i, gap := range c.gaps {
		if at(gap) {
			pieces = append(pieces, c.slice(from, i+1))
			from = i + 1
		}
	}
	return append(pieces, c.slice(from, len(c.parts)))
}

// digitByDigit tells whether a chain is written one digit or word at a time.
func (c *numberChain) digitByDigit() bool {
	for i := range c.parts {
		if !c.parts[i].single() {
			return false
		}
	}
	return len(c.parts) >= chainMin
}

func (c *numberChain) slice(from, to int) numberChain {
	return numberChain{parts: c.parts[from:to], gaps: c.gaps[from : to-1]}
}

// usualGap gives the gap that divides most parts.
func (c *numberChain) usualGap() gapKind {
	var counts [512]int
	best := c.gaps[0]
	for _, gap := range c.gaps {
		counts[gap]++
		if counts[gap] > counts[best] {
			best = gap
		}
	}
	return best
}

// digits gives the digits of all parts.
func (c *numberChain) digits() string {
	buffer := make([]byte, 0, chainMax)
	for _, part := range c.parts {
		buffer = append(buffer, part.digits...)
		if len(buffer) > chainMax {
			break
		}
	}
	return string(buffer)
}

// plausible tells whether the digits make a number that detectors know by
// itself: a CNP, a card, a phone.
func (c *numberChain) plausible(today civilDate) bool {
	digits := c.digits()
	switch n := len(digits); {
	case n == cnpLength && patterns.CNP(digits) && cnpBirthAndCounty(digits, today):
		return true
	case n >= 14 && n <= 19 && patterns.Luhn(digits):
		return true
	case n == 10:
		return digits[0] == '0' && digits[1] != '0'
	case n == 11 || n == 13:
		return digits[:2] == "40" || digits[:4] == "0040"
	}
	return false
}
