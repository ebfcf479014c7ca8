package classifier

import "github.com/pecete/pecete/patterns"

const (
	// firstRegisterYear is the first full year of the trade register (Law
	// 26/1990); lastOldYear the last in which numbers of the old form were given
	// (they changed on 26 July 2024).
	firstRegisterYear, lastOldYear = 1990, 2024
	// newRegisterDigits follow the letter of a number of the new form: year (4),
	// serial number (6), county (2), control digit (1).
	newRegisterDigits = 13
)

// findTradeRegister looks for a number of the trade register whose first digit
// is the start of a digit run at at: J (companies), F (individuals) or C
// (cooperatives), then "40/1234/2010" with a date or a year, or the 13 digits of
// the new form; also as a European identifier, "ROONRC.J40/1234/2010".
// (python-stdnum stdnum/ro/onrc.py; Law 265/2022 art. 10.)
func findTradeRegister(v *view, at int) (sighting, bool) {
	if !isDigit(v.at(at)) || isDigit(v.at(at-1)) {
		return sighting{}, false
	}
	start, ok := v.registerLetter(at)
	if !ok {
		return sighting{}, false
	}
	end, evidence, ok := readNewRegister(v, start, at)
	if !ok {
		end, evidence, ok = readOldRegister(v, start, at)
	}
	if !ok || v.registerGoesOn(end) {
		return sighting{}, false
	}
	const euid = "roonrc."
	if v.hasAt(start-len(euid), euid) && !isAlnum(v.at(start-len(euid)-1)) {
		start -= len(euid)
		evidence = evidence.With(patterns.CountryPrefix)
	}
	return sighting{start: start, end: end, evidence: evidence}, !v.insideToken(start, end)
}

// registerLetter gives the place of the letter of a register number before its
// digits, at most one space or mark away.
func (v *view) registerLetter(at int) (start int, ok bool) {
	start = at - 1
	if b := v.at(start); b == ' ' || b == '/' || b == '.' || b == '-' {
		start--
	}
	if b := v.at(start); b != 'j' && b != 'f' && b != 'c' {
		return 0, false
	}
	b := v.at(start - 1)
	return start, !isAlnum(b) && b != '_' && b != '@' && b != '-'
}

// readNewRegister reads the 13 digits of the new form. Until 2024 the county is
// that of the old number; since then it is 00.
func readNewRegister(v *view, start, at int) (end int, evidence patterns.CodeSet, ok bool) {
	end = at + newRegisterDigits
	if end > len(v.lower) || !allDigitsAt(v.lower[at:end]) {
		return 0, 0, false
	}
	digits := string(v.lower[at:end])
	year, serial, county := number(digits[:4]), number(digits[4:10]), number(digits[10:12])
	if year < firstRegisterYear || year > v.today.year || serial == 0 {
		return 0, 0, false
	}
	if county == 0 && year < lastOldYear || county != 0 && (year > lastOldYear || !isRegisterCounty(county)) {
		return 0, 0, false
	}
	sum := patterns.ONRC(string(v.lower[start]) + digits)
	return end, patterns.SetOf(patterns.NewFormat, sumEvidence(sum)), true
}

func allDigitsAt(text []byte) bool {
	for _, b := range text {
		if !isDigit(b) {
			return false
		}
	}
	return true
}

// readOldRegister reads county, serial number and year or date. Divided by
// slashes it gives away its kind, unless the letter is one of those that also
// begin other codes and does not stand before it as a capital.
func readOldRegister(v *view, start, at int) (end int, evidence patterns.CodeSet, ok bool) {
	county, next, ok := v.shortNumber(at, 1, 2)
	if !ok || !isRegisterCounty(county) {
		return 0, 0, false
	}
	next, first, ok := v.registerGap(next)
	if !ok {
		return 0, 0, false
	}
	serial, next, ok := v.shortNumber(next, 1, 5)
	if !ok || serial == 0 {
		return 0, 0, false
	}
	next, second, ok := v.registerGap(next)
	if !ok {
		return 0, 0, false
	}
	end, dated, ok := v.registerYear(next)
	if !ok {
		return 0, 0, false
	}
	evidence = patterns.SetOf(patterns.CountyValid)
	if dated {
		evidence = evidence.With(patterns.DateValid)
	}
	company, capital := v.at(start) == 'j', start == at-1 && v.upper(start)
	slashes, dashes := second == '/' && first != '-', second == '-' && first == '-'
	if company && (slashes || dashes) || capital && slashes && first == '/' {
		evidence = evidence.With(patterns.Shape)
	}
	return end, evidence, true
}

// isRegisterCounty tells whether a county has a trade register: 1 to 40, and 51
// and 52 for the counties made in 1981.
func isRegisterCounty(code int) bool {
	return code >= 1 && code <= 40 || code == 51 || code == 52
}

// shortNumber reads a whole digit run of least to most digits.
func (v *view) shortNumber(at, least, most int) (value, end int, ok bool) {
	end = at
	for end <= at+most && isDigit(v.at(end)) {
		end++
	}
	if end-at < least || end-at > most {
		return 0, 0, false
	}
	return number(string(v.lower[at:end])), end, true
}

// registerGap passes over what divides the parts of a register number: a slash,
// dash or dot, a space, or a mark with spaces around it.
func (v *view) registerGap(at int) (next int, mark byte, ok bool) {
	mark = ' '
	for i := at; i <= at+maxSeparator; i++ {
		switch b := v.at(i); b {
		case ' ':
		case '/', '-', '.':
			if mark != ' ' {
				return 0, 0, false
			}
			mark = b
		default:
			return i, mark, i > at && isDigit(b)
		}
	}
	return 0, 0, false
}

// registerYear reads the year of the old form, or the date in its place.
func (v *view) registerYear(at int) (end int, dated, ok bool) {
	if year, end, ok := v.shortNumber(at, 4, 4); ok {
		return end, false, year >= firstRegisterYear && year <= lastOldYear
	}
	day, next, ok := v.shortNumber(at, 1, 2)
	if !ok || v.at(next) != '.' && v.at(next) != '/' && v.at(next) != '-' {
		return 0, false, false
	}
	month, last, ok := v.shortNumber(next+1, 1, 2)
	if !ok || v.at(last) != v.at(next) {
		return 0, false, false
	}
	year, end, ok := v.shortNumber(last+1, 4, 4)
	date := civilDate{year, month, day}
	return end, true, ok && date.real() && year >= firstRegisterYear && year <= lastOldYear
}

// registerGoesOn tells whether a number goes on after a position, so that what
// was read is a piece of it.
func (v *view) registerGoesOn(end int) bool {
	b := v.at(end)
	if b == '/' || b == '-' || b == '.' {
		return isDigit(v.at(end + 1))
	}
	return isAlnum(b) || b == '_' || b == '@'
}
