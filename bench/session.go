package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/pecete/pecete/bench/figures"
	"github.com/pecete/pecete/bench/report"
)

// session is one run and what it has measured so far.
type session struct {
	budget
	// source is the folder of this module, work one for programs and files.
	source, work string
	began        time.Time
	results      *report.Results
	// simd is the engine built with SIMD, "" if there is none.
	simd string
}

// step tells who waits what is being done.
func (s *session) step(what string) {
	fmt.Fprintf(os.Stderr, "%5.0fs  %s\n", time.Since(s.began).Seconds(), what)
}

// all runs everything there is to run, one after the other.
func (s *session) all(ctx context.Context) error {
	s.results.Machine = thisMachine()
	for _, part := range []struct {
		what string
		do   func(context.Context) error
	}{
		{"building", s.build},
		{"the engine", s.engines},
		{"the race of the peers", s.contest},
		{"calls over gRPC", s.calls},
		{"the process", s.process},
		{"profiles of the rows that were missed", s.profiles},
	} {
		s.step(part.what)
		if err := part.do(ctx); err != nil {
			return fmt.Errorf("%s: %w", part.what, err)
		}
	}
	s.results.Machine.LoadAfter = loadAverage()
	s.results.Seconds = time.Since(s.began).Seconds()
	return nil
}

// program gives the path of a program that was built.
func (s *session) program(name string) string { return filepath.Join(s.work, name) }

// build builds the programs that are measured.
func (s *session) build(ctx context.Context) error {
	root := filepath.Dir(s.source)
	if err := goBuild(ctx, root, s.program("pecete"), "./cmd/pecete", "CGO_ENABLED=0"); err != nil {
		return err
	}
	for _, name := range []string{"engine", "door"} {
		if err := goBuild(ctx, s.source, s.program(name), "./cmd/"+name); err != nil {
			return err
		}
	}
	if s.race == 0 {
		s.results.Skipped["SIMD"], s.results.Skipped["peers"] = "left out in this mode", "left out in this mode"
		return nil
	}
	if reason := withoutSIMD(ctx, root); reason != "" {
		s.results.Skipped["SIMD"] = reason
		return nil
	}
	s.simd = s.program("engine-simd")
	return goBuild(ctx, s.source, s.simd, "./cmd/engine", simdExperiment)
}

// goBuild builds a command of a module. Without -trimpath: what tests have built
// can be used again, and gitleaks takes a minute to build.
func goBuild(ctx context.Context, module, out, pkg string, env ...string) error {
	_, err := output(ctx, module, env, "go", "build", "-o", out, pkg)
	return err
}

// simdExperiment is how the Go toolchain is told to offer SIMD.
const simdExperiment = "GOEXPERIMENT=simd"

// withoutSIMD says why there is no SIMD build: "" if there is one. There is one if
// the experiment changes the list of files that the engine is built from.
func withoutSIMD(ctx context.Context, root string) string {
	list := []string{"go", "list", "-f", "{{.GoFiles}}", "./classifier/...", "./patterns/..."}
	plain, err := output(ctx, root, nil, list...)
	if err != nil {
		return "the engine's files cannot be listed"
	}
	vector, err := output(ctx, root, []string{simdExperiment}, list...)
	switch {
	case err != nil:
		return "this Go toolchain does not offer simd/archsimd"
	case bytes.Equal(plain, vector):
		return "the engine has no code for it"
	}
	return ""
}

// output runs a program in a folder and gives what it printed.
func output(ctx context.Context, folder string, env []string, program ...string) ([]byte, error) {
	command := exec.CommandContext(ctx, program[0], program[1:]...)
	command.Dir, command.Env = folder, append(os.Environ(), env...)
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		return nil, fmt.Errorf("%s %v: %w\n%s", filepath.Base(program[0]), program[1:], err, stderr.String())
	}
	return stdout.Bytes(), nil
}

// engines measures each build of the engine in a process of its own.
func (s *session) engines(ctx context.Context) error {
	for name, program := range s.builds() {
		printed, err := output(ctx, s.work, nil, program, "measure",
			"-rounds", fmt.Sprint(s.engine), "-worst-rounds", fmt.Sprint(s.worst),
			"-for", s.engineFor.String(), "-messages", fmt.Sprint(s.messages))
		if err != nil {
			return err
		}
		measured, err := figures.Read(printed)
		if err != nil {
			return err
		}
		s.results.Figures.Merge(name+"/", measured)
	}
	return nil
}

// builds gives the builds of the engine there are.
func (s *session) builds() map[string]string {
	builds := map[string]string{"scalar": s.program("engine")}
	if s.simd != "" {
		builds["simd"] = s.simd
	}
	return builds
}
