package classifier

import (
	"slices"
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
	terms, err := undigitedTerms(p)
	if err != nil {
		return nil, err
	}
	names := nameRule(p)
	for id, folded := range p.gate.terms.terms {
		var ends termEnds
		for _, role := range p.roles[id] {
			if role.group == anchorGroup {
				ends.add(endsFor(p.rules[role.rule], names, folded, short[role.rule][folded]))
			}
		}
		if p.gate.hidden[id] != 0 {
			ends.capitals = true
		}
		if ends != (termEnds{}) {
			terms = append(terms, sieveTerm{folded: folded, ends: ends})
		}
		if p.gate.numbers[id] != "" {
			terms = append(terms, sieveTerm{folded: folded, number: true})
		}
	}
	return terms, nil
}

// endsFor says when a term that anchors a rule is worth a look, given the rule whose
// names are known. Short tells that it is one only in capitals.
func endsFor(r, names *rule, folded string, short bool) termEnds {
	if r.undigited != nil {
		return termEnds{asking: true}
	}
	if short {
		return termEnds{capitals: true}
	}
	if r == names {
		if where := r.finder.(nameFinder).besideOf(folded); where != 0 {
			return termEnds{beside: where}
		}
	}
	return termEnds{anchor: true}
}

// undigitedTerms gives the terms without which rules find nothing in a text without
// digits. In one that the sieve lets go there are none.
func undigitedTerms(p *program) ([]sieveTerm, error) {
	var terms []sieveTerm
	for _, r := range p.rules {
		f, ok := r.finder.(digitFinder)
		if !ok {
			continue
		}
		words, coded := f.withoutDigits()
		for _, word := range append(words, coded...) {
			folded, err := foldTerm(word)
			if err != nil {
				return nil, err
			}
			alone := slices.Contains(words, word)
			terms = append(terms, sieveTerm{folded: folded, ends: termEnds{anchor: alone, coded: !alone}})
		}
	}
	return terms, nil
}

// capitalTerms gives the folded terms that anchor a rule only where their first two
// letters are capitals: abbreviations of markings, of one short word.
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
			// Longer ones need none behind a label (markingFinder.lowered), nor do letters with
			// dots before the number of a document (documentNumbered).
			if beginsInCapitals(text) && len(folded) < headingMin && !strings.Contains(folded, " ") {
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
