package main

import (
	"fmt"

	"github.com/pecete/pecete/patterns"
)

// versionCommand is `pecete version`.
type versionCommand struct{}

// Run prints the versions of the program and of its built-in rules.
func (*versionCommand) Run(std streams) error {
	rules, err := patterns.Default()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(std.out, "%s\nrules %s (%d detectors)\n", version(), rules.Version, len(rules.Detectors))
	return err
}
