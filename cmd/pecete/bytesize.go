package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// byteSize is a number of bytes, written as 1048576, 1MiB, 512KiB or 2GiB.
type byteSize int

// UnmarshalText reads a size. It fails on anything but a whole number above 0
// with or without a unit.
func (s *byteSize) UnmarshalText(text []byte) error {
	number, factor := string(text), 1
	for unit, size := range map[string]int{"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30} {
		if rest, ok := strings.CutSuffix(number, unit); ok {
			number, factor = strings.TrimSpace(rest), size
			break
		}
	}
	n, err := strconv.Atoi(number)
	if err != nil || n <= 0 || n > math.MaxInt/factor {
		return fmt.Errorf("%q is not a size such as 1048576, 512KiB or 1MiB", text)
	}
	*s = byteSize(n * factor)
	return nil
}
