package classifier

import (
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/pecete/pecete/patterns"
)

// soundRule is a rule file without fault; tests put faults in it.
const soundRule = `id: acme.badge
category: badge
label: LEGITIMATIE
description: {ro: Legitimație, en: Badge}
severity: low
anchors: {digits: 4, words: [badge], after: 8}
expression: '[0-9]{4}'
confidence: 0.4
context: [{code: CONTEXT_WORD, words: [legitimatie*], before: 20, adjust: 0.2}]
examples: {match: [{text: "1234"}], no_match: [abc]}
`

// withRules gives the built-in rules with files of rules laid over them, which
// package patterns finds no fault with.
func withRules(t *testing.T, files map[string]string) *patterns.Ruleset {
	t.Helper()
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	dir := fstest.MapFS{}
	for name, text := range files {
		dir[name] = &fstest.MapFile{Data: []byte(text)}
	}
	over, err := rules.Overlay(dir)
	if err != nil {
		t.Fatal(err)
	}
	return over
}

// TestFaultsThatOnlyTheEngineSees are in files that are sound as files.
func TestFaultsThatOnlyTheEngineSees(t *testing.T) {
	const expression = "expression: '[0-9]{4}'"
	for _, c := range []struct{ name, old, new, want string }{
		{"no fault", "", "", ""},
		{"a finder there is none of", expression, "finder: badge", `badge.yaml: unknown finder "badge"`},
		{"a finder without its list", expression, "finder: id_card", `badge.yaml: building finder "id_card": the list issued_series is missing or empty`},
		{"a finder with a bad list", expression, "finder: id_card\nlists: {issued_series: [KX, K1]}", `badge.yaml: building finder "id_card": series "K1" in the list issued_series is not two letters`},
		{"an anchor without letters", "[badge]", `["..."]`, `badge.yaml: anchors: word "..." must begin with a letter`},
		{"an anchor that begins with a star", "[badge]", `["*badge"]`, `badge.yaml: anchors: word "*badge" must begin with a letter`},
		{"an anchor with a mark", "[badge]", `["badge%"]`, `badge.yaml: anchors: word "badge%" holds a character that cannot be matched`},
		{"an anchor in another script", "[badge]", `["徽章"]`, `badge.yaml: anchors: word "徽章" holds a character that cannot be matched`},
		{"a word of context with a mark", "[legitimatie*]", `["legitimatie&"]`, `badge.yaml: context CONTEXT_WORD: word "legitimatie&" holds a character that cannot be matched`},
	} {
		t.Run(c.name, func(t *testing.T) {
			rules := withRules(t, map[string]string{"badge.yaml": strings.Replace(soundRule, c.old, c.new, 1)})
			engine, err := New(rules, Options{})
			if c.want == "" {
				if err != nil {
					t.Errorf("sound rules give %v", err)
				}
				return
			}
			if engine != nil || err == nil || err.Error() != "compiling rules: "+c.want {
				t.Errorf("got  %v\nwant compiling rules: %s", err, c.want)
			}
		})
	}
}

func TestEveryFaultOfTheRulesIsTold(t *testing.T) {
	bad := strings.Replace(soundRule, "[badge]", `["%"]`, 1)
	_, err := New(withRules(t, map[string]string{
		"a.yaml": bad,
		"b.yaml": strings.Replace(bad, "acme.badge", "acme.card", 1),
	}), Options{})
	if err == nil || !strings.Contains(err.Error(), "a.yaml: anchors: ") || !strings.Contains(err.Error(), "b.yaml: anchors: ") {
		t.Errorf("error is %v", err)
	}
}

func TestFaultsInListsNameTheDetector(t *testing.T) {
	rules := withRules(t, map[string]string{
		"badge.yaml":       strings.Replace(soundRule, "[badge]", `["@badges"]`, 1),
		"lists/badges.yml": `["a&b"]`,
	})
	_, err := New(rules, Options{})
	if want := `compiling rules: badge.yaml: anchors: word "a&b" holds a character that cannot be matched`; err == nil || err.Error() != want {
		t.Errorf("got  %v\nwant %s", err, want)
	}
}

// TestRulesOfOthersAreRun shows that a detector from a folder works as one of the
// built-in does, and that it can replace one.
func TestRulesOfOthersAreRun(t *testing.T) {
	rules := withRules(t, map[string]string{
		"badge.yaml": soundRule,
		"phone.yaml": strings.NewReplacer("acme.badge", "ro.phone", "[0-9]{4}", "[0-9]{5}").Replace(soundRule),
	})
	engine, err := New(rules, Options{Now: testDay})
	if err != nil {
		t.Fatal(err)
	}
	const text = "legitimatie 4321, telefon 0722123456"
	if _, got := documentFinding(t, engine, "acme.badge", text); got != "4321" {
		t.Errorf("the new detector finds %q", got)
	}
	if _, got := documentFinding(t, engine, "ro.phone", text); got != "07221" {
		t.Errorf("the replaced detector finds %q", got)
	}
}

// TestHostileExpressionsCostOneLimit: an expression that takes for ever stops
// the first time, and the answer says so.
func TestHostileExpressionsCostOneLimit(t *testing.T) {
	rules := withRules(t, map[string]string{
		"badge.yaml": strings.NewReplacer("after: 8", "after: 400", "'[0-9]{4}'", "'([0-9]+)+x'").Replace(soundRule),
	})
	engine, err := New(rules, Options{Now: testDay})
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	a := engine.Classify(strings.Repeat(strings.Repeat("1", 300)+" text. ", 200), Query{})
	if len(a.Incomplete) != 1 || a.Incomplete[0] != "acme.badge" {
		t.Errorf("incomplete detectors are %q", a.Incomplete)
	}
	if took := time.Since(begin); took > 5*time.Second {
		t.Errorf("took %v", took)
	}
}

// TestHostileExpressionsCostWhatAMessageMay: searches that each stay within their limit
// add up, and so do rules; beyond the time of a message no expression is asked any more,
// and the answer names the rules. What no expression is needed for is found all the same.
func TestHostileExpressionsCostWhatAMessageMay(t *testing.T) {
	rules := withRules(t, map[string]string{
		"one.yaml": soundRule,
		"two.yaml": strings.NewReplacer("acme.badge", "acme.other", "[0-9]{4}", "4321").Replace(soundRule),
	})
	now := testDay()
	slow := func() time.Time { now = now.Add(mostExpressionTime / 10); return now }
	engine, err := New(rules, Options{Now: slow})
	if err != nil {
		t.Fatal(err)
	}
	if a := engine.Classify("legitimatie 4321", Query{}); len(a.Incomplete) > 0 || len(a.Findings) == 0 {
		t.Errorf("of a short message: %q, %d findings", a.Incomplete, len(a.Findings))
	}
	a := engine.Classify(strings.Repeat("legitimatie 4321\n", 30)+"CNP 1850228120011", Query{})
	if want := []string{"acme.badge", "acme.other"}; !slices.Equal(a.Incomplete, want) {
		t.Errorf("incomplete detectors are %q, want %q", a.Incomplete, want)
	}
	if !slices.ContainsFunc(a.Findings, func(f Finding) bool { return f.Detector == "ro.cnp" }) {
		t.Errorf("the CNP is not found among %d", len(a.Findings))
	}
}
