package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/pecete/pecete/api/reload"
	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
)

// rulesCheckCommand is `pecete rules check`.
type rulesCheckCommand struct {
	Folder rulesFolder `embed:""`
}

// Run prints every fault of the rule files, or that there is none.
func (c *rulesCheckCommand) Run(ctx context.Context, std streams) error {
	dir := c.Folder.path()
	if dir != "" {
		if err := checkFolder(dir); err != nil {
			return ended(ctx, std, err)
		}
	}
	rules, faults := checkRules(dir)
	for _, fault := range faults {
		fmt.Fprintln(std.out, inFolder(dir, fault))
	}
	if len(faults) > 0 {
		return exitStatus(statusFailed)
	}
	_, err := fmt.Fprintf(std.out, "%d detectors, rules %s: no faults. Their examples: pecete rules test\n", len(rules.Detectors), rules.Version)
	return err
}

// checkRules gives the rules with those in dir on top, or every fault in them
// that keeps them from being used.
func checkRules(dir string) (*patterns.Ruleset, []error) {
	rules, err := patterns.Default()
	if err != nil {
		return nil, []error{err}
	}
	if dir != "" {
		folder, err := reload.OpenFolder(dir)
		if err != nil {
			return nil, []error{fmt.Errorf("%s: %w", dir, err)}
		}
		defer folder.Close()
		if faults := rules.Check(folder.FS()); len(faults) > 0 {
			return nil, faults
		}
		if rules, err = rules.Overlay(folder.FS()); err != nil {
			return nil, []error{err}
		}
	}
	if _, err := classifier.New(rules, classifier.Options{}); err != nil {
		return nil, eachOf(err)
	}
	return rules, nil
}

// eachOf gives the errors that were joined somewhere in err, or err.
func eachOf(err error) []error {
	var joined interface{ Unwrap() []error }
	if errors.As(err, &joined) {
		return joined.Unwrap()
	}
	return []error{err}
}

// inFolder gives a fault with its file as the user would open it, if it is one
// of dir and not a built-in one.
func inFolder(dir string, fault error) string {
	if errors.Is(fault, patterns.ErrNoRules) {
		return dir + ": " + fault.Error()
	}
	name, _, _ := strings.Cut(fault.Error(), ":")
	if _, err := os.Stat(filepath.Join(dir, name)); dir == "" || err != nil {
		return fault.Error()
	}
	return filepath.Join(dir, name) + strings.TrimPrefix(fault.Error(), name)
}
