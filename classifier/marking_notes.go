package classifier

// noteHits is the most meanings of one word that are kept.
const noteHits = 6

// wordNote is a word or number that means something to a finder of markings.
type wordNote struct {
	at int
	// serial is that of the message it was taken in.
	serial int
	// count of hits.
	count int
	hits  [noteHits]wordHit
	// other is the wording that begins here, if otherEnd is above 0.
	other    *wording
	otherEnd int
	// longest is the longest wording that begins here with its letters together, if
	// longestEnd is above 0.
	longest    *wording
	longestEnd int
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
	// looked has what was looked up last, by the low bits of the position: what
	// stands around one marking stands around the next one too.
	looked []wordNote
}

const (
	// lookedFew and lookedMany are how many places of a short and of a long message
	// are remembered, so few that they stay in a near cache; lookedLong is how long, in
	// folded characters, a long one is.
	lookedFew, lookedMany = 64, 256
	lookedLong            = 4096
)

// remembered gives where the note about a position is kept.
func (n *wordNotes) remembered(v *view, at int) *wordNote {
	return slotFor(&n.looked, len(v.lower), at)
}

// lookedFor gives how many places of a message so long are remembered.
func lookedFor(length int) int {
	if length < lookedLong {
		return lookedFew
	}
	return lookedMany
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
		n.notes = append(n.notes, *note)
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

// note gives what is known of the word or number at at, until the next one is asked for.
func (f *markingFinder) note(v *view, at int) *wordNote {
	note := v.notesOf(f).remembered(v, at)
	if note.at != at || note.serial != v.serial {
		f.lookUp(v, at, note)
	}
	return note
}

// lookUp looks up the word or number at at.
func (f *markingFinder) lookUp(v *view, at int, note *wordNote) {
	*note = wordNote{at: at, serial: v.serial}
	if b := v.lower[at]; b == '0' || b == 's' {
		note.number = v.registerAt(at, true)
	}
	if !isLetter(v.lower[at]) {
		return
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
	if span, ok := f.wordings.longest(v, at); ok {
		note.longest, note.longestEnd = span.wording, span.end
	}
	note.other, note.otherEnd = note.longest, note.longestEnd
	if span, ok := f.apart(v, at); ok {
		note.other, note.otherEnd = span.wording, span.end
	}
}

// longest gives the longest wording that begins at a word start.
func (f *markingFinder) longest(v *view, at int) (markingSpan, bool) {
	if at >= len(v.lower) {
		return markingSpan{start: at}, false
	}
	note := f.note(v, at)
	if note.longest == nil {
		return markingSpan{start: at}, false
	}
	return markingSpan{start: at, end: note.longestEnd, wording: note.longest, marking: note.longest.marking}, true
}
