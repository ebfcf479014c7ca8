package main

import (
	"fmt"
	"time"
)

// budget says how much to measure.
type budget struct {
	// engine and worst are rounds of the engine's tasks, each for engineFor.
	engine, worst int
	engineFor     time.Duration
	// messages ends the count of messages.
	messages int
	// race is the rounds of the race, each contestant for raceFor over raceBytes of
	// messages; 0 leaves the race and the SIMD build out.
	race, raceBytes int
	raceFor         time.Duration
	// door is the rounds over gRPC, each call for doorFor.
	door    int
	doorFor time.Duration
	// starts is how often the service is started, and profileFor how long a missed
	// row is profiled; 0 leaves profiles out.
	starts     int
	profileFor time.Duration
}

// budgetOf gives the budget of a mode: full takes less than ten minutes on two
// cores, short less than two, smoke one.
func budgetOf(mode string) (budget, error) {
	switch mode {
	case "full":
		return budget{
			engine: 5, worst: 3, engineFor: 150 * time.Millisecond, messages: 1_000_000,
			race: 3, raceBytes: 2 << 20, raceFor: time.Second,
			door: 5, doorFor: time.Second, starts: 15, profileFor: 2 * time.Second,
		}, nil
	case "short":
		return budget{
			engine: 2, worst: 1, engineFor: 30 * time.Millisecond, messages: 10_000,
			race: 1, raceBytes: 512 << 10, raceFor: 300 * time.Millisecond,
			door: 2, doorFor: 250 * time.Millisecond, starts: 5, profileFor: 500 * time.Millisecond,
		}, nil
	case "smoke":
		return budget{engine: 3, engineFor: 30 * time.Millisecond, messages: 1000, door: 1, doorFor: 300 * time.Millisecond, starts: 2}, nil
	}
	return budget{}, fmt.Errorf("there is no mode %q", mode)
}
