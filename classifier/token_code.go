package classifier

// Codes that systems write: hashes, base64, serial keys. None of their pieces
// is an identifier, whatever they look like.

// insideSystemCode tells whether a span is a piece of such a code.
func (v *view) insideSystemCode(start, end int) bool {
	return v.insideHex(start, end) || v.insideBase64(start, end) || v.insideKey(start, end)
}

// alnumBytes are the letters and digits.
func alnumBytes() byteSet { return byteSet{digitBits | 1<<otherLetter, letterBits} }

// insideHex tells whether the span is a piece of a long row of hexadecimal
// digits, letters among them: a hash, a GUID without dashes.
func (v *view) insideHex(start, end int) bool {
	const shortest = 24
	from, to := v.token(start, end, alnumBytes())
	if to-from < shortest || to-from == end-start {
		return false
	}
	letters := false
	for i := from; i < to; i++ {
		b := v.lower[i]
		if !isDigit(b) && (b < 'a' || b > 'f') {
			return false
		}
		letters = letters || !isDigit(b) && (i < start || i >= end)
	}
	return letters
}

// base64Bytes can occur in base64.
func base64Bytes() byteSet {
	return byteSet{digitBits | 1<<'+' | 1<<'/' | 1<<'=', letterBits}
}

// insideBase64 tells whether the span is a piece of base64: around it stand
// letters whose case changes as it does in no word. Slashes and plus signs alone
// divide things that are listed.
func (v *view) insideBase64(start, end int) bool {
	from, to := v.token(start, end, base64Bytes())
	changes, marked := 0, false
	for i := from; i < to; i++ {
		if i == start {
			i = end - 1
			continue
		}
		b := v.lower[i]
		marked = marked || b == '+' || b == '='
		if isLetter(b) && !v.upper(i) && i+1 < to && isLetter(v.lower[i+1]) && v.upper(i+1) {
			changes++
		}
	}
	return changes > 2 || changes == 2 && marked
}

// keyBytes can occur in a serial key.
func keyBytes() byteSet { return byteSet{digitBits | 1<<'-', letterBits} }

// insideKey tells whether the span touches a letter or digit and other groups of
// its token, behind dashes, have capitals: "XKQW-4071-2034-567QZ-TWQZ".
func (v *view) insideKey(start, end int) bool {
	if !isAlnum(v.at(start-1)) && !isAlnum(v.at(end)) {
		return false
	}
	from, to := v.token(start, end, keyBytes())
	left, _ := v.token(start, start, alnumBytes())
	_, right := v.token(end, end, alnumBytes())
	for i := from; i < to; i++ {
		if (i < left || i >= right) && isLetter(v.lower[i]) && v.upper(i) {
			return true
		}
	}
	return false
}
