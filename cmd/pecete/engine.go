package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
)

// engineFlags are the flags of every command that classifies.
type engineFlags struct {
	Rules            string  `placeholder:"DIR" help:"Add the rule files in DIR to the built-in ones, or replace those of equal id."`
	WarnThreshold    float64 `default:"0.5" help:"Lowest score that warns, above 0 to 1."`
	BlockThreshold   float64 `default:"0.99" help:"Lowest score that blocks, above 0 to 1."`
	MarkingThreshold float64 `default:"0.5" help:"Lowest confidence at which a classification marking blocks, above 0 to 1."`
}

// classifier makes the classifier that the flags describe. It fails on a bad
// threshold and on a rule file that is broken or whose examples do not hold,
// naming the file, the line where there is one, and the reason.
func (f *engineFlags) classifier() (*classifier.Classifier, error) {
	return f.classifierAt(time.Now)
}

// classifierAt makes the same classifier with another clock.
func (f *engineFlags) classifierAt(now func() time.Time) (*classifier.Classifier, error) {
	rules, err := loadRules(f.Rules)
	if err != nil {
		return nil, err
	}
	return classifier.New(rules, classifier.Options{Now: now, Thresholds: classifier.Thresholds{
		Warn: f.WarnThreshold, Block: f.BlockThreshold, Marking: f.MarkingThreshold,
	}})
}

// loadRules gives the built-in rules, with those in the folder dir on top unless
// it is empty. The examples of all rules must then hold, for a rule may break
// another's.
func loadRules(dir string) (*patterns.Ruleset, error) {
	rules, err := readRules(dir)
	if err != nil || dir == "" {
		return rules, err
	}
	faults, err := classifier.CheckExamples(rules, time.Now())
	if err != nil {
		return nil, fmt.Errorf("rules in %s: %w", filepath.Clean(dir), err)
	}
	var all []error
	for _, fault := range faults {
		all = append(all, fault)
	}
	if err := errors.Join(all...); err != nil {
		return nil, fmt.Errorf("rules in %s: %d examples do not hold:\n%w", filepath.Clean(dir), len(all), err)
	}
	return rules, nil
}

// readRules gives the same rules without running their examples.
func readRules(dir string) (*patterns.Ruleset, error) {
	rules, err := patterns.Default()
	if err != nil || dir == "" {
		return rules, err
	}
	if err := checkFolder(dir); err != nil {
		return nil, err
	}
	rules, err = rules.Overlay(os.DirFS(dir))
	if err != nil {
		return nil, fmt.Errorf("rules in %s: %w", filepath.Clean(dir), err)
	}
	return rules, nil
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
