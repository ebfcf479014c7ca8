package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pecete/pecete/patterns"
	"github.com/pecete/pecete/patterns/bundle"
)

// rulesSignCommand is `pecete rules sign`.
type rulesSignCommand struct {
	Dir     string    `arg:"" help:"Folder of rule files."`
	Key     []string  `required:"" placeholder:"FILE" help:"File of a secret key to sign with; of several, each signs."`
	Out     string    `required:"" short:"o" placeholder:"FILE" help:"Bundle to write; one that is there is replaced at once."`
	Name    string    `placeholder:"NAME" help:"Name of the bundle; by default that of the folder."`
	Created time.Time `format:"2006-01-02T15:04:05Z07:00" placeholder:"TIME" help:"Time that the bundle says it was made, such as 2026-11-23T12:00:00Z; now by default."`
}

// Help explains what does not fit on the line of a flag.
func (*rulesSignCommand) Help() string {
	return `Rules with a fault, or whose examples do not hold over the built-in rules, are not
signed. The same files, keys, name and time give the same bundle, byte for byte.
Exit status: 0 written; 2 could not be.`
}

// Run writes the bundle. Its error is an exit status.
func (c *rulesSignCommand) Run(ctx context.Context, std streams) error {
	return ended(ctx, std, c.run(std))
}

func (c *rulesSignCommand) run(std streams) error {
	keys, err := readSecretKeys(c.Key)
	if err != nil {
		return err
	}
	files, err := soundFiles(c.Dir)
	if err != nil {
		return err
	}
	created := c.Created
	if created.IsZero() {
		created = time.Now()
	}
	data, err := bundle.Seal(c.name(), created, files, keys...)
	if err != nil {
		return err
	}
	if err := replaceFile(c.Out, data, 0o644); err != nil {
		return fmt.Errorf("writing the bundle: %w", err)
	}
	var ids []string
	for _, key := range keys {
		ids = append(ids, key.ID())
	}
	_, err = fmt.Fprintf(std.out, "%s: %d rule files, signed by %s\n", c.Out, len(files), strings.Join(ids, ", "))
	return err
}

// name gives the name of the bundle.
func (c *rulesSignCommand) name() string {
	if c.Name != "" {
		return c.Name
	}
	if whole, err := filepath.Abs(c.Dir); err == nil {
		return filepath.Base(whole)
	}
	return filepath.Base(c.Dir)
}

// soundFiles reads the rule files in dir and checks them, and runs their examples, over
// the built-in rules.
func soundFiles(dir string) ([]patterns.File, error) {
	content, err := readFolder(dir)
	if err != nil {
		return nil, err
	}
	files := content[0].Files
	if len(files) == 0 {
		return nil, fmt.Errorf("%s: %w", dir, patterns.ErrNoRules)
	}
	_, err = overBuiltIn(content)
	return files, err
}

func readSecretKeys(names []string) ([]bundle.SecretKey, error) {
	var keys []bundle.SecretKey
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("reading a key: %w", err)
		}
		key, err := bundle.ParseSecretKey(data)
		if err != nil {
			return nil, fmt.Errorf("key in %s: %w", name, err)
		}
		keys = append(keys, key)
	}
	return keys, nil
}
