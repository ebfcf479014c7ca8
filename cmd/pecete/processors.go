package main

import (
	"os"
	"runtime"
)

// oneMoreProcessor tells Go of one processor more than there are, unless GOMAXPROCS in the
// environment says how many it may use, and gives how many there are and what undoes it.
//
// Go lets what runs go on for 10 ms before others get its processor, and the engine runs
// as long as a text is long: while texts are at work on all of them, whatever passes bytes
// between a connection and its calls would wait that long at every step. The system, which
// then has one thread more than processors, lets such threads go first.
func oneMoreProcessor() (processors int, undo func()) {
	if os.Getenv("GOMAXPROCS") != "" {
		return runtime.GOMAXPROCS(0), func() {}
	}
	runtime.SetDefaultGOMAXPROCS() // which knows the limits of a container
	processors = runtime.GOMAXPROCS(0)
	runtime.GOMAXPROCS(processors + 1)
	return processors, runtime.SetDefaultGOMAXPROCS
}
