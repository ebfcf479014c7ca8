package reload

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pecete/pecete/patterns"
	"github.com/pecete/pecete/patterns/bundle"
)

// keyPair gives a pair of keys for tests, whose seed is a letter.
func keyPair(t testing.TB, letter string) (secret, public string) {
	t.Helper()
	secret, public, err := bundle.NewKey(strings.NewReader(strings.Repeat(letter, 32)), "key-"+letter)
	if err != nil {
		t.Fatal(err)
	}
	return secret, public
}

func publicKey(t testing.TB, letter string) string {
	t.Helper()
	_, public := keyPair(t, letter)
	return public + "\n"
}

// sealed gives a bundle of files, given as names and contents.
func sealed(t testing.TB, letter string, files ...string) []byte {
	t.Helper()
	secret, _ := keyPair(t, letter)
	key, err := bundle.ParseSecretKey([]byte(secret))
	if err != nil {
		t.Fatal(err)
	}
	var rules []patterns.File
	for i := 0; i < len(files); i += 2 {
		rules = append(rules, patterns.File{Name: files[i], Data: []byte(files[i+1])})
	}
	data, err := bundle.Seal("acme", time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), rules, key)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// rulesOf gives the rules of a source over none.
func rulesOf(s Source) (*patterns.Ruleset, error) {
	content, err := s.Read()
	if err != nil {
		return nil, err
	}
	return content.Rules(&patterns.Ruleset{}, time.Now())
}

func TestSourceRefuses(t *testing.T) {
	dir := t.TempDir()
	in := func(name string) string { return filepath.Join(dir, name) }
	good := sealed(t, "a", "badge.yaml", rule("first"))
	secret, _ := keyPair(t, "a")
	write(t, dir, "rules/badge.yaml", rule("first"), "a.pub", publicKey(t, "a"), "b.pub", publicKey(t, "b"),
		"a.key", secret, "good.pecete", string(good), "altered.pecete", strings.Replace(string(good), "severity: high", "severity: none", 1),
		"broken.pecete", string(sealed(t, "a", "badge.yaml", brokenRule)), "wrong.pecete", string(sealed(t, "a", "badge.yaml", wrongRule)),
		"long.pub", strings.Repeat("# x\n", maxKeyFile))
	if err := syscall.Mkfifo(in("pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name   string
		source Source
		want   string // "" means that it is taken
	}{
		{"nothing at all", Source{}, ""},
		{"nothing, though it must be signed: built-in rules are", Source{RequireSigned: true}, ""},
		{"a folder", Source{Paths: []string{in("rules")}}, ""},
		{"a bundle", Source{Paths: []string{in("good.pecete")}, TrustKeys: []string{in("a.pub")}}, ""},
		{"a bundle that must be signed", Source{Paths: []string{in("good.pecete")}, TrustKeys: []string{in("b.pub"), in("a.pub")}, RequireSigned: true}, ""},
		{"a folder that must be signed", Source{Paths: []string{in("rules")}, TrustKeys: []string{in("a.pub")}, RequireSigned: true}, "a folder, which nobody has signed"},
		{"a folder beside a bundle, that must be signed", Source{Paths: []string{in("good.pecete"), in("rules")}, TrustKeys: []string{in("a.pub")}, RequireSigned: true}, in("rules") + " are a folder"},
		{"signed by nobody who is named", Source{Paths: []string{in("good.pecete")}, RequireSigned: true}, "rules must be signed, but no key is trusted"},
		{"a bundle without keys", Source{Paths: []string{in("good.pecete")}}, "so a signed bundle, but no key is trusted"},
		{"a bundle of another key", Source{Paths: []string{in("good.pecete")}, TrustKeys: []string{in("b.pub")}}, "rules in " + in("good.pecete") + ": bundle is signed with no trusted key, but with key-a+"},
		{"a bundle that was altered", Source{Paths: []string{in("altered.pecete")}, TrustKeys: []string{in("a.pub")}}, "badge.yaml is not the file that was signed"},
		{"a signed fault", Source{Paths: []string{in("broken.pecete")}, TrustKeys: []string{in("a.pub")}}, "rules in " + in("broken.pecete") + ": badge.yaml:12:1"},
		{"a signed example that does not hold", Source{Paths: []string{in("wrong.pecete")}, TrustKeys: []string{in("a.pub")}}, "1 examples do not hold:\nbadge.yaml:11:14: acme.badge"},
		{"keys that are not there", Source{Paths: []string{in("rules")}, TrustKeys: []string{in("c.pub")}}, "reading trusted keys"},
		{"keys that are secret", Source{Paths: []string{in("rules")}, TrustKeys: []string{in("a.key")}}, "line 1 is a secret key"},
		{"keys without end", Source{Paths: []string{in("rules")}, TrustKeys: []string{in("long.pub")}}, "more than 65536 bytes"},
		{"rules that are not there", Source{Paths: []string{in("nowhere")}}, "opening the rules"},
		{"a pipe, which would hold up whoever opens it", Source{Paths: []string{in("pipe")}, TrustKeys: []string{in("a.pub")}}, "not a plain file"},
		{"a device without end", Source{Paths: []string{"/dev/zero"}, TrustKeys: []string{in("a.pub")}}, "not a plain file"},
	} {
		t.Run(c.name, func(t *testing.T) {
			rules, err := rulesOf(c.source)
			if c.want == "" {
				if err != nil || rules == nil {
					t.Errorf("refused: %v", err)
				}
				return
			}
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Fatalf("error %v, want %q", err, c.want)
			}
			if end := secret[len(secret)-20:]; strings.Contains(err.Error(), end) {
				t.Error("the error quotes the secret key")
			}
		})
	}
}

// Links in a folder lead to elsewhere in it. What they lead to outside would be quoted by
// faults to who may write rules, and may not read that file.
func TestLinksStayInTheFolder(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "secret.yaml", "password: hunter2\n", "elsewhere/names.yaml", rule("first"),
		"plain/data/badge.yaml", rule("first"), "out/badge.yaml", rule("first"), "absolute/badge.yaml", rule("first"), "lists/badge.yaml", rule("first"))
	link := func(to, name string) {
		t.Helper()
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
	link("data", "plain/..now")
	link("..now/badge.yaml", "plain/badge.yaml") // as Kubernetes mounts them
	link("plain", "linked")
	link("../secret.yaml", "out/more.yaml")
	link(filepath.Join(dir, "secret.yaml"), "absolute/more.yaml")
	link("../elsewhere", "lists/lists")
	for _, tt := range []struct{ folder, want string }{
		{"plain", ""}, {"linked", ""}, {"out", "more.yaml"}, {"absolute", "more.yaml"}, {"lists", "folder of lists"},
	} {
		rules, err := rulesOf(Source{Paths: []string{filepath.Join(dir, tt.folder)}})
		switch {
		case tt.want == "" && (err != nil || len(rules.Detectors) != 1):
			t.Errorf("%s: %v, %v", tt.folder, rules, err)
		case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "escapes")):
			t.Errorf("%s: %v, want %q", tt.folder, err, tt.want)
		case err != nil && strings.Contains(err.Error(), "hunter2"):
			t.Errorf("%s: the fault quotes the file outside: %v", tt.folder, err)
		}
	}
}

func TestLaterPathsLieAbove(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "low/badge.yaml", rule("low"), "high.pecete", string(sealed(t, "a", "other_name.yaml", rule("high"))), "a.pub", publicKey(t, "a"))
	rules, err := rulesOf(Source{
		Paths:     []string{filepath.Join(dir, "low"), filepath.Join(dir, "high.pecete")},
		TrustKeys: []string{filepath.Join(dir, "a.pub")},
	})
	if err != nil || len(rules.Detectors) != 1 || rules.Detectors[0].Category != "high" {
		t.Errorf("got %v, %v", rules, err)
	}
}

// A key is taken out of the file of trusted keys: what it signed stays in use, and counts
// no more once it is read again.
func TestTrustedKeysAreReadAgain(t *testing.T) {
	dir := t.TempDir()
	bundleOf := func(letter, category string) string {
		return string(sealed(t, letter, "badge.yaml", rule(category)))
	}
	write(t, dir, "acme.pecete", bundleOf("a", "first"), "keys.pub", publicKey(t, "a"))
	w := watch(t, Source{Paths: []string{filepath.Join(dir, "acme.pecete")}, TrustKeys: []string{filepath.Join(dir, "keys.pub")}, RequireSigned: true})
	if got, _ := w.last(t)["bundles"].([]any); len(got) != 1 || !strings.Contains(got[0].(string), "of 2026-11-23T12:00:00Z, signed by key-a+") {
		t.Errorf("the log names the bundles %v", got)
	}
	write(t, dir, "acme.pecete", bundleOf("b", "second"))
	until(t, "the fault", func() bool { return strings.Contains(w.Status().Fault, "no trusted key, but with key-b+") })
	write(t, dir, "keys.pub", publicKey(t, "a")+publicKey(t, "b"))
	w.untilCategory(t, "second")
	if got, _ := w.last(t)["bundles"].([]any); len(got) != 1 || !strings.Contains(got[0].(string), "of 2026-11-23T12:00:00Z, signed by key-b+") {
		t.Errorf("the log names the bundles %v", got)
	}
	write(t, dir, "keys.pub", publicKey(t, "a"))
	until(t, "the fault", func() bool { return strings.Contains(w.Status().Fault, "no trusted key, but with key-b+") })
	if w.category() != "second" {
		t.Error("the rules in use did not stay")
	}
}

// Whatever is read or told of a source must tell one content from another, or its change
// would go by unseen: also who signed the same files anew.
func TestDigestCoversAllThatIsTold(t *testing.T) {
	content := func(change func(*Layer)) Content {
		l := Layer{
			Path:   "acme.pecete",
			Files:  []patterns.File{{Name: "badge.yaml", Data: []byte("id: acme.badge")}},
			Bundle: &bundle.Bundle{Name: "acme", Created: time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC), SignedBy: []string{"key-a+00000001"}},
		}
		change(&l)
		return Content{l}
	}
	same := func(*Layer) {}
	seen := map[digest]string{content(same).digest(): "nothing changed"}
	if _, found := seen[content(same).digest()]; !found {
		t.Error("equal contents have different digests")
	}
	for _, c := range []struct {
		name   string
		change func(*Layer)
	}{
		{"another path", func(l *Layer) { l.Path = "acne.pecete" }},
		{"a folder", func(l *Layer) { l.Bundle = nil }},
		{"another bundle", func(l *Layer) { l.Bundle.Name = "acne" }},
		{"made later", func(l *Layer) { l.Bundle.Created = l.Bundle.Created.Add(time.Second) }},
		{"signed by another key", func(l *Layer) { l.Bundle.SignedBy = []string{"key-b+00000002"} }},
		{"signed by one more key", func(l *Layer) { l.Bundle.SignedBy = []string{"key-a+00000001", "key-b+00000002"} }},
		{"another file's name", func(l *Layer) { l.Files[0].Name = "card.yaml" }},
		{"another file", func(l *Layer) { l.Files[0].Data = []byte("id: acme.card") }},
		{"a letter from the name in the file", func(l *Layer) { l.Files[0] = patterns.File{Name: "badge.yam", Data: []byte("lid: acme.badge")} }},
		{"one more file", func(l *Layer) { l.Files = append(l.Files, patterns.File{Name: "card.yaml"}) }},
		{"no file", func(l *Layer) { l.Files = nil }},
	} {
		got := content(c.change).digest()
		if other, found := seen[got]; found {
			t.Errorf("%s: has the digest of %s", c.name, other)
		}
		seen[got] = c.name
	}
}

func TestErrorsNameSomeExamplesOnly(t *testing.T) {
	dir := t.TempDir()
	var many bytes.Buffer
	many.WriteString("[")
	for range maxFaults + 25 {
		many.WriteString("acme-999999, ")
	}
	many.WriteString("x]")
	write(t, dir, "badge.yaml", strings.Replace(rule("x"), "[acme-12345]", many.String(), 1))
	_, err := rulesOf(Source{Paths: []string{dir}})
	if err == nil || !strings.Contains(err.Error(), "75 examples do not hold") || strings.Count(err.Error(), "\n") != maxFaults+1 || !strings.HasSuffix(err.Error(), "and 25 more") {
		t.Errorf("error %v", err)
	}
}

func TestNewFailsWithoutRules(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "badge.yaml", brokenRule)
	for _, path := range []string{dir, filepath.Join(dir, "nowhere")} {
		if r, err := newOver(&patterns.Ruleset{}, Options{Source: Source{Paths: []string{path}}}); err == nil {
			t.Errorf("%s: begins with %+v", path, r.Status())
		}
	}
}
