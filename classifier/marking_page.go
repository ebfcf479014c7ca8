package classifier

// pageBeside tells whether the line above or below the wording's holds nothing
// but the number of the page and of all pages, "3/12", as the foot of a marked
// page does (HG 585/2002 art. 41). Marks out of five, ten and a hundred are none.
func (v *view) pageBeside(span markingSpan) bool {
	return v.pageLine(span.lineEnd+1) || v.pageLine(v.lineBefore(span.lineStart))
}

// lineBefore gives where the line above the one that begins at from begins.
func (v *view) lineBefore(from int) int {
	if from < 2 {
		return len(v.lower)
	}
	start := from - 1
	for start > 0 && from-start <= pageLine && v.at(start-1) != '\n' {
		start--
	}
	return start
}

// pageLine is the most characters of a line with a page number.
const pageLine = 12

// pageLine tells whether a line of "3/12" begins at at.
func (v *view) pageLine(at int) bool {
	at = v.skipSpace(at)
	page, at := v.smallNumber(at)
	at = v.skipSpace(at)
	if page == 0 || v.at(at) != '/' {
		return false
	}
	pages, at := v.smallNumber(v.skipSpace(at + 1))
	at = v.skipSpace(at)
	if pages < page || pages == 5 || pages == 10 || pages == 100 {
		return false
	}
	return at >= len(v.lower) || v.at(at) == '\n'
}

// smallNumber reads up to three digits at at and gives the number, 0 for none,
// and where it ends.
func (v *view) smallNumber(at int) (n, end int) {
	for end = at; end < at+3 && isDigit(v.at(end)); end++ {
		n = 10*n + int(v.at(end)-'0')
	}
	if isDigit(v.at(end)) {
		return 0, end
	}
	return n, end
}

// repeated tells whether the text begins and ends with the wording, each time
// on a line of its own: markings stand at the top and at the bottom of a page
// (HG 585/2002 art. 46).
func (f *markingFinder) repeated(v *view, span markingSpan) bool {
	if v.at(span.lineStart-1) != '\n' || v.at(span.lineEnd) != '\n' {
		return false
	}
	first, last := v.wordFrom(0), v.lastLine()
	if first >= last || span.start != first && span.lineStart != last {
		return false
	}
	other := v.wordFrom(last)
	if span.lineStart == last {
		other = first
	}
	again, ok := f.longest(v, other)
	if !ok || again.marking != span.marking {
		return false
	}
	_, end := v.line(again.start, again.end)
	return v.at(end) == '\n' && f.bare(v, again.end, end)
}

// wordFrom gives where the first letter from at on stands, within lineReach.
func (v *view) wordFrom(at int) int {
	for end := at + lineReach; at < end && at < len(v.lower) && !isLetter(v.lower[at]); {
		at++
	}
	return at
}

// lastLine gives where the last line that holds anything begins, or the
// position lineReach before the end where that is longer.
func (v *view) lastLine() int {
	end := len(v.lower)
	for end > 0 && (v.at(end-1) == '\n' || v.at(end-1) == ' ') {
		end--
	}
	at := end
	for at > 0 && end-at < lineReach && v.at(at-1) != '\n' {
		at--
	}
	return at
}
