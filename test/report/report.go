// Package report shows what a program of this module found, notes it in the file of
// results, and makes the table of docs/reliability.md from that file.
package report

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"runtime"
	"strings"
	"syscall"
	"text/tabwriter"
	"time"

	"github.com/pecete/pecete/test/process"
)

// Row is a figure.
type Row struct {
	Name  string `json:"name"`
	Value string `json:"value"`
	// Promise is what was wanted, "" if nothing was promised; Kept tells whether it came so.
	Promise string `json:"promise,omitempty"`
	Kept    bool   `json:"kept"`
}

// Result is what a program found.
type Result struct {
	Command string `json:"command"`
	Short   bool   `json:"short"`
	Day     string `json:"day"`
	Machine string `json:"machine"`
	Rows    []Row  `json:"rows"`
}

// Note adds a figure that nothing was promised of.
func (r *Result) Note(name, value string, args ...any) {
	r.Rows = append(r.Rows, Row{Name: name, Value: fmt.Sprintf(value, args...), Kept: true})
}

// Promise adds a figure that was promised, and tells whether the promise was kept.
func (r *Result) Promise(kept bool, name, promise, value string, args ...any) {
	r.Rows = append(r.Rows, Row{Name: name, Value: fmt.Sprintf(value, args...), Promise: promise, Kept: kept})
}

// Kept tells whether all promises were.
func (r *Result) Kept() bool {
	for _, row := range r.Rows {
		if !row.Kept {
			return false
		}
	}
	return true
}

// Run is a run of a program.
type Run struct {
	// Binary is the service's.
	Binary string
	// Short asks for the form that is run often.
	Short bool
	*Result
}

// Main is the main function of a program: it reads flags, runs the program, shows its
// figures and ends the process, with 1 if a promise was broken.
func Main(name string, program func(context.Context, *Run) error) {
	short := flag.Bool("short", false, "the short form")
	binary := flag.String("binary", "", "the service; built from the module around if not given")
	record := flag.String("record", "", "note the figures in this file")
	command := flag.String("command", "", "what to note as the command; the target of the Makefile if not given")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if *command == "" {
		*command = "make reliability-" + name
		if *short {
			*command = "make reliability-short"
		}
	}
	r := &Run{Binary: *binary, Short: *short, Result: &Result{
		Command: *command, Short: *short, Day: time.Now().Format(time.DateOnly), Machine: machine(),
	}}
	err := r.run(ctx, name, *record, program)
	if errors.Is(err, ErrMissing) {
		fmt.Fprintf(os.Stderr, "%s: skipped: %v\n", name, err)
		return
	}
	if err != nil {
		fmt.Fprintf(os.Stderr, "%s: %v\n", name, err)
		os.Exit(1)
	}
}

// errBroken tells that a promise was broken.
var errBroken = errors.New("a promise is broken")

// ErrMissing tells that a program that others make is not here, without which nothing can
// be found out. It is no failure.
var ErrMissing = errors.New("what is needed is not here")

func (r *Run) run(ctx context.Context, name, record string, program func(context.Context, *Run) error) error {
	dir, err := os.MkdirTemp("", "pecete-test")
	if err != nil {
		return fmt.Errorf("making a folder: %w", err)
	}
	defer os.RemoveAll(dir)
	if r.Binary == "" {
		if r.Binary, err = process.Build(ctx, dir); err != nil {
			return err
		}
	}
	if err := program(ctx, r); err != nil {
		return err
	}
	r.print(name)
	if record != "" {
		if err := r.record(record, name); err != nil {
			return err
		}
	}
	if !r.Kept() {
		return errBroken
	}
	return ctx.Err()
}

func (r *Result) print(name string) {
	table := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	fmt.Fprintf(table, "%s\n", name)
	for _, row := range r.Rows {
		fmt.Fprintf(table, "  %s\t%s\t%s\n", row.Name, row.Value, row.verdict())
	}
	_ = table.Flush()
}

func (r Row) verdict() string {
	switch {
	case r.Promise == "":
		return ""
	case r.Kept:
		return r.Promise + ": kept"
	}
	return r.Promise + ": BROKEN"
}

// record puts the result of a program into a file, in place of the one before.
func (r *Result) record(file, name string) error {
	results, err := Read(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if results == nil {
		results = map[string]*Result{}
	}
	results[name] = r
	data, err := json.MarshalIndent(results, "", "  ")
	if err != nil {
		return fmt.Errorf("noting the figures: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return fmt.Errorf("noting the figures: %w", err)
	}
	if err := os.WriteFile(file, append(data, '\n'), 0o644); err != nil {
		return fmt.Errorf("noting the figures: %w", err)
	}
	return nil
}

// Read reads a file of results, by the name of the program.
func Read(file string) (map[string]*Result, error) {
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("reading the results: %w", err)
	}
	var results map[string]*Result
	if err := json.Unmarshal(data, &results); err != nil {
		return nil, fmt.Errorf("reading the results in %s: %w", file, err)
	}
	return results, nil
}

// machine tells the processors and the system.
func machine() string {
	model := runtime.GOARCH
	if info, err := os.ReadFile("/proc/cpuinfo"); err == nil {
		for line := range strings.Lines(string(info)) {
			if key, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "model name" {
				model = strings.TrimSpace(value)
				break
			}
		}
	}
	return fmt.Sprintf("%d × %s, %s", runtime.NumCPU(), model, runtime.Version())
}
