// Fuzzing runs every fuzz target of the project, several at a time on one processor each,
// for a time that all of them share or that each of them gets, and tells how many inputs
// were tried. A target that finds something ends it with what go test printed.
package main

import (
	"context"
	"flag"
	"fmt"
	"runtime"
	"sync"
	"time"

	"github.com/pecete/pecete/test/report"
)

// settings say how long it takes.
type settings struct {
	// total is shared by all targets; each, if not 0, is what every one gets instead.
	total, each time.Duration
	// twin, if not 0, is what the comparison of the engine with its plain twin gets.
	twin time.Duration
}

func main() {
	var s settings
	flag.DurationVar(&s.total, "total", time.Hour, "the time of all targets together")
	flag.DurationVar(&s.each, "each", 0, "the time of each target, instead")
	flag.DurationVar(&s.twin, "twin", 0, "the time of the comparison of the engine with its twin, if it is to have another")
	report.Main("fuzzing", s.run)
}

// run fuzzes all targets.
func (s *settings) run(ctx context.Context, r *report.Run) error {
	targets, err := list(ctx)
	if err != nil {
		return err
	}
	if s.each == 0 {
		s.each = (s.total / time.Duration(len(targets))).Truncate(time.Second) + time.Second
	}
	if r.Short {
		s.each = min(s.each, 10*time.Second)
	}
	began := time.Now()
	tries, findings, summed := s.fuzz(ctx, targets)
	r.Note("targets", "%d", len(targets))
	r.Note("time, summed over all targets, on one processor each", "%v", summed.Round(time.Second))
	r.Note("time that took", "%v", time.Since(began).Round(time.Second))
	r.Note("inputs tried", "%d", tries)
	r.Promise(findings == 0, "findings", "0", "%d", findings)
	return ctx.Err()
}

// fuzz runs targets, as many at a time as there are processors.
func (s *settings) fuzz(ctx context.Context, targets []target) (tries, findings int, summed time.Duration) {
	var lock sync.Mutex
	var all sync.WaitGroup
	next := make(chan target)
	for range runtime.GOMAXPROCS(0) {
		all.Go(func() {
			for t := range next {
				began := time.Now()
				tried, output, err := t.fuzz(ctx, s.time(t))
				took := min(time.Since(began), s.time(t)) // to build and to begin does not count
				lock.Lock()
				tries, summed = tries+tried, summed+took
				fmt.Printf("%s %s: %d inputs in %v\n", t.pkg, t.name, tried, took.Round(time.Second))
				if err != nil {
					findings++
					fmt.Printf("%v\n%s\n", err, output)
				}
				lock.Unlock()
			}
		})
	}
	for _, t := range targets {
		if ctx.Err() != nil {
			break
		}
		next <- t
	}
	close(next)
	all.Wait()
	return tries, findings, summed
}

// time gives what a target gets.
func (s *settings) time(t target) time.Duration {
	if t.name == "FuzzEngineEqualsPlainTwin" && s.twin != 0 {
		return s.twin
	}
	return s.each
}
