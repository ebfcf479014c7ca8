package classifier

import (
	"sort"

	"github.com/pecete/pecete/patterns"
)

// contextGroup is a context group compiled for the engine. Windows are in
// folded characters.
type contextGroup struct {
	code          patterns.Code
	before, after int
	adjust        float64
	stance        stance
	// label: its words count only for the number they stand next to.
	label bool
}

// stance is what the words of a group say about a candidate.
type stance uint8

const (
	// favours: it is what the detector looks for.
	favours stance = iota
	// opposes: it is something else.
	opposes
	// remarks: nothing about what it is, but whose it is or what it serves for,
	// such as a public body's number or an example.
	remarks
)

// stanceOf gives the stance of a group from its code and adjustment.
func stanceOf(code patterns.Code, adjust float64) stance {
	switch {
	case adjust == 0, code == patterns.PublicBody, code == patterns.PersonNearby, code == patterns.ExampleContext, code == patterns.DocumentationExample:
		return remarks
	case adjust > 0:
		return favours
	}
	return opposes
}

// nearness ranks the nearest word for and against a candidate on one side of
// it; less is nearer. Of two words that end at the same place the longer is
// taken, so that "tax id" outweighs "id".
type nearness struct {
	favour, against int
}

// rankNear gives the rank of a word so long at a distance, in folded characters.
func rankNear(distance, length int) int {
	return distance*2*maxTermLength - min(length, maxTermLength)
}

const farAway = 1 << 30

// weighContext gives the evidence of the words around the span [start,end), what
// it adds to the confidence, and the reserve that remarks add to what comes out,
// so that no amount of proof of what it is drowns whose it is. On each side only the nearer of the words
// for and the words against counts, so that in "comanda 123, CNP 185..." the
// label that stands next to the number wins. Remarks always count, each once. What a
// number with some proof of its own is called right after it outweighs a word
// further away before it: "pe factura trec 185... ca CNP".
func (p *program) weighContext(v *view, r *rule, start, end int, own patterns.CodeSet) (evidence patterns.CodeSet, adjust, reserve float64) {
	if r.reach == 0 {
		return 0, 0, 0
	}
	left, right := nearness{farAway, farAway}, nearness{farAway, farAway}
	label := 0 // where the nearest word for it before it ends
	p.eachContext(v, r, start, end, func(group int, before bool, rank, edge int) {
		side := &right
		if before {
			side = &left
		}
		switch r.groups[group].stance {
		case opposes:
			side.against = min(side.against, rank)
		case favours:
			if before && rank < side.favour {
				label = edge
			}
			side.favour = min(side.favour, rank)
		}
	})
	if left.against < left.favour && left.favour < farAway && v.qualifiedLabel(label, start, !own.Has(patterns.ChecksumValid) || !own.Has(patterns.DateValid)) {
		left.against = farAway
	}
	if left.against < farAway && own.Has(patterns.ChecksumValid) && p.namedAfter(v, r, end) <= rankNear(rightBehind, 0) {
		left.against, left.favour = farAway, min(left.favour, farAway-1)
	}
	if left.against >= loose(own) && left.against < farAway && p.namedAfter(v, r, end) < left.against {
		left.against, left.favour = farAway, min(left.favour, farAway-1)
	}
	var counted uint64
	p.eachContext(v, r, start, end, func(group int, before bool, _, _ int) {
		g, side := &r.groups[group], right
		if before {
			side = left
		}
		if g.stance == remarks && own.Has(g.code) { // the finder saw as much
			return
		}
		if g.stance == opposes && side.favour < side.against || g.stance == favours && side.against < side.favour {
			return
		}
		if counted&(1<<group) == 0 {
			counted |= 1 << group
			evidence = evidence.With(g.code)
		}
	})
	for i := range r.groups {
		switch g := &r.groups[i]; {
		case counted&(1<<i) == 0 || r.outweighed(i, counted):
		case g.stance == remarks:
			reserve += g.adjust
		default:
			adjust += g.adjust
		}
	}
	return evidence, adjust, reserve
}

// outweighed tells whether another of the counted groups makes the same remark
// more strongly: what is said twice in two ways counts once.
func (r *rule) outweighed(i int, counted uint64) bool {
	g := &r.groups[i]
	if g.stance != remarks {
		return false
	}
	for j := range r.groups {
		other := &r.groups[j]
		if counted&(1<<j) == 0 || other.stance != remarks || other.code != g.code {
			continue
		}
		if other.adjust < g.adjust || other.adjust == g.adjust && j < i {
			return true
		}
	}
	return false
}

// rightBehind is how far behind a number with a right control digit a label may
// stand, in folded characters, that outweighs whatever stands before it: "… e CNP-ul
// tatei".
const rightBehind = 6

// maxTermLength bounds how long a term is in a text, in folded characters.
const maxTermLength = 160

// hitsFrom gives the index of the first hit that starts at or after at.
func hitsFrom(hits []termHit, at int) int {
	return sort.Search(len(hits), func(i int) bool { return hits[i].start >= at })
}

// nearWord tells whether a word that a rule's candidates need stands anywhere
// within reach of the stretch [lo,hi). It may say yes too often, never no. Anchors are
// asked about from the first to the last, so it goes on from what it last saw.
func (p *program) nearWord(v *view, r *rule, lo, hi int) bool {
	first, last := max(0, lo-r.reach-maxTermLength), hi+r.reach
	seen := v.neededBy(r)
	if seen.serial != v.serial || first < seen.from || seen.latest > last {
		*seen = neededWords{serial: v.serial, from: first, to: first, latest: -1}
	}
	if seen.latest >= first {
		return true
	}
	from := max(first, seen.to)
	if from > last {
		return false
	}
	for _, hit := range p.gate.wordsIn(v, from, last+1) {
		if hit.start > last {
			break
		}
		if p.speaksTo(r, hit.term) && p.needed(r, hit.term) {
			seen.latest, seen.to = hit.start, hit.start+1
			return true
		}
	}
	seen.to = last + 1
	return false
}

// neededWords is what is known of the words that a rule needs in a message: latest is
// where the last one begins that begins in [from,to), -1 if none does.
type neededWords struct {
	serial           int
	from, to, latest int
}

// neededBy gives what is known of the words that a rule needs.
func (v *view) neededBy(r *rule) *neededWords {
	for len(v.needed) <= r.index {
		v.needed = append(v.needed, neededWords{})
	}
	return &v.needed[r.index]
}

// needed tells whether a term is one that a rule's candidates need.
func (p *program) needed(r *rule, term int) bool {
	for _, role := range p.roles[term] {
		if int(role.rule) == r.index && role.group != anchorGroup && r.needs.Has(r.groups[role.group].code) {
			return true
		}
	}
	return false
}

// speaksTo tells at little cost whether a term may be one of the words around a rule's
// candidates.
func (p *program) speaksTo(r *rule, term int) bool {
	return p.audience[term]>>(r.index%64)&1 != 0
}

// eachContext calls f for every word of the rule's groups within its window, with
// its rank and the edge of it that is nearer.
func (p *program) eachContext(v *view, r *rule, start, end int, f func(group int, before bool, rank, edge int)) {
	for _, hit := range p.gate.wordsIn(v, start-r.reach-maxTermLength, end+r.reach+1) {
		if hit.start > end+r.reach {
			return
		}
		if !p.speaksTo(r, hit.term) {
			continue
		}
		for _, role := range p.roles[hit.term] {
			if int(role.rule) != r.index || role.group == anchorGroup {
				continue
			}
			g := &r.groups[role.group]
			switch {
			case hit.end <= start && start-hit.end <= g.before && g.before > 0:
				if !g.label || !v.digitBetween(hit.end, start) || !v.digitBetween(hit.end, v.listedBefore(start, end)) {
					f(int(role.group), true, rankNear(start-hit.end, hit.end-hit.start), hit.end)
				}
			case hit.start >= end && hit.start-end <= g.after && g.after > 0:
				if !g.label || v.sameClause(end, hit.start) && !v.labelsNext(hit.end) {
					f(int(role.group), false, rankNear(hit.start-end, hit.end-hit.start), hit.start)
				}
			}
		}
	}
}

// loose gives how far before a candidate with such evidence of its own a word
// against it must stand so that a label right after it counts more. Where a
// label is the only proof, a nearer word may be what the label speaks of:
// "factura seria AB nr. 123456".
func loose(own patterns.CodeSet) int {
	const apart = 16
	switch {
	case own.Has(patterns.ChecksumValid):
		return rankNear(1, maxTermLength)
	case own.Has(patterns.ContextLabel):
		return rankNear(apart, maxTermLength)
	}
	return farAway
}

// namedAfter gives how far behind a position the nearest label stands that names
// what ends there, as rankNear counts distances.
func (p *program) namedAfter(v *view, r *rule, end int) int {
	nearest := farAway
	for _, hit := range p.gate.wordsIn(v, end, end+r.reach+1) {
		if hit.start > end+r.reach {
			break
		}
		if !p.speaksTo(r, hit.term) {
			continue
		}
		for _, role := range p.roles[hit.term] {
			if int(role.rule) != r.index || role.group == anchorGroup {
				continue
			}
			g := &r.groups[role.group]
			if (g.code == patterns.ContextLabel || g.label) && g.stance == favours && hit.start-end <= g.after &&
				v.sameClause(end, hit.start) && !v.labelsNext(hit.end) && !v.deniedAfter(hit.end) {
				nearest = min(nearest, rankNear(hit.start-end, 0))
			}
		}
	}
	return nearest
}

// digitBetween tells whether there is a digit between two positions.
func (v *view) digitBetween(from, to int) bool {
	for i := from; i < to; i++ {
		if isDigit(v.lower[i]) {
			return true
		}
	}
	return false
}

// sameClause tells whether nothing between two positions ends what is said of a
// number: no other number, comma, semicolon, bar or line break.
func (v *view) sameClause(from, to int) bool {
	for i := from; i < to; i++ {
		switch b := v.lower[i]; {
		case isDigit(b), b == ',', b == ';', b == '|', b == '\n':
			return false
		}
	}
	return true
}

// labelsNext tells whether a word that ends at a position stands right before
// a number, and so is that number's label.
func (v *view) labelsNext(end int) bool {
	const maxGap = 6
	for i := end; i < end+maxGap && !isLetter(v.at(i)) && v.at(i) != ')' && v.at(i) != '\n'; i++ {
		if isDigit(v.at(i)) {
			return true
		}
	}
	return false
}
