package main

import (
	"context"
	"errors"
	"time"

	"github.com/pecete/pecete/bench/load"
	"github.com/pecete/pecete/bench/service"
)

// process starts the service as its users do, some times, and looks at the memory
// of the last one.
func (s *session) process(ctx context.Context) error {
	for i := range s.starts {
		running, err := service.Start(ctx, s.program("pecete"))
		if err != nil {
			return err
		}
		s.results.Figures.Add("service/start", "ns", float64(running.Took))
		if i == s.starts-1 {
			err = s.memory(ctx, running)
		}
		if err := errors.Join(err, running.Stop()); err != nil {
			return err
		}
	}
	return nil
}

// memory notes what the service takes up while nobody calls, and the most it does
// while many do.
func (s *session) memory(ctx context.Context, running *service.Service) error {
	time.Sleep(time.Second)
	idle, err := running.Resident()
	if err != nil {
		return err
	}
	s.results.Figures.Add("service/idle", "bytes", float64(idle))
	loaded := make(chan error, 1)
	go func() {
		_, err := load.Run(ctx, load.Plan{
			Kind: load.Unary, Address: running.Address, Messages: traffics()[1].messages, InFlight: callers, Lasting: 4 * s.doorFor,
		})
		loaded <- err
	}()
	most := idle
	for {
		select {
		case err := <-loaded:
			s.results.Figures.Add("service/loaded", "bytes", float64(most))
			return err
		case <-time.After(20 * time.Millisecond):
			now, err := running.Resident()
			if err != nil {
				return err
			}
			most = max(most, now)
		}
	}
}
