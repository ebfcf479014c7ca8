package rulespage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pecete/pecete/patterns"
)

const (
	// maxExamples is how many examples of a kind are shown; a rule file may
	// have hundreds.
	maxExamples = 8
	// maxWords is how many words of a group are shown.
	maxWords = 14
	// maxForms is how many short forms of a marking are shown.
	maxForms = 4
)

// detector writes a detector's section.
func (p *page) detector(d *patterns.Detector) {
	p.line("### %s", d.ID)
	p.line("%s.", prose(strings.TrimSuffix(d.Description.EN, ".")))
	p.line("*%s.*", prose(strings.TrimSuffix(d.Description.RO, ".")))
	p.facts(d)
	p.examples(d)
	p.markings(d)
	p.evidence(d)
	p.needs(d)
	p.words(d)
	if len(d.Limits) > 0 {
		p.line("**Limits**")
		p.list(inBoth(d.Limits))
	}
	if len(d.Sources) > 0 {
		p.line("**Where the facts come from**")
		var sources []string
		for _, source := range d.Sources {
			sources = append(sources, prose(source))
		}
		p.list(sources)
	}
}

// inBoth gives texts in English with the Romanian after it.
func inBoth(texts []patterns.Text) []string {
	var items []string
	for _, text := range texts {
		items = append(items, prose(text.EN)+"<br>*"+prose(text.RO)+"*")
	}
	return items
}

func (p *page) facts(d *patterns.Detector) {
	name := patterns.Name{One: p.rules.Advice.Categories["other"].One}
	if c, ok := p.rules.Advice.Categories[d.Category]; ok {
		name.One = c.One
	}
	if !d.Name.IsZero() {
		name = d.Name
	}
	p.table([]string{"", ""}, [][]string{
		{"Severity", d.Severity.String()},
		{"One sure finding alone", p.alone(d)},
		{"Sum before any evidence", fmt.Sprintf("%.2f", d.Confidence)},
		{"What a sum is worth as confidence", worth(d.Calibration)},
		{"Called in the advice", prose(name.One.EN) + "; *" + prose(name.One.RO) + "*"},
		{"Redacted to", code("[" + d.Label + "]")},
		{"Category", code(d.Category)},
	})
}

func (p *page) examples(d *patterns.Detector) {
	p.line("**Found, for example**%s", share(len(d.Examples.Match)))
	var items []string
	for _, e := range spread(d.Examples.Match) {
		items = append(items, example(e))
	}
	p.list(items)
	p.line("**Not found, for example**%s", share(len(d.Examples.NoMatch)))
	items = nil
	for _, text := range spread(d.Examples.NoMatch) {
		items = append(items, code(text))
	}
	p.list(items)
}

// spread takes examples evenly from all there are: neighbours are often alike.
func spread[T any](all []T) []T {
	if len(all) <= maxExamples {
		return all
	}
	var taken []T
	for i := range maxExamples {
		taken = append(taken, all[i*len(all)/maxExamples])
	}
	return taken
}

// share tells that not all examples are shown.
func share(n int) string {
	if n <= maxExamples {
		return ""
	}
	return fmt.Sprintf(" (%d of the %d in the rule file)", maxExamples, n)
}

// example writes what is found in a text and the verdict, where the file says.
func example(e patterns.Example) string {
	item := code(e.Text)
	if len(e.Find) > 0 && !slices.Equal(e.Find, []string{e.Text}) {
		var parts []string
		for _, part := range e.Find {
			parts = append(parts, code(part))
		}
		item += ": finds " + strings.Join(parts, ", ")
	}
	if e.Designation != "" {
		item += ": marking " + prose(e.Designation)
	}
	if e.Verdict != "" {
		item += ", " + strings.ToUpper(e.Verdict)
	}
	return item
}

// markings writes the table of markings, each once however many wordings it has.
func (p *page) markings(d *patterns.Detector) {
	if len(d.Markings) == 0 {
		return
	}
	type key struct {
		designation, scheme string
		level               patterns.Level
	}
	var order []key
	forms := map[key][]string{}
	alone := map[key]string{}
	for _, m := range d.Markings {
		k := key{m.Designation, m.Scheme, m.Level}
		if _, seen := alone[k]; !seen {
			order = append(order, k)
			alone[k] = verdictName(p.aloneMarking(d, m))
		}
		for _, form := range m.Abbreviations {
			if !slices.Contains(forms[k], form) {
				forms[k] = append(forms[k], form)
			}
		}
	}
	p.line("**Markings**")
	var rows [][]string
	for _, k := range order {
		rows = append(rows, []string{
			prose(k.designation), prose(schemeName(k.scheme)), levelName(k.level), alone[k],
			prose(strings.Join(forms[k][:min(maxForms, len(forms[k]))], ", ")),
		})
	}
	p.table([]string{"Marking", "Whose", "Level on the common scale", "Alone", "Short forms"}, rows)
}

// evidence writes what makes the detector more or less sure.
func (p *page) evidence(d *patterns.Detector) {
	var rows [][]string
	d.Mentions().Each(func(c patterns.Code) {
		text := p.rules.Explain(d, c)
		rows = append(rows, []string{prose(text.EN), prose(text.RO), effect(d, c), code(c.String())})
	})
	if len(rows) == 0 {
		return
	}
	p.line("**What makes it more or less sure**")
	p.table([]string{"Evidence", "Dovada", "Effect", "Code"}, rows)
}

// needs writes without what evidence nothing is reported.
func (p *page) needs(d *patterns.Detector) {
	p.line("**What it needs nearby**")
	if len(d.Require) == 0 {
		p.line("Nothing: it can be reported by itself.")
		return
	}
	var items []string
	for _, r := range d.Require {
		var any []string
		for _, c := range r.Any {
			any = append(any, fmt.Sprintf("%s (%s)", quoted(p.rules.Explain(d, c).EN), code(c.String())))
		}
		need := "it is reported only with " + either(any)
		if r.When != 0 {
			need = fmt.Sprintf("where %s (%s), %s", quoted(p.rules.Explain(d, r.When).EN), code(r.When.String()), need)
		}
		items = append(items, strings.ToUpper(need[:1])+need[1:]+".")
	}
	p.list(items)
}

// words writes the words that count around a candidate.
func (p *page) words(d *patterns.Detector) {
	if len(d.Context) == 0 {
		return
	}
	p.line("**Words that count**")
	var items []string
	for _, g := range d.Context {
		items = append(items, fmt.Sprintf("%s, %s, %s: %s", code(g.Code.String()), strength(g.Adjust), window(g), p.some(g.Words)))
	}
	p.list(items)
}

// some gives the first words of a group.
func (p *page) some(words []string) string {
	var shown []string
	for _, word := range words {
		if list, isList := strings.CutPrefix(word, "@"); isList {
			all, err := p.rules.Words([]string{word})
			if err == nil {
				shown = append(shown, fmt.Sprintf("the list %s (%d)", list, len(all)))
			}
			continue
		}
		shown = append(shown, strings.ReplaceAll(word, "*", "…"))
	}
	rest := ""
	if len(shown) > maxWords {
		rest = fmt.Sprintf(" and %d more", len(shown)-maxWords)
		shown = shown[:maxWords]
	}
	return prose(strings.Join(shown, ", ")) + rest
}
