package classifier

// Wordings in programs, data and markup, where they are values, names and
// choices.

// programmed tells whether a wording is part of a program: a name with
// underscores, a value in the quotes of one, what follows "=", a comment, or the
// text of a control of a page. The data of a document may say its level after a
// label.
func (f *markingFinder) programmed(v *view, span markingSpan, around *markingSurroundings) bool {
	data := around.label && f.keyed(v, span.start) && (!span.wording.ordinary || v.at(span.lineStart) == '{')
	return v.identifier(span, around.office) || !data && v.stringLiteral(span) || v.assigned(span.start) || v.cell(span) ||
		v.commented(span) || f.control(v, span.start, span.end)
}

// keyed tells whether the key of the value at at says outright that a level
// follows: "nivel_clasificare": "strict secret".
func (f *markingFinder) keyed(v *view, at int) bool {
	for end := at - 2*columnGap; at > end && !isAlnum(v.at(at-1)); {
		at--
	}
	return f.names(v, at, roleLabel)
}

// identifier tells whether a wording is written with underscores and is no part
// of the name of a document's file. On a line of its own it is disguised where
// offices are spoken of, and always in Romanian, for programs are written in English.
func (v *view) identifier(span markingSpan, office bool) bool {
	start, end := span.start, span.end
	if (office || span.marking.Scheme == "ro") && v.at(start-1) == '\n' && v.at(end) == '\n' {
		return false
	}
	for at := start; at < end; at++ {
		if v.lower[at] == '_' {
			return !v.fileNamed(end) && !v.capital(end-1) || !v.fileNamed(end) && !v.partOfName(start, end)
		}
	}
	return false
}

// partOfName tells whether a wording in capitals goes on with an underscore and
// other letters, as the name of a file without its ending does.
func (v *view) partOfName(start, end int) bool {
	before := v.at(start-1) == '_' && isAlnum(v.at(start-2)) && (isDigit(v.at(start-2)) || !v.upper(start-2))
	after := v.at(end) == '_' && isAlnum(v.at(end+1)) && (isDigit(v.at(end+1)) || !v.upper(end+1))
	return before || after
}

// stringLiteral tells whether straight quotes enclose a wording on a line that
// has the marks of a program.
func (v *view) stringLiteral(span markingSpan) bool {
	start, end := span.start, span.end
	quote := v.at(start - 1)
	if quote != '"' && quote != '\'' && quote != '`' || v.at(end) != quote || v.runeAt(start-1) != rune(quote) {
		return false
	}
	first := span.lineStart
	for v.at(first) == ' ' {
		first++
	}
	if quote == '\'' && v.at(start-2) == ' ' && v.at(start-3) == ':' {
		return true
	}
	if quote == '`' || quote == '\'' && first == start-1 || (v.at(first) == '-' || v.at(first) == '*') && first+2 == start-1 {
		return true
	}
	if v.at(start-2) == '(' || v.at(start-2) == '=' || v.at(end+1) == ')' && v.at(end+2) == ';' {
		return true
	}
	last := span.lineEnd
	for last > end && v.at(last-1) == ' ' {
		last--
	}
	switch v.at(last - 1) {
	case ';', '{', '[', '(', ',':
		return true
	}
	for at := span.lineStart; at < span.lineEnd; at++ {
		switch v.at(at) {
		case '{', '}', '[', ']', '|', '=', '<':
			return true
		case ':':
			if b := v.at(at - 1); (b == '"' || b == '\'') && at < start {
				return true // the key of a value
			}
		}
	}
	return v.at(span.lineStart) == '-' && v.at(span.lineStart+1) == '-' || v.opensStatement(span.lineStart)
}

// opensStatement tells whether a line begins with a word of programs.
func (v *view) opensStatement(at int) bool {
	for v.at(at) == ' ' {
		at++
	}
	for _, word := range [...]string{"return", "case", "msgid", "msgstr", "print", "select", "insert", "update", "const", "let", "var", "assert", "raise", "throw", "if", "elif", "when", "echo", "export", "import"} {
		if v.hasWord(at, word) && v.at(at+len(word)) == ' ' {
			return true
		}
	}
	return false
}

// assigned tells whether a name and "=" stand right before at, as in settings.
func (v *view) assigned(at int) bool {
	for v.at(at-1) == ' ' || isQuote(v.at(at-1)) {
		at--
	}
	if v.at(at-1) != '=' {
		return false
	}
	for at--; v.at(at-1) == ' ' || v.at(at-1) == ':'; at-- {
	}
	return isAlnum(v.at(at - 1))
}

// commented tells whether a wording stands in a comment of a program.
func (v *view) commented(span markingSpan) bool {
	if v.commentLine(span) {
		return true
	}
	at := span.start
	for at > span.lineStart && v.at(at-1) == ' ' {
		at--
	}
	if v.at(at-1) == '*' {
		return v.at(at-2) == '/'
	}
	return v.at(at-1) == '/' && v.at(at-2) == '/' && v.at(at-3) != ':' && at < span.start && !isAlnum(v.at(at-3))
}

// commentLine tells whether the line of a wording begins as a comment does and
// does not end with the same marks, as a frame would.
func (v *view) commentLine(span markingSpan) bool {
	at, last := span.lineStart, span.lineEnd
	for v.at(at) == ' ' {
		at++
	}
	for last > span.end && v.at(last-1) == ' ' {
		last--
	}
	switch first, second := v.at(at), v.at(at+1); {
	case first == '<':
		return second == '!' && v.at(at+2) == '-'
	case first == '/':
		return second == '*' || second == '/' && v.at(last-1) != '/'
	case first == '"', first == '\'':
		return second == first && v.at(at+2) == first
	case first == '-':
		return second == '-' && v.at(at+2) == ' ' && v.at(last-1) != '-'
	}
	return false
}

// control tells whether a wording is the text between tags that are not those of
// paragraphs: an option, a cell, a label of a page, data.
func (f *markingFinder) control(v *view, start, end int) bool {
	if v.at(start-1) != '>' || v.at(end) != '<' {
		return false
	}
	at := start - 1
	for at > start-tagReach && v.at(at) != '<' && v.at(at) != '\n' {
		at--
	}
	if v.at(at) != '<' {
		return false
	}
	for _, tag := range [...]string{"p", "div", "b", "strong", "center", "h", "font", "u", "i", "em", "br", "body", "html", "header", "footer", "w", "section", "big"} {
		if v.hasWord(at+1, tag) {
			return false
		}
	}
	return v.at(at+1) != '/' && !f.names(v, wordEnd(v.lower, at+1), roleLabel) // <clasificare>
}

// cell tells whether a wording is a value of a table with marks between.
func (v *view) cell(span markingSpan) bool {
	b, first := v.at(span.end), span.lineStart
	for v.at(first) == ' ' {
		first++
	}
	if v.at(first) == '|' || b == ';' && first == span.start && isAlnum(v.at(span.end+1)) {
		return true
	}
	return (b == ';' || b == ',') && v.at(span.start-1) == b && isAlnum(v.at(span.end+1))
}
