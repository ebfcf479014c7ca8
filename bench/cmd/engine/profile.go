package main

import (
	"fmt"
	"os"
	"runtime"
	"runtime/pprof"
	"strconv"
	"strings"
	"time"

	"github.com/pecete/pecete/classifier"
)

// profile runs a task for some time and writes a profile of it: of CPU time, or of
// allocations. What was allocated before the task began is written to a file of the
// same name and ".base", to be taken off.
func profile(name, kind, out string, lasting time.Duration) error {
	// Every allocation is looked at, which takes long: from the start only where what
	// the engine itself takes up should show.
	if kind == "allocs" && name == "memory" {
		runtime.MemProfileRate = 512
	}
	work, err := workload(name)
	if err != nil {
		return err
	}
	if kind == "allocs" {
		runtime.MemProfileRate = 512
	}
	repeat := func() {
		for began := time.Now(); time.Since(began) < lasting; {
			work()
		}
	}
	if kind != "cpu" {
		if err := allocations(out + ".base"); err != nil {
			return err
		}
		repeat()
		return allocations(out)
	}
	file, err := os.Create(out)
	if err != nil {
		return fmt.Errorf("writing a profile: %w", err)
	}
	defer file.Close()
	if err := pprof.StartCPUProfile(file); err != nil {
		return fmt.Errorf("profiling: %w", err)
	}
	repeat()
	pprof.StopCPUProfile()
	return file.Close()
}

// allocations writes what was allocated so far, and what of it is in use.
func allocations(out string) error {
	file, err := os.Create(out)
	if err != nil {
		return fmt.Errorf("writing a profile: %w", err)
	}
	defer file.Close()
	runtime.GC()
	if err := pprof.Lookup("allocs").WriteTo(file, 0); err != nil {
		return fmt.Errorf("writing a profile: %w", err)
	}
	return file.Close()
}

// workload gives what a task does.
func workload(name string) (func(), error) {
	if name == "start" {
		return func() {
			if _, err := builtIn(); err != nil {
				panic("the built-in rules loaded once")
			}
		}, nil
	}
	if count, ok := strings.CutPrefix(name, "rules/"); ok {
		return ruleWorkload(count)
	}
	c, err := builtIn()
	if err != nil {
		return nil, err
	}
	if name == "memory" {
		return func() { c.Classify("salut", classifier.Query{}) }, nil
	}
	all := tasks
	if strings.HasPrefix(name, "worst/") {
		all = worstTasks
	}
	for _, t := range all(c) {
		if t.name == name {
			return t.read, nil
		}
	}
	return nil, fmt.Errorf("there is no task %q", name)
}

// ruleWorkload gives the realistic mix for a user with some rules.
func ruleWorkload(count string) (func(), error) {
	n, err := strconv.Atoi(count)
	if err != nil {
		return nil, fmt.Errorf("number of rules: %w", err)
	}
	c, _, err := withUserRules(n)
	if err != nil {
		return nil, err
	}
	return task{c: c, lines: mix()}.read, nil
}
