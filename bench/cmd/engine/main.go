// Engine measures the classifier in one process on one core, beside a pass over
// the same bytes with a table of 256 entries. The report runs it twice, built
// plainly and with GOEXPERIMENT=simd. It has three modes:
//
//	engine measure   prints figures, a JSON object of rounds by name
//	engine race      reads the messages of a file as the other contestants do
//	engine profile   writes a pprof profile of one task
package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"runtime"
	"testing"
	"time"

	"github.com/pecete/pecete/bench/race"
	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
)

func main() {
	// Benchmarks take their time from the flags of tests.
	testing.Init()
	runtime.GOMAXPROCS(1)
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "engine:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) == 0 {
		return errors.New("say measure, race or profile")
	}
	flags := flag.NewFlagSet("engine "+args[0], flag.ContinueOnError)
	var (
		rounds  = flags.Int("rounds", 3, "rounds of each measure")
		worst   = flags.Int("worst-rounds", 1, "rounds of the worst texts")
		lasting = flags.Duration("for", 100*time.Millisecond, "how long to run each task")
		corpus  = flags.String("corpus", "", "file of messages, one a line")
		task    = flags.String("task", "", "task to profile, or start, or memory")
		kind    = flags.String("kind", "cpu", "cpu or allocs")
		out     = flags.String("out", "", "file to write the profile to")
		most    = flags.Int("messages", 100_000, "most messages of the count")
	)
	if err := flags.Parse(args[1:]); err != nil {
		return err
	}
	switch args[0] {
	case "measure":
		return measure(plan{rounds: *rounds, worstRounds: *worst, lasting: *lasting, mostMessages: *most})
	case "race":
		return raceOver(*corpus, *lasting)
	case "profile":
		return profile(*task, *kind, *out, *lasting)
	}
	return fmt.Errorf("%s is no mode", args[0])
}

// builtIn gives the classifier that everybody gets.
func builtIn() (*classifier.Classifier, error) {
	rules, err := patterns.Default()
	if err != nil {
		return nil, err
	}
	return classifier.New(rules, classifier.Options{})
}

// raceOver reads the messages of a file with all detectors.
func raceOver(name string, lasting time.Duration) error {
	c, err := builtIn()
	if err != nil {
		return err
	}
	lines, err := race.ReadLines(name)
	if err != nil {
		return err
	}
	return race.Run("", lines, lasting, func(line string) bool {
		return len(c.Classify(line, classifier.Query{}).Findings) > 0
	}).Write(os.Stdout)
}
