package classifier

import "time"

// civilDate is a calendar day without a zone.
type civilDate struct {
	year, month, day int
}

func dateOf(t time.Time) civilDate {
	year, month, day := t.Date()
	return civilDate{year, int(month), day}
}

// real tells whether the date exists in the Gregorian calendar.
func (d civilDate) real() bool {
	if d.month < 1 || d.month > 12 || d.day < 1 {
		return false
	}
	return d.day <= time.Date(d.year, time.Month(d.month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// after tells whether d is later than other.
func (d civilDate) after(other civilDate) bool {
	if d.year != other.year {
		return d.year > other.year
	}
	if d.month != other.month {
		return d.month > other.month
	}
	return d.day > other.day
}
