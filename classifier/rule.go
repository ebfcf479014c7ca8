package classifier

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/pecete/pecete/patterns"
)

// rule is a detector compiled for the engine.
type rule struct {
	*patterns.Detector
	index  int
	finder finder
	// spaced is the finder if it tells letters written apart from words.
	spaced   spacedFinder
	checksum patterns.Checksum
	// groups has the polarity of each context group.
	groups []contextGroup
	// reach is the widest context window of any group, in folded characters.
	reach int
	// runs says at which runs of digits the finder must be asked.
	runs runNeeds
	// needs is the evidence, all of it from words around, of which a candidate
	// must have some; empty if the detector requires none. Where no such word is
	// near an anchor there is no need to look.
	needs patterns.CodeSet
	// undigited has the words of which one must be in a text without digits; nil if the
	// rule does not need digits (digitFinder).
	undigited *termSet
}

// contextNeeded gives the evidence that a detector's candidates must have and
// that only words around them can give. Finders that give these codes
// themselves must have others in the requirement.
func contextNeeded(d *patterns.Detector) patterns.CodeSet {
	words := patterns.SetOf(patterns.ContextWord, patterns.ContextLabel)
	for _, requirement := range d.Require {
		any := patterns.SetOf(requirement.Any...)
		if requirement.When == 0 && any&^words == 0 {
			return any
		}
	}
	return 0
}

// termRole says what a term means to one rule: an anchor (group is -1) or a
// word of one of its context groups.
type termRole struct {
	rule, group int32
}

const anchorGroup = -1

// program is a ruleset compiled into tables: the gate, the rules, and what each
// term of the gate means to which rule. It is immutable.
type program struct {
	sieve *sieve
	folds *foldTable
	gate  gate
	rules []*rule
	// roles is indexed by the number of a term.
	roles [][]termRole
	// audience is indexed likewise: bit n is set if the term is one of the words around
	// candidates of a rule whose index is n or differs from it by a multiple of 64.
	audience []uint64
	// digits lists the rules anchored at digits; chars and spaced likewise.
	digits []*rule
	chars  [256][]*rule
	spaced []*rule
	// leet has the words that markings are made of.
	leet *termSet
	// slipWords are the longer ones of them, in order.
	slipWords []string
	// accounts has what follows the country code and the check digits of an IBAN.
	accounts map[string][]ibanStructure
	// accountLabels are the words that say that an IBAN follows.
	accountLabels *termSet
}

// compile builds the tables for a ruleset. It fails with all the faults there
// are, joined, each naming its file.
func compile(set *patterns.Ruleset) (*program, error) {
	p := &program{gate: gate{terms: newTermSet()}, leet: newTermSet(), folds: newFoldTable()}
	if err := p.addSpokenNumbers(); err != nil {
		return nil, err
	}
	finders := buildFinders(set)
	var faults []error
	for i, d := range set.Detectors {
		r, err := p.compileRule(set, d, i, finders[i])
		if err != nil {
			faults = append(faults, fmt.Errorf("%s: %w", d.File, err))
			continue
		}
		p.rules = append(p.rules, r)
		p.anchor(r)
	}
	if err := errors.Join(faults...); err != nil {
		return nil, err
	}
	if err := errors.Join(p.addFragments(), p.addSlips()); err != nil {
		return nil, err
	}
	p.openTerms()
	var err error
	if p.sieve, err = newSieve(set, p); err != nil {
		return nil, fmt.Errorf("building the sieve: %w", err)
	}
	return p, nil
}

func (p *program) compileRule(set *patterns.Ruleset, d *patterns.Detector, index int, built builtFinder) (*rule, error) {
	if built.err != nil {
		return nil, built.err
	}
	r := &rule{
		Detector: d, index: index, runs: runNeedsOf(d.Finder), finder: built.finder, undigited: built.undigited,
		checksum: patterns.ChecksumByName(d.Checksum), needs: contextNeeded(d),
	}
	r.spaced, _ = r.finder.(spacedFinder)
	if ibans, ok := r.finder.(ibanFinder); ok {
		p.accounts, p.accountLabels = ibans.structures, ibans.labels
	}
	if err := p.addTerms(set, anchorWords(d), termRole{int32(index), anchorGroup}); err != nil {
		return nil, fmt.Errorf("anchors: %w", err)
	}
	if err := p.addLeet(d); err != nil {
		return nil, fmt.Errorf("markings: %w", err)
	}
	for i, group := range d.Context {
		if err := p.addTerms(set, group.Words, termRole{int32(index), int32(i)}); err != nil {
			return nil, fmt.Errorf("context %v: %w", group.Code, err)
		}
		r.groups = append(r.groups, contextGroup{
			code: group.Code, before: group.Before, after: group.After,
			adjust: group.Adjust, stance: stanceOf(group.Code, group.Adjust), label: group.Label,
		})
		r.reach = max(r.reach, group.Before, group.After)
	}
	return r, nil
}

// anchorWords gives the words that anchor a detector: those it lists and the
// wordings of its markings.
func anchorWords(d *patterns.Detector) []string {
	words := slices.Clone(d.Anchors.Words)
	for i := range d.Markings {
		words = append(words, d.Markings[i].Phrases...)
		words = append(words, d.Markings[i].Abbreviations...)
	}
	return words
}

func (p *program) addTerms(set *patterns.Ruleset, words []string, role termRole) error {
	words, err := set.Words(words)
	if err != nil {
		return err
	}
	for _, word := range words {
		id, err := p.addTerm(word)
		if err != nil {
			return err
		}
		p.roles[id] = append(p.roles[id], role)
	}
	return nil
}

// addTerm adds a term to the gate, makes room for it in the tables that are indexed by
// its number, and gives that number.
func (p *program) addTerm(term string) (int, error) {
	id, err := p.gate.terms.add(term)
	if err != nil {
		return 0, err
	}
	for len(p.roles) <= id {
		p.roles = append(p.roles, nil)
		p.gate.numbers = append(p.gate.numbers, "")
		p.gate.hidden = append(p.gate.hidden, 0)
	}
	return id, nil
}

// addLeet notes the words that a detector's markings are made of.
func (p *program) addLeet(d *patterns.Detector) error {
	for i := range d.Markings {
		for _, phrase := range d.Markings[i].Phrases {
			folded, err := foldTerm(phrase)
			if err != nil {
				return err
			}
			for _, word := range strings.Fields(folded) {
				if len(word) < 2 || hasDigit([]byte(word)) {
					continue
				}
				if _, err := p.leet.add(word); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// anchor notes where the rule's candidates begin.
func (p *program) anchor(r *rule) {
	if r.Anchors.Digits > 0 {
		p.digits = append(p.digits, r)
	}
	for _, c := range []byte(r.Anchors.Chars) {
		p.gate.chars[c] = true
		p.chars[c] = append(p.chars[c], r)
	}
	if r.Anchors.Spaced {
		p.spaced = append(p.spaced, r)
	}
}
