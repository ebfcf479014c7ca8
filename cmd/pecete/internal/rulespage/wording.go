package rulespage

import (
	"fmt"
	"slices"
	"strings"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
)

// strength says in words, and in brackets in figures, what an adjustment does to
// the confidence.
func strength(adjust float64) string {
	word := "a little"
	switch size := max(adjust, -adjust); {
	case size == 0:
		return "told, changes nothing"
	case adjust <= -0.9:
		return fmt.Sprintf("rules it out (%+.2f)", adjust)
	case size >= 0.4:
		word = "much"
	case size >= 0.15:
		word = ""
	}
	direction := "more sure"
	if adjust < 0 {
		direction = "less sure"
	}
	return strings.TrimSpace(word+" "+direction) + fmt.Sprintf(" (%+.2f)", adjust)
}

// worth says what confidence sums of evidence stand for.
func worth(c patterns.Calibration) string {
	if len(c) == 0 {
		return "the sum itself"
	}
	var points []string
	for _, p := range c {
		points = append(points, fmt.Sprintf("%.2f for %.2f", p.Confidence, p.Sum))
	}
	return strings.Join(points, ", ")
}

// effect says what a piece of evidence does to the confidence of a detector. Words
// nearby may count differently, each group for itself.
func effect(d *patterns.Detector, c patterns.Code) string {
	adjustments := []float64{}
	if own := d.AdjustFor(c); own != 0 {
		adjustments = append(adjustments, own)
	}
	for _, g := range d.Context {
		if g.Code == c {
			adjustments = append(adjustments, g.Adjust)
		}
	}
	slices.Sort(adjustments)
	adjustments = slices.Compact(adjustments)
	published := c == patterns.DocumentationExample || c == patterns.TestNumber
	switch {
	case len(adjustments) == 0 && published:
		return "keeps it at 0.10 at most"
	case len(adjustments) == 0:
		return strength(0)
	case len(adjustments) == 1:
		return strength(adjustments[0])
	}
	return strength(adjustments[0]) + " to " + strength(adjustments[len(adjustments)-1])
}

// wordsNeeded says whether a detector reports without words nearby.
func wordsNeeded(d *patterns.Detector) string {
	words := patterns.SetOf(patterns.ContextWord, patterns.ContextLabel, patterns.ClassificationContext)
	answer := "no"
	for _, r := range d.Require {
		any := patterns.SetOf(r.Any...)
		if !any.HasAny(words) {
			continue
		}
		if r.When == 0 && any&^words == 0 {
			return "always"
		}
		answer = "in doubtful cases"
	}
	return answer
}

// window says how far from a candidate the words of a group may stand.
func window(g patterns.ContextGroup) string {
	var sides []string
	if g.Before > 0 {
		sides = append(sides, fmt.Sprintf("up to %d characters before", g.Before))
	}
	if g.After > 0 {
		sides = append(sides, fmt.Sprintf("up to %d after", g.After))
	}
	where := strings.Join(sides, " or ")
	if g.Label {
		where += ", as the label of this very number"
	}
	return where
}

// either joins alternatives.
func either(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:len(items)-1], ", ") + " or " + items[len(items)-1]
}

// quoted gives a sentence as part of another.
func quoted(sentence string) string {
	return "“" + prose(strings.TrimSuffix(sentence, ".")) + "”"
}

func verdictName(v classifier.Verdict) string { return strings.ToUpper(v.String()) }

func levelName(l patterns.Level) string {
	if l == patterns.LevelNone {
		return "not a classification"
	}
	return strings.ToUpper(strings.ReplaceAll(l.String(), "_", " "))
}

// schemeName gives whose a scheme of markings is; a user's own stands for itself.
func schemeName(scheme string) string {
	names := map[string]string{
		"ro": "Romania", "nato": "NATO", "eu": "European Union", "tlp": "Traffic Light Protocol",
		"us": "United States", "uk": "United Kingdom", "at": "Austria", "be": "Belgium", "bg": "Bulgaria",
		"cy": "Cyprus", "cz": "Czechia", "de": "Germany", "dk": "Denmark", "ee": "Estonia", "es": "Spain",
		"fi": "Finland", "fr": "France", "gr": "Greece", "hr": "Croatia", "hu": "Hungary", "ie": "Ireland",
		"it": "Italy", "lt": "Lithuania", "lu": "Luxembourg", "lv": "Latvia", "mt": "Malta",
		"nl": "Netherlands", "pl": "Poland", "pt": "Portugal", "se": "Sweden", "si": "Slovenia", "sk": "Slovakia",
	}
	if name, ok := names[scheme]; ok {
		return name
	}
	return scheme
}

// anchor gives the name by which a heading can be linked to.
func anchor(heading string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == ' ':
			return '-'
		case r == '.':
			return -1
		}
		return r
	}, strings.ToLower(heading))
}

// prose gives a text as Markdown that shows it as it is, on one line and also in
// a table.
func prose(text string) string {
	return strings.NewReplacer("\n", " ", `\`, `\\`, "<", "&lt;", "|", `\|`, "*", `\*`, "`", "\\`", "[", `\[`, "_", `\_`).Replace(text)
}

// code gives a text as code on one line; line breaks become signs of their own.
func code(text string) string {
	text = strings.NewReplacer("\n", " ⏎ ", "\r", "", "\t", " ⇥ ").Replace(text)
	if !strings.Contains(text, "`") {
		return "`" + text + "`"
	}
	return "`` " + text + " ``"
}
