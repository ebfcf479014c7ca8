package reload

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
)

// The clock of the regular expressions stops by itself a while after their last use.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/dlclark/regexp2/v2.runClock"))
}

// rule gives a sound rule whose category tells one version from another.
func rule(category string) string {
	return `id: acme.badge
category: ` + category + `
label: BADGE
description: {ro: legitimație, en: badge}
severity: high
anchors: {words: [acme], after: 20}
expression: acme-[0-9]{6}(?![0-9])
confidence: 0.95
examples:
  match: [{text: acme-123456}]
  no_match: [acme-12345]
`
}

// Ways in which a rule can be bad.
var (
	brokenRule = rule("x") + "colour: red\n"
	wrongRule  = strings.Replace(rule("x"), "[acme-12345]", "[acme-999999]", 1)
	unsafeRule = strings.Replace(rule("x"), "acme-[0-9]{6}(?![0-9])", "acme-([0-9", 1)
)

// write writes files into a folder, given as names and contents.
func write(t testing.TB, dir string, files ...string) {
	t.Helper()
	for i := 0; i < len(files); i += 2 {
		name := filepath.Join(dir, files[i])
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(files[i+1]), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// events is an observer and a log that the test reads.
type events struct {
	mu       sync.Mutex
	log      bytes.Buffer
	versions []string
	faults   []string
}

func (e *events) Reloaded(version string, took time.Duration) {
	e.mu.Lock()
	defer e.mu.Unlock()
	if took <= 0 {
		version += " in no time"
	}
	e.versions = append(e.versions, version)
}

func (e *events) ReloadFailed(err error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	e.faults = append(e.faults, err.Error())
}

func (e *events) Write(p []byte) (int, error) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return e.log.Write(p)
}

// seen gives how often rules came into use and failed to.
func (e *events) seen() (reloaded, failed int) {
	e.mu.Lock()
	defer e.mu.Unlock()
	return len(e.versions), len(e.faults)
}

// last gives the last line of the log.
func (e *events) last(t testing.TB) map[string]any {
	t.Helper()
	e.mu.Lock()
	defer e.mu.Unlock()
	lines := strings.Split(strings.TrimSpace(e.log.String()), "\n")
	var line map[string]any
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &line); err != nil {
		t.Fatalf("the log ends with %q: %v", lines[len(lines)-1], err)
	}
	return line
}

// watched is a Reloader that watches until the test ends, over no other rules, so that
// it is quick.
type watched struct {
	*Reloader
	*events
	hup  chan os.Signal
	stop func()
}

// watch starts one. Nothing but what the system tells, or SIGHUP, makes it read again.
func watch(t testing.TB, source Source, changes ...func(*Reloader)) *watched {
	t.Helper()
	w := &watched{events: &events{}, hup: make(chan os.Signal, 1)}
	var err error
	w.Reloader, err = newOver(&patterns.Ruleset{}, Options{
		Source: source, Log: zerolog.New(w.events), Observer: w.events,
		Quiet: 30 * time.Millisecond, Poll: time.Hour,
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range changes {
		change(w.Reloader)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		w.Watch(ctx, w.hup)
	}()
	w.stop = sync.OnceFunc(func() {
		cancel()
		<-ended
	})
	t.Cleanup(w.stop)
	return w
}

// outOfTime stands for the category of a badge that a busy machine did not find in time.
const outOfTime = "out of time"

// category gives the category of what the rules in use find in a badge, "" for nothing.
func (w *watched) category() string {
	got := w.Current().Classify("acme-123456", classifier.Query{})
	switch {
	case len(got.Incomplete) > 0:
		return outOfTime
	case len(got.Findings) != 1:
		return ""
	}
	return got.Findings[0].Category
}

// until waits for something to come true.
func until(t testing.TB, what string, done func() bool) {
	t.Helper()
	for range 2000 {
		if done() {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("waited in vain: %s", what)
}

func (w *watched) untilCategory(t testing.TB, want string) {
	t.Helper()
	until(t, "category "+want, func() bool { return w.category() == want })
}

func TestBadRulesKeepTheOldOnes(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "badge.yaml", rule("first"))
	w := watch(t, Source{Paths: []string{dir}})
	started := w.Status()
	if started.Ruleset != w.Current().Rules().Version || started.Fault != "" || started.Since.IsZero() {
		t.Fatalf("the status is %+v", started)
	}
	for i, c := range []struct {
		name, rule, want string
	}{
		{"a key that there is not", brokenRule, "rules in " + dir + `: badge.yaml:12:1: unknown field "colour"`},
		{"an example that does not hold", wrongRule, "badge.yaml:11:14: acme.badge"},
		{"an expression that is none", unsafeRule, "badge.yaml"},
		{"no YAML", "\x00", "badge.yaml:1:1"},
	} {
		t.Run(c.name, func(t *testing.T) {
			write(t, dir, "badge.yaml", c.rule)
			until(t, "the fault", func() bool { _, failed := w.seen(); return failed == i+1 })
			status := w.Status()
			if !strings.Contains(status.Fault, c.want) || !strings.Contains(w.faults[i], c.want) {
				t.Errorf("the fault is %q, want %q", status.Fault, c.want)
			}
			if w.category() != "first" || status.Ruleset != started.Ruleset || !status.Since.Equal(started.Since) || !status.Tried.After(started.Tried) {
				t.Errorf("the rules in use did not stay: %+v", status)
			}
			line := w.last(t)
			if line["level"] != "error" || line["message"] != "rules not reloaded: those in use stay" || line["error"] != status.Fault || line["ruleset"] != started.Ruleset {
				t.Errorf("the log says %v", line)
			}
		})
	}
	write(t, dir, "badge.yaml", rule("second"))
	w.untilCategory(t, "second")
	until(t, "the observer", func() bool { reloaded, _ := w.seen(); return reloaded == 1 })
	status := w.Status()
	if status.Fault != "" || status.Ruleset == started.Ruleset || w.versions[0] != status.Ruleset {
		t.Errorf("the status is %+v, the observer was told %v", status, w.versions)
	}
	if line := w.last(t); line["message"] != "rules reloaded" || line["ruleset"] != status.Ruleset || line["previous"] != started.Ruleset {
		t.Errorf("the log says %v", line)
	}
}

// The rules that were in use may come back after bad ones.
func TestTheSameRulesAgainEndAFault(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "badge.yaml", rule("first"))
	w := watch(t, Source{Paths: []string{dir}})
	write(t, dir, "badge.yaml", brokenRule)
	until(t, "the fault", func() bool { return w.Status().Fault != "" })
	write(t, dir, "badge.yaml", rule("first"))
	until(t, "the end of the fault", func() bool { return w.Status().Fault == "" })
}

func TestAFolderThatGoesAwayKeepsTheRules(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "rules")
	write(t, dir, "badge.yaml", rule("first"))
	w := watch(t, Source{Paths: []string{dir}})
	if err := os.Rename(dir, dir+"-away"); err != nil {
		t.Fatal(err)
	}
	until(t, "the fault", func() bool { return strings.Contains(w.Status().Fault, "opening the rules") })
	if w.category() != "first" {
		t.Error("the rules went with it")
	}
	write(t, dir, "badge.yaml", rule("second"))
	w.untilCategory(t, "second")
}

// A SIGHUP reads again even what has not changed, and tells the outcome each time.
func TestSIGHUPAlwaysAnswers(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "badge.yaml", rule("first"))
	w := watch(t, Source{Paths: []string{dir}})
	for i := range 2 {
		w.hup <- os.Interrupt
		until(t, "reload", func() bool { reloaded, _ := w.seen(); return reloaded == i+1 })
	}
	write(t, dir, "badge.yaml", brokenRule)
	until(t, "fault", func() bool { _, failed := w.seen(); return failed == 1 })
	w.hup <- os.Interrupt
	until(t, "fault again", func() bool { _, failed := w.seen(); return failed == 2 })
}

func TestWithoutFilesSIGHUPIsNoHarm(t *testing.T) {
	r, err := New(Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	hup, ended := make(chan os.Signal, 1), make(chan struct{})
	go func() {
		defer close(ended)
		r.Watch(ctx, hup)
	}()
	before := r.Status()
	hup <- os.Interrupt
	until(t, "reload", func() bool { return r.Status().Since.After(before.Since) })
	cancel()
	<-ended
	builtIn, err := patterns.Default()
	if err != nil || r.Status().Ruleset != builtIn.Version {
		t.Errorf("version %s, %v", r.Status().Ruleset, err)
	}
}

// Those who ask while rules change get a classifier that is whole, and a status that is
// about one.
func TestEverybodyMayAskMeanwhile(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "badge.yaml", rule("gen0"))
	w := watch(t, Source{Paths: []string{dir}})
	var asking sync.WaitGroup
	stop := make(chan struct{})
	for range 4 {
		asking.Go(func() {
			for {
				select {
				case <-stop:
					return
				default:
				}
				if got := w.category(); !strings.HasPrefix(got, "gen") && got != outOfTime {
					t.Errorf("found %q", got)
					return
				}
				if status := w.Status(); len(status.Ruleset) != 16 {
					t.Errorf("status %+v", status)
					return
				}
			}
		})
	}
	for _, category := range []string{"gen1", "gen2", "gen3", "gen4"} {
		write(t, dir, "badge.yaml", rule(category))
		w.untilCategory(t, category)
	}
	close(stop)
	asking.Wait()
}

// Rules come from other hands: whatever they make the program do, it goes on with those
// it has, and does not say what the panic said.
func TestAPanicKeepsTheRules(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "badge.yaml", rule("first"))
	w := watch(t, Source{Paths: []string{dir}}, func(r *Reloader) {
		r.options.Classifier.Now = func() time.Time { panic("canary") }
	})
	write(t, dir, "badge.yaml", rule("second"))
	until(t, "the fault", func() bool { _, failed := w.seen(); return failed > 0 })
	w.stop()
	if got := w.Status().Fault; got != "making a classifier of the rules: panic of type string" || w.category() != "first" {
		t.Errorf("fault %q, category %s", got, w.category())
	}
	if strings.Contains(w.log.String(), "canary") {
		t.Errorf("the log says what the panic said:\n%s", w.log.String())
	}
}
