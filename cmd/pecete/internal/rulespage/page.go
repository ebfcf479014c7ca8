// Package rulespage writes the page that explains a set of rules to people: what
// each detector finds and does not find, how sure it is of what, and whose word
// its facts are.
//
// It stands beside the commands about rules. It reads rules only, never a message,
// and gives the same page for the same rules.
package rulespage

import (
	"fmt"
	"strings"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
)

// Markdown gives the page for a set of rules, with a line break at its end.
func Markdown(rules *patterns.Ruleset) string {
	p := page{rules: rules, thresholds: classifier.DefaultThresholds()}
	p.head()
	p.contents()
	p.summary()
	p.guide()
	p.line("## The detectors")
	for _, d := range rules.Detectors {
		p.detector(d)
	}
	p.glossary()
	return p.out.String()
}

// page is a page that is being written.
type page struct {
	rules      *patterns.Ruleset
	thresholds classifier.Thresholds
	out        strings.Builder
}

// line writes a paragraph, or a whole list or table, and the empty line after it.
func (p *page) line(format string, args ...any) {
	fmt.Fprintf(&p.out, format+"\n\n", args...)
}

// list writes a list with an item for each text.
func (p *page) list(items []string) {
	for _, item := range items {
		fmt.Fprintf(&p.out, "- %s\n", item)
	}
	p.out.WriteString("\n")
}

// table writes a table; its cells are Markdown already.
func (p *page) table(head []string, rows [][]string) {
	write := func(cells []string) { fmt.Fprintf(&p.out, "| %s |\n", strings.Join(cells, " | ")) }
	write(head)
	fmt.Fprintf(&p.out, "|%s\n", strings.Repeat("---|", len(head)))
	for _, row := range rows {
		write(row)
	}
	p.out.WriteString("\n")
}

func (p *page) head() {
	p.line("<!-- Written by `pecete rules doc` from the rule files. Change those, not this page. -->")
	p.line("# What Pecete finds")
	p.line("This page is written from the rule files themselves. It is for whoever answers for data protection: " +
		"what is looked for, when it is believed, what is left out, and where the facts come from. " +
		"The people in the examples are made up, and their numbers are too, or were published as examples. " +
		"How findings become a verdict is told in [scoring.md](scoring.md).")
	p.line("*Pagina aceasta este scrisă din fișierele de reguli, pentru cine răspunde de protecția datelor. " +
		"Descrierile, dovezile și limitele sunt în engleză și în română. Persoanele din exemple sunt inventate, iar numerele sunt inventate sau publicate ca exemple.*")
}

func (p *page) contents() {
	p.line("## Contents")
	items := []string{"[Summary](#summary)", "[How to read this page](#how-to-read-this-page)", "[The detectors](#the-detectors)"}
	p.listOpen(items)
	for _, d := range p.rules.Detectors {
		fmt.Fprintf(&p.out, "  - [%s](#%s): %s\n", d.ID, anchor(d.ID), prose(d.Description.EN))
	}
	p.list([]string{"[All evidence](#all-evidence)"})
}

// listOpen writes items of a list that goes on.
func (p *page) listOpen(items []string) {
	for _, item := range items {
		fmt.Fprintf(&p.out, "- %s\n", item)
	}
}

func (p *page) summary() {
	p.line("## Summary")
	var rows [][]string
	for _, d := range p.rules.Detectors {
		rows = append(rows, []string{
			fmt.Sprintf("[%s](#%s)", d.ID, anchor(d.ID)), prose(d.Description.RO), d.Severity.String(), p.alone(d), wordsNeeded(d),
		})
	}
	p.table([]string{"Detector", "Ce găsește", "Severity", "Alone", "Needs words nearby"}, rows)
	p.line("%d detectors.", len(p.rules.Detectors))
}

func (p *page) guide() {
	p.line("## How to read this page")
	p.list([]string{
		"**Severity** is how much harm disclosure can do: info, low, medium, high or critical.",
		"**Alone** is the verdict on a message that holds one finding of which the engine is sure, and nothing else, " +
			"with the thresholds as shipped: ALLOW sends, WARN asks the sender first, BLOCK refuses. " +
			"More findings, a group or a cloud backup raise the score.",
		"**Confidence** is how sure the engine is, from 0 to 1. Each detector begins at a value of its own, every piece of " +
			"evidence adds to it or takes from it, and the sum, at most 0.99, stands for a confidence: how often findings with " +
			"such a sum were right. Between two sums that are given it is a straight line. Below a sum of 0.10 nothing is reported.",
		"**Evidence** is told with each finding, by a code that never changes and a sentence in the reader's language.",
		"In lists of words, … stands for any ending, so that inflected forms count too. Case and diacritics make no difference.",
	})
}

// glossary lists what each code says where a detector has no words of its own.
func (p *page) glossary() {
	p.line("## All evidence")
	p.line("What each code means in general. A detector's own wording goes before it.")
	var rows [][]string
	for _, code := range patterns.Codes() {
		text := p.rules.Evidence[code]
		rows = append(rows, []string{"`" + code.String() + "`", prose(text.EN), prose(text.RO)})
	}
	p.table([]string{"Code", "Meaning", "Înțeles"}, rows)
	// The last empty line is the page's end.
	text := strings.TrimRight(p.out.String(), "\n") + "\n"
	p.out.Reset()
	p.out.WriteString(text)
}

// alone gives the verdict on one sure finding of a detector; detectors of
// markings have several.
func (p *page) alone(d *patterns.Detector) string {
	if len(d.Markings) == 0 {
		return verdictName(p.thresholds.Alone(d.Severity, patterns.LevelNone))
	}
	var names []string
	for verdict := classifier.Allow; verdict <= classifier.Block; verdict++ {
		for _, m := range d.Markings {
			if p.aloneMarking(d, m) == verdict {
				names = append(names, verdictName(verdict))
				break
			}
		}
	}
	return strings.Join(names, " or ")
}

// aloneMarking gives the verdict on one marking that is sure.
func (p *page) aloneMarking(d *patterns.Detector, m patterns.Marking) classifier.Verdict {
	severity := d.Severity
	if m.Severity != 0 {
		severity = m.Severity
	}
	return p.thresholds.Alone(severity, m.Level)
}
