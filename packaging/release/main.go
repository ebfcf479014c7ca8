// Release builds everything that is given to others of one commit: archives for
// each platform, Debian packages, bills of materials, and the checksums of all.
// The same commit and toolchain give the same bytes on any machine.
//
//	go run ./release -source .. -out ../dist
package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/pecete/pecete/packaging/build"
)

// allPlatforms are those that a release is for.
const allPlatforms = "linux/amd64,linux/arm64,darwin/amd64,darwin/arm64,windows/amd64"

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:]); err != nil {
		fmt.Fprintf(os.Stderr, "release: %v\n", err)
		os.Exit(1)
	}
}

// run reads the command line, makes the release and prints its checksums.
func run(ctx context.Context, args []string) error {
	flags := flag.NewFlagSet("release", flag.ContinueOnError)
	source := flags.String("source", "..", "folder in the repository")
	commit := flags.String("commit", "HEAD", "commit to build")
	out := flags.String("out", "../dist", "folder to write to")
	names := flags.String("platforms", allPlatforms, "platforms to build for, with commas")
	kinds := flags.String("kinds", "archive,deb,sbom", "what to make, with commas")
	if err := flags.Parse(args); err != nil {
		return err
	}
	r := release{source: *source, commit: *commit, out: *out}
	for name := range strings.SplitSeq(*names, ",") {
		platform, err := build.ParsePlatform(name)
		if err != nil {
			return err
		}
		r.platforms = append(r.platforms, platform)
	}
	for name := range strings.SplitSeq(*kinds, ",") {
		k, err := parseKind(name)
		if err != nil {
			return err
		}
		r.kinds = append(r.kinds, k)
	}
	sums, err := r.make(ctx)
	if err != nil {
		return err
	}
	fmt.Print(sums)
	return nil
}
