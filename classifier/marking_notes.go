package classifier

// noteHits is the most meanings of one word that are kept.
const noteHits = 6

// wordNote is a word or number that means something to a finder of markings.
type wordNote struct {
	at int
	// count of hits.
	count int
	hits  [noteHits]wordHit
	// other is the wording that begins here, if otherEnd is above 0.
	other    *wording
	otherEnd int
	// number tells that it could be a register number.
	number bool
}

// wordNotes are the notes of one finder about a stretch of one view. Markings
// stand close together in hostile texts; with the notes, what lies between two
// of them is looked up once and not again for each.
type wordNotes struct {
	finder *markingFinder
	serial int
	// The stretch [from,to) has been read; its notes begin at index head.
	from, to int
	head     int
	notes    []wordNote
}

// notesOf gives the view's notes of a finder.
func (v *view) notesOf(f *markingFinder) *wordNotes {
	for _, n := range v.notes {
		if n.finder == f {
			return n
		}
	}
	n := &wordNotes{finder: f}
	v.notes = append(v.notes, n)
	return n
}

// between gives the notes about words that begin in [from,to).
func (n *wordNotes) between(v *view, from, to int) []wordNote {
	if n.serial != v.serial || from < n.from || from > n.to {
		n.serial, n.from, n.to = v.serial, from, from
		n.head, n.notes = 0, n.notes[:0]
	}
	for n.head < len(n.notes) && n.notes[n.head].at < from {
		n.head++
	}
	if n.head > len(n.notes)/2 {
		n.notes = n.notes[:copy(n.notes, n.notes[n.head:])]
		n.head = 0
	}
	n.from = from
	for ; n.to < to; n.to++ {
		n.read(v, n.to)
	}
	end := len(n.notes)
	for end > n.head && n.notes[end-1].at >= to {
		end--
	}
	return n.notes[n.head:end]
}

// read takes a note if a word that means something begins at at.
func (n *wordNotes) read(v *view, at int) {
	b := v.lower[at]
	if !isLetter(b) && b != '0' || isLetter(v.at(at-1)) {
		return
	}
	if note := n.finder.note(v, at); note.speaks() || note.otherEnd > 0 || note.number {
		n.notes = append(n.notes, note)
	}
}

// speaks tells whether a meaning of the word counts near a wording.
func (n *wordNote) speaks() bool {
	for i := range n.count {
		if n.hits[i].roles&^silentRoles != 0 {
			return true
		}
	}
	return false
}

// note looks up the word or number at at.
func (f *markingFinder) note(v *view, at int) wordNote {
	note := wordNote{at: at}
	if b := v.lower[at]; b == '0' || b == 's' {
		note.number = v.registerAt(at, true)
	}
	if !isLetter(v.lower[at]) {
		return note
	}
	var buffer [8]termHit
	for _, hit := range f.words.terms.appendAt(buffer[:0], v.lower, at) {
		if note.count == noteHits { // a long phrase tells more than a short one
			copy(note.hits[:], note.hits[1:])
			note.count--
		}
		note.hits[note.count] = wordHit{start: hit.start, end: hit.end, roles: f.words.roles[hit.term]}
		note.count++
	}
	span, ok := f.apart(v, at)
	if !ok {
		span, ok = f.wordings.longest(v, at)
	}
	if ok {
		note.other, note.otherEnd = span.wording, span.end
	}
	return note
}
