package main

import (
	"flag"
	"fmt"
	"testing"
	"time"

	"github.com/pecete/pecete/bench/figures"
	"github.com/pecete/pecete/classifier"
)

// task is messages for a classifier to read, one after the other. Many different
// ones, so that the processor does not learn a single short one by heart.
type task struct {
	name  string
	c     *classifier.Classifier
	lines []string
}

func (t task) bytes() int {
	n := 0
	for _, line := range t.lines {
		n += len(line)
	}
	return n
}

// read classifies every message.
func (t task) read() {
	for _, line := range t.lines {
		t.c.Classify(line, classifier.Query{})
	}
}

// pass is the yardstick: one look-up in a table of 256 entries for each byte of
// the same messages, the least that reading them could do.
func (t task) pass(table *[256]byte) byte {
	seen := byte(0)
	for _, line := range t.lines {
		for i := range len(line) {
			seen |= table[line[i]]
		}
	}
	return seen
}

// passTable gives a table that tells letters of the second half of ASCII.
func passTable() *[256]byte {
	table := &[256]byte{}
	for i := range table {
		table[i] = byte(i) & 1
	}
	return table
}

// into measures one round of the task: for each message the time in ns and the
// allocations, and the speed of the task and of the yardstick.
func (t task) into(s figures.Set, lasting time.Duration) error {
	table := passTable()
	passed, err := benchmark(lasting/4, func() { t.pass(table) })
	if err != nil {
		return err
	}
	read, err := benchmark(lasting, t.read)
	if err != nil {
		return err
	}
	count := float64(len(t.lines))
	s.Add(t.name+"/pass", "MB/s", speed(t.bytes(), passed))
	s.Add(t.name+"/MBps", "MB/s", speed(t.bytes(), read))
	s.Add(t.name+"/ns", "ns", nanoseconds(read)/count)
	s.Add(t.name+"/allocs", "count", float64(read.MemAllocs)/float64(read.N)/count)
	return nil
}

// benchmark runs f for some time with the benchmarks of Go's tests.
func benchmark(lasting time.Duration, f func()) (testing.BenchmarkResult, error) {
	if err := flag.Set("test.benchtime", lasting.String()); err != nil {
		return testing.BenchmarkResult{}, fmt.Errorf("setting the time of benchmarks: %w", err)
	}
	result := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			f()
		}
	})
	if result.N == 0 {
		return result, fmt.Errorf("a benchmark ran not once")
	}
	return result, nil
}

func nanoseconds(r testing.BenchmarkResult) float64 {
	return float64(r.T.Nanoseconds()) / float64(r.N)
}

// speed gives megabytes (10^6 bytes) a second.
func speed(bytes int, r testing.BenchmarkResult) float64 {
	return float64(bytes) * 1e3 / nanoseconds(r)
}
