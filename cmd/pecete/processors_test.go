package main

import (
	"runtime"
	"testing"
)

func TestOneMoreProcessor(t *testing.T) {
	t.Setenv("GOMAXPROCS", "")
	before := runtime.GOMAXPROCS(0)
	for range 3 { // one more, not one more each time
		processors, undo := oneMoreProcessor()
		if got := runtime.GOMAXPROCS(0); got != processors+1 || processors < 1 {
			t.Errorf("%d processors, Go uses %d", processors, got)
		}
		undo()
		if got := runtime.GOMAXPROCS(0); got != processors {
			t.Errorf("afterwards Go uses %d of %d", got, processors)
		}
	}
	runtime.GOMAXPROCS(before)
	t.Setenv("GOMAXPROCS", "1")
	if processors, undo := oneMoreProcessor(); processors != before || runtime.GOMAXPROCS(0) != before {
		t.Errorf("with GOMAXPROCS in the environment: %d", processors)
	} else {
		undo()
	}
}
