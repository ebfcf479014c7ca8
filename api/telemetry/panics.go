package telemetry

import (
	"runtime"
	"strconv"
	"strings"
)

// tracedFrames is how many places of the stack a report of a panic names.
const tracedFrames = 12

// PanicPlaces names the functions and lines that led to a panic, innermost first. It is
// for deferred functions that have recovered from it: the words on the stack, which may
// hold a piece of a message, are not in it.
func PanicPlaces() []string {
	var counters [64]uintptr
	frames := runtime.CallersFrames(counters[:runtime.Callers(3, counters[:])])
	var places []string
	for len(places) < tracedFrames {
		frame, more := frames.Next()
		if frame.Function != "" && !strings.HasPrefix(frame.Function, "runtime.") {
			places = append(places, frame.Function+":"+strconv.Itoa(frame.Line))
		}
		if !more {
			break
		}
	}
	return places
}
