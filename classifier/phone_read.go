package classifier

// readPhone reads a number beginning with the digit run that starts at at. It
// does not look at what stands around the number, but for a "+" and a bracket.
func readPhone(v *view, at int) (phoneNumber, bool) {
	if !isDigit(v.at(at)) || isDigit(v.at(at-1)) || v.at(at) == '1' || v.at(at) == '5' {
		return phoneNumber{}, false
	}
	r := phoneReader{view: v, next: at}
	for !r.complete() {
		if !r.group() {
			return phoneNumber{}, false
		}
	}
	return r.number(at)
}

// phoneReader collects groups of digits until they make a number.
type phoneReader struct {
	view   *view
	next   int
	digits [maxPhoneDigits]byte
	length int
	// form and separators are those of phoneNumber; groups counts them.
	form, separators [maxPhoneDigits]byte
	groups           int
}

// group reads the next group of digits with the separator before it.
func (r *phoneReader) group() bool {
	at := r.next
	if r.groups > 0 {
		start, separator, ok := r.view.phoneGap(at)
		if !ok {
			return false
		}
		at = start
		r.separators[r.groups-1] = separator
	}
	from := at
	for ; isDigit(r.view.at(at)); at++ {
		if r.length == maxPhoneDigits {
			return false
		}
		r.digits[r.length] = r.view.at(at)
		r.length++
	}
	if at == from {
		return false
	}
	r.form[r.groups] = "0123456789abcde"[at-from]
	r.groups++
	r.next = at
	return true
}

// complete tells whether the groups read so far make up a number.
func (r *phoneReader) complete() bool {
	return r.length >= nationalDigits && r.length == r.prefix()+nationalDigits
}

// prefix gives how many digits come before the national number.
func (r *phoneReader) prefix() int {
	digits := string(r.digits[:r.length])
	n := 0
	switch {
	case len(digits) >= 4 && digits[:4] == "0040":
		n = 4
	case len(digits) >= 2 && digits[:2] == "40":
		n = 2
	}
	if n < len(digits) && digits[n] == '0' {
		n++
	}
	return n
}

// number gives the number that was read, which begins at at.
func (r *phoneReader) number(at int) (phoneNumber, bool) {
	prefix := r.prefix()
	p := phoneNumber{
		start: at, end: r.next,
		national:      string(r.digits[prefix:r.length]),
		form:          string(r.form[:r.groups]),
		separators:    string(r.separators[:r.groups-1]),
		country:       prefix >= 2,
		trunk:         prefix == 1 || prefix == 3 || prefix == 5,
		international: prefix >= 4,
	}
	if !r.takeFront(&p) || p.dateLike() || p.endsThin() {
		return phoneNumber{}, false
	}
	return p, true
}

// takeFront widens the number to its "+" and to a bracket that closes inside
// it. It refuses a "+" before anything but the country code.
func (r *phoneReader) takeFront(p *phoneNumber) bool {
	v, i := r.view, p.start
	if v.at(i-1) == '(' {
		i--
	}
	if p.country && v.at(i-1) == ' ' && v.at(i-2) == '+' {
		i--
	}
	if v.at(i-1) == '+' {
		if !p.country {
			return false
		}
		p.international = true
		i--
		if v.at(i-1) == '(' {
			i--
		}
	}
	if v.at(i) == '(' && !v.closes(i+1, p.end) {
		i++
	}
	p.start = i
	return true
}

// dateLike tells whether the groups read like a date and more: "02.03.2024 10".
func (p *phoneNumber) dateLike() bool {
	return len(p.form) >= 3 && p.form[:3] == "224" && !p.country
}

// endsThin tells whether the last group is a single digit, as the control
// digit of an ISBN is. Digits that all stand apart are not meant.
func (p *phoneNumber) endsThin() bool {
	last := len(p.form) - 1
	return p.form[last] == '1' && p.form[last-1] != '1'
}

// phoneGap passes over what may stand between two groups of a phone number:
// up to three spaces and brackets and at most one dot, dash or slash. It gives
// the position of the next digit and the mark, a space if there is none.
func (v *view) phoneGap(at int) (next int, separator byte, ok bool) {
	separator = ' '
	for i := at; i < at+maxSeparator; i++ {
		switch b := v.at(i); b {
		case ' ', '(', ')':
		case '.', '-', '/', '_', otherSymbol:
			if separator != ' ' {
				return at, 0, false
			}
			separator = b
		default:
			return i, separator, i > at && isDigit(b)
		}
	}
	return at + maxSeparator, separator, isDigit(v.at(at + maxSeparator))
}

// closes tells whether a bracket closes between two positions without one
// being opened there.
func (v *view) closes(from, to int) bool {
	depth := 0
	for i := from; i < to; i++ {
		switch v.at(i) {
		case '(':
			depth++
		case ')':
			depth--
		}
	}
	return depth < 0
}
