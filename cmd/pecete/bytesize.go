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

// String gives the size with the largest unit that leaves a whole number.
func (s byteSize) String() string {
	switch {
	case s > 0 && s%(1<<30) == 0:
		return strconv.Itoa(int(s>>30)) + " GiB"
	case s > 0 && s%(1<<20) == 0:
		return strconv.Itoa(int(s>>20)) + " MiB"
	case s > 0 && s%(1<<10) == 0:
		return strconv.Itoa(int(s>>10)) + " KiB"
	}
	return strconv.Itoa(int(s)) + " bytes"
}
