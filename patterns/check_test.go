package patterns

import (
	"errors"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
)

// badge gives a rule file of a detector of badges, with text in place of its
// line of anchors.
func badge(id, anchors string) *fstest.MapFile {
	lines := []string{
		"id: " + id, "category: badge", "label: LEGITIMATIE", "description: {ro: Legitimație, en: Badge}",
		"severity: low", anchors, `expression: '\d{4}'`, "confidence: 0.5",
		"examples: {match: [{text: '1234'}], no_match: ['abc']}", "",
	}
	return &fstest.MapFile{Data: []byte(strings.Join(lines, "\n"))}
}

const sound = "anchors: {digits: 4, after: 4}"

func TestCheckNamesEveryFault(t *testing.T) {
	list := func(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }
	rules, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	wordy := "context: [{code: CONTEXT_WORD, words: ['@places'], before: 9, adjust: 0.1}]\n" + sound
	for _, test := range []struct {
		reason string
		files  fstest.MapFS
		want   []string
	}{
		{"one file without fault", fstest.MapFS{"a.yaml": badge("acme.a", sound)}, nil},
		{"a list that stands beside", fstest.MapFS{"a.yaml": badge("acme.a", wordy), "lists/places.yaml": list("[cluj]")}, nil},
		{"other files are none of its business", fstest.MapFS{"a.yaml": badge("acme.a", sound), "README.md": list("x"), "more/b.yaml": list("x")}, nil},
		{"nothing to check", fstest.MapFS{"README.md": list("x")}, []string{ErrNoRules.Error()}},
		{"two files with a fault each", fstest.MapFS{
			"a.yaml": badge("acme.a", "anchors: {digits: 400, after: 4}"), "b.yaml": badge("acme.b", sound),
			"c.yml": badge("acme.c", "anchor: {}"),
		}, []string{
			"a.yaml:6:19: digits must lie between 1 and 64",
			"c.yml:6:1: unknown field \"anchor\"",
		}},
		{"a broken list beside a broken detector", fstest.MapFS{"a.yaml": badge("A", sound), "lists/places.yaml": list("- [")}, []string{
			`a.yaml:1:5: id "A" must be lower-case words joined by dots, such as "acme.badge"`, "lists/places.yaml:",
		}},
		{"a list that is nowhere, in two files", fstest.MapFS{"a.yaml": badge("acme.a", wordy), "b.yaml": badge("acme.b", wordy)}, []string{
			`a.yaml:6:40: no list "places"`, `b.yaml:6:40: no list "places"`,
		}},
		{"a broken list is not also missing", fstest.MapFS{"a.yaml": badge("acme.a", wordy), "lists/places.yaml": list("- [")}, []string{"lists/places.yaml:"}},
		{"an id twice", fstest.MapFS{"a.yaml": badge("acme.a", sound), "b.yaml": badge("acme.a", sound)}, []string{`b.yaml:1:5: detector "acme.a" is already defined in a.yaml`}},
		{"a file that is too long", fstest.MapFS{"a.yaml": list(strings.Repeat(" ", MaxFileSize+1))}, []string{"a.yaml: rule file is 524289 bytes long, the limit is 524288"}},
	} {
		t.Run(test.reason, func(t *testing.T) {
			var got []string
			for i, fault := range rules.Check(test.files) {
				text := fault.Error()
				if i < len(test.want) && strings.HasPrefix(text, test.want[i]) {
					text = test.want[i] // the rest is the YAML parser's wording
				}
				got = append(got, text)
			}
			if diff := cmp.Diff(test.want, got); diff != "" {
				t.Errorf("faults (-want +got):\n%s", diff)
			}
			_, err := rules.Overlay(test.files)
			nothing := len(got) == 1 && got[0] == ErrNoRules.Error()
			if (err != nil) != (len(got) > 0 && !nothing) {
				t.Errorf("Overlay says %v, Check %q", err, got)
			}
		})
	}
}

func TestFaultyScalarsHaveAPlace(t *testing.T) {
	head := "id: acme.a\ncategory: badge\nlabel: A\ndescription: {ro: A, en: A}\n"
	for _, test := range []struct{ reason, rest, want string }{
		{"severity", "severity: grave\n", `a.yaml:5:11: unknown severity "grave" (info, low, medium, high or critical)`},
		{"severity that is no word", "severity: [low]\n", `a.yaml:5:`},
		{"expression", "severity: low\nexpression: '[a-'\n", `a.yaml:6:13: `},
		{"expression over several lines", "severity: low\nexpression: |\n  [a-\n", `a.yaml:6:13: `},
		{"code of a context group", "severity: low\ncontext:\n  - {code: NO_SUCH, words: [a], before: 9}\n", `a.yaml:7:12: unknown evidence code "NO_SUCH"`},
		{"level of a marking", "severity: low\nmarkings:\n  - level: cosmic\n", `a.yaml:7:12: unknown level "cosmic"`},
		{"code of a requirement", "severity: low\nrequire:\n  - any: [SHAPE, NO_SUCH]\n", `a.yaml:7:18: unknown evidence code "NO_SUCH"`},
	} {
		t.Run(test.reason, func(t *testing.T) {
			_, err := ParseDetector("a.yaml", []byte(head+test.rest))
			if err == nil || !strings.HasPrefix(err.Error(), test.want) {
				t.Errorf("got %v, want %s", err, test.want)
			}
		})
	}
}

func TestCheckLeavesTheRulesetAsItIs(t *testing.T) {
	rules, err := Default()
	if err != nil {
		t.Fatal(err)
	}
	names := len(rules.lists)
	faults := rules.Check(fstest.MapFS{"lists/places.yaml": &fstest.MapFile{Data: []byte("[cluj]")}})
	if err := errors.Join(faults...); err != nil || len(rules.lists) != names {
		t.Errorf("faults %v, %d lists, want %d", err, len(rules.lists), names)
	}
}
