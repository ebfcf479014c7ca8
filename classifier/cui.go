package classifier

import "github.com/pecete/pecete/patterns"

const (
	cuiShortest, cuiLongest = 2, 10
	// cuiTelling is the number of digits from which a right control digit is
	// worth something without a label: nearly all companies have that many.
	cuiTelling = 6
	// headWeight is what the head of its column adds to a code's confidence: it
	// outweighs the heads of the columns beside it.
	headWeight = 0.6
)

// cuiFinder finds registration codes of companies.
type cuiFinder struct {
	labels *termSet
}

func newCUIFinder(d *patterns.Detector) (finder, error) {
	labels, err := termsOf(d, "labels")
	if err != nil {
		return nil, err
	}
	return cuiFinder{labels: labels}, nil
}

// inShortNumbers gives the labels, without which a short number is no code.
func (f cuiFinder) inShortNumbers() (words, before []string) {
	return f.labels.terms, nil
}

// find looks for a code whose first digit is the start of a digit run at at: 2
// to 10 digits that do not begin with 0, unbroken or in threes, with "RO" before
// them or not. A code that is short, in groups or fails its control digit must
// follow its label. (python-stdnum stdnum/ro/cui.py.)
func (f cuiFinder) find(v *view, at int) (sighting, bool) {
	if !isDigit(v.at(at)) || isDigit(v.at(at-1)) || v.at(at) == '0' || v.runEnd(at)-at > cuiLongest {
		return sighting{}, false
	}
	start, prefixed := f.prefix(v, at)
	labelled := v.labelledBy(f.labels, start)
	code, ok := readCUI(v, at, labelled)
	headed := ok && !labelled && v.headedBy(f.labels, start, code.end)
	labelled = labelled || headed
	if !ok || !labelled && code.weak(prefixed) || !f.standsAlone(v, at, code.end) {
		return sighting{}, false
	}
	plain := headed || labelled && v.plainLabel(start)
	if !plain && (len(code.digits) < cuiTelling || v.isAmount(at, code.end)) || v.insideToken(start, code.end) {
		return sighting{}, false
	}
	evidence := patterns.SetOf(sumEvidence(code.valid))
	if prefixed {
		evidence = evidence.With(patterns.CountryPrefix)
	}
	if code.grouped {
		evidence = evidence.With(patterns.Grouped)
	}
	if labelled {
		evidence = evidence.With(patterns.ContextLabel)
	}
	seen := sighting{start: start, end: code.end, evidence: evidence}
	if headed {
		seen.adjust = headWeight
	}
	return seen, true
}

// cuiCode is a code read from a view, without "RO".
type cuiCode struct {
	end            int
	digits         string
	valid, grouped bool
}

// weak tells whether a code needs a label right before it.
func (c cuiCode) weak(prefixed bool) bool {
	return !c.valid || len(c.digits) < cuiTelling || c.grouped && !prefixed
}

// readCUI reads the code whose first digit is at at. Behind a label it may be
// divided in any way, if its control digit is right then.
func readCUI(v *view, at int, labelled bool) (cuiCode, bool) {
	end, digits, ok := readThrees(v, at)
	code := cuiCode{end: end, digits: digits, valid: ok && patterns.CUI(digits)}
	if labelled && !code.valid {
		if end, digits := readGroups(v, at); patterns.CUI(digits) {
			code, ok = cuiCode{end: end, digits: digits, valid: true}, true
		}
	}
	code.grouped = len(code.digits) < code.end-at
	return code, ok && (code.valid || len(code.digits) >= cuiTelling)
}

// readThrees reads a whole run of digits, or groups of three with one shorter
// group at either end ("185 472 90", "18.547.290").
func readThrees(v *view, at int) (end int, digits string, ok bool) {
	var buffer [cuiLongest]byte
	length, separator := 0, v.at(v.runEnd(at))
	for i := at; ; {
		next := v.runEnd(i)
		group := next - i
		if length+group > cuiLongest {
			return 0, "", false
		}
		length += copy(buffer[length:], v.lower[i:next])
		end = next
		more := v.at(next) == separator && (separator == ' ' || separator == '.') && isDigit(v.at(next+1))
		if !more || group > 3 || i > at && group < 3 {
			break
		}
		if follower := v.runEnd(next+1) - next - 1; follower > 3 || group < 3 && follower < 3 {
			break
		}
		i = next + 1
	}
	if length == end-at {
		digits = v.asWritten(at, end)
	}
	if digits == "" {
		digits = string(buffer[:length])
	}
	return end, digits, length >= cuiShortest
}

// readGroups reads groups of any length behind one kind of separator, as many as
// there are: "18 54 72 90".
func readGroups(v *view, at int) (end int, digits string) {
	var buffer [cuiLongest]byte
	length, separator := 0, byte(0)
	for i := at; isDigit(v.at(i)); {
		end = v.runEnd(i)
		if length+end-i > cuiLongest {
			return 0, ""
		}
		length += copy(buffer[length:], v.lower[i:end])
		b := v.at(end)
		if b != ' ' && b != '.' && b != '-' || separator != 0 && b != separator {
			break
		}
		separator, i = b, end+1
	}
	if length < cuiTelling {
		return 0, ""
	}
	return end, string(buffer[:length])
}

// runEnd gives the end of the digit run that begins at at, looking no further
// than one digit past the longest code.
func (v *view) runEnd(at int) int {
	end := at
	for end <= at+cuiLongest && isDigit(v.at(end)) {
		end++
	}
	return end
}

// prefix gives where the code begins with its "RO", if it has one: "RO123456",
// "RO 123456", "CUI:RO123456", "CUIRO123456".
func (f cuiFinder) prefix(v *view, at int) (start int, prefixed bool) {
	end := at
	if b := v.at(end - 1); b == ' ' || b == '-' {
		end--
	}
	if end < 2 || !v.hasAt(end-2, "ro") || end < at && v.at(end-3) == '.' {
		return at, false
	}
	if isAlnum(v.at(end-3)) && !v.labelledBy(f.labels, end-2) {
		return at, false
	}
	return end - 2, true
}

// standsAlone tells whether the digits are a number by themselves. A list
// without spaces holds several of about the same length.
func (f cuiFinder) standsAlone(v *view, start, end int) bool {
	return f.freeBefore(v, start) && freeAfter(v, end)
}

func (f cuiFinder) freeBefore(v *view, start int) bool {
	b, before := v.at(start-1), v.at(start-2)
	switch {
	case isLetter(b):
		_, prefixed := f.prefix(v, start)
		return prefixed || v.labelledBy(f.labels, start)
	case b == '_', b == '#', b == '@':
		return false
	case !tightMark(b):
		return true
	case isDigit(before):
		return listMark(b) && isDigit(v.at(start-1-cuiTelling))
	case isLetter(before) && b == '-':
		return v.hasAt(start-3, "ro") || v.labelledBy(f.labels, start)
	}
	return true
}

func freeAfter(v *view, end int) bool {
	b, after := v.at(end), v.at(end+1)
	switch {
	case isAlnum(b), b == '_', b == '%', b == '@':
		return false
	case !tightMark(b):
		return true
	case isDigit(after):
		return listMark(b) && v.runEnd(end+1) >= end+1+cuiTelling
	}
	return !isLetter(after) || listMark(b)
}

// tightMark tells whether a mark ties two parts of one token.
func tightMark(b byte) bool { return b == '.' || b == '-' || b == ':' || listMark(b) }

// listMark tells whether a mark also divides things that are listed.
func listMark(b byte) bool { return b == ',' || b == '/' }

// plainLabel tells whether what stands before a position is meant as a label
// and not as a word of the sentence: it ends in a colon or in a capital, or is
// any other than "cui", which is also a nail, and "to whom".
func (v *view) plainLabel(at int) bool {
	i := at - 1
	for i > at-1-maxLabelGap && !isAlnum(v.at(i)) {
		if v.at(i) == ':' || v.at(i) == '=' {
			return true
		}
		i--
	}
	return i >= 0 && (v.upper(i) || string(v.lower[v.letterRun(i+1):i+1]) != "cui")
}
