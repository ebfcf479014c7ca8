package classifier

import (
	"strings"

	"github.com/pecete/pecete/patterns"
)

// markingFinder finds classification markings by the wordings of its detector.
// Wordings such as "secret" are ordinary words too, so it does not ask whether
// the words are there but whether a document is marked with them: on a line of
// their own, in capitals where the rest is not, after a label such as "nivel de
// clasificare", beside a register or copy number, or naming a document. It
// gives what speaks for and against as evidence; the rule file says how much
// each counts.
type markingFinder struct {
	wordings *wordings
	words    *markingWords
}

// newMarkingFinder builds the finder of a detector with markings.
func newMarkingFinder(d *patterns.Detector) (finder, error) {
	words, err := newMarkingWords(d.Lists)
	if err != nil {
		return nil, err
	}
	wordings, err := newWordings(d)
	if err != nil {
		return nil, err
	}
	return &markingFinder{wordings: wordings, words: words}, nil
}

// markingSpan is a wording found in a view, half-open in folded positions.
type markingSpan struct {
	start, end int
	// line is the part of its line within lineReach.
	lineStart, lineEnd int
	wording            *wording
	// marking is what the wording stands for here.
	marking *patterns.Marking
	// spaced tells that its letters are written apart.
	spaced bool
	// formal tells that it has the form of a banner or portion mark with caveats,
	// which nothing else has.
	formal bool
}

// find looks for a marking at the start of a word, at a letter written apart,
// or at the bracket of a portion mark.
func (f *markingFinder) find(v *view, at int) (sighting, bool) {
	span, ok := f.span(v, at)
	if !ok {
		return sighting{}, false
	}
	return f.seen(v, span)
}

// seen gives what a wording is to the detector.
func (f *markingFinder) seen(v *view, span markingSpan) (sighting, bool) {
	if f.stray(v, span) {
		return sighting{}, false
	}
	if small := span.wording.small; small != nil && !v.allCapitals(span.start, span.end) {
		span.wording = small
	}
	span.lineStart, span.lineEnd = v.line(span.start, span.end)
	if f.hopeless(v, span) || !span.formal && !span.spaced && f.covered(v, span) {
		return sighting{}, false
	}
	return f.judge(v, span)
}

// span gives the wording at at.
func (f *markingFinder) span(v *view, at int) (markingSpan, bool) {
	if v.at(at) == '(' {
		return f.portion(v, at)
	}
	if !isLetter(v.at(at)) || isLetter(v.at(at-1)) {
		return markingSpan{}, false
	}
	if span, ok := f.apart(v, at); ok {
		return span, true
	}
	span, ok := f.longest(v, at)
	if !ok {
		span, ok = f.lowered(v, at)
	}
	if !ok {
		return f.short(v, at)
	}
	if strings.HasSuffix(span.marking.Designation, "!") && v.at(span.end) == '!' {
		span.end++
	}
	if end := f.words.caveats(v, span.end); end > span.end {
		span.end, span.formal, span.marking = end, true, f.wordings.banner(span.marking)
	}
	return span, !span.wording.bannerOnly || span.formal
}

// lowered gives a longer abbreviation that is not in capitals right after a label
// without a colon, as people chat: "e clasificat ssid".
func (f *markingFinder) lowered(v *view, at int) (markingSpan, bool) {
	hit, ok := f.wordings.terms.longestAt(v.lower, at)
	if !ok || hit.end-hit.start < headingMin || v.at(at-1) != ' ' || !isLetter(v.at(at-2)) {
		return markingSpan{}, false
	}
	entry := &f.wordings.byTerm[hit.term]
	return markingSpan{start: at, end: hit.end, wording: entry, marking: entry.marking},
		entry.abbreviation && !entry.portionOnly && f.words.labelled(v, at)
}

// stray tells, at the least cost, that a wording is a hashtag, a name, or an
// abbreviation with neither a label nor a number.
func (f *markingFinder) stray(v *view, span markingSpan) bool {
	if b := v.at(span.start - 1); b == '#' || b == '@' {
		return true
	}
	if !span.wording.abbreviation || span.formal {
		return false
	}
	if v.registerAt(span.start, true) {
		return f.numbersOther(v, span.start)
	}
	labelled := f.words.labelled(v, span.start)
	switch long := span.end-span.start >= headingMin; {
	case f.documentNumbered(v, span):
		return false
	case isAlnum(v.at(v.skipSpace(span.end))):
		return !long || !labelled // a word goes on: "clasificare: S Ionescu"
	default:
		return !long && !labelled
	}
}

// documentNumbered tells whether an abbreviation stands between the word of a
// document and its number: "Doc. NS nr. 170".
func (f *markingFinder) documentNumbered(v *view, span markingSpan) bool {
	if !span.wording.abbreviation || span.end-span.start < 2 {
		return false
	}
	before := span.start
	for before > 0 && span.start-before < columnGap && (v.at(before-1) == ' ' || v.at(before-1) == '.') {
		before--
	}
	i, _ := v.numberMark(span.end)
	return before < span.start && i > span.end+2 && isDigit(v.at(i)) && f.names(v, before, roleDocument)
}

// numbersOther tells whether another word than "nr" and the like stands right
// before the register number at at, so that it is the number of something else:
// "lot S/14".
func (f *markingFinder) numbersOther(v *view, at int) bool {
	end := at
	for end > 0 && at-end <= labelReach && v.at(end-1) == ' ' {
		end--
	}
	if !isLetter(v.at(end - 1)) {
		return false
	}
	return !f.announced(v, at) && !f.words.labelled(v, at) && !f.named(v, end)
}

// named tells whether the word that ends at end is one of a document.
func (f *markingFinder) named(v *view, end int) bool {
	return f.names(v, end, roleDocument|roleNumber|roleLetterhead)
}

// names tells whether the word that ends at end has one of some roles.
func (f *markingFinder) names(v *view, end int, roles wordRole) bool {
	start := end
	for start > 0 && end-start < maxWord && isLetter(v.at(start-1)) {
		start--
	}
	note := f.note(v, start)
	for _, hit := range note.hits[:note.count] {
		if hit.end == end && hit.roles&roles != 0 {
			return true
		}
	}
	return false
}

// headingMin is the length from which an abbreviation on a line of its own can
// be a marking: "LIMITE", but not "NR".
const headingMin = 4

// hopeless tells, at little cost, that a wording cannot be a marking whatever
// stands around it: everyday words fill whole texts, markings do not.
func (f *markingFinder) hopeless(v *view, span markingSpan) bool {
	w := span.wording
	if span.formal {
		return false
	}
	if f.words.labelled(v, span.start) {
		return false
	}
	if w.ordinary && f.words.besideOther(v, span.start) {
		return true
	}
	if w.foreignOnly {
		return !v.allCapitals(span.start, span.end) || f.heading(v, span, true) == noHeading
	}
	if span.spaced {
		return false
	}
	if w.abbreviation {
		return !v.registerAt(span.start, true) && !f.documentNumbered(v, span) && f.heading(v, span, false) == noHeading
	}
	if !w.ordinary || !w.classified() {
		return false
	}
	if v.allCapitals(span.start, span.end) {
		return !v.standsOut(span) && f.heading(v, span, true) == noHeading && !v.digitsNear(span.start, span.end)
	}
	return !v.digitsNear(span.start, span.end)
}

// digitsNear tells whether a digit stands within copyReach of a span.
func (v *view) digitsNear(start, end int) bool {
	for at := max(0, start-copyReach); at < min(len(v.lower), end+copyReach); at++ {
		if isDigit(v.lower[at]) {
			return true
		}
	}
	return false
}

// judge gathers the evidence for a wording and drops it where it has none.
func (f *markingFinder) judge(v *view, span markingSpan) (sighting, bool) {
	// A file's name is no address: files are named after their marking.
	if !span.spaced && (v.insideURL(span.start, span.end) || v.insideEmail(span.start, span.end)) {
		return sighting{}, false
	}
	if span.wording.ordinary && v.insideCode(span.start, span.end) {
		return sighting{}, false
	}
	around := f.around(v, span)
	if around.denies(span) || f.elsewhere(v, span, &around) {
		return sighting{}, false
	}
	evidence := f.evidence(v, span, &around)
	if !span.formal && !marks(span.wording, evidence) {
		return sighting{}, false
	}
	seen := sighting{start: span.start, end: span.end, evidence: evidence, marking: span.marking, native: span.wording.native}
	if !span.wording.abbreviation {
		seen.adjust = span.marking.Adjust
	}
	return seen, true
}

// elsewhere tells whether a wording without a number of a document is asked
// about, is a piece of a program, or stands in brackets where something is to be
// filled in: "[SECRET]".
func (f *markingFinder) elsewhere(v *view, span markingSpan, around *markingSurroundings) bool {
	next := v.skipSpace(span.end)
	switch {
	case v.captioned(span.lineStart):
		return true
	case around.register || around.copies || span.spaced || span.formal:
		return false
	case v.at(span.end) == '?' && !around.gives, v.at(next) == '=' && v.at(next+1) != '=', v.levelNamed(span.end), v.dropDown(span.end), f.programmed(v, span, around):
		return true
	}
	return span.wording.ordinary && v.at(span.start-1) == '[' && v.at(span.end) == ']' &&
		f.bare(v, max(0, span.lineStart-officeReach), span.start) && f.bare(v, span.end, min(len(v.lower), span.lineEnd+officeReach))
}

// denies tells whether the surroundings make a wording something else.
func (a *markingSurroundings) denies(span markingSpan) bool {
	numbered := a.label || a.register || a.copies
	switch {
	case a.enumerated && !numbered && span.marking.Level > patterns.LevelNone:
		return true // a list of levels marks nothing
	case a.denied && !a.register && !a.copies && span.marking.Level > patterns.LevelUnclassified:
		return true
	case span.wording.abbreviation && a.register && a.phrase:
		return true // an "S" before a register number says no more than the wording beside it
	case span.wording.foreignOnly && !span.formal && a.language < languageMin:
		return true
	}
	return a.otherScheme
}

// languageMin is how many words of its language must stand around a wording
// that is also a word of Romanian.
const languageMin = 3

// evidence gives what speaks for and against the span being a marking.
func (f *markingFinder) evidence(v *view, span markingSpan, around *markingSurroundings) patterns.CodeSet {
	var e patterns.CodeSet
	set := func(present bool, code patterns.Code) {
		if present {
			e = e.With(code)
		}
	}
	w := span.wording
	capitals := !w.abbreviation && v.allCapitals(span.start, span.end)
	kind := f.heading(v, span, capitals)
	heading := kind != noHeading
	own := around.handed || around.self
	portion := heading && capitals && v.at(span.start-1) == '(' && v.at(span.end) == ')' && !around.clearance
	spoken := !(kind == alone && capitals) && !portion && !span.formal && !around.register && !around.copies && !own
	quoted := !heading && !own && v.quoted(span.start, span.end)
	told := span.formal && !heading && around.reported && v.at(span.start-1) == ' '
	label := !told && (around.label || f.documentNumbered(v, span) || around.namely && !(spoken && around.tells()) && (!quoted || around.transfer))

	set(!w.abbreviation, patterns.MarkingPhrase)
	set(w.abbreviation, patterns.MarkingAbbreviation)
	set(span.formal, patterns.Shape)
	set(span.spaced, patterns.LetterSpaced)
	set(around.register, patterns.RegisterNumber)
	set(around.copies || heading && v.pageBeside(span), patterns.CopyNumber)
	set(label, patterns.ContextLabel)
	set(heading && !w.abbreviation, patterns.Heading)
	set(capitals && (heading || v.standsOut(span) && !v.listed(span)), patterns.Capitals)

	numbered := around.register || around.copies || label
	document := (around.document || around.self && !w.ordinary) && !w.abbreviation && (!w.ordinary || heading || numbered || around.transfer || !w.classified())
	letterhead := around.letterhead && (heading || numbered) || heading && f.repeated(v, span)
	set(document || letterhead, patterns.ClassificationContext)
	set((around.transfer || around.self) && !w.abbreviation && (around.document || !w.ordinary && (capitals || !spoken)), patterns.ContextWord)

	set(spoken && around.tells() || told || around.contradicts(w, label, capitals), patterns.OrdinaryUse)
	stated := spoken && !capitals && !around.transfer && !label && v.stated(span.start)
	foreign := w.ordinary && !w.foreignOnly && around.otherLanguage >= languageMin
	set(quoted && !label || foreign || spoken && around.clearance || around.defined && w.ordinary && !heading ||
		told || stated || capitals && kind == alone && f.unofficial(v, span, around), patterns.NegativeContext)
	return e
}

// tells tells whether somebody speaks of levels rather than marking with one.
func (a *markingSurroundings) tells() bool { return a.ordinary || a.clearance }

// contradicts tells whether the surroundings speak against a marking however it
// is written.
func (a *markingSurroundings) contradicts(w *wording, label, capitals bool) bool {
	return a.joke && !a.register && !a.copies ||
		a.beside && w.ordinary && !label && !(a.register && (a.handed || capitals)) ||
		a.enumerated && w.marking.Level != patterns.LevelUnclassified ||
		a.declassified && w.classified()
}

// marks tells whether there is any reason to take a wording for a marking. A
// classified wording in a running sentence is none, even in capitals: laws write
// it so. An everyday word needs more still.
func marks(w *wording, e patterns.CodeSet) bool {
	numbered := e.HasAny(patterns.SetOf(patterns.RegisterNumber, patterns.CopyNumber))
	document := e.Has(patterns.ClassificationContext)
	switch {
	case w.abbreviation:
		return e.Has(patterns.ContextLabel) || document && !e.Has(patterns.RegisterNumber) ||
			e.Has(patterns.RegisterNumber) && e.Has(patterns.CopyNumber)
	case e.HasAny(patterns.SetOf(patterns.LetterSpaced, patterns.ContextLabel)):
		return true
	case w.ordinary && e.Has(patterns.RegisterNumber) && e.Has(patterns.CopyNumber):
		return true
	case w.ordinary && w.classified():
		return e.Has(patterns.Capitals) && (e.Has(patterns.Heading) || numbered || document) || (numbered || document) && e.Has(patterns.Heading) || numbered && document
	case w.ordinary:
		return e.Has(patterns.Capitals) || e.Has(patterns.Heading) || document
	}
	return !w.classified() || numbered || document || e.HasAny(patterns.SetOf(patterns.Heading, patterns.ContextWord))
}

// telling is what a rule file adds for wordings that hardly anything else is
// called by; of these, the beginning of a line is enough.
const telling = 0.25
