package classifier

import (
	"bytes"
	"strings"
)

// What stands around a wording in chats, file names and web pages.

// tagReach is the most characters of a tag of markup.
const tagReach = 80

// tagEnd gives the position after the tag of markup that begins with '<' at at,
// or one beyond the text where none does.
func (v *view) tagEnd(at int) int {
	if b := v.at(at + 1); !isLetter(b) && b != '/' {
		return len(v.lower) + 1
	}
	for i := at + 1; i < at+tagReach && v.at(i) != '\n'; i++ {
		if v.at(i) == '>' {
			return i + 1
		}
	}
	return len(v.lower) + 1
}

// fileReach is how much of a file's name may follow its marking.
const fileReach = 24

// fileNamed tells whether the extension of a document's file follows at at:
// "plan SECRET DE SERVICIU.docx".
func (v *view) fileNamed(at int) bool {
	for end := at + fileReach; at < end && (isAlnum(v.at(at)) || v.at(at) == '_' || v.at(at) == '-'); {
		at++
	}
	if v.at(at) != '.' {
		return false
	}
	for _, extension := range [...]string{"pdf", "doc", "docx", "odt", "rtf", "xls", "xlsx", "ppt", "pptx", "jpg", "jpeg", "png", "tif", "zip", "msg", "eml", "p7m"} {
		if v.hasWord(at+1, extension) {
			return true
		}
	}
	return false
}

// laughed tells whether a laughing face made of punctuation follows at at: ":))".
func (v *view) laughed(at int) bool {
	at = v.skipSpace(at)
	return v.emoticon(at) && (v.at(at+1) == ')' && v.at(at+2) == ')' || isLetter(v.at(at+1)))
}

// emoticon tells whether a face made of punctuation begins at at: ":)", ";-P".
func (v *view) emoticon(at int) bool {
	if b := v.at(at); b != ':' && b != ';' {
		return false
	}
	mouth := at + 1
	if v.at(mouth) == '-' {
		mouth++
	}
	switch v.at(mouth) {
	case ')', '(', '*':
		return true
	case 'd', 'p', 'o', 'x':
		return !isAlnum(v.at(mouth + 1))
	}
	return false
}

// authored tells whether the line below the wording's names an author, as on
// the cover of a book: "de Ion Pop".
func (v *view) authored(span markingSpan) bool {
	at := span.lineEnd + 1
	if !v.hasWord(at, "de") && !v.hasWord(at, "by") {
		return false
	}
	return isLetter(v.at(at+3)) && v.upper(at+3) && !v.upper(at)
}

// captioned tells whether a line shows a marking rather than bears it: it begins
// as the words under a picture, an example or a choice do.
func (v *view) captioned(from int) bool {
	at := from
	for at < from+columnGap && !isAlnum(v.at(at)) && v.at(at) != '\n' {
		at++
	}
	end := at
	for end < at+maxWord && isLetter(v.at(end)) {
		end++
	}
	switch word := string(v.lower[min(at, len(v.lower)):min(end, len(v.lower))]); word {
	case "exemplu", "exemple", "example", "beispiel", "pelda", "exemplul", "model", "modelul", "alege", "alegeti", "select", "selecteaza", "selectati", "selectat", "choose",
		"marcheaza", "marcati", "bifati", "bifeaza", "filtru", "filtre", "filter", "sablon", "template", "glosar", "legenda", "raspuns", "answer", "detectat", "detected", "cautare", "search", "textul", "intrebare", "intrebarea":
		return true
	case "figura", "fig", "figure", "tabel", "grafic", "tabelul", "table", "imaginea", "foto", "poza", "captura", "abb", "abra", "slide":
		for i := end; i < end+columnGap; i++ {
			if isDigit(v.at(i)) {
				return true
			}
		}
	}
	return false
}

// dropDown tells whether the arrow of a choice follows at at, or how many there
// are of it, in brackets at the end of the line.
func (v *view) dropDown(at int) bool {
	at = v.skipSpace(at)
	if v.at(at) == '(' {
		n := v.numberLength(at + 1)
		return n > 0 && n <= 4 && v.at(at+1+n) == ')' && v.at(at+2+n) == '\n'
	}
	if v.at(at) != otherSymbol {
		return false
	}
	switch v.runeAt(at) {
	case '▾', '▼', '▿', '▽', '⌄', '⏷', '✕', '✖', '×':
		return true
	}
	return false
}

// levelNamed tells whether a dash and the word "level" follow at at, so that
// the wording is explained.
func (v *view) levelNamed(at int) bool {
	for end := at + columnGap; at < end && (v.at(at) == ' ' || v.at(at) == '-' || v.at(at) == ':'); {
		at++
	}
	return v.hasWord(at, "nivel") || v.hasWord(at, "nivelul") || v.hasWord(at, "level") || v.hasWord(at, "niveau") ||
		v.hasWord(at, "cel") || v.hasWord(at, "abreviere") || v.hasWord(at, "inseamna")
}

// quotes tells whether a word opens its line, names who is quoted, and what they
// say of a level follows a colon: "SRI: raportul este secret".
func (v *view) quotes(hit wordHit, span markingSpan) bool {
	if hit.start != span.lineStart {
		return false
	}
	at := hit.end
	for at < hit.end+quotedName && v.at(at) != ':' && v.at(at) != '\n' {
		at++
	}
	for said := at + 1; v.at(at) == ':' && v.at(said) == ' ' && said < span.start; said++ {
		if isLetter(v.at(said + 1)) {
			return said+1 < span.start && !v.allCapitals(said+1, wordEnd(v.lower, said+1))
		}
	}
	return false
}

// quotedName is how much of a name may stand between its first word and the colon.
const quotedName = 24

// negated tells whether one of the words before at is "nu": "nu pot să-ți trimit".
func (v *view) negated(at int) bool {
	for i := at - 1; i >= at-negationReach; i-- {
		switch v.at(i) {
		case '.', ',', ';', ':', '!', '?', '\n':
			return false
		}
		if v.hasWord(i, "nu") || v.hasWord(i, "nici") || v.hasWord(i, "n") || v.hasWord(i, "not") {
			return true
		}
	}
	return false
}

// negationReach is how far a verb may stand from its "nu".
const negationReach = 14

// indefinite tells whether the word at at is one of many: "un document".
func (v *view) indefinite(at int) bool {
	end := at - 1
	if v.at(end) != ' ' {
		return false
	}
	start := end
	for start > 0 && end-start < 5 && isLetter(v.at(start-1)) {
		start--
	}
	switch string(v.lower[start:end]) {
	case "un", "unui", "unei", "o", "vreun", "vreo", "a", "an", "any", "ein", "eine":
		return true
	}
	return false
}

// stated tells whether a verb that says what something is stands right before
// at: "raportul este secret de serviciu" tells of a report and is none.
func (v *view) stated(at int) bool {
	end := at - 1
	for v.at(end-1) == ' ' {
		end--
	}
	start := end
	for start > 0 && end-start < 6 && isLetter(v.at(start-1)) {
		start--
	}
	if start == end {
		return false
	}
	switch string(v.lower[start:end]) {
	case "e", "este", "is", "sunt", "fi", "era", "erau", "ramane", "are", "was", "were", "ist", "est":
		return true
	}
	return false
}

// unofficial tells whether a level that many things are called by stands above
// or below other words, of which none is a word of offices and no date: covers
// of books, games and shops look so.
func (f *markingFinder) unofficial(v *view, span markingSpan, around *markingSurroundings) bool {
	if !span.wording.ordinary && span.marking.Adjust >= telling || around.register || around.copies || around.office {
		return false
	}
	if strings.HasSuffix(span.marking.Designation, "!") && span.wording.ordinary && v.at(span.end-1) != '!' {
		return true // a marking that is a cry, without it
	}
	from, to := max(0, span.lineStart-officeReach), min(len(v.lower), span.lineEnd+officeReach)
	above := f.bare(v, from, span.lineStart)
	if above && (v.severalWords(span) || v.digitBetween(span.lineEnd, to)) {
		return false // at the head of a text, and of what no title has
	}
	silent := above && f.bare(v, span.lineEnd, to)
	return !silent && !v.dated(from, to)
}

// severalWords tells whether a wording is more than one word: things are called
// "SECRET", hardly any is called "STRICT SECRET".
func (v *view) severalWords(span markingSpan) bool {
	return bytes.IndexByte(v.lower[span.start:span.end], ' ') >= 0 && !span.spaced
}

// officeReach is how far the words of offices are looked for.
const officeReach = aroundReach - 40

// dated tells whether a date in digits or a number with a slash stands in
// [from,to).
func (v *view) dated(from, to int) bool {
	for at := from; at+2 < to; at++ {
		if b := v.lower[at]; (b == '.' || b == '/') && isDigit(v.at(at-1)) && isDigit(v.at(at+1)) {
			return true
		}
	}
	return false
}
