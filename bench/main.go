// Bench measures Pecete against its goals and its peers and writes what it found
// to docs/performance.md, with plots. It is a module of its own, so that building
// the service needs nothing of what it is compared with.
//
// This command builds everything that is measured, runs one after the other (each
// in a process of its own), and hands the results to package report. What each
// part does is said in the package it stands in.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/pecete/pecete/bench/figures"
	"github.com/pecete/pecete/bench/load"
	"github.com/pecete/pecete/bench/report"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// run reads the flags and measures, or writes the page again.
func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	root := flags.String("root", "..", "the root of the repository")
	out := flags.String("out", "../docs", "folder to write performance.md and performance/ to")
	mode := flags.String("mode", "full", "full, short (two minutes) or smoke (one, without the peers)")
	command := flags.String("command", "make bench-report", "the command that the page names")
	render := flags.Bool("render", false, "write the page again from the results recorded in -out")
	against := flags.String("against", "", "folder of recorded results: fail if allocations, or the engine's speed against the table pass, got worse")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *render {
		return again(*out)
	}
	b, err := budgetOf(*mode)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "bench")
	if err != nil {
		return fmt.Errorf("making a folder to work in: %w", err)
	}
	defer os.RemoveAll(work)
	source, err := filepath.Abs(filepath.Join(*root, "bench"))
	if err != nil {
		return fmt.Errorf("finding the module of benchmarks: %w", err)
	}
	s := &session{budget: b, source: source, work: work, began: time.Now(), results: &report.Results{
		Command: *command, Mode: *mode, Date: time.Now().Format(time.DateOnly), Figures: figures.Set{},
		Latency: map[string][]load.Bucket{}, Profiles: map[string]string{}, Skipped: map[string]string{},
	}}
	if err := s.all(ctx); err != nil {
		return err
	}
	if err := s.results.Write(*out); err != nil {
		return err
	}
	s.step("written to " + filepath.Join(*out, "performance.md"))
	if *against == "" {
		return nil
	}
	recorded, err := report.Load(*against)
	if err != nil {
		return err
	}
	if worse := report.Worse(recorded, s.results); len(worse) > 0 {
		return fmt.Errorf("worse than recorded:\n%s", strings.Join(worse, "\n"))
	}
	return nil
}

// again writes the page from the results recorded beside it.
func again(folder string) error {
	results, err := report.Load(folder)
	if err != nil {
		return err
	}
	return results.Write(folder)
}
