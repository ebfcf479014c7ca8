// Package inventory tells what a binary is made of: the modules compiled into
// it, their licences with the texts that must travel with it, and a bill of
// materials in CycloneDX.
package inventory

import (
	"bytes"
	"context"
	"debug/buildinfo"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"
)

// Module is a module that a binary holds code of.
type Module struct {
	// Path and Version name the module; the standard library's are "std" and the
	// toolchain's version, such as 1.26.8.
	Path, Version string
	// Sum is the module's hash as go.sum writes it; the standard library has none.
	Sum string
	// Licences are the SPDX identifiers of the licences in its texts, sorted.
	Licences []string
	// Texts are what the module says about its licence.
	Texts []Text
}

// Text is a file about a module's licence.
type Text struct {
	Name, Content string
}

// Modules gives the modules that a binary was linked of, the standard library
// first, then by path. Their sources must be had from the module cache or proxy.
func Modules(ctx context.Context, binary string) ([]Module, error) {
	info, err := buildinfo.ReadFile(binary)
	if err != nil {
		return nil, fmt.Errorf("reading what %s is made of: %w", binary, err)
	}
	root, err := goCommand(ctx, "env", "GOROOT")
	if err != nil {
		return nil, err
	}
	std, err := describe(Module{Path: "std", Version: strings.TrimPrefix(info.GoVersion, "go")}, strings.TrimSpace(string(root)))
	if err != nil {
		return nil, err
	}
	folders, err := download(ctx, info.Deps)
	if err != nil {
		return nil, err
	}
	all := []Module{std}
	for _, dep := range info.Deps {
		dep = replaced(dep)
		m, err := describe(Module{Path: dep.Path, Version: dep.Version, Sum: dep.Sum}, folders[dep.Path+"@"+dep.Version])
		if err != nil {
			return nil, err
		}
		all = append(all, m)
	}
	slices.SortFunc(all[1:], func(a, b Module) int { return strings.Compare(a.Path, b.Path) })
	return all, nil
}

func replaced(m *debug.Module) *debug.Module {
	if m.Replace != nil {
		return m.Replace
	}
	return m
}

// download gives the folders of the modules' sources, by "path@version".
func download(ctx context.Context, modules []*debug.Module) (map[string]string, error) {
	if len(modules) == 0 {
		return nil, nil
	}
	args := []string{"mod", "download", "-json"}
	sums := map[string]string{}
	for _, m := range modules {
		m = replaced(m)
		args = append(args, m.Path+"@"+m.Version)
		sums[m.Path+"@"+m.Version] = m.Sum
	}
	printed, err := goCommand(ctx, args...)
	if err != nil {
		return nil, err
	}
	folders := map[string]string{}
	decoder := json.NewDecoder(bytes.NewReader(printed))
	for {
		var m struct{ Path, Version, Dir, Sum, Error string }
		if err := decoder.Decode(&m); errors.Is(err, io.EOF) {
			return folders, nil
		} else if err != nil {
			return nil, fmt.Errorf("reading where modules are: %w", err)
		}
		name := m.Path + "@" + m.Version
		if m.Error != "" || m.Sum != sums[name] {
			return nil, fmt.Errorf("module %s has the sum %q, the binary was built of %q: %s", name, m.Sum, sums[name], m.Error)
		}
		folders[name] = m.Dir
	}
}

// goCommand runs the go command away from any module and gives what it prints.
func goCommand(ctx context.Context, args ...string) ([]byte, error) {
	command := exec.CommandContext(ctx, "go", args...)
	command.Dir = os.TempDir()
	command.Env = append(os.Environ(), "GOWORK=off", "GOFLAGS=")
	var stdout, stderr bytes.Buffer
	command.Stdout, command.Stderr = &stdout, &stderr
	if err := command.Run(); err != nil {
		return nil, fmt.Errorf("go %s: %w\n%s%s", args[0], err, stderr.String(), stdout.String())
	}
	return stdout.Bytes(), nil
}

// describe adds to a module what the texts in its folder say about its licence.
func describe(m Module, folder string) (Module, error) {
	entries, err := os.ReadDir(folder)
	if err != nil {
		return Module{}, fmt.Errorf("looking for the licence of %s: %w", m.Path, err)
	}
	for _, entry := range entries {
		if !entry.Type().IsRegular() || !isLegal(entry.Name()) {
			continue
		}
		content, err := os.ReadFile(filepath.Join(folder, entry.Name()))
		if err != nil {
			return Module{}, fmt.Errorf("reading the licence of %s: %w", m.Path, err)
		}
		m.Texts = append(m.Texts, Text{Name: entry.Name(), Content: string(content)})
	}
	m.Licences = licencesOf(m.Texts)
	return m, nil
}
