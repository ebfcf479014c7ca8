package classifier

import (
	"fmt"
	"strconv"
	"strings"
)

// cardIssuer is a range of leading digits and the lengths of its numbers.
type cardIssuer struct {
	// from and to are the first and last value of the first width digits, which
	// both begin with the digit first.
	from, to, width, first int
	// lengths has bit n set if its numbers may have n digits.
	lengths uint32
	// rare tells that the range is wide, shared or seldom seen here, so that it
	// says little by itself.
	rare bool
}

// Numbers of payment cards have 12 to 19 digits (ISO/IEC 7812-1; 12 occurs with
// Maestro).
const (
	cardShortest = 12
	cardLongest  = 19
)

// parseIssuer reads an entry such as "Mastercard 51-55,2221-2720 16": a name
// for people, ranges of leading digits, and lengths, each list without spaces.
func parseIssuer(entry string, rare bool) ([]cardIssuer, error) {
	fields := strings.Fields(entry)
	if len(fields) < 3 {
		return nil, fmt.Errorf("issuer %q must be a name, ranges and lengths", entry)
	}
	var lengths uint32
	err := eachRange(fields[len(fields)-1], func(from, to, _ int) error {
		if from < cardShortest || to > cardLongest {
			return fmt.Errorf("a length must lie between %d and %d", cardShortest, cardLongest)
		}
		for n := from; n <= to; n++ {
			lengths |= 1 << n
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("issuer %q: %w", entry, err)
	}
	var issuers []cardIssuer
	err = eachRange(fields[len(fields)-2], func(from, to, width int) error {
		first, last := leadingDigit(from, width), leadingDigit(to, width)
		if first != last {
			return fmt.Errorf("the range %d-%d must not run over several leading digits", from, to)
		}
		issuers = append(issuers, cardIssuer{from: from, to: to, width: width, first: first, lengths: lengths, rare: rare})
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("issuer %q: %w", entry, err)
	}
	return issuers, nil
}

// eachRange calls f for each range of a list such as "51-55,2221", with the
// number of digits its ends have.
func eachRange(list string, f func(from, to, width int) error) error {
	for _, part := range strings.Split(list, ",") {
		first, last, isRange := strings.Cut(part, "-")
		if !isRange {
			last = first
		}
		from, errFrom := strconv.Atoi(first)
		to, errTo := strconv.Atoi(last)
		if errFrom != nil || errTo != nil || from < 0 || to < from || len(first) != len(last) || len(first) > 8 {
			return fmt.Errorf("%q is not a number or a range of numbers of one length", part)
		}
		if err := f(from, to, len(first)); err != nil {
			return err
		}
	}
	return nil
}

// leadingDigit gives the first of so many digits.
func leadingDigit(value, width int) int {
	for ; width > 1; width-- {
		value /= 10
	}
	return value
}
