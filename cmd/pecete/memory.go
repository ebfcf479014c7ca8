package main

import "runtime/debug"

// startHeap is how much the heap may grow, in percent of what lives on it, while rules
// are loaded and compiled. Nearly all that is allocated then either stays or is dropped
// at once with the rest, so that to collect in between costs time and frees little.
const startHeap = 400

// startingUp makes what is to be kept, a classifier and what holds it. Afterwards, and without waiting for
// it, what was only needed to make it goes back to the operating system, instead of
// staying with a service that needs a fraction of it from then on.
func startingUp[T any](build func() (T, error)) (T, error) {
	usual := debug.SetGCPercent(startHeap)
	built, err := build()
	debug.SetGCPercent(usual)
	go debug.FreeOSMemory()
	return built, err
}
