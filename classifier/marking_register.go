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

// markReach is how far the number may stand from the word that announces it.
const markReach = 24

// copyAt tells whether the number of a copy follows a word such as "exemplar"
// that ends at at: "nr. 1", "č. 2", "unic", or dots and lines to be filled in.
func (v *view) copyAt(at int) bool {
	i, dots := v.numberMark(at)
	if isDigit(v.at(i)) {
		return v.numberLength(i) <= 4
	}
	return dots >= 4 || v.hasWord(i, "unic") || v.hasWord(i, "unique")
}

// copiedAt tells whether a number ends right before a word that begins at
// at: "3. sz. példány".
func (v *view) copiedAt(at int) bool {
	for i := at - 1; i > at-maxNumberMark-5; i-- {
		if isDigit(v.at(i)) {
			return true
		}
		if isLetter(v.at(i)) && v.at(i) != 's' && v.at(i) != 'z' || v.at(i) == '\n' {
			return false
		}
	}
	return false
}

// filedAt tells whether a number follows a word such as "prot." that ends at at.
func (v *view) filedAt(at int) bool {
	i, _ := v.numberMark(at)
	return i > at && isDigit(v.at(i))
}

// numberMark passes over what stands between a word and its number, such as
// "nr.", "n°", "č." or "sz.", and gives where that ends and how many dots and
// lines it holds.
func (v *view) numberMark(at int) (end, dots int) {
	i := at
	for i < at+markReach {
		b := v.at(i)
		if isLetter(b) {
			word := i
			for isLetter(v.at(word)) && word < i+maxNumberMark {
				word++
			}
			if !isNumberMark(string(v.lower[i:word])) {
				return i, dots
			}
			i = word
			continue
		}
		if isDigit(b) || b == '\n' {
			return i, dots
		}
		if b == '.' || b == '_' || b == '-' {
			dots++
		}
		i++
	}
	return i, dots
}

// maxNumberMark is the length of the longest abbreviation of "number".
const maxNumberMark = 3

// isNumberMark tells whether a folded word abbreviates "number" in one of the
// languages of the Union.
func isNumberMark(word string) bool {
	switch word {
	case "n", "nr", "no", "o", "num", "br", "c", "cis", "sz", "st", "az":
		return true
	}
	return false
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
	if at < 0 || isLetter(v.at(at-1)) || at+len(word) > len(v.lower) || isLetter(v.at(at+len(word))) {
		return false
	}
	return string(v.lower[at:at+len(word)]) == word
}
