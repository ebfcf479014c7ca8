package peers

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/pecete/pecete/bench/race"
)

// Contestant is a program that reads messages and prints a race.Outcome.
type Contestant struct {
	Name string
	// Tells is what it finds out about a message, for people.
	Tells string
	run   func(lasting time.Duration) (program string, args []string)
}

// Contest is the files that all contestants need.
type Contest struct {
	// Source is the folder of the module of benchmarks, Work one for what is made
	// on the way.
	Source, Work string
	// corpus is the file of messages, rules that of expressions.
	corpus string
	rules  string
}

// New writes the messages and the rules where contestants find them.
func New(source, work string, messages []string) (*Contest, error) {
	c := &Contest{Source: source, Work: work, corpus: filepath.Join(work, "messages.txt"), rules: filepath.Join(work, "rules.txt")}
	rules, err := Rules()
	if err != nil {
		return nil, err
	}
	for name, content := range map[string]string{c.corpus: strings.Join(messages, "\n") + "\n", c.rules: lines(rules)} {
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			return nil, fmt.Errorf("preparing the race: %w", err)
		}
	}
	return c, nil
}

// Engine gives Pecete as a contestant; program is the built bench/cmd/engine.
func (c *Contest) Engine(name, program string) Contestant {
	return Contestant{name, "everything Pecete tells of a message, with all its detectors", func(lasting time.Duration) (string, []string) {
		return program, []string{"race", "-corpus", c.corpus, "-for", lasting.String()}
	}}
}

// Go gives the peers that are called from Go; program is the built
// bench/cmd/peer.
func (c *Contest) Go(program string) []Contestant {
	var all []Contestant
	for _, peer := range [][3]string{
		{"regexp", "Go regexp", "first match of each rule"},
		{"regexp2", "regexp2", "first match of each rule"},
		{"gitleaks", "gitleaks", "matches of each rule, filtered by keywords first"},
		{"go-re2", "go-re2", "first match of each rule"},
		{"go-re2-set", "go-re2, as a set", "which rules match"},
	} {
		all = append(all, Contestant{peer[1], peer[2], func(lasting time.Duration) (string, []string) {
			return program, []string{"-peer", peer[0], "-corpus", c.corpus, "-for", lasting.String()}
		}})
	}
	return all
}

// library is one that a program in C++ is built with.
type library struct {
	peer, tells, source string
	// pkg is the Debian package and archive the static library in it.
	pkg, archive string
}

func libraries() []library {
	return []library{
		{"RE2::Set", "which rules match", "re2set.cpp", "libre2-dev", "libre2.a"},
		{"Hyperscan", "which rules match, and where a match ends", "hyperscan.cpp", "libhyperscan-dev", "libhs.a"},
		{"Vectorscan", "which rules match, and where a match ends", "hyperscan.cpp", "libvectorscan-dev", "libhs.a"},
	}
}

// Native builds the peers in C++. It gives those that could be built, and for each
// of the others why not.
func (c *Contest) Native(ctx context.Context) (built []Contestant, skipped map[string]string) {
	skipped = map[string]string{}
	for _, l := range libraries() {
		program, err := c.compile(ctx, l)
		if err != nil {
			skipped[l.peer] = err.Error()
			continue
		}
		built = append(built, Contestant{l.peer, l.tells, func(lasting time.Duration) (string, []string) {
			return program, []string{c.rules, c.corpus, fmt.Sprint(lasting.Seconds())}
		}})
	}
	return built, skipped
}

// compile builds a program with a library that was unpacked, or is installed.
func (c *Contest) compile(ctx context.Context, l library) (program string, err error) {
	compiler, err := exec.LookPath("g++")
	if err != nil {
		return "", errors.New("there is no g++")
	}
	root := filepath.Join(c.Source, "native", "debian", l.pkg)
	if _, err := os.Stat(root); err != nil {
		if owner, err := exec.CommandContext(ctx, "dpkg-query", "--show", "--showformat=${db:Status-Status}", l.pkg).Output(); err != nil || string(owner) != "installed" {
			return "", fmt.Errorf("the package %s is neither unpacked (make bench-peers) nor installed", l.pkg)
		}
		root = "/"
	}
	archives, err := filepath.Glob(filepath.Join(root, "usr", "lib", "*", l.archive))
	if err != nil || len(archives) == 0 {
		return "", fmt.Errorf("the package %s has no %s", l.pkg, l.archive)
	}
	program = filepath.Join(c.Work, strings.ToLower(strings.ReplaceAll(l.peer, "::", "-")))
	args := []string{"-O2", "-std=c++17", "-I", filepath.Join(root, "usr", "include"), "-o", program,
		filepath.Join(c.Source, "native", l.source), archives[0], "-pthread", "-lm"}
	if out, err := exec.CommandContext(ctx, compiler, args...).CombinedOutput(); err != nil {
		first, _, _ := strings.Cut(string(out), "\n")
		return "", fmt.Errorf("building it failed: %s", first)
	}
	return program, nil
}

// Race lets a contestant read the messages for some time.
func (c Contestant) Race(ctx context.Context, lasting time.Duration) (race.Outcome, error) {
	program, args := c.run(lasting)
	command := exec.CommandContext(ctx, program, args...)
	// gitleaks writes to the console of its own accord.
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		return race.Outcome{}, fmt.Errorf("racing %s: %w: %s", c.Name, err, stderr.String())
	}
	outcome, err := race.Parse(stdout.Bytes())
	if err != nil {
		return race.Outcome{}, fmt.Errorf("racing %s: %w", c.Name, err)
	}
	return outcome, nil
}
