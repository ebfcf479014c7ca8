package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/pecete/pecete/api/reload"
	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
)

// engineFlags are the flags of every command that classifies.
type engineFlags struct {
	WarnThreshold    float64 `default:"0.5" help:"Lowest score that warns, above 0 to 1."`
	BlockThreshold   float64 `default:"0.99" help:"Lowest score that blocks, above 0 to 1."`
	MarkingThreshold float64 `default:"0.5" help:"Lowest confidence at which a classification marking blocks, above 0 to 1."`

	Rules ruleFlags `embed:"" group:"Rules"`
}

// ruleFlags say which rules are used beside the built-in ones.
type ruleFlags struct {
	Rules         []string `placeholder:"PATH" help:"Add the rules in PATH, a folder of rule files or a signed bundle, to the built-in ones, or replace those of equal id; of several, the later lies above."`
	TrustKey      []string `placeholder:"FILE" help:"File of public keys; a bundle must be signed with one of them."`
	RequireSigned bool     `help:"Refuse rules that are not in a bundle. The built-in rules are part of the program."`
}

// source gives the flags as what rules are read from. It fails on flags about signatures
// where there is nothing that could be signed: who gives them believes that there is.
func (f *ruleFlags) source() (reload.Source, error) {
	if len(f.Rules) == 0 {
		switch {
		case f.RequireSigned:
			return reload.Source{}, errors.New("--require-signed is about the rules of --rules, and there are none: give --rules, or leave it out")
		case len(f.TrustKey) > 0:
			return reload.Source{}, errors.New("--trust-key is about the rules of --rules, and there are none: give --rules, or leave it out")
		}
	}
	return reload.Source{Paths: f.Rules, TrustKeys: f.TrustKey, RequireSigned: f.RequireSigned}, nil
}

// classifier makes the classifier that the flags describe. It fails on a bad
// threshold and on rules that are broken, whose examples do not hold or whose
// signature does not count, naming the file, the line where there is one, and the
// reason.
func (f *engineFlags) classifier() (*classifier.Classifier, error) {
	return f.classifierAt(time.Now)
}

// classifierAt makes the same classifier with another clock.
func (f *engineFlags) classifierAt(now func() time.Time) (*classifier.Classifier, error) {
	source, err := f.Rules.source()
	if err != nil {
		return nil, err
	}
	rules, err := rulesOf(source)
	if err != nil {
		return nil, err
	}
	return classifier.New(rules, f.options(now))
}

// options gives the flags in the classifier's terms.
func (f *engineFlags) options(now func() time.Time) classifier.Options {
	return classifier.Options{Now: now, Thresholds: classifier.Thresholds{
		Warn: f.WarnThreshold, Block: f.BlockThreshold, Marking: f.MarkingThreshold,
	}}
}

// rulesOf gives the built-in rules, with those of the source on top. The examples
// of all rules must then hold, for a rule may break another's.
func rulesOf(source reload.Source) (*patterns.Ruleset, error) {
	content, err := source.Read()
	if err != nil {
		return nil, err
	}
	return overBuiltIn(content)
}

// overBuiltIn gives the built-in rules with tested content on top.
func overBuiltIn(content reload.Content) (*patterns.Ruleset, error) {
	rules, err := patterns.Default()
	if err != nil {
		return nil, err
	}
	return content.Rules(rules, time.Now())
}

// loadRules gives the built-in rules, with those in the folder dir on top unless
// it is empty. The examples of all rules must then hold.
func loadRules(dir string) (*patterns.Ruleset, error) {
	content, err := readFolder(dir)
	if err != nil {
		return nil, err
	}
	return overBuiltIn(content)
}

// readRules gives the same rules without running their examples.
func readRules(dir string) (*patterns.Ruleset, error) {
	content, err := readFolder(dir)
	if err != nil {
		return nil, err
	}
	rules, err := patterns.Default()
	if err != nil {
		return nil, err
	}
	return content.Untested(rules)
}

// readFolder reads the rule files in dir, none if it is empty.
func readFolder(dir string) (reload.Content, error) {
	if dir == "" {
		return nil, nil
	}
	if err := checkFolder(dir); err != nil {
		return nil, err
	}
	return reload.Source{Paths: []string{dir}}.Read()
}

// checkFolder fails unless dir is a folder: reading one that does not exist
// finds no rule files, which would be no error.
func checkFolder(dir string) error {
	info, err := os.Stat(dir)
	if err != nil {
		return fmt.Errorf("opening the rules folder: %w", err)
	}
	if !info.IsDir() {
		return fmt.Errorf("the rules folder %s is not a folder", filepath.Clean(dir))
	}
	return nil
}
