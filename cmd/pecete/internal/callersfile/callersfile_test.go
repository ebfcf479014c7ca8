package callersfile

import (
	"crypto/rand"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/pecete/pecete/api/identity"
)

// hashes of keys that nobody has.
var (
	one   = "sha256-" + strings.Repeat("1", 64)
	two   = "sha256-" + strings.Repeat("2", 64)
	three = "sha256-" + strings.Repeat("3", 64)
)

func hashOf(t *testing.T, text string) identity.Hash {
	t.Helper()
	hash, err := identity.ParseHash(text)
	if err != nil {
		t.Fatal(err)
	}
	return hash
}

func TestAddFollowsHowTheFileIsWritten(t *testing.T) {
	entry := identity.CallerEntry{ID: "new", Keys: []string{two}}
	for name, tt := range map[string]struct{ before, after string }{
		"an empty file":           {"", "callers:\n- id: new\n  keys:\n  - " + two + "\n"},
		"a comment alone":         {"# ours\n", "# ours\ncallers:\n- id: new\n  keys:\n  - " + two + "\n"},
		"a list of nothing":       {"callers:\n", "callers:\n- id: new\n  keys:\n  - " + two + "\n"},
		"a list that is not in":   {"callers:\n- id: a\n  keys: [" + one + "]\n", "callers:\n- id: a\n  keys: [" + one + "]\n- id: new\n  keys:\n  - " + two + "\n"},
		"a list that is in":       {"callers:\n  - id: a\n    keys: [" + one + "]\n", "callers:\n  - id: a\n    keys: [" + one + "]\n  - id: new\n    keys:\n    - " + two + "\n"},
		"no end of the last line": {"callers:\n   - {id: a, subjects: [s]}", "callers:\n   - {id: a, subjects: [s]}\n   - id: new\n     keys:\n     - " + two + "\n"},
		"comments":                {"callers: # who\n  # the first\n  - {id: a, subjects: [s]} # x\n  # the end\n", "callers: # who\n  # the first\n  - {id: a, subjects: [s]} # x\n  # the end\n  - id: new\n    keys:\n    - " + two + "\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Add([]byte(tt.before), entry)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.after, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAddRefusesWhatItWouldBreak(t *testing.T) {
	for name, tt := range map[string]struct{ file, want string }{
		"an id twice":          {"callers:\n- {id: new, subjects: [s]}\n", `another caller is called "new"`},
		"between brackets":     {"callers: [{id: a, subjects: [s]}]\n", "between brackets"},
		"nothing in between":   {"callers: []\n", "between brackets"},
		"no list":              {"callers: 5\n", "no list"},
		"no YAML":              {"callers: [", "no YAML"},
		"a fault":              {"callers:\n- {id: a}\n", "nobody is it"},
		"another document":     {"callers:\n- {id: a, subjects: [s]}\n---\n", "the file holds one document"},
		"brackets without end": {"callers: " + strings.Repeat("[", 20_000), "brackets nest deeper than 16"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := Add([]byte(tt.file), identity.CallerEntry{ID: "new", Keys: []string{two}})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q:\n%s", err, tt.want, got)
			}
		})
	}
}

func TestAddKeyChangesNothingElse(t *testing.T) {
	for name, tt := range map[string]struct{ before, after string }{
		"in brackets":           {"callers:\n  - id: a # x\n    keys: [" + one + "] # y\n    name: Ă\n", "callers:\n  - id: a # x\n    keys: [" + two + ", " + one + "] # y\n    name: Ă\n"},
		"in quotes":             {"callers:\n  - id: a\n    keys: [\"" + one + "\"]\n", "callers:\n  - id: a\n    keys: [" + two + ", \"" + one + "\"]\n"},
		"a line each":           {"callers:\n- id: a\n  keys:\n  # old\n  - " + one + "\n  name: x\n", "callers:\n- id: a\n  keys:\n  # old\n  - " + two + "\n  - " + one + "\n  name: x\n"},
		"a line each, far in":   {"callers:\n- keys:\n      - " + one + "\n  id: a\n", "callers:\n- keys:\n      - " + two + "\n      - " + one + "\n  id: a\n"},
		"no key yet":            {"callers:\n  - id: a\n    subjects: [s]\n", "callers:\n  - keys: [" + two + "]\n    id: a\n    subjects: [s]\n"},
		"all in braces":         {"callers: [{id: b, keys: [" + three + "]}, {id: a, keys: [" + one + "]}]\n", "callers: [{id: b, keys: [" + three + "]}, {id: a, keys: [" + two + ", " + one + "]}]\n"},
		"in braces, no key yet": {"callers:\n- {id: a, subjects: [ă]}\n", "callers:\n- {keys: [" + two + "], id: a, subjects: [ă]}\n"},
		"not the first":         {"callers:\n- id: b\n  keys: [" + three + "]\n- id: a\n  keys: [" + one + "]\n", "callers:\n- id: b\n  keys: [" + three + "]\n- id: a\n  keys: [" + two + ", " + one + "]\n"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := AddKey([]byte(tt.before), "a", hashOf(t, two))
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.after, string(got)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestAddKeyRefuses(t *testing.T) {
	for name, tt := range map[string]struct{ file, want string }{
		"nobody of that name":  {"callers:\n- {id: b, subjects: [s]}\n", `no caller is called "a"`},
		"a key that he has":    {"callers:\n- {id: a, keys: [" + two + "]}\n", "by hand"},
		"an empty list":        {"callers:\n- {id: a, keys: [], subjects: [s]}\n", "by hand"},
		"a fault":              {"callers:\n- {id: a}\n", "nobody is it"},
		"fields from an alias": {"callers:\n- &x {id: a, subjects: [s]}\n", "by hand"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := AddKey([]byte(tt.file), "a", hashOf(t, two))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q:\n%s", err, tt.want, got)
			}
		})
	}
}

// The file that docs/callers.md shows takes a caller and a key more.
func TestTheFileOfThePageTakesMore(t *testing.T) {
	page, err := os.ReadFile("../../../../docs/callers.md")
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```text\n")
	file, _, found := strings.Cut(rest, "```\n")
	if !found || !strings.HasPrefix(file, "callers:\n") {
		t.Fatal("the page shows no file of callers")
	}
	key, err := identity.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	hash, err := identity.HashKey(key)
	if err != nil {
		t.Fatal(err)
	}
	more, err := Add([]byte(file), identity.CallerEntry{ID: "new", Keys: []string{two}})
	if err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"chat", "gateway", "reports", "new"} {
		after, err := AddKey(more, id, hash)
		if err != nil {
			t.Errorf("%s: %v", id, err)
			continue
		}
		callers, err := identity.ReadCallers(after)
		if err != nil || callers.ByKey(key) == nil || callers.ByKey(key).ID != id {
			t.Errorf("%s does not have the key (%v):\n%s", id, err, after)
		}
	}
}
