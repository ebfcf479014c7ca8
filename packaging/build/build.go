// Package build compiles the program the one way that every package of it is
// compiled, so that whoever has the commit and the toolchain gets the same bytes,
// in whatever folder, on whatever machine.
package build

import (
	"bytes"
	"context"
	"debug/buildinfo"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// Platform is what a binary runs on, in the Go toolchain's words.
type Platform struct {
	// OS is GOOS, Arch is GOARCH.
	OS, Arch string
}

// Host gives the platform of this process.
func Host() Platform { return Platform{OS: runtime.GOOS, Arch: runtime.GOARCH} }

// ParsePlatform reads "linux/amd64".
func ParsePlatform(s string) (Platform, error) {
	system, arch, ok := strings.Cut(s, "/")
	if !ok || system == "" || arch == "" || strings.Contains(arch, "/") {
		return Platform{}, fmt.Errorf("platform %q: want OS/ARCH, such as linux/amd64", s)
	}
	return Platform{OS: system, Arch: arch}, nil
}

// String gives "linux/amd64".
func (p Platform) String() string { return p.OS + "/" + p.Arch }

// Program gives the name of the program's file.
func (p Platform) Program() string {
	if p.OS == "windows" {
		return "pecete.exe"
	}
	return "pecete"
}

// Snapshot gives a commit of what the tracked files of the repository that folder
// source is in hold now: its last commit, or, where files differ from it, one
// that is on no branch.
func Snapshot(ctx context.Context, source string) (commit string, err error) {
	commit, err = output(ctx, source, "git", "-c", "user.name=snapshot", "-c", "user.email=snapshot@localhost", "stash", "create")
	if err == nil && commit == "" {
		commit, err = output(ctx, source, "git", "rev-parse", "HEAD")
	}
	if err != nil {
		return "", fmt.Errorf("finding the commit of %s: %w", source, err)
	}
	return commit, nil
}

// Checkout clones the repository that folder source is in, at a commit, into
// dir, which must not exist. What is built from there holds what was committed
// and nothing else. The clone needs the repository for as long as it is there.
func Checkout(ctx context.Context, source, commit, dir string) error {
	top, err := output(ctx, source, "git", "rev-parse", "--show-toplevel")
	if err != nil {
		return fmt.Errorf("finding the repository of %s: %w", source, err)
	}
	if _, err := output(ctx, top, "git", "clone", "--quiet", "--shared", "--no-checkout", top, dir); err != nil {
		return fmt.Errorf("cloning %s: %w", source, err)
	}
	if _, err := output(ctx, dir, "git", "checkout", "--quiet", "--detach", commit); err != nil {
		return fmt.Errorf("checking out %s: %w", commit, err)
	}
	return nil
}

// Binary compiles the program in the clone source for a platform and writes it
// to the file out.
func Binary(ctx context.Context, source string, platform Platform, out string) error {
	out, err := filepath.Abs(out)
	if err != nil {
		return fmt.Errorf("finding %s: %w", out, err)
	}
	compile := exec.CommandContext(ctx, "go", "build", "-trimpath", "-buildvcs=true", "-ldflags=-s -w", "-o", out, "./cmd/pecete")
	compile.Dir = source
	compile.Env = environment(os.Environ(), platform)
	if printed, err := compile.CombinedOutput(); err != nil {
		return fmt.Errorf("compiling for %s: %w\n%s", platform, err, printed)
	}
	return nil
}

// environment gives variables for a build: those given, but for the ones that
// would change the binary.
func environment(given []string, platform Platform) []string {
	fixed := map[string]string{
		"GOOS": platform.OS, "GOARCH": platform.Arch, "CGO_ENABLED": "0",
		"GOAMD64": "v1", "GOARM64": "v8.0", "GOFLAGS": "-mod=readonly", "GOWORK": "off",
	}
	var all []string
	for _, variable := range given {
		name, _, _ := strings.Cut(variable, "=")
		if _, ours := fixed[name]; !ours && name != "GOEXPERIMENT" && name != "GOFIPS140" {
			all = append(all, variable)
		}
	}
	for name, value := range fixed {
		all = append(all, name+"="+value)
	}
	return all
}

// Stamp is what the toolchain wrote into a binary about where it comes from.
type Stamp struct {
	// Version is the module's version: the tag of the commit, such as v1.2.3, or
	// one made of the last tag, the commit's time and its hash.
	Version string
	// Commit is the commit's hash, in full.
	Commit string
	// Time is when the commit was made.
	Time time.Time
	// Toolchain is the version of Go, such as go1.26.8.
	Toolchain string
}

// ReadStamp reads the stamp of a binary. It fails for one that is not wholly
// what a commit says: such a binary cannot be built again.
func ReadStamp(binary string) (Stamp, error) {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return Stamp{}, fmt.Errorf("reading the stamp of %s: %w", binary, err)
	}
	settings := map[string]string{}
	for _, s := range info.Settings {
		settings[s.Key] = s.Value
	}
	switch {
	case settings["vcs.revision"] == "":
		return Stamp{}, errors.New("the binary knows no commit: build it in a clone of the repository")
	case settings["vcs.modified"] == "true":
		return Stamp{}, errors.New("the binary holds changes that are in no commit")
	}
	at, err := time.Parse(time.RFC3339, settings["vcs.time"])
	if err != nil {
		return Stamp{}, fmt.Errorf("reading the commit's time: %w", err)
	}
	return Stamp{Version: info.Main.Version, Commit: settings["vcs.revision"], Time: at.UTC(), Toolchain: info.GoVersion}, nil
}

// output runs a program in a folder and gives what it prints, trimmed.
func output(ctx context.Context, dir, program string, args ...string) (string, error) {
	command := exec.CommandContext(ctx, program, args...)
	command.Dir = dir
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		return "", fmt.Errorf("%s %s: %w\n%s", program, strings.Join(args, " "), err, stderr.String())
	}
	return strings.TrimSpace(stdout.String()), nil
}
