package main

import (
	"fmt"
	"regexp"
	"runtime"
	"runtime/debug"

	"github.com/dlclark/regexp2/v2"
	"github.com/wasilibs/go-re2"
	"github.com/wasilibs/go-re2/experimental"
	"github.com/zricethezav/gitleaks/v8/config"
	"github.com/zricethezav/gitleaks/v8/detect"

	"github.com/pecete/pecete/bench/peers"
)

// compiled gives each rule's expression as a library compiles it.
func compiled[T any](rules []peers.Rule, compile func(string) (T, error)) ([]T, error) {
	var all []T
	for _, rule := range rules {
		expression, err := compile(rule.Expression)
		if err != nil {
			return nil, fmt.Errorf("compiling the rule %s: %w", rule.Name, err)
		}
		all = append(all, expression)
	}
	return all, nil
}

// goRegexp finds the first match of each rule with Go's own library.
func goRegexp(rules []peers.Rule) (func(string) bool, error) {
	all, err := compiled(rules, regexp.Compile)
	return func(line string) bool {
		found := false
		for _, expression := range all {
			found = expression.FindStringIndex(line) != nil || found
		}
		return found
	}, err
}

// regexp2OneByOne finds the first match of each rule with the library that
// backtracks.
func regexp2OneByOne(rules []peers.Rule) (func(string) bool, error) {
	all, err := compiled(rules, func(source string) (*regexp2.Regexp, error) {
		return regexp2.Compile(source, regexp2.RE2)
	})
	return func(line string) bool {
		found := false
		for _, expression := range all {
			match, err := expression.FindStringMatch(line)
			found = err == nil && match != nil || found
		}
		return found
	}, err
}

// goRE2 finds the first match of each rule with RE2 in WebAssembly.
func goRE2(rules []peers.Rule) (func(string) bool, error) {
	all, err := compiled(rules, re2.Compile)
	return func(line string) bool {
		found := false
		for _, expression := range all {
			found = expression.FindStringIndex(line) != nil || found
		}
		return found
	}, err
}

// goRE2Set tells which rules match, not where, in one pass.
func goRE2Set(rules []peers.Rule) (func(string) bool, error) {
	var sources []string
	for _, rule := range rules {
		sources = append(sources, rule.Expression)
	}
	set, err := experimental.CompileSet(sources)
	if err != nil {
		return nil, fmt.Errorf("compiling the rules as a set: %w", err)
	}
	return func(line string) bool {
		found, err := set.FindAllStringWithError(line, len(sources))
		return err == nil && len(found) > 0
	}, nil
}

// gitleaks runs the rules as its own, with the keywords it filters by.
func gitleaks(rules []peers.Rule) (func(string) bool, error) {
	all, err := compiled(rules, regexp.Compile)
	if err != nil {
		return nil, err
	}
	c := config.Config{Rules: map[string]config.Rule{}, Keywords: map[string]struct{}{}}
	for i, rule := range rules {
		c.Rules[rule.Name] = config.Rule{RuleID: rule.Name, Description: rule.Name, Regex: all[i], Keywords: rule.Keywords}
		c.OrderedRules = append(c.OrderedRules, rule.Name)
		for _, word := range rule.Keywords {
			c.Keywords[word] = struct{}{}
		}
	}
	detector := detect.NewDetector(c)
	return func(line string) bool { return len(detector.DetectString(line)) > 0 }, nil
}

// versionOf gives the version of what a peer is made of, "" if the program does not
// know.
func versionOf(peer string) string {
	if peer == "regexp" {
		return runtime.Version()
	}
	modules := map[string]string{
		"regexp2": "github.com/dlclark/regexp2/v2", "gitleaks": "github.com/zricethezav/gitleaks/v8",
		"go-re2": "github.com/wasilibs/go-re2", "go-re2-set": "github.com/wasilibs/go-re2",
	}
	info, _ := debug.ReadBuildInfo()
	if info == nil {
		return ""
	}
	for _, module := range info.Deps {
		if module.Path == modules[peer] {
			return module.Version
		}
	}
	return ""
}
