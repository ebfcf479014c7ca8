package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/pecete/pecete/api/reload"
)

// rulesVerifyCommand is `pecete rules verify`.
type rulesVerifyCommand struct {
	Bundle   string   `arg:"" help:"Bundle to check."`
	TrustKey []string `required:"" placeholder:"FILE" help:"File of public keys; the bundle must be signed with one of them."`
}

// Help explains what does not fit on the line of a flag.
func (*rulesVerifyCommand) Help() string {
	return `What pecete serve --require-signed would do with the bundle, without serving. Exit
status: 0 the signature counts, the rules have no fault and their examples hold; 1 not
so.`
}

// Run prints what is in the bundle and who signed it, or what is wrong with it.
func (c *rulesVerifyCommand) Run(_ context.Context, std streams) error {
	source := reload.Source{Paths: []string{c.Bundle}, TrustKeys: c.TrustKey, RequireSigned: true}
	content, err := source.Read()
	if err != nil {
		return err
	}
	b := content[0].Bundle
	fmt.Fprintf(std.out, "%s: bundle %s, version %s, created %s, signed by %s\n",
		c.Bundle, b.Name, b.Version, b.Created.Format(time.RFC3339), strings.Join(b.SignedBy, ", "))
	for _, file := range b.Files {
		fmt.Fprintf(std.out, "  %s\n", file.Name)
	}
	rules, err := overBuiltIn(content)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(std.out, "%d detectors, rules %s: no faults, all examples hold\n", len(rules.Detectors), rules.Version)
	return err
}
