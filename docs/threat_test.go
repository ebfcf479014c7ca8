package docs

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"

	"github.com/pecete/pecete/api/identity"
)

// testName matches the name of a test or fuzz target as pages write it.
var testName = regexp.MustCompile("`((?:Test|Fuzz)[A-Z][A-Za-z0-9]*)`")

// testsOfTheHouse gives the names of all tests and fuzz targets, also of other modules.
func testsOfTheHouse(t *testing.T) map[string]bool {
	t.Helper()
	names := map[string]bool{}
	err := fs.WalkDir(os.DirFS(".."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() && (entry.Name() == ".git" || entry.Name() == "third_party" || entry.Name() == "node_modules") {
			return fs.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(name, "_test.go") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), "../"+name, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		for _, declaration := range file.Decls {
			if f, ok := declaration.(*ast.FuncDecl); ok && f.Recv == nil {
				names[f.Name.Name] = true
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return names
}

// Every abuse on the page has a defence and a proof, and every proof is a test.
func TestThreatsHaveProofs(t *testing.T) {
	page, err := os.ReadFile("threat-model.md")
	if err != nil {
		t.Fatal(err)
	}
	exists, rows := testsOfTheHouse(t), 0
	inAbuses := false
	for line := range strings.Lines(string(page)) {
		if strings.HasPrefix(line, "## ") {
			inAbuses = strings.HasPrefix(line, "## Abuses")
		}
		if !inAbuses || !strings.HasPrefix(line, "| ") || strings.HasPrefix(line, "| Abuse |") || strings.HasPrefix(line, "| --- |") {
			continue
		}
		rows++
		cells := strings.Split(strings.Trim(strings.TrimSpace(line), "|"), "|")
		if len(cells) != 3 || strings.TrimSpace(cells[1]) == "" || !testName.MatchString(cells[2]) {
			t.Errorf("has no defence, or no test: %s", line)
		}
	}
	if rows < 40 {
		t.Errorf("the page has %d abuses", rows)
	}
	for _, page := range pages(t) {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, match := range testName.FindAllStringSubmatch(string(text), -1) {
			if !exists[match[1]] {
				t.Errorf("%s names %s, which does not exist", page, match[1])
			}
		}
	}
}

// The file of callers that a page shows can be read.
func TestFilesOfCallersOnPagesAreRight(t *testing.T) {
	found := 0
	for _, b := range blocks(t, "text") {
		if !strings.HasPrefix(b.text, "callers:") {
			continue
		}
		found++
		callers, err := identity.ReadCallers([]byte(b.text))
		if err != nil || len(callers.List()) == 0 {
			t.Errorf("%s:%d: %v", b.page, b.line, err)
		}
	}
	if found == 0 {
		t.Error("no page shows a file of callers")
	}
}

// flagName matches a flag of the program as pages write it.
var flagName = regexp.MustCompile(`--[a-z][a-z0-9-]+`)

// The flags that the pages about security name exist.
func TestFlagsOnSecurityPagesExist(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the binary")
	}
	binary := program(t)
	var known strings.Builder
	for _, command := range [][]string{{"serve", "--help"}, {"keys", "new", "--help"}, {"keys", "check", "--help"}} {
		out, err := exec.Command(binary, command...).Output()
		if err != nil {
			t.Fatal(err)
		}
		known.Write(out)
	}
	exists := map[string]bool{}
	for _, name := range flagName.FindAllString(known.String(), -1) {
		exists[name] = true
	}
	for _, page := range []string{"callers.md", "privacy.md", "threat-model.md"} {
		text, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range flagName.FindAllString(string(text), -1) {
			if !exists[name] {
				t.Errorf("%s names %s, which is no flag", page, name)
			}
		}
	}
}
