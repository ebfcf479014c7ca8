package classifier

import (
	"strings"

	"github.com/pecete/pecete/patterns"
)

// ibanText is an IBAN as it stands in a view.
type ibanText struct {
	// value is its letters and digits, in lower case.
	value string
	// classes are those of the account number, which begins at value[4].
	classes string
	// end is the folded position after it.
	end int
	// groups is how many groups it is written in; even tells that all of them
	// but the last have four characters, as on paper.
	groups int
	even   bool
	// zero tells that the O of its country code is a zero; glued that the name of
	// a currency touches its end. Either takes a right sum.
	zero, glued bool
	// lastDigit tells that its last group holds a digit.
	lastDigit bool
}

// maxIBANSeparator is the longest separator inside an IBAN, in folded
// characters.
const maxIBANSeparator = 3

// isIBANSeparator tells whether a byte may divide the groups of an IBAN. Long
// ones are also broken over two lines.
func isIBANSeparator(b byte) bool {
	switch b {
	case ' ', '.', '-', '\n', '/', '_':
		return true
	}
	return false
}

// readIBAN reads an IBAN whose country code begins at start and whose check
// digits begin at check. It fails unless the account number has the classes
// given and a word ends where it ends.
func readIBAN(v *view, start, check int, classes string) (ibanText, bool) {
	var buffer [4 + maxStructure]byte
	country := countryAt(v, start)
	value := append(buffer[:0], country[0], country[1], v.lower[check], v.lower[check+1])
	text := ibanText{classes: classes, groups: 1, even: check == start+2, zero: v.lower[start+1] == '0'}
	group := check + 2 - start // characters of the present group so far
	first := start             // where it begins
	i := check + 2
	for len(value) < 4+len(classes) {
		if !isAlnum(v.at(i)) {
			next := skipIBANSeparator(v, i)
			if next == i || text.foreignWord(v, start, first, i, len(value)) {
				return ibanText{}, false
			}
			text.even = text.even && group == 4
			text.groups, group, first, i = text.groups+1, 0, next, next
		}
		c, ok := ofClass(v.at(i), classes[len(value)-4])
		if !ok {
			return ibanText{}, false
		}
		value = append(value, c)
		group++
		i++
	}
	text.glued = currencyAt(v, i)
	if isAlnum(v.at(i)) && !text.glued || text.foreignWord(v, start, first, i, len(value)) {
		return ibanText{}, false
	}
	text.value, text.end = string(value), i
	text.lastDigit = hasDigit(v.lower[first:i])
	return text, true
}

// currencyAt tells whether a word at a position names a currency: "...0001RON".
func currencyAt(v *view, at int) bool {
	end := at
	for end < at+maxWord && isLetter(v.at(end)) {
		end++
	}
	if end == at || isAlnum(v.at(end)) {
		return false
	}
	switch string(v.lower[at:end]) {
	case "ron", "rol", "lei", "leu", "eur", "euro", "usd", "gbp", "chf", "mdl", "huf":
		return true
	}
	return false
}

// spelledStep is how far the characters of an IBAN stand apart that is written
// letter by letter.
const spelledStep = 2

// spelledIBAN tells whether the single digit at at is the first check digit of
// an IBAN written letter by letter ("R O 4 3 B ..."), and where it begins.
func spelledIBAN(v *view, at int) (start int, ok bool) {
	if !isDigit(v.at(at)) || !isIBANSeparator(v.at(at-1)) || !isIBANSeparator(v.at(at+1)) {
		return 0, false
	}
	start = at - 2*spelledStep
	if start < 0 || !isLatin(v.at(start)) || !isLatin(v.at(start+spelledStep)) || isAlnum(v.at(start-1)) {
		return 0, false
	}
	return start, isIBANSeparator(v.at(start+1)) && isDigit(v.at(at+spelledStep)) && isIBANSeparator(v.at(at+spelledStep+1))
}

// readSpelled reads an IBAN written letter by letter from start on.
func readSpelled(v *view, start int, classes string) (ibanText, bool) {
	var buffer [4 + maxStructure]byte
	for i := range 4 + len(classes) {
		at := start + i*spelledStep
		class := byte('c')
		if i >= 4 {
			class = classes[i-4]
		}
		c, ok := ofClass(v.at(at), class)
		if !ok || i > 0 && !isIBANSeparator(v.at(at-1)) {
			return ibanText{}, false
		}
		buffer[i] = c
	}
	n := 4 + len(classes)
	text := ibanText{value: string(buffer[:n]), classes: classes, end: start + n*spelledStep - 1, groups: n}
	return text, !isAlnum(v.at(text.end))
}

// skipIBANSeparator passes over what may stand between two groups and gives the
// position of the next letter or digit, or at if there is none.
func skipIBANSeparator(v *view, at int) int {
	i := at
	for i < at+maxIBANSeparator && isIBANSeparator(v.at(i)) {
		i++
	}
	if !isAlnum(v.at(i)) {
		return at
	}
	return i
}

// foreignWord tells whether the group [first,end), which ends after so many
// characters of the IBAN, is a word of the sentence: small letters only, behind
// a bank code, in an IBAN that is otherwise in capitals.
func (t *ibanText) foreignWord(v *view, start, first, end, read int) bool {
	if read <= 8 || !v.upper(start) || !v.upper(start+1) || end-first < 2 {
		return false
	}
	for i := first; i < end; i++ {
		if isDigit(v.at(i)) || v.upper(i) {
			return false
		}
	}
	return true
}

// ofClass gives a folded byte as a character of a class of the registry: 'n'
// digit, 'a' letter, 'c' either. A letter O where only a digit can stand was
// meant for a zero.
func ofClass(b, class byte) (byte, bool) {
	switch {
	case b == otherLetter:
		return 0, false
	case class == 'n' && b == 'o':
		return '0', true
	case class == 'n':
		return b, isDigit(b)
	case class == 'a':
		return b, isLetter(b)
	}
	return b, isAlnum(b)
}

func hasDigit(text []byte) bool {
	for _, b := range text {
		if isDigit(b) {
			return true
		}
	}
	return false
}

// repaired gives the value, with every letter read as a digit that may stand for
// one if only so the sum is right: O for 0, l and I for 1, or both.
func (t *ibanText) repaired() (value string, changed bool) {
	if patterns.IBAN(t.value) {
		return t.value, false
	}
	for _, letters := range []string{"o", "li", "oli"} {
		fixed := []byte(t.value)
		for i, class := range []byte(t.classes) {
			if class == 'c' && strings.IndexByte(letters, fixed[4+i]) >= 0 {
				fixed[4+i], _ = standsFor(fixed[4+i])
			}
		}
		if patterns.IBAN(string(fixed)) {
			return string(fixed), true
		}
	}
	return t.value, false
}

// usual tells whether it is written as IBANs are: unbroken, or in groups of
// four. Its last group must hold a digit, else it is more likely a word that
// followed a shorter number.
func (t *ibanText) usual() bool {
	return !t.zero && !t.glued && (t.groups == 1 || t.even && t.lastDigit)
}
