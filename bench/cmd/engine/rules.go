package main

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
)

// ruleCounts gives how many rules of their own the users of the plot have.
func ruleCounts() []int { return []int{0, 20, 200, 2000} }

// userRule is a rule file as a company writes them for its badges: a word of its
// own and six digits.
const userRule = `id: acme.%[1]s
category: badge
label: %[2]s
description: {ro: "Număr %[1]s", en: "Number of %[1]s"}
severity: high
specificity: 0.5
anchors:
  words: [%[1]s]
  after: 24
expression: (?<value> %[1]s [-\x20]? [0-9]{6} ) (?![0-9a-z])
confidence: 0.7
examples:
  match:
    - {text: "numarul %[1]s 123456", find: ["%[1]s 123456"]}
  no_match:
    - "%[1]s 12345"
`

// literals gives so many different made-up words that sound like words.
func literals(count int) []string {
	rng := rand.New(rand.NewPCG(17, 20261125))
	syllables := []string{"ba", "cor", "du", "fel", "gri", "lo", "mun", "ne", "pla", "ri", "so", "tar", "vo", "zim", "ce", "sti"}
	var words []string
	taken := map[string]bool{}
	for len(words) < count {
		word := ""
		for range 4 {
			word += syllables[rng.IntN(len(syllables))]
		}
		if !taken[word] {
			taken[word] = true
			words = append(words, word)
		}
	}
	return words
}

// withUserRules gives the classifier of a user with so many rules, read from a
// folder and with their examples checked, as the service does it. It also gives
// how long that took.
func withUserRules(count int) (c *classifier.Classifier, took time.Duration, err error) {
	dir, err := os.MkdirTemp("", "rules")
	if err != nil {
		return nil, 0, fmt.Errorf("making a folder of rules: %w", err)
	}
	defer os.RemoveAll(dir)
	for _, word := range literals(count) {
		text := fmt.Sprintf(userRule, word, strings.ToUpper(word))
		if err := os.WriteFile(filepath.Join(dir, word+".yaml"), []byte(text), 0o600); err != nil {
			return nil, 0, fmt.Errorf("writing a rule: %w", err)
		}
	}
	began := time.Now()
	c, err = loaded(dir, count)
	return c, time.Since(began), err
}

// loaded reads the rules of a folder on top of the built-in ones.
func loaded(dir string, count int) (*classifier.Classifier, error) {
	rules, err := patterns.Default()
	if err != nil {
		return nil, err
	}
	if count > 0 {
		if rules, err = rules.Overlay(os.DirFS(dir)); err != nil {
			return nil, fmt.Errorf("adding %d rules: %w", count, err)
		}
		faults, err := classifier.CheckExamples(rules, time.Now())
		if err != nil {
			return nil, fmt.Errorf("checking %d rules: %w", count, err)
		}
		if len(faults) > 0 {
			return nil, fmt.Errorf("checking %d rules: %w", count, faults[0])
		}
	}
	return classifier.New(rules, classifier.Options{})
}
