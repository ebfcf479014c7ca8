package playground

import (
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/pecete/pecete/patterns"
)

// maxLines is how long a file may be, as those of Go.
const maxLines = 400

// contents gives the files of the page whose names end in one of some ends.
func contents(t *testing.T, ends ...string) map[string]string {
	t.Helper()
	found := map[string]string{}
	err := fs.WalkDir(static, "static", func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() || !slices.Contains(ends, path.Ext(name)) {
			return err
		}
		data, err := static.ReadFile(name)
		found[path.Base(name)] = string(data)
		return err
	})
	if err != nil || len(found) == 0 {
		t.Fatalf("%d files, %v", len(found), err)
	}
	return found
}

func TestFilesAreShortAndServed(t *testing.T) {
	entries, err := static.ReadDir("static")
	if err != nil || len(entries) < 10 {
		t.Fatalf("%d files, %v", len(entries), err)
	}
	for _, entry := range entries {
		f, ok := fileAt("/" + entry.Name())
		if !ok {
			t.Errorf("%s is not served", entry.Name())
		}
		if lines := strings.Count(string(f.content), "\n"); lines > maxLines {
			t.Errorf("%s has %d lines, the limit is %d", entry.Name(), lines, maxLines)
		}
	}
}

// TestScriptsCannotMakeMarkupOrKeepAnything: text reaches the page as text alone, and
// nothing of it stays or is said anywhere else.
func TestScriptsCannotMakeMarkupOrKeepAnything(t *testing.T) {
	banned := regexp.MustCompile(`innerHTML|outerHTML|insertAdjacentHTML|document\.write|setHTML|createContextualFragment|` +
		`DOMParser|srcdoc|javascript:|\beval\b|new Function|setAttribute\("(on|style|src)|` +
		`localStorage|sessionStorage|indexedDB|\bcaches\b|cookie|serviceWorker|sendBeacon|WebSocket|EventSource|XMLHttpRequest|` +
		`console\.|debugger|pushState|replaceState|postMessage|BroadcastChannel|clipboard`)
	for name, content := range contents(t, ".js") {
		for i, line := range strings.Split(content, "\n") {
			if found := banned.FindString(line); found != "" {
				t.Errorf("%s:%d has %s", name, i+1, found)
			}
		}
	}
}

// TestNothingIsInline: the policy would stop it.
func TestNothingIsInline(t *testing.T) {
	inline := regexp.MustCompile(`(?i)<style|\sstyle=|\son[a-z]+=|<script(?: [^>]*)?>[^<]`)
	for name, content := range contents(t, ".html", ".svg") {
		if found := inline.FindString(content); found != "" {
			t.Errorf("%s has %q", name, found)
		}
	}
}

func TestNothingIsFromElsewhere(t *testing.T) {
	elsewhere := regexp.MustCompile(`https?:|//[a-z0-9-]+\.[a-z]|@import|url\(`)
	for name, content := range contents(t, ".html", ".js", ".css", ".svg") {
		content = strings.ReplaceAll(content, `xmlns="http://www.w3.org/2000/svg"`, "")
		if found := elsewhere.FindString(content); found != "" {
			t.Errorf("%s has %q", name, found)
		}
	}
}

func TestWhatIsNamedIsThere(t *testing.T) {
	named := regexp.MustCompile(`(?:src|href|from)[= ]"(?:\./)?([^"#]+)"`)
	for name, content := range contents(t, ".html", ".js") {
		for _, match := range named.FindAllStringSubmatch(content, -1) {
			if _, ok := fileAt("/" + match[1]); !ok {
				t.Errorf("%s names %s, which is not there", name, match[1])
			}
		}
	}
}

// TestEveryDetectorHasAName in both languages, for people to read.
func TestEveryDetectorHasAName(t *testing.T) {
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	texts := contents(t, ".js")["texts.js"]
	for _, detector := range rules.Detectors {
		name := regexp.MustCompile(`"` + regexp.QuoteMeta(detector.ID) + `": \{ro: "[^"]+", en: "[^"]+"\}`)
		if !name.MatchString(texts) {
			t.Errorf("%s has no name in texts.js", detector.ID)
		}
	}
}

// TestLettersAreRomanian: with a comma below, not a cedilla.
func TestLettersAreRomanian(t *testing.T) {
	for name, content := range contents(t, ".html", ".js") {
		if i := strings.IndexAny(content, "şţŞŢ"); i >= 0 {
			t.Errorf("%s has a letter with a cedilla at byte %d", name, i)
		}
	}
}
