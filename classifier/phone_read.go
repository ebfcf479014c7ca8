package classifier

// readPhone reads a number beginning with the digit run that starts at at. It
// does not look at what stands around the number, but for a "+" and a bracket.
func readPhone(v *view, at int) (phoneNumber, bool) {
	if !isDigit(v.at(at)) || isDigit(v.at(at-1)) || v.at(at) == '1' || v.at(at) == '5' {
		return phoneNumber{}, false
	}
	p := phoneNumber{start: at, end: at}
	for !p.complete() {
		if !p.readGroup(v) {
			return phoneNumber{}, false
		}
	}
	prefix := p.prefix()
	p.country, p.trunk, p.international = prefix >= 2, prefix%2 == 1, prefix >= 4
	return p, !p.dateLike() && !p.endsThin() && p.takeFront(v)
}

// readGroup reads the next group of digits with the separator before it.
func (p *phoneNumber) readGroup(v *view) bool {
	at := p.end
	if p.groups > 0 {
		start, separator, ok := v.phoneGap(at)
		if !ok {
			return false
		}
		at = start
		p.marks[p.groups-1] = separator
	}
	from := at
	for ; isDigit(v.at(at)); at++ {
		if p.length == maxPhoneDigits {
			return false
		}
		p.digits[p.length] = v.at(at)
		p.length++
	}
	if at == from {
		return false
	}
	p.forms[p.groups] = "0123456789abcde"[at-from]
	p.groups++
	p.end = at
	return true
}

// complete tells whether the groups read so far make up a number.
func (p *phoneNumber) complete() bool {
	return p.length >= nationalDigits && p.length == p.prefix()+nationalDigits
}

// prefix gives how many digits come before the national number: 0, 40 or 0040,
// and a 0 after these.
func (p *phoneNumber) prefix() int {
	n := 0
	switch {
	case string(p.digits[:4]) == "0040":
		n = 4
	case string(p.digits[:2]) == "40":
		n = 2
	}
	if p.digits[n] == '0' {
		n++
	}
	return n
}

// takeFront widens the number to its "+" and to a bracket that closes inside
// it. It refuses a "+" before anything but the country code.
func (p *phoneNumber) takeFront(v *view) bool {
	i := p.start
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
	return p.groups >= 3 && string(p.forms[:3]) == "224" && !p.country
}

// endsThin tells whether the last group is a single digit, as the control
// digit of an ISBN is. Digits that all stand apart are not meant.
func (p *phoneNumber) endsThin() bool {
	last := p.groups - 1
	return p.forms[last] == '1' && p.forms[last-1] != '1'
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

// opensWithin tells whether a bracket opens between two positions that does not
// close there: what is in it is another number.
func (v *view) opensWithin(from, to int) bool {
	depth := 0
	for i := from; i < to; i++ {
		switch {
		case v.at(i) == '(':
			depth++
		case v.at(i) == ')' && depth > 0:
			depth--
		}
	}
	return depth > 0
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
