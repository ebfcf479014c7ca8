package main

import (
	"slices"
	"testing"
	"time"
)

func TestTargetsAreListedWithTheirPackages(t *testing.T) {
	output := "TestNo\nFuzzA\nFuzzB\nok  \texample.org/one\t0.01s\n?   \texample.org/none\t[no test files]\nok  \texample.org/empty\t0.01s\nFuzzC\nok  \texample.org/two\t0.01s\n"
	want := []target{{"example.org/one", "FuzzA"}, {"example.org/one", "FuzzB"}, {"example.org/two", "FuzzC"}}
	if got := listed(output); !slices.Equal(got, want) {
		t.Errorf("got %v", got)
	}
}

func TestTheLastNumberOfInputsCounts(t *testing.T) {
	output := "fuzz: elapsed: 3s, execs: 10 (3/sec), new interesting: 1\nfuzz: elapsed: 6s, execs: 25 (3/sec)\nok\n"
	if got := tried(output); got != 25 {
		t.Errorf("got %d", got)
	}
	if got := tried("FAIL"); got != 0 {
		t.Errorf("got %d of none", got)
	}
}

func TestTheTwinHasATimeOfItsOwn(t *testing.T) {
	s := &settings{each: time.Second, twin: time.Minute}
	if got := s.time(target{name: "FuzzEngineEqualsPlainTwin"}); got != time.Minute {
		t.Errorf("the twin gets %v", got)
	}
	if got := s.time(target{name: "FuzzOther"}); got != time.Second {
		t.Errorf("another gets %v", got)
	}
	s.twin = 0
	if got := s.time(target{name: "FuzzEngineEqualsPlainTwin"}); got != time.Second {
		t.Errorf("without it the twin gets %v", got)
	}
}

// TestFlagsCount: what is run is made of flags before they are read.
func TestFlagsCount(t *testing.T) {
	var s settings
	of := s.time
	s.each = time.Second
	if got := of(target{}); got != time.Second {
		t.Errorf("a target gets %v", got)
	}
}
