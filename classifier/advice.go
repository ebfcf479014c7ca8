package classifier

import (
	"cmp"
	"slices"
	"strings"

	"github.com/pecete/pecete/patterns"
)

// adviser words what to tell the sender about an assessment, in one language.
// It never quotes the message: it knows findings only.
type adviser struct {
	texts   *patterns.AdviceTexts
	locale  string
	channel Channel
}

// advise gives the advice for an assessment; without findings it is empty.
func (w adviser) advise(a *Assessment) Advice {
	if len(a.Findings) == 0 {
		return Advice{}
	}
	groups := groupFindings(a.Findings)
	top := topMarking(a.Findings)
	return Advice{Title: w.title(a, groups, top), Body: w.body(a, groups, top)}
}

// findingGroup is the findings of one category.
type findingGroup struct {
	category string
	severity patterns.Severity
	count    int
	// sure tells that one of them is sure enough to speak of.
	sure, person, example bool
}

// groupFindings counts distinct findings by category, gravest category first.
func groupFindings(findings []Finding) []findingGroup {
	var groups []findingGroup
	seen := map[distinct]bool{}
	for i := range findings {
		f := &findings[i]
		at := slices.IndexFunc(groups, func(g findingGroup) bool { return g.category == f.Category })
		if at < 0 {
			at = len(groups)
			groups = append(groups, findingGroup{category: f.Category})
		}
		g := &groups[at]
		if !seen[f.identity()] {
			seen[f.identity()] = true
			g.count++
		}
		g.severity = max(g.severity, f.Severity)
		g.sure = g.sure || f.Confidence >= sureFinding
		g.person = g.person || f.Evidence.Has(patterns.PersonNearby)
		g.example = g.example || f.Evidence.HasAny(patterns.SetOf(patterns.DocumentationExample, patterns.TestNumber, patterns.ExampleContext))
	}
	slices.SortStableFunc(groups, func(a, b findingGroup) int {
		if a.sure != b.sure {
			return sureFirst(a.sure)
		}
		return cmp.Compare(b.severity, a.severity)
	})
	return groups
}

func sureFirst(first bool) int {
	if first {
		return -1
	}
	return 1
}

// topMarking gives the finding of the highest marking level above none, or nil.
func topMarking(findings []Finding) *Finding {
	var top *Finding
	for i := range findings {
		f := &findings[i]
		if f.Marking == nil || f.Marking.Level == patterns.LevelNone {
			continue
		}
		if top == nil || f.Marking.Level > top.Marking.Level {
			top = f
		}
	}
	return top
}

func (w adviser) title(a *Assessment, groups []findingGroup, top *Finding) string {
	key := a.Verdict.String()
	switch {
	case a.Verdict == Block && top != nil && top.Marking.Level >= patterns.LevelRestricted:
		key = "block_marking"
	case a.Verdict == Allow && top != nil && top.Marking.Level == patterns.LevelUnclassified && len(groups) == 1:
		key = "unclassified"
	case a.Verdict == Allow && !groups[0].sure:
		key = "maybe"
	}
	return w.fill(w.texts.Titles[key], groups, top)
}

// body says what was found, why it matters, what the channel changes and what
// to do instead.
func (w adviser) body(a *Assessment, groups []findingGroup, top *Finding) string {
	var sentences []string
	say := func(text patterns.Text) { sentences = append(sentences, w.fill(text, groups, top)) }
	classified := top != nil && top.Marking.Level >= patterns.LevelRestricted
	switch {
	case classified:
		say(w.texts.Body["marking_level"])
		if len(w.others(groups)) > 0 {
			say(w.texts.Body["also"])
		}
	case !groups[0].sure:
		say(w.texts.Body["maybe"])
	case top != nil && len(groups) == 1:
		say(w.texts.Body["unclassified"])
		return strings.Join(sentences, " ")
	default:
		say(w.texts.Body["found"])
	}
	split := slices.ContainsFunc(a.Findings, func(f Finding) bool { return f.Split != nil })
	if split {
		say(w.texts.Body["split"])
	}
	if classified && w.channel.carries(a.Level) {
		say(w.texts.Body["carried"])
	}
	if a.Verdict == Allow && groups[0].example && !groups[0].sure {
		say(w.texts.Body["example"])
	}
	if a.Verdict == Allow {
		for _, text := range w.wideTexts() {
			say(text)
		}
		return strings.Join(sentences, " ")
	}
	if w.anyGroup(groups, func(g findingGroup) bool { return g.person }) {
		say(w.texts.Body["person"])
	}
	if a.Verdict == Block && !classified {
		say(w.texts.Body["many"])
	}
	first := w.category(groups[0])
	say(first.Why)
	for _, text := range w.channelTexts() {
		say(text)
	}
	say(first.Instead)
	if split {
		say(w.texts.Body["split_instead"])
	}
	return strings.Join(sentences, " ")
}

func (w adviser) anyGroup(groups []findingGroup, is func(findingGroup) bool) bool {
	return slices.ContainsFunc(groups, is)
}

// channelTexts gives what the channel changes.
func (w adviser) channelTexts() []patterns.Text {
	names := [...]string{
		ChannelUnspecified: "unspecified", ChannelMessengerDirect: "direct", ChannelMessengerGroup: "group",
		ChannelEmail: "email", ChannelWebForm: "web_form", ChannelAccredited: "accredited",
	}
	name := "unspecified"
	if int(w.channel.Kind) < len(names) {
		name = names[w.channel.Kind]
	}
	texts := []patterns.Text{w.texts.Channels[name]}
	if w.channel.BackedUp {
		texts = append(texts, w.texts.Channels["backed_up"])
	}
	return texts
}

// wideTexts gives what a channel that widens the audience changes, also where
// the message may go.
func (w adviser) wideTexts() []patterns.Text {
	if !w.channel.widens() {
		return nil
	}
	if w.channel.Kind == ChannelMessengerGroup {
		return w.channelTexts()
	}
	return []patterns.Text{w.texts.Channels["backed_up"]}
}

// category gives the advice for a group.
func (w adviser) category(g findingGroup) patterns.CategoryAdvice {
	if c, ok := w.texts.Categories[g.category]; ok {
		return c
	}
	return w.texts.Categories["other"]
}

// fill puts what was found into the places of a text.
func (w adviser) fill(text patterns.Text, groups []findingGroup, top *Finding) string {
	filled := text.In(w.locale)
	if strings.Contains(filled, "{found}") {
		filled = strings.ReplaceAll(filled, "{found}", w.list(groups))
	}
	if strings.Contains(filled, "{others}") {
		filled = strings.ReplaceAll(filled, "{others}", w.list(w.others(groups)))
	}
	if top != nil {
		filled = strings.ReplaceAll(filled, "{marking}", top.Marking.Designation)
		filled = strings.ReplaceAll(filled, "{level}", w.texts.Levels[top.Marking.Level.String()].In(w.locale))
	}
	return filled
}

// others gives the sure groups that are not markings.
func (w adviser) others(groups []findingGroup) []findingGroup {
	var others []findingGroup
	for _, g := range groups {
		if g.sure && g.category != "marking" {
			others = append(others, g)
		}
	}
	return others
}

// list names the groups: "a, b și c". Groups that are unsure are named only
// where nothing is sure.
func (w adviser) list(groups []findingGroup) string {
	var names []string
	for _, g := range groups {
		if !g.sure && groups[0].sure {
			continue
		}
		c := w.category(g)
		if g.count > 1 {
			names = append(names, c.Many.In(w.locale))
		} else {
			names = append(names, c.One.In(w.locale))
		}
	}
	and := patterns.Text{RO: " și ", EN: " and "}.In(w.locale)
	if len(names) == 1 {
		return names[0]
	}
	return strings.Join(names[:len(names)-1], ", ") + and + names[len(names)-1]
}
