package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"github.com/pecete/pecete/bench/load"
	"github.com/pecete/pecete/bench/report"
	"github.com/pecete/pecete/bench/service"
)

// profiles does the work of each missed row again under a profiler, once for rows
// that share it.
func (s *session) profiles(ctx context.Context) error {
	if s.profileFor == 0 {
		return nil
	}
	known := map[string]string{}
	for i, row := range s.results.Standings() {
		if !row.Missed() {
			continue
		}
		if known[row.Workload] == "" {
			text, err := s.profile(ctx, row.Workload, filepath.Join(s.work, fmt.Sprintf("profile-%d", i)))
			if err != nil {
				return fmt.Errorf("of %s: %w", row.Workload, err)
			}
			known[row.Workload] = text
		}
		s.results.Profiles[row.ID] = known[row.Workload]
	}
	return nil
}

// profile gives the top of a profile of a workload.
func (s *session) profile(ctx context.Context, workload, file string) (string, error) {
	program, task, _ := strings.Cut(workload, " ")
	if program == "door" {
		if err := s.profileDoor(ctx, load.Kind(task), file); err != nil {
			return "", err
		}
		return s.top(ctx, file)
	}
	kind, engine := "cpu", s.builds()[program]
	if program == "allocs" {
		kind, engine = "allocs", s.program("engine")
	}
	if _, err := output(ctx, s.work, nil, engine, "profile", "-task", task, "-kind", kind, "-out", file, "-for", s.profileFor.String()); err != nil {
		return "", err
	}
	switch {
	case task == "memory":
		return s.top(ctx, "-sample_index=inuse_space", file)
	case kind == "allocs":
		return s.top(ctx, "-sample_index=alloc_objects", "-base", file+".base", file)
	}
	// What takes the time, then which steps of the engine it is in: there is no
	// single place in a program that was made faster where it was slow.
	flat, err := s.top(ctx, file)
	if err != nil {
		return "", err
	}
	steps, err := s.top(ctx, "-cum", `-show=pecete/(classifier|patterns)\.`, file)
	return flat + "\n\n" + steps, err
}

// profileDoor profiles the service under load with clean messages.
func (s *session) profileDoor(ctx context.Context, kind load.Kind, file string) (err error) {
	door, err := service.OpenDoor(ctx, s.program("door"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, door.Close()) }()
	if err := door.Profile(file); err != nil {
		return err
	}
	if _, err := load.Run(ctx, load.Plan{
		Kind: kind, Address: door.Addresses["pecete"], Messages: traffics()[0].messages, InFlight: inFlight(kind), Lasting: s.profileFor,
	}); err != nil {
		return err
	}
	return door.StopProfile()
}

// top gives what pprof shows first.
func (s *session) top(ctx context.Context, args ...string) (string, error) {
	printed, err := output(ctx, s.work, nil, append([]string{"go", "tool", "pprof", "-top", "-nodecount=12"}, args...)...)
	if err != nil {
		return "", err
	}
	return report.Top(string(printed)), nil
}
