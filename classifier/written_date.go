package classifier

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pecete/pecete/patterns"
)

// writtenDate is a full date read from a view, half-open in folded positions.
type writtenDate struct {
	civilDate
	start, end int
	// short tells that the year has two digits; bare that all stands in one run
	// of digits, which could be any number.
	short, bare bool
}

// dateReader reads dates as people write them.
type dateReader struct {
	months *termSet
	// values has the number of the month (1..12) for each term.
	values []int
}

// newDateReader takes the names of months from the detector's list of that
// name, each with its number behind it: "ianuar* 1".
func newDateReader(d *patterns.Detector) (dateReader, error) {
	r := dateReader{months: newTermSet()}
	for _, entry := range d.Lists["months"] {
		name, digits, _ := strings.Cut(entry, " ")
		month, err := strconv.Atoi(digits)
		if err != nil || month < 1 || month > 12 {
			return r, fmt.Errorf("lists.months: %q needs the number of a month", entry)
		}
		id, err := r.months.add(name)
		if err != nil {
			return r, fmt.Errorf("lists.months: %w", err)
		}
		if id == len(r.values) {
			r.values = append(r.values, month)
		}
	}
	if len(r.values) == 0 {
		return r, fmt.Errorf("the finder needs names in lists.months")
	}
	return r, nil
}

// read reads the date that begins at a folded position. today says in which
// century years of two digits lie: none lies ahead.
func (r dateReader) read(v *view, at int) (writtenDate, bool) {
	if isDigit(v.at(at-1)) || !isAlnum(v.at(at)) {
		return writtenDate{}, false
	}
	d, ok := r.readParts(v, at)
	if !ok || !d.real() || goesOn(v, d.end) {
		return writtenDate{}, false
	}
	d.start = at
	return d, true
}

func (r dateReader) readParts(v *view, at int) (writtenDate, bool) {
	if isLetter(v.at(at)) {
		return r.monthFirst(v, at)
	}
	switch length := v.digitsFrom(at); length {
	case 8, 6:
		return bareDate(v, at, length)
	case 4:
		return r.yearFirst(v, at)
	case 1, 2:
		return r.dayFirst(v, at)
	}
	return writtenDate{}, false
}

// dayFirst reads "12.03.1985", "12 martie 1985", "12th of March '85",
// "12.III.1985". Where there is no such month, the first number is the month, as
// Americans write.
func (r dateReader) dayFirst(v *view, at int) (writtenDate, bool) {
	first, i := v.numberAt(at)
	month, i, ok := r.month(v, dateGap(v, ordinalEnd(v, i)))
	if !ok {
		return writtenDate{}, false
	}
	d, ok := yearAt(v, i)
	d.day, d.month = first, month
	if month > 12 && first <= 12 {
		d.day, d.month = month, first
	}
	return d, ok
}

// monthAndDay reads a month and the day behind it, and gives where they end.
func (r dateReader) monthAndDay(v *view, at int) (month, day, end int, ok bool) {
	month, i, ok := r.month(v, at)
	if !ok {
		return 0, 0, 0, false
	}
	i = dateGap(v, i)
	if length := v.digitsFrom(i); length < 1 || length > 2 {
		return 0, 0, 0, false
	}
	day, end = v.numberAt(i)
	return month, day, end, true
}

// monthFirst reads "March 12, 1985".
func (r dateReader) monthFirst(v *view, at int) (writtenDate, bool) {
	month, day, i, ok := r.monthAndDay(v, at)
	if !ok {
		return writtenDate{}, false
	}
	d, ok := yearAt(v, ordinalEnd(v, i))
	d.day, d.month = day, month
	return d, ok
}

// yearFirst reads "1985-03-12" and "1985. március 12.".
func (r dateReader) yearFirst(v *view, at int) (writtenDate, bool) {
	year, i := v.numberAt(at)
	month, day, i, ok := r.monthAndDay(v, dateGap(v, i))
	if !ok {
		return writtenDate{}, false
	}
	return writtenDate{civilDate: civilDate{year, month, day}, end: i}, true
}

// bareDate reads "12031985", "19850312" and "120385".
func bareDate(v *view, at, length int) (writtenDate, bool) {
	digits := string(v.lower[at : at+length])
	d := writtenDate{end: at + length, bare: true}
	if length == 6 {
		d.short = true
		d.civilDate = civilDate{fullYear(number(digits[4:]), v.today), number(digits[2:4]), number(digits[:2])}
		return d, true
	}
	d.civilDate = civilDate{number(digits[4:]), number(digits[2:4]), number(digits[:2])}
	if !d.real() || d.year < oldestYear {
		d.civilDate = civilDate{number(digits[:4]), number(digits[4:6]), number(digits[6:])}
	}
	return d, true
}

// month reads the number or name of a month at a position; a number may be a
// day as well, as Americans write.
func (r dateReader) month(v *view, at int) (month, end int, ok bool) {
	if isDigit(v.at(at)) {
		if v.digitsFrom(at) > 2 {
			return 0, at, false
		}
		month, end = v.numberAt(at)
		return month, end, true
	}
	hit, ok := r.months.longestAt(v.lower, at)
	if !ok {
		return 0, at, false
	}
	return r.values[hit.term], hit.end, true
}

// yearAt reads the year behind a month, of four digits or two.
func yearAt(v *view, at int) (writtenDate, bool) {
	i := dateGap(v, at)
	if v.at(i) == '\'' {
		i++
	}
	if i == at && isDigit(v.at(at-1)) {
		return writtenDate{}, false
	}
	length := v.digitsFrom(i)
	if length != 4 && length != 2 {
		return writtenDate{}, false
	}
	year, end := v.numberAt(i)
	d := writtenDate{end: end, short: length == 2}
	d.year = year
	if d.short {
		d.year = fullYear(year, v.today)
	}
	return d, true
}

// oldestYear is the first that a year of four digits may be.
const oldestYear = 1700

// fullYear gives the latest year not after today that ends in two digits.
func fullYear(year int, today civilDate) int {
	full := today.year - today.year%100 + year
	if full > today.year {
		full -= 100
	}
	return full
}

// dateGap passes over what divides the parts of a date: a mark, spaces, "of",
// "anul".
func dateGap(v *view, at int) int {
	i := skipSpaces(v, at, 2)
	switch v.at(i) {
	case '.', '-', '/', ',', '_', otherSymbol:
		i = skipSpaces(v, i+1, 2)
	}
	for _, word := range []string{"of ", "anul "} {
		if i+len(word) <= len(v.lower) && string(v.lower[i:i+len(word)]) == word {
			return i + len(word)
		}
	}
	return i
}

// skipSpaces passes over at most so many spaces.
func skipSpaces(v *view, at, most int) int {
	i := at
	for i < at+most && v.at(i) == ' ' {
		i++
	}
	return i
}

// ordinalEnd passes over the ending of an ordinal: "12th".
func ordinalEnd(v *view, at int) int {
	if isLetter(v.at(at+2)) || at+2 > len(v.lower) {
		return at
	}
	switch string(v.lower[at : at+2]) {
	case "st", "nd", "rd", "th":
		return at + 2
	}
	return at
}

// goesOn tells whether a number goes on behind a date, which then is a piece of
// something longer.
func goesOn(v *view, end int) bool {
	switch v.at(end) {
	case '.', '-', '/', '_':
		return isDigit(v.at(end + 1))
	}
	return isDigit(v.at(end))
}

// digitsFrom gives how many digits stand in a row from a position on.
func (v *view) digitsFrom(at int) int {
	const most = 10
	i := at
	for i < at+most && isDigit(v.at(i)) {
		i++
	}
	return i - at
}

// numberAt gives the value of the digits at a position, and where they end.
func (v *view) numberAt(at int) (value, end int) {
	end = at + v.digitsFrom(at)
	return number(string(v.lower[at:end])), end
}
