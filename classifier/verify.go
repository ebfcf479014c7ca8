package classifier

import "github.com/pecete/pecete/patterns"

// candidate is a sighting weighed: what may become a finding. Positions are
// folded until it has its place in the message (placed, reading.found).
type candidate struct {
	start, end int
	rule       *rule
	confidence float64
	evidence   patterns.CodeSet
	marking    *patterns.Marking
	// value stands for its letters and digits (Finding.value).
	value uint64
}

const (
	// reportFloor is the confidence below which a candidate is no finding: more
	// speaks against it than for it.
	reportFloor = patterns.ReportFloor
	// maxConfidence caps what evidence can add up to: nothing here is certain.
	maxConfidence = patterns.MaxConfidence
	// publishedConfidence caps what a finder knows to be an example from
	// documentation or a number reserved for tests, whatever stands around it: it
	// is nobody's, and a message may list many.
	publishedConfidence = 0.1
)

// verifier decides about the candidates of one message.
type verifier struct {
	program *program
	view    *view
	found   []candidate
	// near are the parts of the view whose anchors are looked at, in order and apart;
	// nil means all of it.
	near []window
	// plain turns off what only saves time, for the plain twin.
	plain bool
	// expressions watches over the time of the message.
	expressions expressionTime
	// asked is the rule that was last asked whether it needs digits, and the answer.
	asked  *rule
	answer bool
}

// run looks at every place the gate noted.
func (w *verifier) run() {
	in := 0
	for _, run := range w.view.runs {
		if w.beyond(run.start, &in) {
			continue
		}
		place := w.view.placeOf(run)
		for _, r := range w.program.digits {
			if run.reach >= r.Anchors.Digits && place.digits >= r.Anchors.Run && r.runs.met(&place) {
				w.look(r, run.start)
			}
		}
	}
	in = 0
	for _, hit := range w.view.hits {
		if w.beyond(hit.start, &in) {
			continue
		}
		for _, role := range w.program.roles[hit.term] {
			if r := w.program.rules[role.rule]; role.group == anchorGroup && !w.needsDigits(r) {
				w.look(r, hit.start)
			}
		}
	}
	in = 0
	for _, c := range w.view.chars {
		if w.beyond(c.at, &in) {
			continue
		}
		for _, r := range w.program.chars[c.char] {
			w.look(r, c.at)
		}
	}
	w.runSpaced()
}

// runSpaced looks at the letters written apart.
func (w *verifier) runSpaced() {
	in, next := 0, 0 // next is the first hit that does not begin before the letter
	for _, at := range w.view.spaced {
		if w.beyond(at, &in) {
			continue
		}
		for next < len(w.view.hits) && w.view.hits[next].start < at {
			next++
		}
		for _, r := range w.program.spaced {
			switch {
			case w.anchoredByWord(r, next, at):
			case r.spaced != nil && r.needs == 0:
				if seen, ok := r.spaced.findSpaced(w.view, at); ok {
					w.keep(r, seen)
				}
			default:
				w.look(r, at)
			}
		}
	}
}

// needsDigits tells whether a rule finds nothing here because there are no digits.
func (w *verifier) needsDigits(r *rule) bool {
	if r.undigited == nil || len(w.view.runs) > 0 {
		return false
	}
	if r.undigited.size() == 0 {
		return true
	}
	if w.asked != r {
		w.asked, w.answer = r, !w.view.holdsAny(r.undigited)
	}
	return w.answer
}

// anchoredByWord tells whether a word at a position anchors the rule too, as "S"
// does, so that it has been looked at; next is the first hit from there on.
func (w *verifier) anchoredByWord(r *rule, next, at int) bool {
	for _, hit := range w.view.hits[next:] {
		if hit.start > at {
			break
		}
		for _, role := range w.program.roles[hit.term] {
			if int(role.rule) == r.index && role.group == anchorGroup {
				return true
			}
		}
	}
	return false
}

// look asks a rule about one anchor and keeps the candidate if it holds.
func (w *verifier) look(r *rule, at int) {
	if seen, ok := w.sight(r, at); ok {
		w.keep(r, seen)
	}
}

// keep keeps the candidate of a sighting if it holds.
func (w *verifier) keep(r *rule, seen sighting) {
	if seen.end <= seen.start {
		return
	}
	if c, ok := w.weigh(r, seen); ok {
		w.found = append(withRoom(w.found, c.start, len(w.view.lower)), c)
	}
}

// finderReach is the furthest a candidate that needs a word nearby may extend
// from its anchor, to either side, in folded characters.
const finderReach = patterns.MaxWindow

// sight runs the rule's finder or expression at an anchor.
func (w *verifier) sight(r *rule, at int) (sighting, bool) {
	if !w.plain && r.needs != 0 && !w.program.nearWord(w.view, r, at-finderReach, at+finderReach) {
		return sighting{}, false
	}
	if r.finder != nil {
		return r.finder.find(w.view, at)
	}
	lo := max(0, at-r.Anchors.Before)
	hi := min(len(w.view.lower), at+r.Anchors.After)
	start, end, ok := w.expressions.search(r, w.view.lower, lo, at, hi)
	if !ok {
		return sighting{}, false
	}
	seen := sighting{start: start, end: end, evidence: patterns.SetOf(patterns.Shape)}
	if r.checksum != nil {
		seen.evidence = seen.evidence.With(sumEvidence(r.checksum(compact(w.view.lower[start:end]))))
	}
	return seen, true
}

func sumEvidence(valid bool) patterns.Code {
	if valid {
		return patterns.ChecksumValid
	}
	return patterns.ChecksumInvalid
}

// compact gives the letters and digits of folded text, without separators.
func compact(text []byte) string {
	out := make([]byte, 0, len(text))
	for _, b := range text {
		if isAlnum(b) || b == '<' {
			out = append(out, b)
		}
	}
	return string(out)
}

// weigh adds up the evidence for a sighting. The sum is the detector's base and the
// adjustments of all evidence, at most 0.99, less what remarks take from that; below
// the report floor of 0.1 there is no finding. Candidates are compared by it; only
// findings say what it is worth.
func (w *verifier) weigh(r *rule, seen sighting) (candidate, bool) {
	evidence := seen.evidence
	if !seen.native && w.view.disguised(seen.start, seen.end) {
		evidence = evidence.With(patterns.Disguised)
	}
	confidence := r.Confidence + seen.adjust
	evidence.Each(func(c patterns.Code) { confidence += r.AdjustFor(c) })
	around, adjust, reserve := w.program.weighContext(w.view, r, seen.start, seen.end, seen.evidence)
	evidence |= around
	confidence = min(confidence+adjust, maxConfidence) + reserve
	if seen.evidence.HasAny(patterns.SetOf(patterns.DocumentationExample, patterns.TestNumber)) {
		confidence = min(confidence, publishedConfidence)
	}
	for _, requirement := range r.Require {
		if !requirement.Met(evidence) {
			return candidate{}, false
		}
	}
	if confidence < reportFloor {
		return candidate{}, false
	}
	return candidate{
		start: seen.start, end: seen.end, rule: r, marking: seen.marking,
		confidence: rounded(min(confidence, maxConfidence)), evidence: evidence,
	}, true
}
