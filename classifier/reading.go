package classifier

import (
	"cmp"
	"math"
	"slices"
	"sort"

	"github.com/pecete/pecete/patterns"
)

// maxReadings bounds how often a message is read anew: a number may be spelled out
// in words, with letters apart, inside a percent-encoded text inside base64, but
// nobody wraps deeper than that and still expects to be read.
const maxReadings = 4

// maxReread is the longest message that is read anew, in bytes.
const maxReread = math.MaxInt32

// reading is a message read another way: where something hides data in it, what
// hides it is undone ("unu opt cinci" is 185, "S3CR3T" is SECRET, base64 is what
// it encodes), and all else stays. Every byte knows which bytes of the message
// it stands for, so that findings have exact spans in the message.
type reading struct {
	text []byte
	// from and to say for each byte of text which bytes of the message it stands
	// for, half-open. Messages of more than maxReread bytes are not read anew.
	from, to []int32
	// stretches are what has been undone, in order, half-open in text.
	stretches []stretch
	// decoded tells that some of it was certainly written to be decoded, so that
	// words which were unreadable before count for all there is.
	decoded bool
}

// stretch is a part of a reading that does not stand in the message as it does
// here.
type stretch struct {
	start, end int
	// evidence is what to say of a finding that needs it.
	evidence patterns.CodeSet
	// proof is what a finding that needs it must prove.
	proof proof
}

// proof is what a finding must have that exists only because something was
// undone. The wilder the guess, the more there must be to show for it. The zero
// value asks for nothing: it was certainly written to be undone.
type proof struct {
	// whole: it covers all that was undone, for a piece of a guess is no finding,
	// and its check digit, if it has one, is not wrong.
	whole bool
	// named: words around it say what it is.
	named bool
	// strong: its check digit is right, a label stands right beside it, or what was
	// undone is only a part of it and words say what it is.
	strong bool
	// label: a label stands right beside it.
	label bool
	// sum: its check digit is right.
	sum bool
}

// mend is one part of a text and what it stands for.
type mend struct {
	// start and end are the bytes of the text that are replaced, half-open.
	start, end int
	// with is what replaces them, each byte with the bytes it stands for.
	with []mendedByte
	// evidence and proof are those of the stretch it becomes.
	evidence patterns.CodeSet
	proof    proof
}

// mendedByte is a byte of a reading and the bytes of the text before it, half-open,
// that it stands for.
type mendedByte struct {
	char     byte
	from, to int
}

// source gives which bytes of the message the bytes [start,end) of a reading
// stand for. The first reading, nil, is the message itself.
func (r *reading) source(start, end int) (int, int) {
	if r == nil {
		return start, end
	}
	if start == end {
		return int(r.from[start]), int(r.from[start])
	}
	return int(r.from[start]), int(r.to[end-1])
}

// apply gives text with all mends done. They must be in order and apart; text
// is that of r, or the message if r is nil.
func (r *reading) apply(text string, mends []mend) *reading {
	next := &reading{
		text: make([]byte, 0, len(text)), from: make([]int32, 0, len(text)), to: make([]int32, 0, len(text)),
		stretches: make([]stretch, 0, len(mends)),
	}
	at := 0
	for i := range mends {
		m := &mends[i]
		next.copy(r, text, at, m.start)
		start := len(next.text)
		for _, b := range m.with {
			from, to := r.source(b.from, b.to)
			next.put(b.char, from, to)
		}
		next.stretches = append(next.stretches, stretch{start: start, end: len(next.text), evidence: m.evidence, proof: m.proof})
		next.decoded = next.decoded || m.evidence.Has(patterns.Encoded)
		at = m.end
	}
	next.copy(r, text, at, len(text))
	return next
}

// copy takes over the bytes [start,end) of text as they are.
func (r *reading) copy(before *reading, text string, start, end int) {
	r.text = append(r.text, text[start:end]...)
	if before != nil {
		r.from, r.to = append(r.from, before.from[start:end]...), append(r.to, before.to[start:end]...)
		return
	}
	for i := int32(start); i < int32(end); i++ {
		r.from, r.to = append(r.from, i), append(r.to, i+1)
	}
}

func (r *reading) put(char byte, from, to int) {
	r.text = append(r.text, char)
	r.from = append(r.from, int32(from))
	r.to = append(r.to, int32(to))
}

// undoers are the ways of hiding something that the engine undoes. Each looks at
// what the scan noted and gives what it found in order and apart. What stands in
// an encoding is decoded first: before that, nothing else in it can be told.
func undoers() [2][6]func(*program, *view) []mend {
	return [2][6]func(*program, *view) []mend{
		{undoBase64, undoPercent, undoEntities, undoMojibake},
		{undoIBAN, undoNumbers, undoRows, undoLeet, undoFragments, undoSlips},
	}
}

// hides tells whether a scanned view may hide something: the scan noted it, or its only
// number is that of an account whose characters are oddly divided.
func (p *program) hides(v *view) bool {
	if v.long || v.percent || v.entities || v.mojibake || v.leet || v.apart || v.fragments || v.slips {
		return true
	}
	switch v.spoken + len(v.runs) {
	case 0:
		return false
	case 1:
		return v.lone || v.masked() || len(v.runs) == 1 && p.dividedIBAN(v, v.runs[0].start)
	}
	return true
}

// mends gives what is hidden in a view, in order and apart: of two that overlap
// the one that begins first is done now, the other in the next reading, if it is
// still there.
func (p *program) mends(v *view) []mend {
	for _, group := range undoers() {
		var all []mend
		for _, undo := range group {
			if undo == nil { // the first group has fewer
				continue
			}
			if found := undo(p, v); len(all) == 0 {
				all = found
			} else {
				all = append(all, found...)
			}
		}
		if len(all) > 0 {
			return apart(all)
		}
	}
	return nil
}

// apart sorts mends and leaves out what overlaps one before it.
func apart(mends []mend) []mend {
	byStart := func(a, b mend) int { return cmp.Compare(a.start, b.start) }
	if !slices.IsSortedFunc(mends, byStart) {
		slices.SortStableFunc(mends, byStart)
	}
	kept := mends[:0]
	end := 0
	for _, m := range mends {
		if m.start >= end {
			kept = append(kept, m)
			end = m.end
		}
	}
	return kept
}

// reread reads the message in v anew for as long as there is something to undo,
// and gives what is found in the readings beside what was found in the message
// itself. Positions of candidates are bytes of the message.
func (c *Classifier) reread(v *view, found []candidate, expressions expressionTime) ([]candidate, []*rule) {
	if len(v.src) > maxReread {
		return found, expressions.stopped
	}
	var current *reading
	text, plain := v.src, found
	other := c.borrow()
	defer c.giveBack(other)
	here := v
	for range maxReadings {
		mends := c.program.mends(here)
		if len(mends) == 0 {
			break
		}
		current = current.apply(text, mends)
		text = string(current.text)
		clear(current.text)
		other.read(text)
		other.today = v.today
		c.program.gate.scan(other)
		w := verifier{program: c.program, view: other, found: other.candidates[:0], expressions: expressions}
		current.verifyNear(&w)
		expressions, other.candidates = w.expressions, w.found
		for _, k := range current.found(other, resolve(w.found)) {
			if !covered(plain, &k) {
				found = append(found, k)
			}
		}
		here = other
	}
	if current == nil {
		return found, expressions.stopped
	}
	return resolve(found), expressions.stopped
}

// covered tells whether one of the candidates, which are in order and apart,
// covers another of its own rule: what stands plainly in the message needs no
// other reading.
func covered(plain []candidate, c *candidate) bool {
	i := sort.Search(len(plain), func(i int) bool { return plain[i].end > c.start })
	return i < len(plain) && plain[i].rule == c.rule && plain[i].start <= c.start && c.end <= plain[i].end &&
		plain[i].confidence >= sureFinding
}

// found gives the candidates that need what has been undone, and prove enough,
// with their places in the message.
func (r *reading) found(v *view, candidates []candidate) []candidate {
	kept := candidates[:0]
	for _, c := range candidates {
		start, end := v.offset(c.start), v.endOffset(c.end)
		if !r.needs(&c, start, end) {
			continue
		}
		c.value = valueOf(v.lower[c.start:c.end])
		c.start, c.end = r.source(start, end)
		kept = append(kept, c)
	}
	return kept
}

// needs tells whether a candidate at the bytes [start,end) of a reading touches
// a stretch, or may rest on words in one, and meets the proof of each that it
// touches. It adds what is to be said of it.
func (r *reading) needs(c *candidate, start, end int) bool {
	first, _ := slices.BinarySearchFunc(r.stretches, start, func(s stretch, start int) int { return cmp.Compare(s.end, start+1) })
	touches := false
	for _, s := range r.stretches[first:] {
		if s.start >= end {
			break
		}
		if !s.proof.met(c, start <= s.start && s.end <= end, end-start > s.end-s.start) {
			return false
		}
		c.evidence |= s.evidence
		touches = true
	}
	return touches || r.decoded
}

// met tells whether a candidate proves enough. Whole tells that it covers all of
// the stretch, more that it is longer.
func (p proof) met(c *candidate, whole, more bool) bool {
	sum := c.evidence.Has(patterns.ChecksumValid)
	label := c.evidence.Has(patterns.ContextLabel)
	named := label || c.evidence.Has(patterns.ContextWord)
	switch {
	case c.marking != nil:
		return true
	case p.whole && (!whole || c.evidence.Has(patterns.ChecksumInvalid)),
		p.named && !named,
		p.strong && !label && !sum && !(more && named),
		p.label && !label,
		p.sum && !sum:
		return false
	}
	return true
}
