package classifier

import "unicode/utf8"

// isAmount tells whether a number is an amount of something: a currency or a
// unit stands right after it, or a currency right before.
func (v *view) isAmount(start, end int) bool {
	return v.unitAfter(end) || v.currencyBefore(start)
}

// unitAfter tells whether a unit follows a position, after decimals, spaces and
// the "de" of "20 de lei" if they are there.
func (v *view) unitAfter(at int) bool {
	const de = "de "
	at = v.skipDecimals(at)
	for n := 0; n < 2 && v.at(at) == ' '; n++ {
		at++
	}
	if v.hasAt(at, de) {
		at += len(de)
	}
	if at >= len(v.lower) {
		return false
	}
	if b := v.lower[at]; b == '%' || v.currencySign(at) {
		return true
	}
	end := wordEnd(v.lower, at)
	return !isDigit(v.at(end)) && isUnit(string(v.lower[at:end]))
}

// measured tells whether a unit of more than one letter follows a position: an
// M or an F behind a number may be a person's sex.
func (v *view) measured(at int) bool {
	if !v.unitAfter(at) {
		return false
	}
	for n := 0; n < maxGap && !isAlnum(v.at(at)) && at < len(v.lower); n++ {
		at++
	}
	return !isLetter(v.at(at)) || wordEnd(v.lower, at)-at > 1
}

// isFraction tells whether the digits [start,end) are the decimals of a number:
// "44.4750515301305". A full stop behind the number of an entry in a list
// ("1.185..." at the start of a line that goes on) makes none.
func (v *view) isFraction(start, end int) bool {
	const maxIndent = 8
	if v.at(start-1) != '.' || !isDigit(v.at(start-2)) {
		return false
	}
	first := v.digitRunStart(start-2, maxNumeral)
	line := first
	for line > max(0, first-maxIndent) && v.at(line-1) == ' ' {
		line--
	}
	entry := start-1-first <= 2 && v.at(first) != '0' && (line == 0 || v.at(line-1) == '\n')
	return !entry || end >= len(v.lower) || v.at(end) != ' ' && v.at(end) != '\n'
}

// skipDecimals passes over ",50" or ".50" after a number.
func (v *view) skipDecimals(at int) int {
	const maxDecimals = 8
	if b := v.at(at); b != ',' && b != '.' || !isDigit(v.at(at+1)) {
		return at
	}
	at++
	for n := 0; n < maxDecimals && isDigit(v.at(at)); n++ {
		at++
	}
	return at
}

// currencyBefore tells whether a currency stands right before a position.
func (v *view) currencyBefore(at int) bool {
	if v.at(at-1) == ' ' {
		at--
	}
	if at > 0 && v.currencySign(at-1) {
		return true
	}
	switch string(v.lower[v.letterRun(at):at]) {
	case "lei", "ron", "eur", "euro", "usd":
		return true
	}
	return false
}

// currencySign tells whether the character at a position is a currency's.
func (v *view) currencySign(at int) bool {
	switch v.lower[at] {
	case '$':
		return true
	case otherSymbol:
		r, _ := utf8.DecodeRuneInString(v.src[v.offset(at):])
		return r == '€' || r == '£'
	}
	return false
}

// isUnit tells whether a folded word is a currency, a unit or a scale.
func isUnit(word string) bool {
	switch word {
	case "lei", "leu", "ron", "rol", "eur", "euro", "usd", "dolari", "bani", "lire",
		"mii", "mil", "mld", "milioane", "miliarde",
		"m", "mp", "mc", "km", "kmp", "cm", "mm", "ha", "kg", "g", "gr", "tone", "l", "ml", "kw", "kwh",
		"mb", "gb", "kb", "mhz", "ghz",
		"buc", "bucati", "bucata", "pers", "persoane", "locuri", "puncte", "voturi", "oameni", "locuitori",
		"secunde", "ms", "bytes", "octeti", "biti", "rows", "randuri", "pixeli", "parametri":
		return true
	}
	return false
}
