// Package peers holds the twelve rules that the peers run, written once as
// expressions that all of them understand, and knows how to start each peer.
package peers

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"
)

//go:embed rules.json
var ruleFile []byte

// Rule is what a peer looks for.
type Rule struct {
	Name string `json:"name"`
	// Expression keeps to what RE2 and Hyperscan can do.
	Expression string `json:"expression"`
	// Keywords, if any, are in lower case; one of them is in whatever the
	// expression matches. Only gitleaks makes use of them.
	Keywords []string `json:"keywords"`
}

// Rules gives the twelve rules.
func Rules() ([]Rule, error) {
	var rules []Rule
	if err := json.Unmarshal(ruleFile, &rules); err != nil {
		return nil, fmt.Errorf("reading the rules of the peers: %w", err)
	}
	return rules, nil
}

// lines gives the expressions, one a line, for the programs in C++.
func lines(rules []Rule) string {
	var b strings.Builder
	for _, rule := range rules {
		b.WriteString(rule.Expression + "\n")
	}
	return b.String()
}
