package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// root is where the project is, from the folder of this module.
const root = ".."

// target is a fuzz target.
type target struct{ pkg, name string }

// list gives the targets of all packages.
func list(ctx context.Context) ([]target, error) {
	command := exec.CommandContext(ctx, "go", "test", "-list", "^Fuzz", "./...")
	command.Dir = root
	output, err := command.CombinedOutput()
	if err != nil {
		return nil, fmt.Errorf("looking for fuzz targets: %w\n%s", err, output)
	}
	targets := listed(string(output))
	if len(targets) == 0 {
		return nil, errors.New("there is no fuzz target")
	}
	return targets, nil
}

// listed reads what go test -list prints: the names of a package, and then the package.
func listed(output string) []target {
	var all []target
	var names []string
	for line := range strings.Lines(output) {
		fields := strings.Fields(line)
		switch {
		case strings.HasPrefix(line, "Fuzz"):
			names = append(names, fields[0])
		case len(fields) > 1 && fields[0] == "ok":
			for _, name := range names {
				all = append(all, target{fields[1], name})
			}
			names = nil
		}
	}
	return all
}

// fuzz runs the target on one processor and gives how many inputs it tried. The tool
// sometimes ends with "context deadline exceeded" when time runs out between two inputs;
// that is no finding, so a run that fails so without a failing input is made once more.
func (t target) fuzz(ctx context.Context, time time.Duration) (tries int, output string, err error) {
	for range 2 {
		tries, output, err = t.run(ctx, time)
		if err == nil || strings.Contains(output, "Failing input written") || !strings.Contains(output, "context deadline exceeded") {
			break
		}
	}
	return tries, output, err
}

func (t target) run(ctx context.Context, time time.Duration) (int, string, error) {
	var output bytes.Buffer
	command := exec.CommandContext(ctx, "go", "test", "-run", "^$", "-fuzz", "^"+t.name+"$",
		"-fuzztime", time.String(), "-fuzzminimizetime", "2s", "-parallel", "1", t.pkg)
	command.Dir, command.Stdout, command.Stderr = root, &output, &output
	err := command.Run()
	return tried(output.String()), output.String(), err
}

// tried reads how many inputs were tried from the last line that tells.
func tried(output string) int {
	lines := regexp.MustCompile(`execs: (\d+)`).FindAllStringSubmatch(output, -1)
	if len(lines) == 0 {
		return 0
	}
	n, _ := strconv.Atoi(lines[len(lines)-1][1]) // it has digits only
	return n
}
