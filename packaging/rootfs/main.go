// Rootfs writes the files of a container image into a folder, as they lie in the
// image's file system. The Dockerfile runs it in a clone of the repository.
//
//	go run ./rootfs -platform linux/amd64 -out /out
package main

import (
	"context"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"path/filepath"
	"syscall"

	"github.com/pecete/pecete/packaging/build"
	"github.com/pecete/pecete/packaging/payload"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "rootfs: %v\n", err)
		os.Exit(1)
	}
}

// run reads the command line, builds the program and writes the files.
func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("rootfs", flag.ContinueOnError)
	source := flags.String("source", "..", "clone of the repository to build")
	out := flags.String("out", "", "folder to write to")
	name := flags.String("platform", build.Host().String(), "platform to build for")
	if err := flags.Parse(args); err != nil {
		return err
	}
	platform, err := build.ParsePlatform(*name)
	if err != nil {
		return err
	}
	work, err := os.MkdirTemp("", "pecete-rootfs-")
	if err != nil {
		return fmt.Errorf("making a folder to work in: %w", err)
	}
	defer os.RemoveAll(work)
	p, err := payload.Builder{Source: *source, Work: work}.Build(ctx, platform)
	if err != nil {
		return err
	}
	return write(*out, p)
}

// write writes the files of a payload below the folder root.
func write(root string, p *payload.Payload) error {
	for _, f := range []struct {
		name string
		mode fs.FileMode
		data []byte
	}{
		{"usr/bin/pecete", 0o755, p.Program},
		{"usr/share/doc/pecete/LICENSE", 0o644, p.Licence},
		{"usr/share/doc/pecete/THIRD_PARTY_LICENSES.txt", 0o644, p.Notices},
		{"usr/share/doc/pecete/sbom.cdx.json", 0o644, p.BOM},
	} {
		name := filepath.Join(root, f.name)
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return fmt.Errorf("making the image's folders: %w", err)
		}
		if err := os.WriteFile(name, f.data, f.mode); err != nil {
			return fmt.Errorf("writing the image's files: %w", err)
		}
	}
	return nil
}
