package main

import (
	"context"
	"io"

	"github.com/pecete/pecete/cmd/pecete/internal/rulespage"
)

// rulesDocCommand is `pecete rules doc`.
type rulesDocCommand struct {
	Folder rulesFolder `embed:""`
}

// Help explains what does not fit on the line of a flag.
func (*rulesDocCommand) Help() string {
	return `The page tells for each detector what it finds and does not, what makes it more or
less sure, what it needs nearby, its limits and the sources of its facts, in
English and Romanian. It goes to the standard output. docs/detectors.md is the
page of the built-in rules. Exit status: 0 written; 2 the rules cannot be read.`
}

// Run writes the page.
func (c *rulesDocCommand) Run(ctx context.Context, std streams) error {
	rules, err := readRules(c.Folder.path())
	if err != nil {
		return ended(ctx, std, err)
	}
	_, err = io.WriteString(std.out, rulespage.Markdown(rules))
	return err
}
