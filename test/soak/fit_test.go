package main

import (
	"math"
	"testing"
)

func TestFit(t *testing.T) {
	line := func(perSecond, stray float64) []sample {
		var all []sample
		for i := range 400 {
			all = append(all, sample{float64(i), 50e6 + perSecond*float64(i) + stray*math.Sin(float64(i))})
		}
		return all
	}
	for name, tt := range map[string]struct {
		samples []sample
		growth  float64
		flat    bool
	}{
		"flat":                           {line(0, 0), 0, true},
		"flat, and noisy":                {line(0, 5e6), 0, true},
		"a leak":                         {line(50_000, 0), 299 * 50_000, false},
		"a leak in noise":                {line(50_000, 3e6), 299 * 50_000, false},
		"less than the noise":            {line(5_000, 3e6), 299 * 5_000, true},
		"it shrinks":                     {line(-50_000, 0), -299 * 50_000, true},
		"it grows only in the beginning": {append(line(0, 0)[:100], line(0, 0)[100:]...), 0, true},
	} {
		got, err := fit(tt.samples)
		if err != nil || math.Abs(got.growth-tt.growth) > 0.6e6 || got.flat() != tt.flat {
			t.Errorf("%s: %+v, flat: %v, %v", name, got, got.flat(), err)
		}
	}
	if _, err := fit(line(0, 0)[:5]); err == nil {
		t.Error("five samples are enough")
	}
}
