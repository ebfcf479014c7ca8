package main

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"text/tabwriter"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// rulesCommand is `pecete rules`.
type rulesCommand struct {
	List  rulesListCommand  `cmd:"" help:"List the detectors."`
	Check rulesCheckCommand `cmd:"" help:"Check rule files and name every fault with file, line and reason."`
	Test  rulesTestCommand  `cmd:"" help:"Run the examples of all rules."`
	Doc   rulesDocCommand   `cmd:"" help:"Write the page that explains the rules, in Markdown."`

	Keygen rulesKeygenCommand `cmd:"" help:"Make a pair of keys to sign bundles of rules with."`
	Sign   rulesSignCommand   `cmd:"" help:"Make a signed bundle of a folder of rules."`
	Verify rulesVerifyCommand `cmd:"" help:"Check the signature, the rules and the examples of a bundle."`
}

// rulesFolder says whose rules a command is about.
type rulesFolder struct {
	Dir   string `arg:"" optional:"" help:"Folder of rule files that add to the built-in ones, or replace those of equal id."`
	Rules string `placeholder:"DIR" help:"The same."`
}

// path gives the folder, or "" for the built-in rules alone.
func (f rulesFolder) path() string {
	if f.Dir != "" {
		return f.Dir
	}
	return f.Rules
}

// rulesListCommand is `pecete rules list`.
type rulesListCommand struct {
	Folder rulesFolder `embed:""`
	Locale string      `default:"ro" enum:"ro,en" placeholder:"LOCALE" help:"Language of the descriptions: ro or en (${default})."`
	JSON   bool        `name:"json" help:"Print what ListDetectors answers, as one line of JSON."`
}

// Run prints the detectors.
func (c *rulesListCommand) Run(ctx context.Context, std streams) error {
	rules, err := loadRules(c.Folder.path())
	if err != nil {
		return err
	}
	if c.JSON {
		return listAsJSON(ctx, rules, std.out)
	}
	table := tabwriter.NewWriter(std.out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(table, "DETECTOR\tCATEGORY\tSEVERITY\tDESCRIPTION")
	for _, d := range rules.Detectors {
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\n", d.ID, d.Category, d.Severity, d.Description.In(c.Locale))
	}
	if err := table.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(std.out, "%d detectors, rules %s\n", len(rules.Detectors), rules.Version)
	return err
}

func listAsJSON(ctx context.Context, rules *patterns.Ruleset, out io.Writer) error {
	engine, err := classifier.New(rules, classifier.Options{})
	if err != nil {
		return err
	}
	service, err := newService(engine, 1)
	if err != nil {
		return err
	}
	list, err := service.ListDetectors(ctx, &pecetev1.ListDetectorsRequest{})
	if err != nil {
		return err
	}
	var line bytes.Buffer
	if err := writeJSON(&line, list); err != nil {
		return err
	}
	_, err = out.Write(line.Bytes())
	return err
}
