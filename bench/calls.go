package main

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"

	"github.com/pecete/pecete/bench/corpus"
	"github.com/pecete/pecete/bench/load"
	"github.com/pecete/pecete/bench/service"
)

// callers is how many unary calls are in flight at a time.
const callers = 64

// traffic is what is sent over gRPC, and to which servers.
type traffic struct {
	name     string
	messages []string
	variants []string
}

// traffics gives messages of 200 B, clean and mixed.
func traffics() []traffic {
	clean, mixed := []string{}, []string{}
	source := corpus.New(22, corpus.Mixed)
	for i := range 1000 {
		clean = append(clean, source.Clean(200))
		if i%20 == 0 {
			mixed = append(mixed, source.Dirty(200))
		} else {
			mixed = append(mixed, source.Clean(200))
		}
	}
	return []traffic{
		{"clean", clean, []string{"bare", "no-op", "no engine", "no log", "pecete"}},
		{"mix", mixed, []string{"no-op", "pecete"}},
	}
}

// inFlight gives how many requests of a kind are unanswered at a time.
func inFlight(kind load.Kind) int {
	switch kind {
	case load.Batch:
		return 8
	case load.Stream:
		return 256
	}
	return callers
}

// calls puts every variant of the server under load in turn, round by round, in every
// other round the other way round, so that none is always measured after the same one.
func (s *session) calls(ctx context.Context) (err error) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(max(1, runtime.NumCPU()-1)))
	door, err := service.OpenDoor(ctx, s.program("door"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, door.Close()) }()
	for variant, findings := range map[string]int{"bare": 0, "no-op": 0, "no engine": 0, "no log": 1, "pecete": 1} {
		if err := load.Check(ctx, door.Addresses[variant], "CNP "+corpus.New(23, corpus.Plain).CNP(), findings); err != nil {
			return err
		}
	}
	latency := map[string]*load.Histogram{}
	for round := range s.door {
		for _, t := range traffics() {
			if round%2 == 1 {
				slices.Reverse(t.variants)
			}
			for _, kind := range load.Kinds() {
				for _, variant := range t.variants {
					if err := s.call(ctx, door, t, kind, variant, latency); err != nil {
						return err
					}
				}
			}
		}
	}
	for variant, histogram := range latency {
		s.results.Latency[variant] = histogram.Buckets()
	}
	return nil
}

// call measures one variant once.
func (s *session) call(ctx context.Context, door *service.Door, t traffic, kind load.Kind, variant string, latency map[string]*load.Histogram) error {
	before, err := door.CPU()
	if err != nil {
		return err
	}
	plan := load.Plan{Kind: kind, Address: door.Addresses[variant], Messages: t.messages, InFlight: inFlight(kind), Lasting: s.doorFor}
	outcome, err := load.Run(ctx, plan)
	if errors.Is(err, load.ErrNoAnswer) { // a busy machine may stand still for so long, once
		if before, err = door.CPU(); err == nil {
			outcome, err = load.Run(ctx, plan)
		}
	}
	if err != nil {
		return err
	}
	after, err := door.CPU()
	if err != nil {
		return err
	}
	name := fmt.Sprintf("door/%s/%s/%s/", t.name, kind, variant)
	s.results.Figures.Add(name+"persec", "/s", outcome.PerSecond())
	s.results.Figures.Add(name+"p50", "ns", float64(outcome.Latency.Quantile(0.5)))
	s.results.Figures.Add(name+"p99", "ns", float64(outcome.Latency.Quantile(0.99)))
	s.results.Figures.Add(name+"cpu", "ns", float64(after-before)/float64(outcome.Answered))
	if t.name == "clean" && kind == load.Unary {
		if latency[variant] == nil {
			latency[variant] = &load.Histogram{}
		}
		latency[variant].Merge(&outcome.Latency)
	}
	return nil
}
