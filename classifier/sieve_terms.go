package classifier

import (
	"strings"
	"unicode/utf8"

	"github.com/pecete/pecete/patterns"
)

// sieveTerms gives the terms that anchor rules, those that may tell of a hidden
// marking, and the words for numbers.
func sieveTerms(set *patterns.Ruleset, p *program) ([]sieveTerm, error) {
	short := make([]map[string]bool, len(p.rules))
	for i, r := range p.rules {
		var err error
		if short[i], err = capitalTerms(set, r); err != nil {
			return nil, err
		}
	}
	terms := undigitedTerms(p)
	for id, folded := range p.gate.terms.terms {
		anchors, capitals := false, true
		for _, role := range p.roles[id] {
			if role.group == anchorGroup && p.rules[role.rule].undigited == nil {
				anchors, capitals = true, capitals && short[role.rule][folded]
			}
		}
		if anchors {
			terms = append(terms, sieveTerm{folded: folded, capitals: capitals})
		}
		if p.gate.hidden[id] != 0 && !anchors {
			terms = append(terms, sieveTerm{folded: folded, capitals: true})
		}
		if p.gate.numbers[id] != "" {
			terms = append(terms, sieveTerm{folded: folded, number: true})
		}
	}
	return terms, nil
}

// undigitedTerms gives the terms without which rules find nothing in a text without
// digits. In one that the sieve lets go there are none.
func undigitedTerms(p *program) []sieveTerm {
	var terms []sieveTerm
	for _, r := range p.rules {
		if r.undigited == nil {
			continue
		}
		for _, folded := range r.undigited.terms {
			terms = append(terms, sieveTerm{folded: folded})
		}
	}
	return terms
}

// capitalTerms gives the folded terms that anchor a rule only where their first two
// letters are capitals: abbreviations of markings.
func capitalTerms(set *patterns.Ruleset, r *rule) (map[string]bool, error) {
	if !isMarkingRule(r) {
		return nil, nil
	}
	short := map[string]bool{}
	words := r.Anchors.Words
	for i := range r.Markings {
		words = append(words[:len(words):len(words)], r.Markings[i].Phrases...)
		for _, text := range r.Markings[i].Abbreviations {
			folded, err := foldTerm(text)
			if err != nil {
				return nil, err
			}
			if beginsInCapitals(text) {
				short[folded] = true
			}
		}
	}
	words, err := set.Words(words)
	if err != nil {
		return nil, err
	}
	for _, text := range words {
		folded, err := foldTerm(text)
		if err != nil {
			return nil, err
		}
		delete(short, folded)
	}
	return short, nil
}

// beginsInCapitals tells whether all of an abbreviation is ASCII and its first word
// begins with two capitals, or is one.
func beginsInCapitals(text string) bool {
	if strings.ContainsFunc(text, func(r rune) bool { return r >= utf8.RuneSelf }) {
		return false
	}
	first := strings.FieldsFunc(text, func(r rune) bool { return !isAlnum(byte(r)) })
	return len(first) > 0 && inCapitals(openingOf(first[0]))
}
