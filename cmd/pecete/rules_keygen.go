package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"github.com/pecete/pecete/patterns/bundle"
)

// rulesKeygenCommand is `pecete rules keygen`.
type rulesKeygenCommand struct {
	Name string `arg:"" help:"Name of the key, which signatures bear, such as acme-2026."`
	Dir  string `default:"." placeholder:"DIR" help:"Folder to write NAME.key and NAME.pub into (the current one)."`
}

// Help explains what does not fit on the line of a flag.
func (*rulesKeygenCommand) Help() string {
	return `NAME.key is the secret key, for pecete rules sign alone; it is not encrypted, and only
its owner may read the file. NAME.pub is the public key, for --trust-key. Files that
are there already are not replaced. Exit status: 0 made; 2 could not be.`
}

// Run makes the keys. Its error is an exit status.
func (c *rulesKeygenCommand) Run(ctx context.Context, std streams) error {
	return ended(ctx, std, c.run(std))
}

func (c *rulesKeygenCommand) run(std streams) error {
	secret, public, err := bundle.NewKey(rand.Reader, c.Name)
	if err != nil {
		return err
	}
	keys, err := bundle.ParsePublicKeys([]byte(public))
	if err != nil {
		return err
	}
	secretFile, publicFile := filepath.Join(c.Dir, c.Name+".key"), filepath.Join(c.Dir, c.Name+".pub")
	if err := writeNew(publicFile, public+"\n", 0o644); err != nil {
		return err
	}
	if err := writeNew(secretFile, secret+"\n", 0o600); err != nil {
		return errors.Join(err, os.Remove(publicFile))
	}
	_, err = fmt.Fprintf(std.out, "%s: secret key %s, public key %s\n", keys[0].ID(), secretFile, publicFile)
	return err
}

// writeNew writes a file that must not be there yet.
func writeNew(name, content string, mode os.FileMode) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, mode)
	if err != nil {
		return fmt.Errorf("writing a key: %w", err)
	}
	_, err = file.WriteString(content)
	return errors.Join(err, file.Close())
}
