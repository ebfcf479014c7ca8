package classifier

import "github.com/pecete/pecete/patterns"

const (
	// chainMin and chainMax are the least and most digits of a number that is put
	// together from parts.
	chainMin, chainMax = 6, 34
	// singlesMin is the fewest parts of a number that is written digit by digit.
	singlesMin = 5
	// spokenWords is how many words for numbers in a row dictate a number.
	spokenWords = 6
	// chainContext is how far, in folded characters, a word that says what a
	// number is may stand from it.
	chainContext = 60
)

// undoNumbers puts numbers together whose digits are words, letters, or divided
// in ways in which nobody writes numbers.
func undoNumbers(p *program, v *view) []mend {
	if v.spoken == 0 && v.runsAlone() {
		return nil
	}
	var mends []mend
	source := partSource{program: p, view: v}
	for parts := source.more(nil); len(parts) > 0; parts = source.more(parts) {
		var chain numberChain
		if chain, parts = v.cutChain(parts); chain.trifle(v) {
			continue
		}
		for _, piece := range chain.pieces(v) {
			mends = append(mends, p.mendChain(v, &piece)...)
		}
	}
	return mends
}

// runsAlone tells whether nothing that could belong to the same number stands near any
// run of digits: no other, and no letter that stands for a digit.
func (v *view) runsAlone() bool {
	for _, run := range v.runs {
		if v.partBeside(run.start-1, -1) || v.partBeside(run.end, 1) {
			return false
		}
	}
	return true
}

// partBeside tells whether the first letter or digit from a position on in a direction,
// at most partGap away, is a digit or stands for one.
func (v *view) partBeside(at, step int) bool {
	for n := 0; n <= partGap; n++ {
		if b := v.at(at + n*step); isAlnum(b) {
			return isDigit(b) || isMask(b)
		}
	}
	return false
}

// trifle tells at little cost that a chain is nothing to put together: a time or the
// like, too short for any number, of digits alone and not before the letters of a plate.
func (c *numberChain) trifle(v *view) bool {
	const tail = 3
	digits := 0
	for i := range c.parts {
		part := &c.parts[i]
		if digits += len(part.digits); digits >= chainMin || part.word || part.mask {
			return false
		}
		if next, ok := v.alnumAfter(part.end - 1); ok && wordEnd(v.lower, next) == next+tail {
			return false
		}
	}
	return true
}

// disguise is how a chain is written.
type disguise struct {
	words int
	masks bool
	// singles: every part but one at the most is one digit. symbols: emoji and the like divide them.
	// lines: line breaks do; rows: rows of marks do. odd: nobody divides one number so. uniform: the same
	// divides all of them.
	singles, symbols, lines, rows, odd, uniform bool
}

func (c *numberChain) disguise() disguise {
	var d disguise
	longer := 0
	var all gapKind
	for _, part := range c.parts {
		if part.word {
			d.words++
		}
		d.masks = d.masks || part.mask
		if len(part.digits) > 1 {
			longer++
		}
	}
	d.singles = len(c.parts) >= singlesMin && longer <= 1
	d.uniform = true
	for _, gap := range c.gaps {
		all |= gap
		d.uniform = d.uniform && gap == c.gaps[0]
	}
	d.symbols, d.lines = all&gapSymbol != 0, all&gapLine != 0
	d.rows = all&gapLong != 0 && all&(gapOther|gapSpace) == 0
	marks := all &^ (gapSpace | gapLong | gapWide)
	d.odd = all&(gapOther|gapLine|gapLong|gapSymbol) != 0 || marks&(marks-1) != 0
	return d
}

// mendChain gives what to do about one chain: nothing if it is written as numbers
// are.
func (p *program) mendChain(v *view, c *numberChain) []mend {
	digits := c.digits()
	d := c.disguise()
	if len(digits) > chainMax {
		return nil
	}
	named := p.named(v, c)
	short := len(digits) < chainMin
	switch {
	case named && c.registered(v):
		return c.joinRegister(v)
	case d.words >= spokenWords:
		return c.join(v, proof{whole: true})
	case d.words > 0 && v.namesHouse(c.parts[0].start):
		return c.join(v, proof{})
	case d.words > 0 && named && (!short || c.lettered(v)):
		return c.join(v, proof{whole: true, strong: true})
	case d.masks && named && (len(c.parts) == 1 || !d.odd && !d.singles && !d.lines):
		return c.unmask(v)
	case len(c.parts) == 1 || d.words > 0:
		return nil
	case d.symbols && c.plausible(v.today):
		return c.join(v, proof{whole: true, strong: true})
	case !named, short && !c.inPlate(v):
		return nil
	case d.singles || d.symbols || d.masks || short:
		return c.join(v, proof{whole: true, named: true, strong: true})
	case d.uniform && (d.lines || d.rows || c.dialled() || !d.odd && c.lettered(v) && c.even() && !c.dated()):
		return c.join(v, proof{whole: true, named: true, strong: true})
	case c.usual(d):
		return nil
	case d.uniform && !d.odd && !c.lettered(v) && patterns.CUI(digits):
		return c.join(v, proof{whole: true, label: true, sum: true})
	case c.plausible(v.today):
		return c.join(v, proof{whole: true, named: true, sum: true})
	}
	return nil
}

// namesHouse tells whether a word right before a position announces the number of a
// house, a block, a floor, an apartment: "numărul doisprezece, etajul doi".
func (v *view) namesHouse(at int) bool {
	last, ok := v.alnumBefore(at)
	if !ok || at-last > maxSeparator {
		return false
	}
	return namesHouse(string(v.lower[v.letterRun(last+1) : last+1]))
}

// namesHouse tells whether a folded word announces such a number.
func namesHouse(word string) bool {
	switch word {
	case "nr", "numar", "numarul", "bl", "bloc", "blocul", "sc", "scara", "et", "etaj", "etajul", "ap", "apartament", "apartamentul",
		"interfon", "sector", "sectorul":
		return true
	}
	return false
}

// dialled tells whether the digits are those of a phone number with its prefix, in
// groups in which nobody writes one: threes from the first digit on.
func (c *numberChain) dialled() bool {
	digits := c.digits()
	return len(digits) == 10 && len(c.parts) == 4 && c.even() && digits[0] == '0' && (digits[1] == '7' || digits[1] == '2' || digits[1] == '3')
}

// usual tells whether a chain is divided as numbers are, so that their detectors
// know how to read it.
func (c *numberChain) usual(d disguise) bool {
	if !d.uniform || c.gaps[0]&^(gapSpace|gapDot|gapDash) != 0 {
		return false
	}
	n, breaks := 0, uint32(0)
	for _, part := range c.parts[:len(c.parts)-1] {
		n += len(part.digits)
		breaks |= 1 << n
	}
	return n+len(c.parts[len(c.parts)-1].digits) != cnpLength || usualCNPGroups(numeral{breaks: breaks})
}

// even tells whether all groups but the last, which may be shorter, are as long
// as the first, and longer than one digit.
func (c *numberChain) even() bool {
	size := len(c.parts[0].digits)
	for _, part := range c.parts[:len(c.parts)-1] {
		if len(part.digits) != size {
			return false
		}
	}
	return size > 1 && size <= 4 && len(c.parts[len(c.parts)-1].digits) <= size
}

// dated tells whether the groups are those of a date: day, month, year.
func (c *numberChain) dated() bool {
	if len(c.parts) != 3 {
		return false
	}
	return number(c.parts[0].digits) <= 31 && number(c.parts[1].digits) <= 12
}

// lettered tells whether letters touch a chain, or one or two of them stand right
// before it, as in the series of documents.
func (c *numberChain) lettered(v *view) bool {
	start, end := c.parts[0].start, c.parts[len(c.parts)-1].end
	if isLetter(v.at(start-1)) || isLetter(v.at(end)) {
		return true
	}
	last, ok := v.alnumBefore(start)
	return ok && start-last <= maxSeparator && last+1-v.letterRun(last+1) <= 2 && isLetter(v.lower[last])
}

// inPlate tells whether a chain stands between the letters of a plate.
func (c *numberChain) inPlate(v *view) bool {
	const tail = 3
	end := c.parts[len(c.parts)-1].end
	next, ok := v.alnumAfter(end - 1)
	return ok && c.lettered(v) && wordEnd(v.lower, next) == next+tail && !isDigit(v.at(next+tail))
}

// named tells whether any word that means something to a rule stands near a
// chain.
func (p *program) named(v *view, c *numberChain) bool {
	start, end := c.parts[0].start, c.parts[len(c.parts)-1].end
	return p.meansSomething(v.hits[hitsFrom(v.hits, start-chainContext):], end+chainContext) ||
		p.meansSomething(p.gate.wordsIn(v, start-chainContext, end+chainContext+1), end+chainContext)
}

// meansSomething tells whether one of the terms, which are in order, begins at or before
// a position and means something to a rule.
func (p *program) meansSomething(hits []termHit, last int) bool {
	for _, hit := range hits {
		if hit.start > last {
			return false
		}
		if len(p.roles[hit.term]) > 0 {
			return true
		}
	}
	return false
}

// join makes one unbroken number of a chain.
func (c *numberChain) join(v *view, needed proof) []mend {
	first, last := c.parts[0], c.parts[len(c.parts)-1]
	m := mend{start: v.offset(first.start), end: v.endOffset(last.end), evidence: c.evidence(), proof: needed}
	for i := range c.parts {
		m.with = append(m.with, c.parts[i].mended(v)...)
	}
	return []mend{m}
}

// evidence says how a chain is written.
func (c *numberChain) evidence() patterns.CodeSet {
	code := patterns.Grouped
	for _, gap := range c.gaps {
		if gap&(gapSymbol|gapOther) != 0 {
			code = patterns.Disguised
		}
	}
	for i := range c.parts {
		switch {
		case c.parts[i].word:
			return patterns.SetOf(patterns.SpelledOut)
		case c.parts[i].mask:
			code = patterns.Disguised
		}
	}
	return patterns.SetOf(code)
}

// unmask puts digits in place of the letters and leaves the gaps.
func (c *numberChain) unmask(v *view) []mend {
	var mends []mend
	for i := range c.parts {
		part := &c.parts[i]
		if !part.mask {
			continue
		}
		mends = append(mends, mend{
			start: v.offset(part.start), end: v.endOffset(part.end), with: part.mended(v),
			evidence: patterns.SetOf(patterns.Disguised), proof: proof{whole: true, named: true},
		})
	}
	return mends
}

// mended gives the digits of a part, each with its place: in a word all stand
// for the whole word.
func (p *numberPart) mended(v *view) []mendedByte {
	with := make([]mendedByte, len(p.digits))
	for i := range with {
		from, to := p.start, p.end
		if !p.word {
			from, to = p.start+i, p.start+i+1
		}
		with[i] = mendedByte{char: p.digits[i], from: v.offset(from), to: v.endOffset(to)}
	}
	return with
}
