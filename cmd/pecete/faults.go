package main

import (
	"errors"
	"fmt"
	"io"

	"github.com/pecete/pecete/cmd/pecete/internal/lines"
)

// shownFaults is how many lines that could not be read are named; the rest are
// counted. A file of another kind has nothing but such lines.
const shownFaults = 20

// faultList names the lines of one input that could not be read.
type faultList struct {
	out io.Writer
	// name is how the input is called.
	name  string
	count int
}

// add counts a *lines.Fault and names its line.
func (f *faultList) add(err error) {
	f.count++
	var fault *lines.Fault
	if errors.As(err, &fault) && f.count <= shownFaults {
		fmt.Fprintf(f.out, "pecete: %s:%d: %s\n", f.name, fault.Line, fault.Reason)
	}
}

// end counts the lines that have not been named.
func (f *faultList) end() {
	if hidden := f.count - shownFaults; hidden > 0 {
		fmt.Fprintf(f.out, "pecete: %s: and %d more lines\n", f.name, hidden)
	}
}
