package reload

import (
	"errors"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

// replace puts a file in the place of another at once, as editors do.
func replace(t testing.TB, name, content string) {
	t.Helper()
	if err := os.WriteFile(name+".new", []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		t.Fatal(err)
	}
}

// link makes a symbolic link or puts it in the place of one at once.
func link(t testing.TB, target, name string) {
	t.Helper()
	if err := os.Symlink(target, name+".new"); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(name+".new", name); err != nil {
		t.Fatal(err)
	}
}

// TestEveryWayToChangeAFile: each change must be seen without looking from time to time.
// A place is made twice, with rules of the category "second" the other time.
func TestEveryWayToChangeAFile(t *testing.T) {
	for _, c := range []struct {
		name string
		// path is what --rules says, in the test's folder.
		path string
		// put makes rules of a category be there.
		put func(t *testing.T, dir, category string)
	}{
		{"a file written in place", "rules", func(t *testing.T, dir, category string) {
			write(t, dir, "rules/badge.yaml", rule(category))
		}},
		{"a file that an editor replaces", "rules", func(t *testing.T, dir, category string) {
			write(t, dir, "rules/other.txt", "")
			replace(t, filepath.Join(dir, "rules", "badge.yaml"), rule(category))
		}},
		{"a list that another rule uses", "rules", func(t *testing.T, dir, category string) {
			words := map[string]string{"first": "[acme]", "second": "[acme, acne]"}
			write(t, dir, "rules/lists/words.yaml", words[category], "rules/badge.yaml",
				strings.Replace(rule("first"), "words: [acme]", `words: ["@words"]`, 1))
			if category == "second" { // the list tells; the rule follows
				write(t, dir, "rules/badge.yaml", rule("second"))
			}
		}},
		{"a file that comes and one that goes", "rules", func(t *testing.T, dir, category string) {
			write(t, dir, "rules/"+category+".yaml", rule(category))
			if category == "second" {
				if err := os.Remove(filepath.Join(dir, "rules", "first.yaml")); err != nil {
					t.Fatal(err)
				}
			}
		}},
		{"a folder in the place of another", "rules", func(t *testing.T, dir, category string) {
			write(t, dir, category+"/badge.yaml", rule(category))
			_ = os.Rename(filepath.Join(dir, "rules"), filepath.Join(dir, "old"))
			if err := os.Rename(filepath.Join(dir, category), filepath.Join(dir, "rules")); err != nil {
				t.Fatal(err)
			}
		}},
		{"a link to another folder", "rules", func(t *testing.T, dir, category string) {
			write(t, dir, category+"/badge.yaml", rule(category))
			link(t, category, filepath.Join(dir, "rules"))
		}},
		{"a link further up", "current/acme/rules", func(t *testing.T, dir, category string) {
			write(t, dir, category+"/acme/rules/badge.yaml", rule(category))
			link(t, category, filepath.Join(dir, "current"))
		}},
		{"a volume of Kubernetes", "rules", func(t *testing.T, dir, category string) {
			write(t, dir, "rules/.."+category+"/badge.yaml", rule(category))
			link(t, ".."+category, filepath.Join(dir, "rules", "..data"))
			if category == "first" {
				link(t, "..data/badge.yaml", filepath.Join(dir, "rules", "badge.yaml"))
			}
		}},
		{"a bundle that is replaced", "acme.pecete", func(t *testing.T, dir, category string) {
			replace(t, filepath.Join(dir, "acme.pecete"), string(sealed(t, "a", "badge.yaml", rule(category))))
		}},
		{"a bundle written in place", "acme.pecete", func(t *testing.T, dir, category string) {
			write(t, dir, "acme.pecete", string(sealed(t, "a", "badge.yaml", rule(category))))
		}},
		{"a bundle in a volume of Kubernetes", "mount/acme.pecete", func(t *testing.T, dir, category string) {
			write(t, dir, "mount/.."+category+"/acme.pecete", string(sealed(t, "a", "badge.yaml", rule(category))))
			link(t, ".."+category, filepath.Join(dir, "mount", "..data"))
			if category == "first" {
				link(t, "..data/acme.pecete", filepath.Join(dir, "mount", "acme.pecete"))
			}
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			dir := t.TempDir()
			c.put(t, dir, "first")
			write(t, dir, "keys/a.pub", publicKey(t, "a"))
			w := watch(t, Source{Paths: []string{filepath.Join(dir, c.path)}, TrustKeys: []string{filepath.Join(dir, "keys/a.pub")}})
			if w.category() != "first" {
				t.Fatalf("begins with category %q", w.category())
			}
			time.Sleep(20 * time.Millisecond) // so that it watches
			c.put(t, dir, "second")
			w.untilCategory(t, "second")
		})
	}
}

// Files beside those of the source change all the time.
func TestOtherFilesDoNotMatter(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "rules/badge.yaml", rule("first"))
	c, err := Source{Paths: []string{filepath.Join(dir, "rules")}}.watchFiles()
	if err != nil {
		t.Fatal(err)
	}
	defer c.close()
	write(t, dir, "other.log", "x")
	write(t, dir, "rules/badge.yaml", rule("second"))
	for event := range c.events() {
		matters := c.matter(event)
		if base := filepath.Base(event.Name); matters != (base != "other.log") {
			t.Errorf("%s: matters is %v", event, matters)
		}
		if matters {
			return
		}
	}
}

// Where the system tells nothing, files are looked at from time to time.
func TestPollingWhereNothingIsTold(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "badge.yaml", rule("first"))
	w := watch(t, Source{Paths: []string{dir}}, func(r *Reloader) {
		r.options.Poll = 200 * time.Millisecond
		r.watchFiles = func() (*changes, error) { return nil, errors.New("no space left on device") }
	})
	write(t, dir, "badge.yaml", rule("second"))
	w.untilCategory(t, "second")
	w.stop()
	if got := strings.Count(w.log.String(), "looked for from time to time"); got != 1 {
		t.Errorf("the log tells %d times that nothing is told:\n%s", got, w.log.String())
	}
}

// A change that the system does not tell of, as on a network file system, is found in
// time.
func TestPollingBesideWhatIsTold(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "badge.yaml", rule("first"))
	empty := t.TempDir()
	w := watch(t, Source{Paths: []string{dir}}, func(r *Reloader) {
		r.options.Poll = 50 * time.Millisecond
		r.watchFiles = Source{Paths: []string{empty}}.watchFiles
	})
	write(t, dir, "badge.yaml", rule("second"))
	w.untilCategory(t, "second")
}

// Files that are swapped while they are read are never mixed: what stands in one file is
// of the same generation as what stands in the next.
func TestHalfAChangeIsNoRuleset(t *testing.T) {
	dir := t.TempDir()
	generation := func(i int) {
		folder := filepath.Join(dir, strconv.Itoa(i))
		for _, name := range []string{"a", "b", "c", "d", "e", "f"} {
			write(t, folder, name+".yaml", strconv.Itoa(i))
		}
		link(t, folder, filepath.Join(dir, "rules"))
	}
	generation(0)
	r := &Reloader{options: Options{Source: Source{Paths: []string{filepath.Join(dir, "rules")}}, Quiet: 4 * time.Millisecond}}
	stop, stopped := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(stopped)
		for i := 1; ; i++ {
			select {
			case <-stop:
				return
			default:
				generation(i)
			}
		}
	}()
	settled := 0
	for range 100 {
		content, err := r.readSettled(t.Context())
		if err != nil {
			if !errors.Is(err, errUnsettled) {
				t.Errorf("error %v", err)
			}
			continue
		}
		settled++
		for _, file := range content[0].Files {
			if first := content[0].Files[0]; string(file.Data) != string(first.Data) {
				t.Errorf("%s is of generation %s, %s of %s", first.Name, first.Data, file.Name, file.Data)
			}
		}
	}
	close(stop)
	<-stopped
	t.Logf("found the same twice %d times of 100", settled)
	if _, err := r.readSettled(t.Context()); err != nil {
		t.Errorf("once it is quiet: %v", err)
	}
}

// Where the system tells of no changes, nobody has waited for the files to be left alone.
func TestFilesThatArePolledAreLeftAloneFirst(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "a.yaml", "old", "b.yaml", "old")
	synctest.Test(t, func(t *testing.T) {
		r := &Reloader{polling: true, options: Options{Source: Source{Paths: []string{dir}}, Quiet: 200 * time.Millisecond}}
		write(t, dir, "a.yaml", "new")
		go func() {
			time.Sleep(r.options.Quiet / 2)
			write(t, dir, "b.yaml", "new")
		}()
		began := time.Now()
		content, err := r.readSettled(t.Context())
		if err != nil || string(content[0].Files[1].Data) != "new" || time.Since(began) < 3*r.options.Quiet/2 {
			t.Errorf("half a change was read after %v: %v, %v", time.Since(began), content, err)
		}
		r.tried = attempt{content: content.digest()}
		began = time.Now()
		if _, err := r.readSettled(t.Context()); err != nil || time.Since(began) > 0 {
			t.Errorf("what is in use was read after %v: %v", time.Since(began), err)
		}
	})
}

// Emacs puts a link that leads nowhere beside a file that is being edited, macOS a file of
// its own.
func TestFilesOfEditorsAreNoRules(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "badge.yaml", rule("first"), "._badge.yaml", "\x00\x05")
	source := Source{Paths: []string{dir}}
	before, err := source.Read()
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Symlink("somebody@elsewhere.123", filepath.Join(dir, ".#badge.yaml")); err != nil {
		t.Fatal(err)
	}
	if after, err := source.Read(); err != nil || after.digest() != before.digest() || len(after[0].Files) != 1 {
		t.Errorf("%v, %v", after, err)
	}
}
