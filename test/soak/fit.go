package main

import (
	"errors"
	"fmt"
	"math"
)

// sample is the memory in bytes at some second.
type sample struct{ at, bytes float64 }

// fitted is the straight line that is nearest to samples.
type fitted struct {
	// growth is how much the line rises from the first sample to the last, mean its
	// height in the middle, noise the usual distance (standard deviation) of samples from
	// it; all in bytes.
	growth, mean, noise float64
}

// warmUp is the share of the samples that is left out in front, while pools fill up.
const warmUp = 0.25

// fit fits a line to samples by least squares, after the warm-up.
func fit(samples []sample) (fitted, error) {
	samples = samples[int(warmUp*float64(len(samples))):]
	if len(samples) < 10 {
		return fitted{}, errors.New("there are too few samples of the memory")
	}
	n := float64(len(samples))
	var at, bytes float64
	for _, s := range samples {
		at, bytes = at+s.at/n, bytes+s.bytes/n
	}
	var covariance, variance float64
	for _, s := range samples {
		covariance += (s.at - at) * (s.bytes - bytes)
		variance += (s.at - at) * (s.at - at)
	}
	slope := covariance / variance
	squares := 0.0
	for _, s := range samples {
		off := s.bytes - bytes - slope*(s.at-at)
		squares += off * off
	}
	return fitted{growth: slope * (samples[len(samples)-1].at - samples[0].at), mean: bytes, noise: math.Sqrt(squares / n)}, nil
}

// bound is how much the line may rise in bytes: twice as much as the samples stray from it
// anyway, or two per cent of the whole where they stray less than that.
func (f fitted) bound() float64 { return max(2*f.noise, 0.02*f.mean) }

// flat tells whether the line rises no more than it may.
func (f fitted) flat() bool { return f.growth <= f.bound() }

// promise gives the bound in words.
func (f fitted) promise() string {
	return fmt.Sprintf("at most %.1f MB: twice the noise, or 2 %% of all", f.bound()/1e6)
}
