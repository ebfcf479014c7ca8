package main

import (
	"os"
	"runtime/debug"
)

// startHeap is how much the heap may grow, in percent of what lives on it, while rules
// are loaded and compiled. Nearly all that is allocated then either stays or is dropped
// at once with the rest, so that to collect in between costs time and frees little.
const startHeap = 400

// runHeap is how much it may grow afterwards, a little less than Go's 100: what lives on
// it is small, so that to collect costs about 1 % of the time, and a body of any size then
// passes within 64 MB of resident memory. GOGC in the environment has precedence.
const runHeap = 75

// startingUp makes what is to be kept, a classifier and what holds it. Afterwards, and without waiting for
// it, what was only needed to make it goes back to the operating system, instead of
// staying with a service that needs a fraction of it from then on.
func startingUp[T any](build func() (T, error)) (T, error) {
	usual := debug.SetGCPercent(startHeap)
	built, err := build()
	if os.Getenv("GOGC") == "" {
		usual = runHeap
	}
	debug.SetGCPercent(usual)
	go debug.FreeOSMemory()
	return built, err
}
