// Package docs holds the pages and the tests that keep them true: every command
// in a console block is run and its output compared, every Go block must stand
// in a tested example, every YAML rule must pass its own examples, and every
// link must lead somewhere.
package docs

import (
	"bytes"
	"context"
	"flag"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
)

// program is the built binary that console blocks call as "pecete".
func program(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	name := filepath.Join(dir, "pecete")
	build := exec.Command("go", "build", "-o", name, "../cmd/pecete")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("building pecete: %v\n%s", err, out)
	}
	return name
}

// notRun are commands that a page names without their being run here, with the
// reason.
func notRun(line string) (string, bool) {
	for prefix, reason := range map[string]string{
		"go test":      "would run these very tests",
		"go run":       "has a test of its own: TestFirstCommand",
		"make":         "takes minutes, or is the CI's",
		"go install":   "fetches from the network",
		"pecete serve": "goes on serving",
		"pecete proxy": "goes on serving",
		"git clone":    "fetches from the network",
		"mitmdump":     "goes on serving; the examples' tests run it",
	} {
		if strings.HasPrefix(line, prefix) {
			return reason, true
		}
	}
	return "", false
}

var update = flag.Bool("update", false, "write what commands print into the pages instead of comparing")

func TestConsoleBlocks(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the binary")
	}
	binary := program(t)
	address, web := serve(t, binary)
	ran := 0
	for _, b := range blocks(t, "console") {
		for _, c := range b.commands() {
			if _, skip := notRun(c.line); skip {
				continue
			}
			ran++
			if got, same := b.check(t, c, binary, address, web); !same && *update {
				b.rewrite(t, c, got)
			}
		}
	}
	if ran == 0 {
		t.Error("no console block was run")
	}
}

// check runs a command and compares what it prints with the page.
func (b block) check(t *testing.T, c command, binary, address, web string) (got string, same bool) {
	t.Helper()
	diff := ""
	switch {
	case strings.HasPrefix(c.line, "grpcurl "):
		got, diff = runCall(t, b, c, address)
	case strings.HasPrefix(c.line, "curl "):
		got, diff = runCurl(t, b, c, web)
	default:
		got = runShell(t, b, c, binary)
		diff = cmp.Diff(version.ReplaceAllString(c.output, "VERSION"), version.ReplaceAllString(got, `"VERSION"`))
	}
	if diff != "" && !*update {
		t.Errorf("%s:%d: %q prints something else (-page +program):\n%s", b.page, b.line, c.line, diff)
	}
	return got, diff == ""
}

// rewrite puts what a command prints into the page.
func (b block) rewrite(t *testing.T, c command, got string) {
	t.Helper()
	page, err := os.ReadFile(b.page)
	if err != nil {
		t.Fatal(err)
	}
	old, whole := "\n$ "+c.line+"\n"+c.output, "\n$ "+c.line+"\n"+got
	if err := os.WriteFile(b.page, bytes.Replace(page, []byte(old), []byte(whole), 1), 0o644); err != nil {
		t.Fatal(err)
	}
}

// version matches ruleset versions, which change with every rule.
var version = regexp.MustCompile(`"[0-9a-f]{16}"`)

// runShell runs a command line among the pages' example files and gives what it
// prints.
func runShell(t *testing.T, b block, c command, binary string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	shell := exec.CommandContext(ctx, "sh", "-c", c.line)
	shell.Dir = "examples"
	shell.Env = append(os.Environ(), "PATH="+filepath.Dir(binary)+":"+os.Getenv("PATH"), "NO_COLOR=1")
	var stdout, stderr bytes.Buffer
	shell.Stdout, shell.Stderr = &stdout, &stderr
	err := shell.Run()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		t.Fatalf("%s:%d: running %q: %v", b.page, b.line, c.line, err)
	}
	if stdout.Len() == 0 {
		return stderr.String()
	}
	return stdout.String()
}

// TestShellBlocks runs the sh blocks of each page, one after the other in one shell, in a
// folder with a copy of the examples.
func TestShellBlocks(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the binary")
	}
	binary := program(t)
	scripts := map[string]string{}
	for _, b := range blocks(t, "sh") {
		if b.page != "packaging.md" { // packaging's own tests run it, under systemd
			scripts[b.page] += b.text
		}
	}
	if len(scripts) == 0 {
		t.Error("no page has a sh block")
	}
	for page, script := range scripts {
		dir := t.TempDir()
		if err := os.CopyFS(dir, os.DirFS("examples")); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		shell := exec.CommandContext(ctx, "sh", "-e", "-c", script)
		shell.Dir = dir
		shell.Env = append(os.Environ(), "PATH="+filepath.Dir(binary)+":"+os.Getenv("PATH"), "NO_COLOR=1")
		if out, err := shell.CombinedOutput(); err != nil {
			t.Errorf("%s: %v:\n%s", page, err, out)
		} else {
			t.Logf("%s:\n%s", page, out)
		}
	}
}

func TestGoBlocksStandInTestedExamples(t *testing.T) {
	var sources []string
	err := filepath.WalkDir("../examples", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !strings.HasSuffix(name, ".go") {
			return err
		}
		data, err := os.ReadFile(name)
		sources = append(sources, string(data))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks(t, "go") {
		found := false
		for _, source := range sources {
			found = found || strings.Contains(source, strings.TrimSpace(b.text))
		}
		if !found {
			t.Errorf("%s:%d: the Go block stands in no file of examples/", b.page, b.line)
		}
	}
}

func TestYAMLRulesPassTheirExamples(t *testing.T) {
	base, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range blocks(t, "yaml") {
		if !strings.HasPrefix(b.text, "id:") {
			continue
		}
		rules, err := base.Overlay(fstest.MapFS{"example.yaml": {Data: []byte(b.text)}})
		if err != nil {
			t.Errorf("%s:%d: %v", b.page, b.line, err)
			continue
		}
		faults, err := classifier.CheckExamples(rules, time.Now())
		if err != nil {
			t.Errorf("%s:%d: %v", b.page, b.line, err)
		}
		for _, fault := range faults {
			t.Errorf("%s:%d: %v", b.page, b.line, fault)
		}
	}
}

// TestExampleRulesStandOnAPage keeps the rules that console blocks use the same
// as those that pages show.
func TestExampleRulesStandOnAPage(t *testing.T) {
	files, err := filepath.Glob("examples/*/*.yaml")
	if err != nil || len(files) == 0 {
		t.Fatalf("%d rules among the examples, %v", len(files), err)
	}
	for _, file := range files {
		found := false
		for _, b := range blocks(t, "yaml") {
			found = found || b.text == read(t, file)
		}
		if !found {
			t.Errorf("%s stands on no page", file)
		}
	}
}

func TestLinksLeadSomewhere(t *testing.T) {
	link := regexp.MustCompile(`\]\(([^)#]+)(#[^)]*)?\)`)
	for _, page := range pages(t) {
		data, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range link.FindAllStringSubmatch(string(data), -1) {
			if strings.Contains(match[1], "://") {
				continue
			}
			if _, err := os.Stat(filepath.Join(filepath.Dir(page), match[1])); err != nil {
				t.Errorf("%s links to %s, which is not there", page, match[1])
			}
		}
	}
}
