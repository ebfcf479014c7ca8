package classifier

// numeral is a number read from a view, digits only.
type numeral struct {
	digits string
	// start and end are folded positions, half-open.
	start, end int
	// groups is how many groups its digits are written in; 1 means unbroken.
	groups int
	// separator is the byte between the first two groups, 0 if unbroken.
	separator byte
}

// maxSeparator is the longest separator inside a number, in folded characters:
// " - " and the like.
const maxSeparator = 3

// readNumber reads exactly count digits beginning with the digit run that
// starts at at. It fails if no run starts there or if the count does not end
// where a run ends. Between groups it allows one dot, dash, slash or space, or
// a dash or slash with spaces around it.
func readNumber(v *view, at, count int) (numeral, bool) {
	if !isDigit(v.at(at)) || isDigit(v.at(at-1)) {
		return numeral{}, false
	}
	n := numeral{start: at, groups: 1}
	digits := make([]byte, 0, count)
	for i := at; ; {
		for ; isDigit(v.at(i)); i++ {
			if len(digits) == count {
				return numeral{}, false
			}
			digits = append(digits, v.lower[i])
		}
		if len(digits) == count {
			n.digits, n.end = string(digits), i
			return n, true
		}
		next, ok := v.skipSeparator(i)
		if !ok {
			return numeral{}, false
		}
		if n.groups == 1 {
			n.separator = separatorKind(v.lower[i:next])
		}
		n.groups++
		i = next
	}
}

// skipSeparator passes over what may stand between two groups of one number and
// gives the position of the next group's first digit.
func (v *view) skipSeparator(at int) (int, bool) {
	i, marks := at, 0
	for i < at+maxSeparator && isNumberSeparator(v.at(i)) {
		if v.at(i) != ' ' {
			marks++
		}
		i++
	}
	if i == at || marks > 1 || !isDigit(v.at(i)) {
		return at, false
	}
	return i, true
}

func isNumberSeparator(b byte) bool {
	switch b {
	case ' ', '.', '-', '/', '_':
		return true
	}
	return false
}

// separatorKind gives the mark in a separator, or a space if it has none.
func separatorKind(separator []byte) byte {
	for _, b := range separator {
		if b != ' ' {
			return b
		}
	}
	return ' '
}

// alone tells whether the numeral is not a piece of a longer number or word.
// Digits or letters may not touch it, except letters of a label right before
// ("cnp185..."); nor may a group of digits follow or precede it by the same
// separator that divides its own groups.
func (n numeral) alone(v *view) bool {
	if isAlnum(v.at(n.end)) || v.at(n.end) == '_' || v.at(n.start-1) == '_' {
		return false
	}
	return !n.continues(v) && !n.continued(v)
}

// continues tells whether another group of digits stands before the number.
func (n numeral) continues(v *view) bool {
	i := n.start - 1
	for i > n.start-1-maxSeparator && isNumberSeparator(v.at(i)) {
		i--
	}
	if i == n.start-1 || !isDigit(v.at(i)) {
		return false
	}
	return n.sameKind(separatorKind(v.lower[i+1 : n.start]))
}

// continued tells whether another group of digits stands after the number.
func (n numeral) continued(v *view) bool {
	next, ok := v.skipSeparator(n.end)
	return ok && n.sameKind(separatorKind(v.lower[n.end:next]))
}

// sameKind tells whether a neighbour behind a separator would belong to the
// number: an unbroken number has neighbours of its own only behind a space.
func (n numeral) sameKind(separator byte) bool {
	if n.groups == 1 {
		return separator != ' ' && separator != '/'
	}
	return separator == n.separator
}

// number gives the value of a few digits.
func number(digits string) int {
	value := 0
	for _, c := range []byte(digits) {
		value = value*10 + int(c-'0')
	}
	return value
}
