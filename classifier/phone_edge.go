package classifier

import "bytes"

// edge is what stands right before or after a phone number says about it.
type edge uint8

const (
	// clean: the number begins or ends here.
	clean edge = iota
	// doubtful: it may go on; only a label can tell.
	doubtful
	// torn: it is a piece of something longer.
	torn
)

// edgeBefore judges what stands before the number.
func (f phoneFinder) edgeBefore(v *view, p *phoneNumber) edge {
	b := v.at(p.start - 1)
	switch {
	case isLetter(b):
		if f.labelEnds(v, p.start) {
			return clean
		}
		return torn
	case b == '_', b == '@', b == '#', b == '+', b == ':' && isDigit(v.at(p.start-2)):
		return torn
	case b == '-', b == '/', b == '.':
		if isLetter(v.at(p.start - 2)) {
			return f.codeBefore(v, p.start-1)
		}
	}
	return v.digitsBefore(p)
}

// labelEnds tells whether the word that ends at a position is a label.
func (f phoneFinder) labelEnds(v *view, end int) bool {
	start := v.letterRun(end)
	hit, ok := f.labels.longestAt(v.lower, start)
	return ok && hit.end == end
}

// codeBefore doubts a number that a dash or slash ties to capitals, as the
// numbers of documents are: "INV-0712034567".
func (f phoneFinder) codeBefore(v *view, end int) edge {
	const maxPrefix = 4
	start := v.letterRun(end)
	if end-start > maxPrefix || f.labelEnds(v, end) {
		return clean
	}
	for i := start; i < end; i++ {
		if !v.upper(i) {
			return clean
		}
	}
	return doubtful
}

// letterRun gives the start of the letters that end at a position, looking no
// further than a word is long.
func (v *view) letterRun(end int) int {
	start := end
	for start > 0 && end-start < maxWord && isLetter(v.lower[start-1]) {
		start--
	}
	return start
}

// digitsBefore judges a group of digits before the number.
func (v *view) digitsBefore(p *phoneNumber) edge {
	last, separator, ok := v.phoneGapBefore(p.start)
	if !ok {
		return clean
	}
	if other, ok := v.phoneBefore(last+1, p.start); ok {
		if other.end > p.start {
			return torn
		}
		return clean
	}
	start := last
	for last-start < maxPhoneDigits && isDigit(v.at(start-1)) {
		start--
	}
	if p.international {
		return clean
	}
	if v.at(start-1) == '+' || !p.trunk {
		return torn
	}
	return p.beside(separator, last+1-start, p.start-last > 2)
}

// phoneGapBefore is phoneGap backwards: it gives the position of the digit
// before the gap that ends at a position.
func (v *view) phoneGapBefore(at int) (last int, separator byte, ok bool) {
	separator = ' '
	for i := at - 1; i >= at-1-maxSeparator; i-- {
		switch b := v.at(i); b {
		case ' ', '(', ')':
		case '.', '-', '/', '_', otherSymbol:
			if separator != ' ' {
				return at, 0, false
			}
			separator = b
		default:
			return i, separator, i < at-1 && isDigit(b)
		}
	}
	return at, 0, false
}

// phoneBefore gives a phone number that begins before a gap, which divides two
// groups of digits, and ends at the gap or, failing that, goes on after it.
func (v *view) phoneBefore(gap, after int) (over phoneNumber, ok bool) {
	const maxGroups = 6
	at := gap
	for range maxGroups {
		for n := 0; n < maxPhoneDigits && isDigit(v.at(at-1)); n++ {
			at--
		}
		p, read := readPhone(v, at)
		if read && p.end == gap && (p.trunk || p.country) {
			return p, true
		}
		if read && p.end > after && (p.international || p.usual()) {
			over, ok = p, true
		}
		last, _, more := v.phoneGapBefore(at)
		if !more {
			break
		}
		at = last + 1
	}
	return over, ok
}

// edgeAfter judges what stands after the number.
func edgeAfter(v *view, p *phoneNumber) edge {
	b := v.at(p.end)
	switch {
	case isLetter(b) && isLetter(v.at(p.end+1)):
		return doubtful // the space was forgotten: "0712034567sau..."
	case isAlnum(b), b == '_', b == '@', b == '%', b == ':' && isDigit(v.at(p.end+1)):
		return torn
	}
	next, separator, ok := v.phoneGap(p.end)
	if !ok {
		return clean
	}
	if _, ok := readPhone(v, next); ok {
		return clean
	}
	end := next
	for end-next < maxPhoneDigits && isDigit(v.at(end)) {
		end++
	}
	if separator == '/' && (end-next == 4 || v.at(end) == '.' && isDigit(v.at(end+1))) {
		return torn
	}
	return p.beside(separator, end-next, next-p.end > 1)
}

// beside judges a neighbouring group of digits by what separates it and by how
// many digits it has: it may belong to a longer number divided the same way.
func (p *phoneNumber) beside(separator byte, digits int, spaced bool) edge {
	const longGroup = 7 // a number by itself, such as a CNP before a phone in a list
	own := bytes.IndexByte(p.separators(), separator) >= 0
	switch {
	case separator == ' ' && digits >= longGroup && p.groups > 1:
		return clean
	case separator == ' ':
		if !own || digits == 1 || digits == 2 && p.forms[p.groups-1] != '2' {
			return clean
		}
		return doubtful
	case separator == '/' && !own, spaced && (!own || separator == '-'):
		return clean
	case separator == '-' && !own && digits <= 2:
		return doubtful // several lines of one office: "0264/123456-7"
	}
	return torn
}

// datedAfter tells whether a date goes on after a position, as it does after
// the numbers of documents: "nr. 123 din 12.03.2024".
func (v *view) datedAfter(at int) bool {
	const din, data = " din ", "data "
	if !v.hasAt(at, din) {
		return false
	}
	at += len(din)
	return isDigit(v.at(at)) || v.hasAt(at, data)
}

// hasAt tells whether text stands at a position.
func (v *view) hasAt(at int, text string) bool {
	return at >= 0 && at+len(text) <= len(v.lower) && string(v.lower[at:at+len(text)]) == text
}
