package classifier

import (
	"testing"
	"testing/fstest"

	"github.com/pecete/pecete/patterns"
)

// badgeRule finds six digits and has a context group of every stance.
const badgeRule = `
id: acme.badge
category: badge
label: BADGE
description: {ro: Legitimație, en: Badge}
severity: low
specificity: 0.1
anchors: {digits: 6, after: 8}
expression: '(?<![a-z0-9]) [0-9]{6} (?![a-z0-9])'
confidence: 0.5
context:
  - {code: CONTEXT_LABEL, words: [legitimatie, serviciu], before: 30, after: 20, adjust: 0.3, label: true}
  - {code: CONTEXT_WORD, words: [angajat*], before: 60, after: 60, adjust: 0.1}
  - {code: NEGATIVE_CONTEXT, words: [comanda, legitimatie de serviciu], before: 30, after: 0, adjust: -0.3, label: true}
  - {code: PUBLIC_BODY, words: [primari*], before: 60, after: 60, adjust: -0.2}
  - {code: PERSON_NEARBY, words: [popescu], before: 60, after: 60}
examples:
  match: [{text: legitimatie 123456, find: ["123456"]}]
  no_match: ["12345"]
`

func TestContext(t *testing.T) {
	c := classifierWith(t, "badge.yaml", badgeRule)
	cases := []struct {
		name, text string
		want       float64
	}{
		{"nothing around", "123456", 0.5},
		{"label before", "legitimatie 123456", 0.8},
		{"label after", "123456 (legitimatie)", 0.8},
		{"label after in another clause", "123456, legitimatie lipsa", 0.5},
		{"label after that belongs to the next number", "123456, legitimatie 99", 0.5},
		{"label of the number before", "legitimatie 99, 123456", 0.5},
		{"a word counts across other numbers", "angajat 99, 123456", 0.6},
		{"the nearer of for and against on one side", "comanda si legitimatie 123456", 0.8},
		{"the nearer against", "legitimatie comanda 123456", 0.2},
		{"against, but of the number before", "comanda 99, 123456", 0.5},
		{"the longer of two that end at the same place", "legitimatie de serviciu 123456", 0.2},
		{"a remark counts beside a nearer label", "primaria, legitimatie 123456", 0.6},
		{"a group counts once", "angajat angajata 123456 angajat", 0.6},
		{"a group that adjusts nothing does not outvote", "legitimatie popescu 123456", 0.8},
		{"nor is it outvoted", "popescu comanda 123456", 0.2},
	}
	for _, test := range cases {
		t.Run(test.name, func(t *testing.T) {
			got := 0.0
			for _, f := range c.Classify(test.text, Query{}).Findings {
				if f.Detector == "acme.badge" {
					got = f.Confidence
				}
			}
			if diff := got - test.want; diff > 1e-9 || diff < -1e-9 {
				t.Errorf("%q: confidence %.2f, want %.2f", test.text, got, test.want)
			}
		})
	}
}

// classifierWith gives a classifier of the built-in rules and one more.
func classifierWith(t testing.TB, name, rule string) *Classifier {
	t.Helper()
	builtIn, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	rules, err := builtIn.Overlay(fstest.MapFS{name: {Data: []byte(rule)}})
	if err != nil {
		t.Fatal(err)
	}
	c, err := New(rules, Options{Now: testDay})
	if err != nil {
		t.Fatal(err)
	}
	return c
}
