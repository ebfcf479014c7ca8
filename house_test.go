// Package pecete_test keeps the rules of the house: what the code as a whole
// must look like, whoever writes it.
package pecete_test

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

const (
	module = "github.com/pecete/pecete"
	// maxLines is how long a file of Go may be that was written by hand.
	maxLines = 400
)

// source is a file of Go that was written by hand.
type source struct {
	// name has slashes and begins at the root.
	name  string
	lines int
	*ast.File
}

// folder gives the folder of the package the file belongs to.
func (s source) folder() string { return path.Dir(s.name) }

func (s source) isTest() bool { return strings.HasSuffix(s.name, "_test.go") }

// isForeign tells whether a folder holds what is not the project's own.
func isForeign(name string) bool {
	return name == ".git" || name == "third_party" || path.Base(name) == "node_modules"
}

// eachFile calls f for each of the project's files.
func eachFile(t *testing.T, f func(name string, content []byte)) {
	t.Helper()
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() {
			if isForeign(name) {
				return fs.SkipDir
			}
			return nil
		}
		if !entry.Type().IsRegular() {
			return nil
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		f(name, content)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// sources parses the files of Go that were written by hand.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	eachFile(t, func(name string, content []byte) {
		if !strings.HasSuffix(name, ".go") {
			return
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, content, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		if !ast.IsGenerated(file) {
			all = append(all, source{name: name, lines: bytes.Count(content, []byte("\n")), File: file})
		}
	})
	if len(all) < 50 {
		t.Fatalf("only %d files of Go found", len(all))
	}
	return all
}

// imported gives the paths a file imports.
func (s source) imported() []string {
	var paths []string
	for _, i := range s.Imports {
		paths = append(paths, strings.Trim(i.Path.Value, `"`))
	}
	return paths
}

// TestExpressionsAreBehindOneFile: the library's errors hold the whole text it
// searched, so one file alone may see them. Tests may stop its clock, and the
// benchmarks, a module of their own, may race it.
func TestExpressionsAreBehindOneFile(t *testing.T) {
	found := false
	for _, s := range sources(t) {
		for _, name := range s.imported() {
			if !strings.HasPrefix(name, "github.com/dlclark/regexp2") || s.isTest() || within(s.folder())("bench") {
				continue
			}
			if s.name != "patterns/expression.go" {
				t.Errorf("%s imports %s", s.name, name)
			}
			found = true
		}
	}
	if !found {
		t.Error("patterns/expression.go imports no regexp2")
	}
}

// TestImportsGoOneWay: cmd -> api -> classifier -> patterns, and only what
// speaks the protocol knows it.
func TestImportsGoOneWay(t *testing.T) {
	may := map[string][]string{
		"patterns":                      {"patterns/yamlshape"},
		"patterns/yamlshape":            {},
		"patterns/bundle":               {"patterns"},
		"classifier":                    {"patterns"},
		"api":                           {"api/admission", "api/telemetry", "classifier", "patterns", "proto"},
		"api/":                          {"api", "classifier", "patterns", "proto"},
		"api/web":                       {"api", "api/telemetry", "proto"},
		"api/inspection":                {"api/content", "api/telemetry", "proto"},
		"api/icap":                      {"api/content", "api/inspection", "api/refusal", "api/telemetry", "proto"},
		"api/refusal":                   {"api/inspection", "proto"},
		"api/extproc":                   {"api", "api/content", "api/inspection", "api/refusal", "api/telemetry", "proto"},
		"api/admission":                 {},
		"api/content":                   {"api/content/pdf"},
		"api/content/pdf":               {},
		"api/telemetry":                 {"classifier"},
		"api/milter":                    {"api/content", "api/inspection", "api/telemetry", "proto"},
		"cmd/pecete":                    {"api", "classifier", "patterns", "proto", "cmd/pecete/internal"},
		"cmd/pecete/":                   {"api/identity", "cmd/pecete/internal", "proto"},
		"cmd/pecete/internal/rulespage": {"classifier", "patterns"},
		"examples":                      {"proto"},
		"bench":                         {"bench", "classifier", "patterns", "proto"},
		"bench/cmd/door":                {"api", "classifier", "patterns", "proto"},
		"test":                          {"api/identity", "examples", "patterns", "proto", "test"},
		"packaging":                     {"packaging", "proto"},

		"cmd/pecete/internal/callersfile": {"api/identity"},
	}
	outside := map[string][]string{
		"patterns":           {"google.golang.org", "github.com/rs/zerolog", "net", "log"},
		"patterns/bundle":    {"google.golang.org", "github.com/rs/zerolog", "net", "log", "os", "io/fs", "embed"},
		"patterns/yamlshape": {"google.golang.org", "github.com/rs/zerolog", "net", "log", "os", "io/fs", "embed"},
		"classifier":         {"google.golang.org", "github.com/rs/zerolog", "net", "log", "os", "io/fs", "embed"},
	}
	for _, s := range sources(t) {
		if s.isTest() {
			continue
		}
		for _, name := range s.imported() {
			own, isOwn := strings.CutPrefix(name, module+"/")
			if allowed, ruled := rulesFor(may, s.folder()); isOwn && ruled && !slices.ContainsFunc(allowed, within(own)) {
				t.Errorf("%s imports %s", s.name, own)
			}
			if slices.ContainsFunc(outside[s.folder()], within(name)) {
				t.Errorf("%s imports %s", s.name, name)
			}
		}
	}
}

// rulesFor gives what a folder may import: the rule of the folder itself, or of
// the nearest folder around it; one that ends in a slash is for what is inside.
func rulesFor(may map[string][]string, folder string) (allowed []string, ruled bool) {
	if allowed, ruled = may[folder]; ruled {
		return allowed, true
	}
	for parent := path.Dir(folder); parent != "."; parent = path.Dir(parent) {
		if allowed, ruled = may[parent+"/"]; ruled {
			return allowed, true
		}
		if allowed, ruled = may[parent]; ruled {
			return allowed, true
		}
	}
	return nil, false
}

// within gives a test whether a name is in the folder asked, or is it.
func within(name string) func(folder string) bool {
	return func(folder string) bool { return name == folder || strings.HasPrefix(name, folder+"/") }
}

func TestNothingHappensBeforeMain(t *testing.T) {
	for _, s := range sources(t) {
		for _, declaration := range s.Decls {
			if f, ok := declaration.(*ast.FuncDecl); ok && f.Recv == nil && f.Name.Name == "init" {
				t.Errorf("%s has a func init", s.name)
			}
			if g, ok := declaration.(*ast.GenDecl); ok && g.Tok == token.VAR && !s.isTest() {
				checkVariables(t, s, g)
			}
		}
	}
}

// checkVariables allows a package no variables but errors, embedded files, and
// assertions that a type satisfies an interface.
func checkVariables(t *testing.T, s source, g *ast.GenDecl) {
	t.Helper()
	for _, spec := range g.Specs {
		v, ok := spec.(*ast.ValueSpec)
		if !ok {
			continue
		}
		for i, name := range v.Names {
			isEmbed := g.Doc != nil && strings.Contains(docText(g.Doc), "//go:embed")
			if name.Name != "_" && !isEmbed && !(i < len(v.Values) && isNewError(v.Values[i])) {
				t.Errorf("%s has the variable %s", s.name, name.Name)
			}
		}
	}
}

func docText(group *ast.CommentGroup) string {
	var b strings.Builder
	for _, comment := range group.List {
		b.WriteString(comment.Text + "\n")
	}
	return b.String()
}

// isNewError tells whether an expression is errors.New("...").
func isNewError(e ast.Expr) bool {
	call, ok := e.(*ast.CallExpr)
	if !ok {
		return false
	}
	function, ok := call.Fun.(*ast.SelectorExpr)
	if !ok {
		return false
	}
	from, ok := function.X.(*ast.Ident)
	return ok && from.Name == "errors" && function.Sel.Name == "New"
}

func TestPackagesAreNamedForWhatTheyDo(t *testing.T) {
	for _, s := range sources(t) {
		base := strings.TrimSuffix(strings.TrimSuffix(path.Base(s.name), ".go"), "_test")
		for _, name := range []string{s.Name.Name, base} {
			if slices.Contains([]string{"util", "utils", "common", "helper", "helpers", "misc", "shared", "base"}, name) {
				t.Errorf("%s is named %s", s.name, name)
			}
		}
	}
}

func TestPackagesTellTheirPlace(t *testing.T) {
	documented := map[string]bool{}
	for _, s := range sources(t) {
		if s.isTest() {
			continue
		}
		text := s.Doc.Text()
		begins := strings.HasPrefix(text, "Package "+s.Name.Name+" ") || s.Name.Name == "main" && text != ""
		documented[s.folder()] = documented[s.folder()] || begins && len(text) > 80
	}
	for folder, ok := range documented {
		if !ok {
			t.Errorf("package in %s has no doc comment that says what it is for", folder)
		}
	}
}

func TestFilesAreShort(t *testing.T) {
	for _, s := range sources(t) {
		if s.lines > maxLines {
			t.Errorf("%s has %d lines, the limit is %d", s.name, s.lines, maxLines)
		}
	}
}

// TestNothingNamesAMachine: paths of one machine, put together here so that this
// file does not name them either.
func TestNothingNamesAMachine(t *testing.T) {
	var places []string
	for _, top := range []string{"work", "root", "Users"} {
		places = append(places, "/"+top+"/")
	}
	eachFile(t, func(name string, content []byte) {
		if !utf8.Valid(content) {
			return
		}
		for _, place := range places {
			if i := bytes.Index(content, []byte(place)); i >= 0 && beginsPath(content, i) {
				t.Errorf("%s names %s", name, place)
			}
		}
	})
}

// beginsPath tells whether a path begins at i, and not only goes on there.
func beginsPath(content []byte, i int) bool {
	if i == 0 {
		return true
	}
	before := content[i-1]
	return before == ' ' || before == '"' || before == '`' || before == '\n' || before == '\'' || before == '=' || before == '(' || before == ':'
}
