package classifier

import "github.com/pecete/pecete/patterns"

// cnpLength is the number of digits of a CNP: S AA LL ZZ JJ NNN C.
const cnpLength = 13

// findCNP looks for a CNP whose first digit is the start of a digit run at at:
// thirteen digits, unbroken or in groups, with a real date, a county that has
// been issued and a number that is not 000. A wrong control digit is evidence,
// not a reason to look away. (HG 1375/2006; HG 295/2021; python-stdnum
// stdnum/ro/cnp.py for the counties 70 and 80-83.)
func findCNP(v *view, at int) (sighting, bool) {
	n, ok := readNumber(v, at, cnpLength)
	if !ok || !n.alone(v) || v.insideToken(at, n.end) {
		return sighting{}, false
	}
	evidence, ok := cnpEvidence(n.digits, v.today)
	if !ok {
		return sighting{}, false
	}
	if n.groups > 1 {
		evidence = evidence.With(patterns.Grouped)
	}
	return sighting{start: at, end: n.end, evidence: evidence}, true
}

// cnpEvidence checks the fields of thirteen digits.
func cnpEvidence(digits string, today civilDate) (patterns.CodeSet, bool) {
	born, ok := cnpBirth(digits, today)
	if !ok || !cnpCounty(number(digits[7:9]), born) || digits[9:12] == "000" {
		return 0, false
	}
	sum := sumEvidence(patterns.CNP(digits))
	return patterns.SetOf(patterns.DateValid, patterns.CountyValid, sum), true
}

// cnpBirth gives the date of birth. The first digit tells the century: 1 and 2
// the 1900s, 3 and 4 the 1800s, 5 and 6 the 2000s; 7, 8 (residents) and 9
// (foreigners) do not tell, so any of the three will do. A date that does not
// exist or lies after today is refused.
func cnpBirth(digits string, today civilDate) (civilDate, bool) {
	var centuries []int
	switch digits[0] {
	case '1', '2':
		centuries = []int{1900}
	case '3', '4':
		centuries = []int{1800}
	case '5', '6':
		centuries = []int{2000}
	case '7', '8', '9':
		centuries = []int{2000, 1900, 1800}
	}
	for _, century := range centuries {
		born := civilDate{century + number(digits[1:3]), number(digits[3:5]), number(digits[5:7])}
		if born.real() && !born.after(today) {
			return born, true
		}
	}
	return civilDate{}, false
}

// cnpCounty tells whether a county code has been issued for that date of birth.
// 47 and 48 are sectors of Bucharest that ended on 19 December 1979.
func cnpCounty(code int, born civilDate) bool {
	switch {
	case code == 47, code == 48:
		return !born.after(civilDate{1979, 12, 18})
	case code >= 1 && code <= 46, code == 51, code == 52, code == 70, code >= 80 && code <= 83:
		return true
	}
	return false
}
