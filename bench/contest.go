package main

import (
	"context"
	"maps"
	"slices"

	"github.com/pecete/pecete/bench/corpus"
	"github.com/pecete/pecete/bench/peers"
	"github.com/pecete/pecete/bench/report"
)

// contest lets Pecete and its peers read the realistic mix, in turn, round by
// round.
func (s *session) contest(ctx context.Context) error {
	if s.race == 0 {
		return nil
	}
	c, err := peers.New(s.source, s.work, corpus.New(21, corpus.Mixed).Lines(s.raceBytes, 50))
	if err != nil {
		return err
	}
	contestants := []peers.Contestant{c.Engine("Pecete", s.program("engine"))}
	if s.simd != "" {
		contestants = append(contestants, c.Engine("Pecete, SIMD", s.simd))
	}
	native, skipped := c.Native(ctx)
	maps.Copy(s.results.Skipped, skipped)
	contestants = append(contestants, native...)
	// Where Go modules cannot be fetched the peers in Go are skipped, not the rest.
	if err := goBuild(ctx, s.source, s.program("peer"), "./cmd/peer"); err != nil {
		s.results.Skipped["peers"] = "the peers in Go could not be built"
	} else {
		contestants = append(contestants, c.Go(s.program("peer"))...)
	}
	for _, what := range slices.Sorted(maps.Keys(s.results.Skipped)) {
		s.step("skipped " + what + ": " + s.results.Skipped[what])
	}
	return s.raceAll(ctx, contestants)
}

// raceAll runs the rounds of a race.
func (s *session) raceAll(ctx context.Context, contestants []peers.Contestant) error {
	for round := range s.race {
		for _, contestant := range contestants {
			outcome, err := contestant.Race(ctx, s.raceFor)
			if err != nil {
				return err
			}
			s.results.Figures.Add("race/"+contestant.Name, "MB/s", outcome.MBps())
			if round == 0 {
				s.results.Contestants = append(s.results.Contestants, report.Contestant{
					Name: contestant.Name, Version: outcome.Version, Tells: contestant.Tells, Hit: outcome.Hit, Lines: outcome.Lines,
				})
			}
		}
	}
	return nil
}
