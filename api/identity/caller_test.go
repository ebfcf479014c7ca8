package identity

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// hashOf gives the hash of a key as it stands in a file.
func hashOf(t testing.TB, key string) string {
	t.Helper()
	hash, err := HashKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return hash.String()
}

func TestCallersAreKnownByTheirKeys(t *testing.T) {
	chat, batch, old := aKey(t), aKey(t), aKey(t)
	callers, err := ReadCallers([]byte(fmt.Sprintf(`
callers:
  - id: chat
    name: The chat
    keys: [%q, %q]
    permissions: [classify, stream]
    requests_per_second: 20
    bytes_per_second: 1000000
    concurrent: 8
    expires: 2027-06-30
  - id: batch
    keys: [%q]
`, hashOf(t, chat), hashOf(t, old), hashOf(t, batch))))
	if err != nil {
		t.Fatal(err)
	}
	want := &Caller{
		ID: "chat", Name: "The chat", Permissions: Permissions{Classify, Stream}, Listed: true,
		Rates: Rates{Requests: 20, Bytes: 1_000_000, Concurrent: 8}, Expires: time.Date(2027, 7, 1, 0, 0, 0, 0, time.UTC),
	}
	for _, key := range []string{chat, old} {
		if diff := cmp.Diff(want, callers.ByKey(key)); diff != "" {
			t.Error(diff)
		}
	}
	if got := callers.ByKey(batch); got == nil || got.ID != "batch" || got.Permissions.Has(Matches) || !got.Permissions.Has(Redact) {
		t.Errorf("batch is %+v", got)
	}
	for name, key := range map[string]string{"another key": aKey(t), "no key": "pecete_", "a hash": hashOf(t, chat)} {
		if got := callers.ByKey(key); got != nil {
			t.Errorf("%s is %q", name, got.ID)
		}
	}
}

func TestFaultsInCallersAreTold(t *testing.T) {
	key := aKey(t)
	hash := hashOf(t, key)
	for name, tt := range map[string]struct{ file, want string }{
		"nothing":                 {"", "there is no list of callers"},
		"a comment":               {"# callers: []\n", "there is no list of callers"},
		"brackets without end":    {"callers: " + strings.Repeat("[", 50_000), "reading the callers: 1:26: brackets nest deeper than 16"},
		"lists of lists":          {"callers: \n" + strings.Repeat("- ", 50_000), "reading the callers: 2:17: more than 8 levels on one line"},
		"words without end":       {"callers:" + strings.Repeat("\n-", 70_000), "more than 60000 lines, brackets and other signs"},
		"blank lines without end": {"callers:\n- id: >\n" + strings.Repeat("\n", 400_000), "67:1: more than 64 blank lines in a row"},
		"more than is read":       {"# " + strings.Repeat("a", 512<<10), "the limit is 524288"},
		"a list of nothing":       {"callers:\n", "there is no list of callers"},
		"no YAML":                 {"callers: [", "reading the callers"},
		"an unknown word":         {"callers: [{id: a, keys: [" + hash + "], permisions: [classify]}]", "permisions"},
		"a key for its hash":      {"callers: [{id: a, keys: [" + key + "]}]", "callers[0]: keys[0]: this is a key"},
		"no id":                   {"callers: [{keys: [" + hash + "]}]", "callers[0]: id:"},
		"an id with a space":      {`callers: [{id: "a b", keys: [` + hash + "]}]", "callers[0]: id:"},
		"an id twice":             {"callers: [{id: a, keys: [" + hash + "]}, {id: a, subjects: [b]}]", `callers[1]: id: another caller is called "a"`},
		"a key twice":             {"callers: [{id: a, keys: [" + hash + "]}, {id: b, keys: [" + hash + "]}]", "callers[1]: keys[0]: another caller"},
		"a subject twice":         {"callers: [{id: a, subjects: [s]}, {id: b, subjects: [s]}]", "callers[1]: subjects[0]"},
		"nobody":                  {"callers: [{id: a}]", "nobody is it"},
		"an unknown right":        {"callers: [{id: a, subjects: [s], permissions: [clasify]}]", `no permission is called "clasify"; there are classify`},
		"a rate below zero":       {"callers: [{id: a, subjects: [s], requests_per_second: -1}]", "requests_per_second is -1"},
		"a rate that is none":     {"callers: [{id: a, subjects: [s], requests_per_second: .nan}]", "requests_per_second is NaN"},
		"bytes below zero":        {"callers: [{id: a, subjects: [s], bytes_per_second: -1}]", "bytes_per_second is -1"},
		"a day that is none":      {"callers: [{id: a, subjects: [s], expires: 30.06.2027}]", "expires: must be a last day"},
		"a name for everybody":    {`callers: [{id: a, certificates: ["*"]}]`, "certificates[0]"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadCallers([]byte(tt.file))
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want %q", err, tt.want)
			}
			if strings.Contains(err.Error(), key[7:20]) {
				t.Errorf("the error repeats the key: %v", err)
			}
		})
	}
}

func TestAnEmptyPermissionListPermitsNothing(t *testing.T) {
	callers, err := ReadCallers([]byte("callers: [{id: a, subjects: [s], permissions: []}]"))
	if err != nil || len(callers.subjects["s"].Permissions) != 0 {
		t.Errorf("got %v, %v", callers, err)
	}
}

func TestNamesOfCertificates(t *testing.T) {
	for _, tt := range []struct {
		pattern, name string
		want          bool
	}{
		{"spiffe://acme.ro/chat", "spiffe://acme.ro/chat", true},
		{"spiffe://acme.ro/chat", "spiffe://acme.ro/chat/two", false},
		{"spiffe://acme.ro/chat", "spiffe://acme.ro/CHAT", false},
		{"spiffe://acme.ro/*", "spiffe://acme.ro/chat/two", true},
		{"spiffe://acme.ro/*", "spiffe://acme.ro/", false},
		{"spiffe://acme.ro/*", "spiffe://acme.rob/chat", false},
		{"chat.acme.ro", "CHAT.acme.ro", true},
		{"*.acme.ro", "chat.acme.ro", true},
		{"*.acme.ro", "a.chat.acme.ro", false},
		{"*.acme.ro", "acme.ro", false},
		{"*.acme.ro", "*.acme.ro", false},
		{"*.acme.ro", "spiffe://x.acme.ro", false},
		{"chat.acme.ro", "spiffe://chat.acme.ro", false},
	} {
		if err := checkPattern(tt.pattern); err != nil {
			t.Errorf("%s: %v", tt.pattern, err)
		}
		if got := matches(tt.pattern, tt.name); got != tt.want {
			t.Errorf("%s, %s: %v", tt.pattern, tt.name, got)
		}
	}
	for _, pattern := range []string{"", "*", "*.", "a.*.ro", "spiffe://*/chat", "a b"} {
		if checkPattern(pattern) == nil {
			t.Errorf("%q is a pattern", pattern)
		}
	}
}

func FuzzReadCallers(f *testing.F) {
	f.Add("callers: [{id: a, subjects: [s], permissions: [classify], expires: 2027-01-01}]")
	f.Add("callers: [{id: a, keys: [" + hashOf(f, aKey(f)) + "]}]")
	f.Fuzz(func(t *testing.T, file string) {
		callers, err := ReadCallers([]byte(file))
		if err != nil {
			return
		}
		for _, entry := range callers.List() {
			if !isID(entry.ID) {
				t.Errorf("a caller is called %q", entry.ID)
			}
		}
	})
}

// Keys are told apart by their whole hashes, also where those begin alike.
func TestKeysWhoseHashesBeginAlike(t *testing.T) {
	key := aKey(t)
	hash, err := HashKey(key)
	if err != nil {
		t.Fatal(err)
	}
	other := hash
	other[31] ^= 1
	callers, err := ReadCallers([]byte("callers: [{id: other, keys: [" + other.String() + "]}]"))
	if err != nil {
		t.Fatal(err)
	}
	if got := callers.ByKey(key); got != nil {
		t.Errorf("the key is taken for that of %q", got.ID)
	}
}
