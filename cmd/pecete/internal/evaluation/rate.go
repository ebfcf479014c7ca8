package evaluation

import (
	"math"
	"strconv"
)

// Rate is a figure, usually from 0 to 1, rounded to six decimals. It is undefined
// where there was nothing to measure: the precision of a detector that found
// nothing. In JSON that is null.
type Rate float64

// precision is how many of the figures' smallest steps are in 1.
const precision = 1e6

func undefined() Rate { return Rate(math.NaN()) }

// rounded gives the rate next to x.
func rounded(x float64) Rate { return Rate(math.Round(x*precision) / precision) }

// ratio gives n of all as a rate, undefined for none of none.
func ratio(n, all int) Rate {
	if all == 0 {
		return undefined()
	}
	return rounded(float64(n) / float64(all))
}

// Defined tells whether there was anything to measure.
func (r Rate) Defined() bool { return !math.IsNaN(float64(r)) }

// MarshalJSON writes the number, or null.
func (r Rate) MarshalJSON() ([]byte, error) {
	if !r.Defined() {
		return []byte("null"), nil
	}
	return strconv.AppendFloat(nil, float64(r), 'f', -1, 64), nil
}

// Percent gives the rate in percent with two decimals. They are cut, not
// rounded, so that "100.00" means every single one. Undefined is "–".
func (r Rate) Percent() string {
	if !r.Defined() {
		return "–"
	}
	steps := int(math.Round(float64(r) * precision))
	return strconv.Itoa(steps/10000) + "." + twoDigits(steps%10000/100)
}

// Decimal gives the rate with four decimals. Undefined is "–".
func (r Rate) Decimal() string {
	if !r.Defined() {
		return "–"
	}
	return strconv.FormatFloat(float64(r), 'f', 4, 64)
}

func twoDigits(n int) string {
	return string([]byte{'0' + byte(n/10), '0' + byte(n%10)})
}
