package classifier

// Lines that bear no marking however a wording stands on them: members of lists,
// titles of chapters, cries.

// chaptered tells whether the line above the wording's is the number of a
// chapter, so that the wording is its title: "SECȚIUNEA 2".
func (f *markingFinder) chaptered(v *view, span markingSpan) bool {
	at := v.lineBefore(span.lineStart)
	for _, word := range [...]string{"capitolul", "cap", "art", "articolul", "sectiunea", "titlul", "partea", "chapter", "section", "part", "lectia", "modulul", "tema", "kapitel"} {
		if v.hasWord(at, word) {
			return !isLetter(v.at(at+len(word)+1)) || span.lineStart-at < chapterLine
		}
	}
	return false
}

// chapterLine is the most characters of a line with the number of a chapter.
const chapterLine = 24

// listed tells whether a wording's line is a member of a list: it begins with a
// bullet, a number or a letter, or ends in a comma or semicolon.
func (v *view) listed(span markingSpan) bool {
	from, start, end, to := span.lineStart, span.start, span.end, span.lineEnd
	for to > end && v.at(to-1) == ' ' {
		to--
	}
	if to > end && (v.at(to-1) == ',' || v.at(to-1) == ';') {
		return true
	}
	for from < start && v.at(from) == ' ' {
		from++
	}
	if from == start {
		return false
	}
	if v.ticked(from, start) || v.sectioned(from, start) {
		return true
	}
	i := from
	for i < start && isAlnum(v.at(i)) {
		i++
	}
	bullet := i == from && i+1 == start || i == from && v.at(i+1) == ' ' && i+2 >= start
	if bullet {
		return end == to && (v.at(i) == '-' || v.at(i) == '.' || v.at(i) == '*')
	}
	return i > from && i-from <= 3 && (v.at(i) == ')' || v.at(i) == '.' && !isAlnum(v.at(i+1)) && isDigit(v.at(from)))
}

// ticked tells whether nothing but a box or a dot of a list stands in
// [from,to): "☐", "[ ]", "○".
func (v *view) ticked(from, to int) bool {
	if to-from < 2 || to-from > 4 || v.at(to-1) != ' ' {
		return false
	}
	if v.at(from) == '[' {
		return v.at(to-2) == ']'
	}
	if v.at(from) != otherSymbol || to-from > 2 {
		return false
	}
	switch v.runeAt(from) {
	case '☐', '☑', '☒', '□', '■', '○', '●', '◯', '◻', '▢', '✓', '✔', '•', '◦', '▪', '▫':
		return true
	}
	return false
}

// sectioned tells whether nothing but the number of a section stands in
// [from,to): "3.2.".
func (v *view) sectioned(from, to int) bool {
	dots, digits := 0, 0
	for at := from; at < to; at++ {
		switch b := v.at(at); {
		case isDigit(b):
			digits++
		case b == '.' && isDigit(v.at(at-1)):
			dots++
		case b != ' ':
			return false
		}
	}
	return dots > 0 && digits >= 2 && to-from <= 8 && v.at(to-1) == ' '
}

// exclaimed tells whether what ends at at is cried, asked, left hanging or
// explained: "SECRET = nivel".
func (v *view) exclaimed(at int) bool {
	if v.at(at) == ' ' {
		at++
	}
	b, next := v.at(at), v.at(at+1)
	if b == '(' || b == '!' && next == ' ' {
		return v.yearBracket(at) || v.yearBracket(at+2) // of a film or a book
	}
	return b == '?' || b == '=' && next != '=' || b == '!' && (next == '!' || next == '1') || b == '.' && next == '.'
}

// yearBracket tells whether a year in brackets stands at at.
func (v *view) yearBracket(at int) bool {
	return v.at(at) == '(' && (v.at(at+1) == '1' && v.at(at+2) == '9' || v.at(at+1) == '2' && v.at(at+2) == '0') &&
		isDigit(v.at(at+3)) && isDigit(v.at(at+4)) && v.at(at+5) == ')'
}
