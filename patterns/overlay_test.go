package patterns

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
)

func builtIn(t testing.TB) *Ruleset {
	t.Helper()
	rules, err := Default()
	if err != nil {
		t.Fatalf("loading built-in rules: %v", err)
	}
	return rules
}

// folder makes a folder of rule files from names and contents.
func folder(files ...string) fstest.MapFS {
	dir := fstest.MapFS{}
	for i := 0; i < len(files); i += 2 {
		dir[files[i]] = &fstest.MapFile{Data: []byte(files[i+1])}
	}
	return dir
}

func overlay(t testing.TB, rules *Ruleset, dir fs.FS) *Ruleset {
	t.Helper()
	over, err := rules.Overlay(dir)
	if err != nil {
		t.Fatalf("laying rules over: %v", err)
	}
	return over
}

func TestOverlayAddsAndReplaces(t *testing.T) {
	rules := builtIn(t)
	before := len(rules.Detectors)
	over := overlay(t, rules, folder(
		"badge.yaml", soundRule,
		"cnp.yml", strings.Replace(soundRule, "acme.badge", "ro.cnp", 1),
		"lists/first_names.yml", "[Xulescu]",
		"lists/badges.yaml", "[badge, legitimatie]",
		"notes.txt", "not a rule",
		"more/deeper.yaml", "not: read",
	))
	if got := len(over.Detectors); got != before+1 {
		t.Errorf("%d detectors, want %d", got, before+1)
	}
	if d := over.Detector("ro.cnp"); d.Finder != "" || d.File != "cnp.yml" {
		t.Errorf("ro.cnp is still the one of %s", d.File)
	}
	if d := over.Detector("acme.badge"); d == nil || d.File != "badge.yaml" {
		t.Errorf("acme.badge is %v", d)
	}
	words, err := over.Words([]string{"@first_names", "si", "@badges"})
	if got := strings.Join(words, " "); err != nil || got != "Xulescu si badge legitimatie" {
		t.Errorf("lists give %q, %v", got, err)
	}
	if rules.Detector("acme.badge") != nil || rules.Detector("ro.cnp").Finder == "" || len(rules.Detectors) != before {
		t.Error("the ruleset below has changed")
	}
	for i := 1; i < len(over.Detectors); i++ {
		if over.Detectors[i-1].ID >= over.Detectors[i].ID {
			t.Errorf("%s stands before %s", over.Detectors[i-1].ID, over.Detectors[i].ID)
		}
	}
	again := overlay(t, over, folder("x.yaml", strings.Replace(soundRule, "severity: low", "severity: high", 1)))
	if got := again.Detector("acme.badge").Severity; got != SeverityHigh || len(again.Detectors) != before+1 {
		t.Errorf("a second overlay gives severity %v and %d detectors", got, len(again.Detectors))
	}
}

func TestVersionIsTheContent(t *testing.T) {
	rules := builtIn(t)
	base := folder("a.yaml", soundRule, "lists/l.yaml", "[x]")
	version := overlay(t, rules, base).Version
	for _, c := range []struct {
		name string
		dir  fstest.MapFS
		same bool
	}{
		{"the same again", base, true},
		{"another name of a file", folder("b.yml", soundRule, "lists/l.yml", "[x]"), true},
		{"one more remark", folder("a.yaml", soundRule+"# x\n", "lists/l.yaml", "[x]"), false},
		{"another word in a list", folder("a.yaml", soundRule, "lists/l.yaml", "[y]"), false},
		{"another name of a list", folder("a.yaml", soundRule, "lists/m.yaml", "[x]"), false},
		{"no list", folder("a.yaml", soundRule), false},
		{"no detector", folder("lists/l.yaml", "[x]"), false},
		{"another id", folder("a.yaml", strings.Replace(soundRule, "acme.badge", "acme.card", 1), "lists/l.yaml", "[x]"), false},
		{"nothing", folder(), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := overlay(t, rules, c.dir).Version; (got == version) != c.same {
				t.Errorf("versions %s and %s", got, version)
			}
		})
	}
	if again := builtIn(t).Version; again != rules.Version || len(again) != 16 {
		t.Errorf("versions of the built-in rules are %q and %q", rules.Version, again)
	}
	if got := overlay(t, rules, folder()).Version; got != rules.Version {
		t.Error("an empty folder changes the version")
	}
	if got := overlay(t, rules, folder("cnp.yaml", string(rules.Detector("ro.cnp").source))).Version; got != rules.Version {
		t.Error("replacing a detector by itself changes the version")
	}
}

func TestFaultsBetweenFiles(t *testing.T) {
	rules := builtIn(t)
	with := func(old, new string) string { return strings.Replace(soundRule, old, new, 1) }
	for _, c := range []struct {
		name string
		dir  fs.FS
		want string
	}{
		{"an id twice", folder("a.yaml", soundRule, "b.yaml", soundRule), `b.yaml:1:5: detector "acme.badge" is already defined in a.yaml`},
		{"a list twice", folder("lists/l.yaml", "[x]", "lists/l.yml", "[y]"), `lists/l.yml:1:1: list "l" is already defined in lists/l.yaml`},
		{"no such list in context", folder("a.yaml", with("[badge, card]", `[badge, "@cards"]`)), `a.yaml:12:41: no list "cards"`},
		{"no such list in anchors", folder("a.yaml", with("[legitimatie*]", `["@cards"]`)), `a.yaml:7:30: no list "cards"`},
		{"no such list in a marking", folder("a.yaml", strings.Replace(finderRule, "[acme intern]", `["@acme"]`, 1)), `a.yaml:9:62: no list "acme"`},
		{"no such list in lists", folder("a.yaml", strings.Replace(finderRule, "[AA, BB]", `["@acme"]`, 1)), `a.yaml:10:18: no list "acme"`},
		{"a list of lists", folder("lists/l.yaml", `["@first_names"]`), `lists/l.yaml:1:2: a list cannot name another list, "@first_names"`},
		{"an empty list", folder("lists/l.yaml", "[]"), `lists/l.yaml:1:1: list is empty`},
		{"a list that is none", folder("lists/l.yaml", "a: b"), `lists/l.yaml:1:2: mapping was used where sequence is expected`},
		{"the texts of evidence are not for others", folder("evidence.yaml", "SHAPE: {ro: a, en: b}"), `evidence.yaml:1:1: unknown field "SHAPE"`},
		{"a file too long", folder("a.yaml", strings.Repeat("# x\n", MaxFileSize/4)+"id: a"), "a.yaml: rule file is 524289 bytes long, the limit is 524288"},
		{"a folder in place of a file", fstest.MapFS{"a.yaml": &fstest.MapFile{Mode: fs.ModeDir}}, "a.yaml: reading rule file: invalid argument"},
	} {
		t.Run(c.name, func(t *testing.T) {
			over, err := rules.Overlay(c.dir)
			var fault *FileError
			if over != nil || !errors.As(err, &fault) {
				t.Fatalf("gives %v, error %T", over, err)
			}
			if err.Error() != c.want {
				t.Errorf("got  %v\nwant %s", err, c.want)
			}
		})
	}
}

func TestOverlayTellsWhatItCannotRead(t *testing.T) {
	if _, err := builtIn(t).Overlay(brokenFS{}); err == nil || !strings.HasPrefix(err.Error(), "a.yaml: reading rule file: ") {
		t.Errorf("error is %v", err)
	}
}

// brokenFS lists a file that cannot be opened.
type brokenFS struct{}

func (brokenFS) Open(name string) (fs.File, error) {
	return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrPermission}
}

func (brokenFS) Glob(pattern string) ([]string, error) {
	if pattern == "*.yaml" {
		return []string{"a.yaml"}, nil
	}
	return nil, nil
}

func TestTooManyDetectors(t *testing.T) {
	full := &Ruleset{}
	for i := range MaxDetectors {
		full.Detectors = append(full.Detectors, &Detector{ID: fmt.Sprintf("x.n%05d", i)})
	}
	if _, err := full.Overlay(folder("a.yaml", strings.Replace(soundRule, "acme.badge", "x.n00000", 1))); err != nil {
		t.Errorf("replacing one of %d: %v", MaxDetectors, err)
	}
	_, err := full.Overlay(folder("a.yaml", soundRule))
	if err == nil || err.Error() != "5001 detectors, the limit is 5000" {
		t.Errorf("adding one to %d: %v", MaxDetectors, err)
	}
}

func TestLocateFindsExamples(t *testing.T) {
	rules := overlay(t, builtIn(t), folder("a.yaml", soundRule))
	d := rules.Detector("acme.badge")
	for path, want := range map[string][2]int{
		"$.examples.match[0]": {17, 7}, "$.examples.no_match[0]": {18, 14}, "$.examples.match[9]": {17, 5}, "$.nothing": {1, 1},
	} {
		if line, column := rules.Locate(d, path); [2]int{line, column} != want {
			t.Errorf("%s is at %d:%d, want %d:%d", path, line, column, want[0], want[1])
		}
	}
}

// TestBuiltInRulesSpeakBothLanguages holds for what is built in; the loader
// holds other files to the same.
func TestBuiltInRulesSpeakBothLanguages(t *testing.T) {
	rules := builtIn(t)
	for _, d := range rules.Detectors {
		if !d.Description.complete() || d.Description.In("ro") == d.Description.In("en") {
			t.Errorf("%s: description is %q and %q", d.File, d.Description.RO, d.Description.EN)
		}
		if want := "detectors/" + d.ID + ".yaml"; d.File != want {
			t.Errorf("%s is defined in %s, want %s", d.ID, d.File, want)
		}
	}
}

func TestRulesetsServeManyAtOnce(t *testing.T) {
	rules := builtIn(t)
	dir := folder("a.yaml", soundRule, "lists/l.yaml", "[x]")
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if over, err := rules.Overlay(dir); err != nil || over.Detector("acme.badge") == nil {
				t.Errorf("overlay: %v", err)
			}
			if _, err := rules.Words([]string{"@first_names"}); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
}
