package main

import (
	"fmt"
	"os"
	"runtime"
	"sync"
	"time"

	"github.com/pecete/pecete/bench/figures"
	"github.com/pecete/pecete/classifier"
)

// plan says how long to measure.
type plan struct {
	rounds, worstRounds int
	// lasting is how long each task runs in a round.
	lasting time.Duration
	// mostMessages ends the count of messages.
	mostMessages int
}

// measure prints all figures.
func measure(p plan) error {
	c, err := builtIn()
	if err != nil {
		return err
	}
	s := figures.Set{}
	count(s, c, p)
	for i := range max(p.rounds, p.worstRounds) {
		if i < p.rounds {
			if err := once(s, tasks(c), p.lasting); err != nil {
				return err
			}
			cores(s, c, p)
		}
		if i < p.worstRounds {
			if err := once(s, worstTasks(c), p.lasting/4); err != nil {
				return err
			}
		}
	}
	// Last: thousands of rules stay in memory, and the collector has to step over
	// them.
	if err := userRules(s, p); err != nil {
		return err
	}
	return s.Write(os.Stdout)
}

// once measures one round of some tasks.
func once(s figures.Set, all []task, lasting time.Duration) error {
	for _, t := range all {
		if err := t.into(s, lasting); err != nil {
			return fmt.Errorf("measuring %s: %w", t.name, err)
		}
	}
	return nil
}

// userRules measures the realistic mix with more and more rules.
func userRules(s figures.Set, p plan) error {
	var all []task
	for _, count := range ruleCounts() {
		c, took, err := withUserRules(count)
		if err != nil {
			return err
		}
		s.Add(fmt.Sprintf("loading/%d/ns", count), "ns", float64(took.Nanoseconds()))
		all = append(all, task{fmt.Sprintf("rules/%d", count), c, mix()})
	}
	for range p.rounds {
		if err := once(s, all, p.lasting); err != nil {
			return err
		}
	}
	return nil
}

// count measures once how the work grows with the number of messages.
func count(s figures.Set, c *classifier.Classifier, p plan) {
	lines := mix()
	for count := 1000; count <= p.mostMessages; count *= 10 {
		began := time.Now()
		for i := range count {
			c.Classify(lines[i%len(lines)], classifier.Query{})
		}
		s.Add(fmt.Sprintf("count/%d/ns", count), "ns", float64(time.Since(began).Nanoseconds()))
	}
}

// cores measures how the work goes with more and more cores.
func cores(s figures.Set, c *classifier.Classifier, p plan) {
	lines := mix()
	for cores := 1; cores <= runtime.NumCPU(); cores++ {
		s.Add(fmt.Sprintf("cores/%d/persec", cores), "/s", atOnce(c, lines, cores, p.lasting))
	}
}

// atOnce gives how many messages a second so many cores read.
func atOnce(c *classifier.Classifier, lines []string, cores int, lasting time.Duration) float64 {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(cores))
	counts := make([]int, cores)
	var workers sync.WaitGroup
	began := time.Now()
	for worker := range cores {
		workers.Go(func() {
			count := 0 // of its own, so that cores do not wait for each other's cache
			for time.Since(began) < lasting {
				for range 16 {
					c.Classify(lines[(worker*37+count)%len(lines)], classifier.Query{})
					count++
				}
			}
			counts[worker] = count
		})
	}
	workers.Wait()
	total := 0
	for _, count := range counts {
		total += count
	}
	return float64(total) / time.Since(began).Seconds()
}
