// Package figures holds what was measured, and how figures of a noisy machine are
// read: a time is the best of its rounds, for other work only ever adds to it; a
// ratio is taken within each round, where both sides saw the same machine, and
// the median of the rounds stands.
package figures

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

// Figure is one thing measured, once in each round.
type Figure struct {
	// Unit is ns, MB/s, /s, bytes, count.
	Unit   string
	Rounds []float64
}

// MarshalText writes a figure on one line, so that records of two runs can be
// compared line by line: the unit, then the rounds to six digits.
func (f Figure) MarshalText() ([]byte, error) {
	text := []byte(f.Unit)
	for _, value := range f.Rounds {
		text = strconv.AppendFloat(append(text, ' '), value, 'g', 6, 64)
	}
	return text, nil
}

// UnmarshalText reads what MarshalText wrote.
func (f *Figure) UnmarshalText(text []byte) error {
	fields := strings.Fields(string(text))
	if len(fields) < 2 {
		return fmt.Errorf("a figure without rounds: %q", text)
	}
	f.Unit, f.Rounds = fields[0], nil
	for _, field := range fields[1:] {
		value, err := strconv.ParseFloat(field, 64)
		if err != nil {
			return fmt.Errorf("reading a figure: %w", err)
		}
		f.Rounds = append(f.Rounds, value)
	}
	return nil
}

// Set holds figures by name, such as "scalar/size/200/MBps".
type Set map[string]*Figure

// Add notes the value of one more round.
func (s Set) Add(name, unit string, value float64) {
	if s[name] == nil {
		s[name] = &Figure{Unit: unit}
	}
	s[name].Rounds = append(s[name].Rounds, value)
}

// Merge adds the figures of another set, each name with prefix before it.
func (s Set) Merge(prefix string, other Set) {
	for name, figure := range other {
		for _, value := range figure.Rounds {
			s.Add(prefix+name, figure.Unit, value)
		}
	}
}

// Lowest gives the smallest value of any round; ok is false if nothing was
// measured by that name.
func (s Set) Lowest(name string) (value float64, ok bool) {
	if s[name] == nil || len(s[name].Rounds) == 0 {
		return 0, false
	}
	return slices.Min(s[name].Rounds), true
}

// Highest gives the largest value of any round.
func (s Set) Highest(name string) (value float64, ok bool) {
	if s[name] == nil || len(s[name].Rounds) == 0 {
		return 0, false
	}
	return slices.Max(s[name].Rounds), true
}

// Median gives the value in the middle.
func (s Set) Median(name string) (value float64, ok bool) {
	if s[name] == nil || len(s[name].Rounds) == 0 {
		return 0, false
	}
	return median(s[name].Rounds), true
}

// Ratio gives how many times of is in a, the median of the rounds both took
// part in.
func (s Set) Ratio(a, of string) (value float64, ok bool) {
	if s[a] == nil || s[of] == nil {
		return 0, false
	}
	var ratios []float64
	for i := range min(len(s[a].Rounds), len(s[of].Rounds)) {
		if s[of].Rounds[i] != 0 {
			ratios = append(ratios, s[a].Rounds[i]/s[of].Rounds[i])
		}
	}
	if len(ratios) == 0 {
		return 0, false
	}
	return median(ratios), true
}

// median gives the value in the middle, of two the lower one.
func median(values []float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[(len(sorted)-1)/2]
}

// Under gives the different parts that stand between prefix and suffix in names,
// sorted, numbers by value.
func (s Set) Under(prefix, suffix string) []string {
	var parts []string
	for name := range maps.Keys(s) {
		rest, ok := strings.CutPrefix(name, prefix)
		part, ends := strings.CutSuffix(rest, suffix)
		if ok && ends {
			parts = append(parts, part)
		}
	}
	slices.SortFunc(parts, func(a, b string) int {
		x, xErr := strconv.ParseFloat(a, 64)
		y, yErr := strconv.ParseFloat(b, 64)
		if xErr == nil && yErr == nil && x < y || (xErr != nil || yErr != nil) && a < b {
			return -1
		}
		return 1
	})
	return parts
}

// Write gives the set as JSON.
func (s Set) Write(out io.Writer) error {
	return json.NewEncoder(out).Encode(s)
}

// Read takes a set from JSON.
func Read(in []byte) (Set, error) {
	s := Set{}
	if err := json.Unmarshal(in, &s); err != nil {
		return nil, fmt.Errorf("reading figures: %w", err)
	}
	return s, nil
}
