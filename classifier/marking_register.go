package classifier

// maxRegister is the most digits a register number has, without its prefix.
const maxRegister = 7

// registerAt tells whether a register number of a classified document begins at
// at. Such numbers bear a prefix: 0 for secret, 00 for strict secret, 000 for
// strict secret de importanță deosebită, S for secret de serviciu (HG 585/2002
// art. 41, HG 781/2002 art. 2). SS, SSV and SSID serve as prefixes in practice.
// announced tells that "nr." stands before it, so that the slash may be another
// mark or missing.
func (v *view) registerAt(at int, announced bool) bool {
	if isAlnum(v.at(at-1)) || v.at(at-1) == '/' && isAlnum(v.at(at-2)) {
		return false
	}
	if v.at(at) == '0' {
		return v.zeroRegister(at, announced)
	}
	end := at
	for end < at+5 && isLetter(v.at(end)) {
		end++
	}
	switch string(v.lower[at:min(end, len(v.lower))]) {
	case "s", "ss", "ssv", "ssid":
	default:
		return false
	}
	return v.registerDigits(end, announced, 2)
}

// registerDigits tells whether a separator and the digits of a register number
// stand at at; an announced number may have fewer digits than least and another
// mark than a slash, or none.
func (v *view) registerDigits(at int, announced bool, least int) bool {
	i := at
	for i < at+maxSeparator && (isNumberSeparator(v.at(i)) && v.at(i) != '_') {
		i++
	}
	slash := false
	for j := at; j < i; j++ {
		slash = slash || v.at(j) == '/'
	}
	if !announced && !slash {
		return false
	}
	if v.at(i) == 'n' && v.at(i+1) == 'r' { // "S/nr. 1234"
		for i += 2; v.at(i) == '.' || v.at(i) == ' '; i++ {
			if i > at+2*maxSeparator {
				return false
			}
		}
	}
	start := i
	for i < start+maxRegister && isDigit(v.at(i)) {
		i++
	}
	if announced {
		least = 1
	}
	return i-start >= least && !isAlnum(v.at(i))
}

// zeroRegister reads a number that begins with one to three zeros. Without an
// announcement it needs the slash, and "0/10" is a mark in a test.
func (v *view) zeroRegister(at int, announced bool) bool {
	zeros := at
	for zeros < at+4 && v.at(zeros) == '0' {
		zeros++
	}
	if zeros-at > 3 {
		return false
	}
	if !isDigit(v.at(zeros)) {
		if v.at(zeros) != '/' && !(announced && v.at(zeros) == '-') {
			return false
		}
		if zeros-at == 1 && !announced && v.at(zeros+1) == '1' && v.at(zeros+2) == '0' {
			return false
		}
		return v.registerDigits(zeros, announced, 2)
	}
	end := zeros
	for end < zeros+maxRegister && isDigit(v.at(end)) {
		end++
	}
	return announced && end-at >= 3 && end-at <= maxRegister && !isAlnum(v.at(end))
}

// copyAt tells whether the number of a copy follows a word such as "exemplar"
// that ends at at: "nr. 1", "2", "unic", or dots and lines to be filled in.
func (v *view) copyAt(at int) bool {
	i, dots := at, 0
	for ; i < at+24; i++ {
		switch b := v.at(i); {
		case b == ' ', b == ':', b == '(':
		case b == '.', b == '_', b == '-':
			dots++
		case b == 'n' && !isLetter(v.at(i-1)) && (v.at(i+1) == 'r' || v.at(i+1) == 'o') && !isLetter(v.at(i+2)):
			i++
		case b == '#':
		default:
			return isDigit(b) && v.numberLength(i) <= 4 || dots >= 4 || v.hasWord(i, "unic") || v.hasWord(i, "unique")
		}
	}
	return dots >= 4
}

// pageAt tells whether a page and the number of pages follow a word that ends
// at at: "1/3", "1 din 3", "1 of 3".
func (v *view) pageAt(at int) bool {
	i := at
	for i < at+6 && (v.at(i) == ' ' || v.at(i) == '.' || v.at(i) == ':') {
		i++
	}
	start := i
	for i < start+4 && isDigit(v.at(i)) {
		i++
	}
	if i == start {
		return false
	}
	for j := i; j < i+3; j++ {
		if v.at(j) == '/' || v.hasWord(j, "din") || v.hasWord(j, "of") {
			return true
		}
	}
	return false
}

// numberLength counts the digits at at, up to one more than maxRegister.
func (v *view) numberLength(at int) int {
	end := at
	for end <= at+maxRegister && isDigit(v.at(end)) {
		end++
	}
	return end - at
}

// hasWord tells whether exactly word stands at a word start.
func (v *view) hasWord(at int, word string) bool {
	if isLetter(v.at(at-1)) || at+len(word) > len(v.lower) || isLetter(v.at(at+len(word))) {
		return false
	}
	return string(v.lower[at:at+len(word)]) == word
}
