package rulespage

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/pecete/pecete/patterns"
)

var update = flag.Bool("update", false, "write the golden page instead of comparing")

// badge says everything a rule file can say to people.
const badge = `id: acme.badge
category: badge
label: LEGITIMATIE
description: {ro: Număr de legitimație ACME, en: ACME badge number}
name:
  one: {ro: un număr de legitimație, en: a badge number}
  many: {ro: numere de legitimație, en: badge numbers}
severity: high
anchors: {chars: "#", after: 8}
expression: "[#](?<value>[a-z][0-9]{4})(?![a-z0-9])"
confidence: 0.3
adjust: {SHAPE: 0.45, CAPITALS: 0, DISGUISED: -0.05}
context:
  - {code: CONTEXT_LABEL, words: [legitimați*, "@badges"], before: 12, adjust: 0.1, label: true}
  - {code: CONTEXT_LABEL, words: [badge], before: 12, after: 5, adjust: 0.2}
  - code: NEGATIVE_CONTEXT
    words: [a1, a2, a3, a4, a5, a6, a7, a8, a9, b1, b2, b3, b4, b5, b6, b7]
    after: 9
    adjust: -1
require:
  - any: [CONTEXT_LABEL]
  - {when: DISGUISED, any: [CONTEXT_LABEL, SHAPE, CONTEXT_WORD]}
explain:
  SHAPE: {ro: "Are o literă și patru cifre <A1234>.", en: "It has a letter and four digits <A1234>."}
limits:
  - {ro: "Numai legitimațiile de după 2020.", en: "Only badges since 2020."}
sources: ["Regulament intern, art. 3 | anexa 2"]
examples:
  match:
    - {text: "legitimația #A1234", find: [A1234], verdict: warn}
    - {text: "#b0007\n#b0008 | 'x'", find: [b0007, b0008], evidence: [TEST_NUMBER]}
    - {text: "A1111", verdict: allow}
  no_match: ["#1", "#2", "#3", "#4", "#5", "#6", "#7", "#8", "#9", "#10"]
`

// stamp has markings and needs nothing.
const stamp = `id: acme.stamp
category: marking
label: MARCAJ
description: {ro: Marcaj ACME, en: ACME marking}
severity: critical
anchors: {spaced: true}
finder: marking
confidence: 0.5
markings:
  - {designation: ACME SECRET, scheme: acme, level: secret, phrases: [acme secret], abbreviations: [AS, A.S.]}
  - {designation: ACME SECRET, scheme: acme, level: secret, phrases: [acme secretul], abbreviations: [AS]}
  - {designation: ACME LIBER, scheme: ro, level: unclassified, severity: info, phrases: [acme liber]}
  - {designation: ACME INTERN, scheme: tlp, level: none, severity: high, phrases: [acme intern]}
examples:
  match: [{text: ACME SECRET, designation: ACME SECRET, verdict: block}]
  no_match: [acme]
`

// smallRules gives a set of two detectors.
func smallRules(t *testing.T) *patterns.Ruleset {
	t.Helper()
	base, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := (&patterns.Ruleset{Evidence: base.Evidence, Advice: base.Advice}).Overlay(fstest.MapFS{
		"badge.yaml": {Data: []byte(badge)}, "stamp.yaml": {Data: []byte(stamp)}, "lists/badges.yaml": {Data: []byte("[ecuson, insigna]")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return rules
}

func TestPageReadsAsRecorded(t *testing.T) {
	const file = "testdata/page.golden"
	got, _, _ := strings.Cut(Markdown(smallRules(t)), "| `CHECKSUM_INVALID`") // the general wording is recorded elsewhere
	if *update {
		if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s differs (-want +got), run with -update if it is right:\n%s", file, diff)
	}
}

func TestPageIsTheSameForTheSameRules(t *testing.T) {
	first := Markdown(smallRules(t))
	for range 5 {
		if again := Markdown(smallRules(t)); again != first {
			t.Fatalf("the page differs:\n%s", cmp.Diff(first, again))
		}
	}
}

// TestLinksOfThePageLeadToHeadings: of the contents and of the summary.
func TestLinksOfThePageLeadToHeadings(t *testing.T) {
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	text := Markdown(rules)
	headings := map[string]bool{}
	for _, match := range regexp.MustCompile(`(?m)^#+ (.*)$`).FindAllStringSubmatch(text, -1) {
		if headings[anchor(match[1])] {
			t.Errorf("two headings are linked to as %q", anchor(match[1]))
		}
		headings[anchor(match[1])] = true
	}
	links := regexp.MustCompile(`\]\(#([^)]*)\)`).FindAllStringSubmatch(text, -1)
	if len(links) < 2*len(rules.Detectors) {
		t.Errorf("only %d links", len(links))
	}
	for _, match := range links {
		if !headings[match[1]] {
			t.Errorf("no heading is linked to as %q", match[1])
		}
	}
}

// TestTablesAreWhole: every row of a table has as many cells as its head,
// whatever stands in the rule files.
func TestTablesAreWhole(t *testing.T) {
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{Markdown(rules), Markdown(smallRules(t))} {
		cells := 0
		for _, line := range strings.Split(text, "\n") {
			if !strings.HasPrefix(line, "|") {
				cells = 0
				continue
			}
			n := strings.Count(strings.ReplaceAll(line, `\|`, ""), "|")
			if cells != 0 && n != cells {
				t.Errorf("%d bars, the head has %d: %s", n, cells, line)
			}
			cells = n
		}
	}
}

func TestStrengthInWords(t *testing.T) {
	for _, c := range []struct {
		adjust float64
		want   string
	}{
		{0, "told, changes nothing"},
		{0.05, "a little more sure (+0.05)"}, {0.15, "more sure (+0.15)"}, {0.4, "much more sure (+0.40)"}, {1, "much more sure (+1.00)"},
		{-0.1, "a little less sure (-0.10)"}, {-0.3, "less sure (-0.30)"}, {-0.75, "much less sure (-0.75)"}, {-1, "rules it out (-1.00)"},
	} {
		if got := strength(c.adjust); got != c.want {
			t.Errorf("%v is %q, want %q", c.adjust, got, c.want)
		}
	}
}

func TestTextsShowAsTheyAre(t *testing.T) {
	for _, c := range []struct{ name, got, want string }{
		{"prose", prose("a|b <c> *d* e_f [g]\nh"), `a\|b &lt;c> \*d\* e\_f \[g] h`},
		{"code", code("a\nb"), "`a ⏎ b`"},
		{"code with a backtick", code("a`b"), "`` a`b ``"},
		{"scheme that is not known", schemeName("acme"), "acme"},
	} {
		if c.got != c.want {
			t.Errorf("%s: %q, want %q", c.name, c.got, c.want)
		}
	}
}
