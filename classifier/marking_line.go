package classifier

import (
	"bytes"
	"unicode"
	"unicode/utf8"
)

const (
	// lineReach is how far the ends of a wording's line are looked for, and
	// standsOutReach how far its letters are compared, in folded characters.
	lineReach      = 120
	standsOutReach = 80
	// columnGap is how many spaces set a marking apart from what shares its line.
	columnGap = 3
)

// line gives the bounds of the line that holds [start,end), or the positions at
// lineReach where the line goes on beyond.
func (v *view) line(start, end int) (int, int) {
	from, to := max(0, start-lineReach), min(len(v.lower), end+lineReach)
	if i := bytes.LastIndexByte(v.lower[from:start], '\n'); i >= 0 {
		from += i + 1
	}
	if i := bytes.IndexByte(v.lower[end:to], '\n'); i >= 0 {
		to = end + i
	}
	return from, to
}

// headingKind is how a wording stands on its line.
type headingKind uint8

const (
	noHeading headingKind = iota
	// leading: a text follows on the line, which may speak of the level.
	leading
	// alone: nothing stands with it that could speak of it.
	alone
)

// heading tells whether a wording stands as markings do at the top and bottom
// of pages and portions: alone on its line but for numbers, copies and the like;
// in a column of its own; before the number of a copy, a title or a text. A
// single everyday word must be in capitals for most of that.
func (f *markingFinder) heading(v *view, span markingSpan, capitals bool) headingKind {
	if v.exclaimed(span.end) {
		return noHeading
	}
	left := v.at(span.lineStart-1) == '\n' && f.bare(v, span.lineStart, span.start)
	right := v.at(span.lineEnd) == '\n' && f.bare(v, span.end, span.lineEnd)
	unmistakable := capitals || !span.wording.ordinary && span.marking.Adjust >= telling && v.capital(span.start)
	bracketed := unmistakable && v.at(span.start-1) == '(' && v.at(span.end) == ')' && v.title(span.end)
	paged := left && right && (v.pageBeside(span) || f.repeated(v, span))
	opens := left && v.capital(span.start) && (paged || f.opens(v, span.end))
	everyday := span.wording.ordinary && span.wording.classified() && !capitals
	switch {
	case f.chaptered(v, span):
		return noHeading
	case v.listed(span):
		if left && bracketed {
			return leading
		}
	case opens, left && right && !everyday:
		return alone
	case left && bracketed && !capitals:
		return leading
	case left && !span.wording.ordinary && v.at(span.start-1) == '[' && v.at(span.end) == ']' && f.mailed(v, span.lineStart):
		return alone
	case capitals:
		return f.leads(v, span, left, right)
	}
	return noHeading
}

// leads tells whether a wording in capitals that shares its line stands out at
// its beginning or end.
func (f *markingFinder) leads(v *view, span markingSpan, left, right bool) headingKind {
	switch {
	case right:
		if v.columned(span.start-1, -1) {
			return alone
		}
		return noHeading
	case !left:
		return noHeading
	case v.at(span.start-1) == '[' && v.at(span.end) == ']':
		if v.at(span.end+1) == ' ' && isLetter(v.at(span.end+2)) && !v.upper(span.end+2) && !f.office(v, span.end+1) {
			return noHeading // "[SECRET] redacted"
		}
		return alone
	case v.columned(span.end, 1):
		if bar := v.skipSpace(span.end); v.at(bar) == '|' && !f.office(v, bar+1) && v.title(bar+1) && !v.allCapitals(bar+1, wordEnd(v.lower, bar+2)) {
			return noHeading // "STRICT SECRET | Ce au vorbit"
		}
		return alone
	}
	inBrackets := v.at(span.start-1) == '(' && v.at(span.end) == ')'
	if f.mailed(v, span.lineStart) && (v.divided(span.end) || inBrackets) {
		return alone
	}
	after := v.skipMarks(span.end)
	separated := v.separated(span.end) && (isLetter(v.at(after)) && v.upper(after) || f.office(v, after))
	if (inBrackets || span.marking.Adjust >= telling) && (v.title(span.end) && !v.separated(span.end) || separated) &&
		(v.standsOut(span) || span.wording.small == nil && (inBrackets || separated || f.office(v, span.end))) {
		return leading
	}
	return noHeading
}

// office tells whether the first word after at is one of offices: "NATO SECRET
// REPORT".
func (f *markingFinder) office(v *view, at int) bool {
	for i := at; i < at+columnGap+1; i++ {
		if !isLetter(v.at(i)) {
			continue
		}
		note := f.note(v, i)
		for _, hit := range note.hits[:note.count] {
			if hit.roles&(rolesOffice|roleNumber) != 0 {
				return true
			}
		}
		return false
	}
	return false
}

// opens tells whether the number of a copy, a page or a file follows at at, as
// on the first line of a document.
func (f *markingFinder) opens(v *view, at int) bool {
	if f.copied(v, at) {
		return true
	}
	for i := at; i < at+columnGap+1; i++ {
		if !isLetter(v.at(i)) {
			continue
		}
		note := f.note(v, i)
		for _, hit := range note.hits[:note.count] {
			if hit.roles&roleCopy != 0 && v.copyAt(hit.end) || hit.roles&rolePage != 0 && v.pageAt(hit.end) ||
				hit.roles&roleFiled != 0 && v.filedAt(hit.end) {
				return true
			}
		}
		return false
	}
	return false
}

// copied tells whether the line below begins with the number of a copy before
// its word: "1. sz. példány".
func (f *markingFinder) copied(v *view, at int) bool {
	if v.at(at) != '\n' || !isDigit(v.at(at+1)) {
		return false
	}
	for i := at + 2; i < at+copiedReach && v.at(i) != '\n'; i++ {
		if !isLetter(v.at(i)) || isLetter(v.at(i-1)) {
			continue
		}
		note := f.note(v, i)
		for _, hit := range note.hits[:note.count] {
			if hit.roles&roleCopied != 0 && v.copiedAt(hit.start) {
				return true
			}
		}
	}
	return false
}

// copiedReach is how far the word of a copy may stand into the line.
const copiedReach = 14

// separated tells whether a comma or a dash divides what ends at at from what
// follows on its line.
func (v *view) separated(at int) bool {
	if v.at(at) == ',' {
		return v.at(at+1) == ' '
	}
	return v.at(at) == ' ' && v.at(at+1) == '-' && v.at(at+2) == ' '
}

// skipMarks passes over the comma or dash at at and the spaces around it.
func (v *view) skipMarks(at int) int {
	for end := at + columnGap; at < end && (v.at(at) == ' ' || v.at(at) == '-' || v.at(at) == ','); {
		at++
	}
	return at
}

// title tells whether what follows at begins like the title or the text of a
// document, with a capital.
func (v *view) title(at int) bool {
	for i := at; i < at+columnGap; i++ {
		switch b := v.at(i); {
		case isLetter(b):
			return v.upper(i)
		case b != ' ' && b != '.' && b != '-' && b != ':' && b != '"' && b != ')':
			return false
		}
	}
	return false
}

// sharesLine are the roles of words that leave a line bare.
const sharesLine = roleLayout | roleMail | roleNumber | roleCopy | rolePage | roleLabel | roleColonLabel |
	roleNational | roleAlliance | roleUnion

// bare tells whether nothing stands in [from,to) but punctuation, short numbers,
// the words that share a line with markings, and other markings.
func (f *markingFinder) bare(v *view, from, to int) bool {
	for at := from; at < to; {
		switch b := v.lower[at]; {
		case b == '?', b == otherSymbol && v.face(at), v.emoticon(at):
			return false
		case b == '<' && v.tagEnd(at) <= to:
			at = v.tagEnd(at)
		case isDigit(b):
			if v.numberLength(at) > maxRegister {
				return false
			}
			for isDigit(v.at(at)) {
				at++
			}
		case isLetter(b):
			end, note := at, f.note(v, at)
			for _, hit := range note.hits[:note.count] {
				if hit.roles&sharesLine != 0 {
					end = max(end, hit.end)
				}
			}
			if note.otherEnd > end && !note.other.abbreviation {
				end = note.otherEnd
			}
			if note.number { // a letter that begins a register number
				end = max(end, at+1)
			}
			if end == at {
				return false
			}
			at = end
		default:
			at++
		}
	}
	return true
}

// columned tells whether at least columnGap spaces, a tab or a bar stand at at,
// going on in the direction of step.
func (v *view) columned(at, step int) bool {
	for n := 0; n < columnGap; n++ {
		b := v.at(at + n*step)
		if b == '|' || b == ' ' && v.tab(at+n*step) {
			return true
		}
		if b != ' ' {
			return false
		}
	}
	return true
}

// tab tells whether a folded space was a tab.
func (v *view) tab(at int) bool {
	return !v.plain && at >= 0 && at < len(v.lower) && v.src[v.offset(at)] == '\t'
}

// divided tells whether a dash, colon, bar or slash follows at at.
func (v *view) divided(at int) bool {
	if v.at(at) == ' ' {
		at++
	}
	switch v.at(at) {
	case '-', ':', '|', '/', ';':
		return true
	}
	return false
}

// mailed tells whether the line that begins at from is the subject of a mail.
func (f *markingFinder) mailed(v *view, from int) bool {
	note := f.note(v, from)
	for _, hit := range note.hits[:note.count] {
		if hit.roles&roleMail != 0 && v.at(hit.end) == ':' {
			return true
		}
	}
	return false
}

// standsOut tells whether capitals say anything in a wording: its line holds
// small letters too, or no others at all. Where everything is in capitals,
// somebody shouts.
func (v *view) standsOut(span markingSpan) bool {
	letters, small := 0, 0
	count := func(from, to int) {
		for at := from; at < to; at++ {
			if isLetter(v.lower[at]) {
				letters++
				if !v.upper(at) {
					small++
				}
			}
		}
	}
	count(max(span.lineStart, span.start-standsOutReach), span.start)
	count(span.end, min(span.lineEnd, span.end+standsOutReach))
	return letters < 3 || small*3 >= letters
}

// allCapitals tells whether every letter of a span is a capital in the original.
func (v *view) allCapitals(start, end int) bool {
	for at := start; at < end; at++ {
		if isLetter(v.lower[at]) && !v.capital(at) {
			return false
		}
	}
	return true
}

// capital tells whether the character at a folded position is a capital. Look-
// alikes of other scripts fold to capitals whatever their case, so it asks the
// original.
func (v *view) capital(at int) bool {
	if v.plain {
		return v.upper(at)
	}
	r, _ := utf8.DecodeRuneInString(v.src[v.offset(at):])
	return unicode.IsUpper(r) || r > unicode.MaxLatin1 && !unicode.IsLower(r) && v.upper(at)
}

// face tells whether the character at a folded position is an emoji of a face
// or a gesture.
func (v *view) face(at int) bool {
	r, _ := utf8.DecodeRuneInString(v.src[v.offset(at):])
	return r >= 0x1F600 && r <= 0x1F64F || r >= 0x1F910 && r <= 0x1F92F || r >= 0x1F970 && r <= 0x1F97A
}

// quoted tells whether quotation marks enclose a span.
func (v *view) quoted(start, end int) bool {
	return isQuote(v.at(start-1)) && isQuote(v.at(end))
}

func isQuote(b byte) bool { return b == '"' || b == '\'' || b == '`' }

// insideCode tells whether a word is a piece of a name in a program or a
// compound: client_secret, SECRET_KEY=, obj.secret, secret-agent.
func (v *view) insideCode(start, end int) bool {
	switch v.at(start - 1) {
	case '_':
		return isAlnum(v.at(start-2)) || !v.capital(start)
	case '$', '@', '#', '\\', '{', '&', '<':
		return true
	case '.', '-', '/':
		if isAlnum(v.at(start-2)) && !v.capital(start) || v.at(start-1) == '.' && isLetter(v.at(start-2)) && isLetter(v.at(start-3)) {
			return true // "Level.SECRET" too
		}
	case ' ':
		if v.at(start-3) == '/' && (v.at(start-2) == '/' || v.at(start-2) == '*') {
			return true // a comment
		}
	}
	after := end
	if v.at(after) == ' ' {
		after++
	}
	switch v.at(after) {
	case '=', '{':
		return true
	}
	switch v.at(end) {
	case '_':
		return isAlnum(v.at(end+1)) || !v.capital(start)
	case '$', '@', '}', '>', '(':
		return true
	case '-':
		return isLetter(v.at(end+1)) && !v.capital(start)
	}
	return false
}
