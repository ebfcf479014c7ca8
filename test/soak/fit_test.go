package main

import (
	"math"
	"testing"
	"time"

	"github.com/pecete/pecete/test/report"
)

// What is promised is what is looked at: a reader can tell from both numbers.
func TestPromiseIsTheBound(t *testing.T) {
	for name, tt := range map[string]struct {
		line    fitted
		promise string
		flat    bool
	}{
		"twice the noise":              {fitted{growth: 19e6, mean: 70e6, noise: 10e6}, "at most 20.0 MB: twice the noise, or 2 % of all", true},
		"more than that":               {fitted{growth: 21e6, mean: 70e6, noise: 10e6}, "at most 20.0 MB: twice the noise, or 2 % of all", false},
		"two per cent, without noise":  {fitted{growth: 1.9e6, mean: 100e6}, "at most 2.0 MB: twice the noise, or 2 % of all", true},
		"more than that without noise": {fitted{growth: 2.1e6, mean: 100e6}, "at most 2.0 MB: twice the noise, or 2 % of all", false},
	} {
		if got := tt.line.promise(); got != tt.promise || tt.line.flat() != tt.flat {
			t.Errorf("%s: %q, flat: %v", name, got, tt.line.flat())
		}
	}
}

// A soak at less than the load that was to be is none.
func TestTheLoadIsPromised(t *testing.T) {
	for got, want := range map[float64]bool{100: true, 75: true, 74: false, 0: false} {
		run := &report.Run{Result: &report.Result{}}
		all := &asked{wanted: 100, got: got}
		all.Add(time.Millisecond, nil)
		if all.tell(run); run.Kept() != want {
			t.Errorf("%v of 100 calls a second answered: kept: %v, %+v", got, run.Kept(), run.Rows)
		}
	}
}

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
