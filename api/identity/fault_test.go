package identity

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"
)

// Whoever writes a file of callers has keys at hand, and the fault goes to the log.
func TestFaultsOfCallersQuoteNoKey(t *testing.T) {
	key := aKey(t)
	secrets := map[string]string{
		"a key": key, "the hash of a key": hashOf(t, key), "a key without its prefix": key[len(keyPrefix):],
		"the beginning of a key": key[:len(keyPrefix)+maxTold/2], "a hash without its prefix": hashOf(t, key)[len(hashPrefix):],
	}
	places := map[string]string{
		"a field":                "callers:\n- id: a\n  $: b\n",
		"a field, quoted":        "callers:\n- id: a\n  \"$\": b\n",
		"a field with a mapping": "callers:\n- id: a\n  $: {b: c}\n",
		"a field of the file":    "$: []\ncallers: []\n",
		"a field twice":          "callers:\n- id: a\n  $: b\n  $: b\n",
		"the file":               "$",
		"the list":               "callers: $",
		"a caller":               "callers:\n- $\n",
		"a caller, in a list":    "callers:\n- [$]\n",
		"an id that has no list": "callers:\n- id: a $\n",
		"an id that is a list":   "callers:\n- id: [$]\n",
		"a field of an id":       "callers:\n- id: {$: $}\n",
		"permissions":            "callers:\n- id: a\n  subjects: [s]\n  permissions: [classify, $]\n",
		"a permission alone":     "callers:\n- id: a\n  subjects: [s]\n  permissions: $\n",
		"requests":               "callers:\n- id: a\n  subjects: [s]\n  requests_per_second: $\n",
		"requests in a list":     "callers:\n- id: a\n  subjects: [s]\n  requests_per_second: [$]\n",
		"bytes":                  "callers:\n- id: a\n  subjects: [s]\n  bytes_per_second: $\n",
		"calls at a time":        "callers:\n- id: a\n  subjects: [s]\n  concurrent: '$'\n",
		"a day":                  "callers:\n- id: a\n  subjects: [s]\n  expires: $\n",
		"keys":                   "callers:\n- id: a\n  keys: $\n",
		"a key with a remark":    "callers:\n- id: a\n  keys: [$ the chat]\n",
		"a field of a key":       "callers:\n- id: a\n  keys:\n  - $: b\n",
		"a certificate":          "callers:\n- id: a\n  certificates: ['* $']\n",
		"certificates":           "callers:\n- id: a\n  certificates: $\n",
		"a subject twice":        "callers:\n- id: a\n  subjects: [$, $]\n",
		"subjects":               "callers:\n- id: a\n  subjects: {$: $}\n",
		"an anchor":              "callers: &$ []\nb: c\n",
		"an alias":               "callers: *$\n",
		"an alias, as a key":     "callers: [{id: *$}]\n",
		"a tag":                  "callers: !$ []\n",
		"a merge":                "callers:\n- <<: $\n",
		"a directive":            "%$ 1.0\n---\ncallers: []\n",
		"a version":              "%YAML $\n---\ncallers: []\n",
		"the head of a text":     "callers: >$\n a\n",
		"a reserved character":   "callers: @$\n",
		"a broken escape":        "callers: \"\\y$\"\n",
		"a quote without end":    "callers: '$\n",
		"brackets without end":   "callers: [$\n",
		"a tab":                  "callers:\n\t$: a\n",
		"a question":             "? $\n? $\n",
		"another document":       "callers: []\n---\n$\n",
		"a line without a colon": "callers:\n- id: a\n$\n",
	}
	for what, secret := range secrets {
		for place, text := range places {
			_, err := ReadCallers([]byte(strings.ReplaceAll(text, "$", secret)))
			if err == nil {
				t.Errorf("%s as %s is no fault", what, place)
				continue
			}
			for at := 0; at+8 <= len(secret); at++ { // no eight characters of it
				if piece := secret[at : at+8]; strings.Contains(err.Error(), piece) {
					t.Errorf("%s as %s is told: %v", what, place, err)
					break
				}
			}
		}
	}
}

// What is said where everybody reads it is no place for keys.
func TestAKeyIsNoName(t *testing.T) {
	key := aKey(t)
	for _, text := range []string{
		"callers: [{id: $, subjects: [s]}]", "callers: [{id: chat-$, subjects: [s]}]", "callers: [{id: a, name: the key is $, subjects: [s]}]",
		"callers: [{id: a, subjects: [$]}]", "callers: [{id: a, certificates: [$]}]", "callers: [{id: a, certificates: ['https://$/*']}]",
	} {
		for _, secret := range []string{key, key[:len(key)-10], "pecete_" + key, hashOf(t, key)} {
			_, err := ReadCallers([]byte(strings.ReplaceAll(text, "$", secret)))
			if err == nil || !strings.Contains(err.Error(), "holds a key or its hash") || strings.Contains(err.Error(), key[10:20]) {
				t.Errorf("%s: %v", text, err)
			}
		}
	}
	for _, fine := range []string{"pecete_proxy", "pecete_of_the_mail_of_the_house", "sha256-chat"} {
		if _, err := ReadCallers([]byte("callers: [{id: " + fine + ", subjects: [s]}]")); err != nil {
			t.Errorf("%s: %v", fine, err)
		}
	}
}

func TestFaultsOfCallersSayWhereAndWhat(t *testing.T) {
	for text, want := range map[string]string{
		"callers:\n- id: a\n  permisions: []\n":                            `3:3: unknown field "permisions"`,
		"callers:\n- id: a\n  subjects: [s]\n  requests_per_second: [1]\n": "4:24: wrong type of value: a number is wanted",
		"callers:\n- id: a\n  subjects: s\n":                               "3:13: string was used where sequence is expected",
		"callers:\n- id: [a]\n":                                            "2:7: wrong type of value: text is wanted",
		"callers:\n- id: a\n  concurrent: 99999999999999999999999\n":       "3:15: number that is too large",
		"callers:\n- id: a\n  id: b\n":                                     "3:3: field that is given twice",
		"callers: *b\n":                                                    "1:11: alias (*) of nothing",
		"callers: [\n":                                                     "1:10: sequence end token ']' not found",
		"callers: 'a\n":                                                    "1:10: could not find end character of single-quoted text",
	} {
		if _, err := ReadCallers([]byte(text)); err == nil || err.Error() != "reading the callers: "+want {
			t.Errorf("%q: %v, want %s", text, err, want)
		}
	}
}

func TestFaultsOfCallersCanBeShown(t *testing.T) {
	for _, text := range []string{
		"\"\\e[2J\": a\n", "\x1b[2J: a\n", strings.Repeat("k", 300_000) + ": a\n", "callers:\n- id: \"\\e[2J\"\n",
		"callers:\n- {id: a, subjects: [s], permissions: [\"\\e[2J\"]}\n", "callers: [" + strings.Repeat("x", 300_000), "callers: *\x1b[2J\n",
	} {
		_, err := ReadCallers([]byte(text))
		if err == nil {
			t.Errorf("%.20q is no fault", text)
		} else if utf8.RuneCountInString(err.Error()) > 401 || strings.Contains(err.Error(), "\x1b") {
			t.Errorf("%.20q: %.500q", text, err)
		}
	}
}

// What is refused is parsed once and told once, however often it is looked at, until it
// changes or what was in use comes back.
func TestWhatIsRefusedIsNotTriedAgain(t *testing.T) {
	content, tried, told := "good", 0, []string{}
	s := &source{
		name: "callers", lasting: true,
		read: func(context.Context) ([][]byte, error) { return [][]byte{[]byte(content)}, nil },
		use: func(parts [][]byte) error {
			tried++
			if strings.HasPrefix(string(parts[0]), "bad") {
				return fmt.Errorf("is %s", parts[0])
			}
			return nil
		},
		watch: Watch{Failed: func(_ string, err error) { told = append(told, err.Error()) }},
	}
	for _, step := range []struct {
		content     string
		tried, told int
	}{{"good", 1, 0}, {"bad", 2, 1}, {"bad", 2, 1}, {"bad", 2, 1}, {"bad too", 3, 2}, {"good", 3, 2}, {"good", 3, 2}, {"bad too", 3, 3}, {"better", 4, 3}} {
		content = step.content
		s.again(t.Context())
		if tried != step.tried || len(told) != step.told {
			t.Errorf("%s: tried %d times, told %q, want %d and %d", content, tried, told, step.tried, step.told)
		}
	}
	if err := s.load(t.Context()); err != nil || errors.Is(err, s.refusal) {
		t.Error(err)
	}
}
