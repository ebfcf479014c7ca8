package classifier

// standsFor gives the digit that a letter stands for where people type letters
// in place of digits, or put them there so that nobody finds the number: the
// letter O for 0, the letters l and I for 1.
func standsFor(b byte) (byte, bool) {
	switch b {
	case 'o':
		return '0', true
	case 'l', 'i':
		return '1', true
	}
	return b, isDigit(b)
}

// readMasked reads an unbroken number of count digits, some of which are letters
// that stand for digits (standsFor), whose first real digit is at at. It gives
// where the number begins, which may be before at, and its digits. It fails
// where no letter stands for a digit, where letters are as many as digits, and
// where letters or digits go on before or after the number.
func (v *view) readMasked(at, count int) (start int, digits string, ok bool) {
	if !isDigit(v.at(at)) || isDigit(v.at(at-1)) {
		return 0, "", false
	}
	start = at
	for start > at-count && !isDigit(v.at(start-1)) {
		if _, ok := standsFor(v.at(start - 1)); !ok {
			break
		}
		start--
	}
	var buffer [maxNumeral]byte
	letters := at - start
	for i := range min(count, maxNumeral) {
		b := v.at(start + i)
		if buffer[i], ok = standsFor(b); !ok {
			return 0, "", false
		}
		if i >= at-start && !isDigit(b) {
			letters++
		}
	}
	if letters == 0 || 2*letters >= count || isAlnum(v.at(start-1)) || isAlnum(v.at(start+count)) {
		return 0, "", false
	}
	return start, string(buffer[:count]), true
}
