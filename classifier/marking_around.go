package classifier

import (
	"math/bits"

	"github.com/pecete/pecete/patterns"
)

// markingSurroundings is what stands around a wording.
type markingSurroundings struct {
	// label stands with a colon, namely without: "clasificare: secret", "clasificat
	// secret".
	label, namely                  bool
	document, letterhead, transfer bool
	// handed tells that the sender says to pass on a document, and gives that they
	// say to pass on anything.
	handed, gives             bool
	register, copies          bool
	ordinary, clearance, joke bool
	// reported tells that the press or fiction speaks, and self that the document
	// speaks of itself.
	reported, self bool
	// office tells that words of offices stand near: documents, numbers, copies.
	office bool
	// denied tells that the document is said not to be of the level.
	denied bool
	// defined tells that the word behind the wording says which secret it is.
	defined                  bool
	beside, otherScheme      bool
	declassified, enumerated bool
	// phrase tells that a wording of the detector stands near an abbreviation.
	phrase                  bool
	language, otherLanguage int
	// schemes are the other schemes whose wordings stand near.
	schemes wordRole
}

// How far the kinds of words may stand from a wording, in folded characters.
const (
	aroundReach       = 160
	labelReach        = 8
	documentReach     = 24
	documentAfter     = 12
	closeReach        = 50
	transferReach     = 90
	selfReach         = 60
	registerReach     = 100
	copyReach         = 120
	ordinaryReach     = 110
	declassifiedReach = 80
	besideReach       = 2
	credentialReach   = 40
	listReach         = 24
	listWide          = 100
	denialReach       = 34
	// labelColon is how far a label may stand that has another word before its
	// colon: "clasificare actuală: secret".
	labelColon = 24
	// nameMin is the length from which an abbreviation needs no colon after its
	// label: "clasificat SSID", but not "clasificat S".
	nameMin = 3
)

// survey is one pass over the surroundings of a wording.
type survey struct {
	f      *markingFinder
	v      *view
	span   markingSpan
	around markingSurroundings
	// second is another of the detector's markings seen near by.
	second *patterns.Marking
	// handing tells that the sender says to pass something on.
	handing bool
	// plural tells that documents are named in the plural.
	plural bool
	// future is the end of the last word that puts off what follows.
	future int
	// anyDocument tells that a document is named as one of many: "un document".
	anyDocument bool
	// hush tells that somebody asks not to tell.
	hush bool
	// lastDocument and lastTopic are where the last document and the last topic
	// before the wording on its line begin.
	lastDocument, lastTopic int
	// near tells that a document is named anywhere within transferReach, and close
	// that one is named before the wording on its line.
	near, close bool
	// weakLabel tells that a word which is a label only at times stands before the
	// wording, and weakColon that a colon stands between.
	weakLabel, weakColon bool
}

// around reads what stands within aroundReach of a wording, once.
func (f *markingFinder) around(v *view, span markingSpan) markingSurroundings {
	s := survey{f: f, v: v, span: span, future: -1}
	notes := v.notesOf(f).between(v, max(0, span.start-aroundReach), min(len(v.lower), span.end+aroundReach))
	for i := range notes {
		if at := notes[i].at; at < span.start || at >= span.end {
			s.word(&notes[i])
		}
	}
	s.settle()
	return s.around
}

// settle decides what only everything around the wording can tell.
func (s *survey) settle() {
	a, v, span := &s.around, s.v, s.span
	if v.registerAt(span.start, true) {
		a.register = a.register || v.registerAt(span.start, s.f.announced(v, span.start))
	}
	// One more scheme is a second marking; two more are a table of equivalence.
	a.enumerated = a.enumerated || bits.OnesCount64(uint64(a.schemes)) > 1
	a.gives = s.handing
	s.settleDocument()
	s.settleLabel()
	a.joke = a.joke || v.laughed(span.end) || v.authored(span) || s.hush && !a.handed
}

// settleDocument decides whether a document is named, and whether the sender
// passes it on. What lies behind a topic is what the document is about: "cererea
// de acces la informații secrete". One document of many counts only where it is
// passed on, and the name of a file is one.
func (s *survey) settleDocument() {
	a, ordinary := &s.around, s.span.wording.ordinary
	if s.lastTopic > s.lastDocument {
		a.document, a.transfer, s.plural, s.close, s.handing = false, false, false, false, false
	}
	named := a.document || s.plural || s.close && !ordinary && !a.clearance
	a.document = a.document || s.handing && (s.anyDocument || named)
	// A document of many that nobody passes on is told about.
	a.ordinary = a.ordinary || s.anyDocument && !s.handing
	a.handed = named && s.handing && !a.reported
	a.self = a.self && !a.reported
	a.document = a.document || s.plural && a.transfer || !ordinary && s.v.fileNamed(s.span.end)
}

// announced tells whether a word such as "nr" stands right before at, or
// whether brackets hold the number right after the wording.
func (s *survey) announced(at int) bool {
	return s.f.announced(s.v, at) || s.v.at(at-1) == '(' && at > s.span.end && at-s.span.end <= columnGap
}

// announced tells whether a word such as "nr" stands right before at.
func (f *markingFinder) announced(v *view, at int) bool {
	end := at
	for end > 0 && at-end <= labelReach && isGap(v.at(end-1)) {
		end--
	}
	start := end
	for start > 0 && end-start <= labelReach && isLetter(v.at(start-1)) {
		start--
	}
	if start == end {
		return false
	}
	note := f.note(v, start)
	for _, hit := range note.hits[:note.count] {
		if hit.roles&roleNumber != 0 && hit.end == end {
			return true
		}
	}
	return false
}

// distance gives how far [start,end) stands from the wording.
func (s *survey) distance(start, end int) int {
	if end <= s.span.start {
		return s.span.start - end
	}
	return start - s.span.end
}

// word weighs what a note says.
func (s *survey) word(note *wordNote) {
	for _, hit := range note.hits[:note.count] {
		if hit.end <= s.span.start || hit.start >= s.span.end {
			s.weigh(hit)
		}
	}
	if note.otherEnd > 0 && note.other.abbreviation && s.v.at(note.at-1) == '(' && s.v.at(note.otherEnd) == ')' {
		s.around.office = true // portions
	}
	// The same marking again says nothing new, and may fill a text.
	if note.otherEnd > 0 && (s.span.wording.abbreviation || note.other.marking != s.span.wording.marking) {
		s.other(markingSpan{start: note.at, end: note.otherEnd, wording: note.other, marking: note.other.marking})
	}
	if note.number && !s.around.register && s.distance(note.at, note.at) <= registerReach {
		s.around.register = s.v.registerAt(note.at, s.announced(note.at))
	}
}

// The roles that speak for a marking, of numbers beside it, and against it.
const (
	rolesFor     = roleLabel | roleColonLabel | roleDocument | rolePlural | roleTransfer | roleHanding | roleSelf
	rolesNumber  = roleCopy | rolePage | roleCopied | roleFiled
	rolesAgainst = roleTopic | roleOrdinary | roleReported | roleSpeaker | roleClearance | roleJoke | roleHush | roleDenial | roleBefore | roleAfter | roleCredential |
		roleOtherBefore | roleOtherAfter | roleFuture | roleDeclassified
	rolesOffice = roleDocument | rolePlural | roleLetterhead | roleCopy | roleCopied | rolePage | roleFiled | roleLabel |
		roleOffice | roleTransfer | roleHanding
	rolesScheme = roleNational | roleAlliance | roleUnion
)

// weigh notes what a word says about the wording.
func (s *survey) weigh(hit wordHit) {
	a, distance := &s.around, s.distance(hit.start, hit.end)
	if hit.roles&rolesFor != 0 {
		s.weighFor(hit, distance)
	}
	if hit.roles&rolesNumber != 0 {
		s.weighNumber(hit, distance)
	}
	if hit.roles&rolesAgainst != 0 {
		s.weighAgainst(hit, distance)
	}
	a.letterhead = a.letterhead || hit.roles&roleLetterhead != 0
	a.office = a.office || hit.roles&rolesOffice != 0
	if distance <= listWide {
		a.schemes |= hit.roles & rolesScheme
	}
	if hit.roles&roleLanguage != 0 {
		a.language++
	}
	if hit.roles&roleOtherLanguage != 0 {
		a.otherLanguage++
	}
}

func (s *survey) weighFor(hit wordHit, distance int) {
	a, before := &s.around, hit.end <= s.span.start
	has := func(role wordRole) bool { return hit.roles&role != 0 }
	if before && distance <= labelColon && has(roleLabel|roleColonLabel) {
		s.labels(hit)
	}
	if before && s.onLine(hit) && has(roleDocument) {
		s.lastDocument = hit.start
	}
	if s.onLine(hit) && (before && distance <= documentReach || !before && distance <= documentAfter && !s.v.punctuated(s.span.end, hit.start)) {
		indefinite := has(roleDocument) && s.v.indefinite(hit.start)
		a.document = a.document || has(roleDocument) && !indefinite
		s.anyDocument = s.anyDocument || indefinite
		s.plural = s.plural || has(rolePlural)
	}
	s.near = s.near || has(roleDocument) && distance <= transferReach
	a.self = a.self || has(roleSelf) && before && s.onLine(hit) && distance <= selfReach
	if distance <= transferReach && !s.v.negated(hit.start) {
		s.close = s.close || has(roleDocument) && before && s.onLine(hit) && distance <= closeReach
		a.transfer = a.transfer || has(roleTransfer|roleHanding)
		s.handing = s.handing || has(roleHanding)
	}
}

func (s *survey) weighNumber(hit wordHit, distance int) {
	a, v := &s.around, s.v
	has := func(role wordRole) bool { return hit.roles&role != 0 }
	if distance <= copyReach {
		a.copies = a.copies || has(roleCopy) && v.copyAt(hit.end) || has(roleCopied) && v.copiedAt(hit.start) ||
			has(rolePage) && !s.span.wording.abbreviation && v.pageAt(hit.end)
	}
	a.register = a.register || has(roleFiled) && distance <= registerReach && v.filedAt(hit.end)
}

func (s *survey) weighAgainst(hit wordHit, distance int) {
	a, before, onLine := &s.around, hit.end <= s.span.start, s.onLine(hit)
	has := func(role wordRole) bool { return hit.roles&role != 0 }
	if distance <= ordinaryReach {
		a.ordinary = a.ordinary || has(roleOrdinary|roleReported) && onLine
		quoted := has(roleSpeaker) && before && s.v.quotes(hit, s.span)
		a.reported = a.reported || has(roleReported) && onLine || quoted
		a.ordinary = a.ordinary || quoted
		a.clearance = a.clearance || has(roleClearance) && onLine
		a.joke = a.joke || has(roleJoke)
		s.hush = s.hush || has(roleHush)
		if has(roleTopic) && before && onLine {
			s.lastTopic = hit.start
		}
		a.denied = a.denied || has(roleDenial) && before && onLine && distance <= denialReach && !s.v.punctuated(hit.end, s.span.start)
	}
	if distance <= besideReach {
		a.beside = a.beside || onLine && (before && has(roleBefore) || !before && has(roleAfter))
		a.defined = a.defined || onLine && !before && has(roleAfter)
		a.otherScheme = a.otherScheme || s.adjoins(hit) && (before && has(roleOtherBefore) || !before && has(roleOtherAfter))
	}
	a.beside = a.beside || distance <= credentialReach && has(roleCredential)
	a.declassified = a.declassified || has(roleDeclassified) && distance <= declassifiedReach && hit.start-s.future > besideReach
	if has(roleFuture) {
		s.future = hit.end
	}
}

// onLine tells whether a word stands on the line of the wording.
func (s *survey) onLine(hit wordHit) bool {
	return hit.start >= s.span.lineStart && hit.end <= s.span.lineEnd
}

// punctuated tells whether a mark that ends a thought stands in [from,to).
func (v *view) punctuated(from, to int) bool {
	for at := from; at < to; at++ {
		switch v.at(at) {
		case '.', ',', ';', ':', '!', '?', '\n', '(', ')':
			return true
		}
	}
	return false
}

// adjoins tells whether only spaces and dashes stand between a word and the
// wording; a slash would divide two markings.
func (s *survey) adjoins(hit wordHit) bool {
	from, to := hit.end, s.span.start
	if hit.start >= s.span.end {
		from, to = s.span.end, hit.start
	}
	for at := from; at < to; at++ {
		if b := s.v.at(at); b != ' ' && b != '-' && b != '_' {
			return false
		}
	}
	return true
}

// labels notes a word before the wording as its label if nothing but punctuation
// stands between them. Words that are labels only at times need a colon, and
// capitals after it where an everyday word follows; an abbreviation needs both a
// true label and a colon.
func (s *survey) labels(hit wordHit) {
	colon, apart, words := false, false, 0
	for at := hit.end; at < s.span.start; at++ {
		b := s.v.at(at)
		switch {
		case isDigit(b), b == '=' && s.v.at(at+1) == '=', isLetter(b) && (colon || words > 1), s.v.hasWord(at, "sunt"):
			return
		case isLetter(b) && !isLetter(s.v.at(at-1)):
			words++
		}
		apart = apart || (b == '.' || b == ';' || b == '!' || b == '?') && s.v.at(at+1) == ' '
		colon = colon || b == ':' || b == '='
	}
	if s.v.hasWord(hit.start-2, "a") || s.v.hasWord(hit.start-3, "au") {
		return // somebody else did it: "guvernul a clasificat contractul: secret"
	}
	if words > 1 || words > 0 && (!colon || hit.roles&roleLabel == 0) || words == 0 && s.distance(hit.start, hit.end) > labelReach {
		return
	}
	w, label := s.span.wording, hit.roles&roleLabel != 0
	switch {
	case label:
		s.around.label = s.around.label || colon
		s.around.namely = s.around.namely || !apart && (!w.abbreviation || s.span.end-s.span.start >= nameMin)
	default:
		s.weakLabel = s.weakLabel || hit.roles&roleDocument == 0
		s.weakColon = s.weakColon || colon
	}
}

// settleLabel decides, once all is read, whether a word that is a label only at
// times is one here: with a colon, and capitals where an everyday word follows,
// or a number of the document where an abbreviation does; or without a colon
// where the document speaks of itself.
func (s *survey) settleLabel() {
	a, w := &s.around, s.span.wording
	switch {
	case w.abbreviation:
		a.label = a.label || s.weakColon && (a.register || a.copies)
	case s.weakColon:
		a.label = a.label || !w.ordinary || s.v.allCapitals(s.span.start, s.span.end)
	}
	// "Pe pagină e aplicată ștampila „X”. Vă trimit documentul scanat."
	a.handed = a.handed || s.weakLabel && s.handing && s.near && !a.reported
	a.namely = a.namely || s.weakLabel && (a.self || a.handed) && !w.abbreviation
}
