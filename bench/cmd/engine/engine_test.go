package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/pecete/pecete/bench/corpus"
	"github.com/pecete/pecete/bench/figures"
	"github.com/pecete/pecete/classifier"
)

func engine(t *testing.T) *classifier.Classifier {
	t.Helper()
	c, err := builtIn()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// texts gives the strings in a function of the classifier's tests.
func texts(t *testing.T, file, function string) []string {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), "../../../classifier/"+file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var all []string
	for _, declaration := range parsed.Decls {
		f, ok := declaration.(*ast.FuncDecl)
		if !ok || f.Name.Name != function {
			continue
		}
		ast.Inspect(f, func(node ast.Node) bool {
			if literal, ok := node.(*ast.BasicLit); ok && literal.Kind == token.STRING {
				text, err := strconv.Unquote(literal.Value)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, text)
			}
			return true
		})
	}
	return all
}

// TestWorstTextsAreThoseOfTheClassifier: whoever finds a worse text adds it to the
// classifier's benchmarks, and has to be told to add it here.
func TestWorstTextsAreThoseOfTheClassifier(t *testing.T) {
	var ours []string
	for _, w := range worst() {
		ours = append(ours, w.name, w.text)
	}
	if theirs := texts(t, "bench_test.go", "worstTexts"); !slices.Equal(ours, theirs) {
		t.Errorf("the classifier's worst texts are %q, here they are %q", theirs, ours)
	}
	theirs := texts(t, "marking_test.go", "BenchmarkWorstMebibyteOfMarkings")
	for _, text := range worstMarkings() {
		if !slices.Contains(theirs, text) {
			t.Errorf("%q is not among the classifier's worst markings", text)
		}
	}
	if len(theirs) < len(worstMarkings()) {
		t.Errorf("the classifier has %d worst markings", len(theirs))
	}
}

func TestTasksHaveNamesOfTheirOwn(t *testing.T) {
	c := engine(t)
	seen := map[string]bool{}
	for _, task := range append(tasks(c), worstTasks(c)...) {
		if seen[task.name] || task.bytes() == 0 || strings.Count(task.name, "/") > 1 {
			t.Errorf("%s has %d bytes, seen before: %v", task.name, task.bytes(), seen[task.name])
		}
		seen[task.name] = true
	}
}

func TestWorstTextsAreAMebibyte(t *testing.T) {
	for _, task := range worstTasks(engine(t)) {
		if n := task.bytes(); n > mebibyte || n < mebibyte-3 {
			t.Errorf("%s has %d bytes", task.name, n)
		}
		if !utf8.ValidString(task.lines[0]) && task.name != "worst/invalid UTF-8" {
			t.Errorf("%s ends within a character", task.name)
		}
	}
}

func TestEveryCharacterOfUnusualTextsIs(t *testing.T) {
	for _, u := range unusual() {
		for _, line := range u.lines {
			runes := []rune(line)
			for i, r := range runes {
				marked := i+1 < len(runes) && runes[i+1] == '\u0306'
				if r < utf8.RuneSelf && !marked {
					t.Fatalf("%s: %q is in %q", u.name, r, line)
				}
			}
		}
	}
}

func TestMessagesHoldSoManyFindings(t *testing.T) {
	c := engine(t)
	s := corpus.New(1, corpus.Mixed)
	for _, count := range []int{1, 10} {
		for range 50 {
			text := withCNPs(s, count, 200*count)
			if found := c.Classify(text, classifier.Query{}).Findings; len(found) != count {
				t.Errorf("%d of %d found in %q", len(found), count, text)
			}
			if n := len(text); n < 190*count || n > 205*count {
				t.Errorf("%d bytes for %d findings", n, count)
			}
		}
	}
	for _, line := range withoutNumbers(corpus.New(1, corpus.Mixed).Lines(10_000, 0)) {
		if strings.ContainsAny(line, "0123456789") {
			t.Errorf("a number is in %q", line)
		}
	}
}

func TestUserRulesFindTheirWord(t *testing.T) {
	words := literals(2000)
	slices.Sort(words)
	if len(slices.Compact(words)) != 2000 {
		t.Error("two rules have the same word")
	}
	c, took, err := withUserRules(3)
	if err != nil || took <= 0 {
		t.Fatal(err)
	}
	if n := len(c.Rules().Detectors) - len(engine(t).Rules().Detectors); n != 3 {
		t.Errorf("%d rules were added", n)
	}
	for _, word := range literals(3) {
		found := c.Classify("numarul "+word+" 123456", classifier.Query{}).Findings
		if len(found) != 1 || found[0].Detector != "acme."+word {
			t.Errorf("%+v found for %s", found, word)
		}
	}
}

// TestFiguresOfATask checks the sums with a task whose figures can be told
// beforehand, and that the yardstick reads every byte.
func TestFiguresOfATask(t *testing.T) {
	job := task{"x/y", engine(t), []string{"salut", "pa"}}
	s := figures.Set{}
	for range 2 {
		if err := job.into(s, 4*time.Millisecond); err != nil {
			t.Fatal(err)
		}
	}
	ns, _ := s.Lowest("x/y/ns")
	mbps, _ := s.Highest("x/y/MBps")
	if want := 7 / (2 * ns) * 1e3; ns <= 0 || math.Abs(mbps-want) > want*1e-9 {
		t.Errorf("%v ns a message and %v MB/s, want %v", ns, mbps, want)
	}
	if pass, _ := s.Lowest("x/y/pass"); pass <= mbps {
		t.Errorf("the yardstick reads %v MB/s, the engine %v", pass, mbps)
	}
	table := &[256]byte{}
	table['t'] = 1
	if job.pass(table) != 1 || (task{lines: []string{"salu"}}).pass(table) != 0 {
		t.Error("the yardstick does not read every byte")
	}
}

func TestProfilesAreWritten(t *testing.T) {
	for _, kind := range []string{"cpu", "allocs"} {
		out := t.TempDir() + "/profile"
		if err := profile("message/clean", kind, out, time.Millisecond); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
	if err := profile("no such task", "cpu", t.TempDir()+"/profile", time.Millisecond); err == nil {
		t.Error("an unknown task was profiled")
	}
}
