package classifier

import (
	"strings"

	"github.com/pecete/pecete/patterns"
)

// adviser words what to tell the sender about an assessment, in one language.
// It never quotes the message: it knows findings only.
type adviser struct {
	rules   *patterns.Ruleset
	locale  string
	channel Channel
}

// advise gives the advice for an assessment; without findings it is empty.
// It groups the findings in v.
func (c *Classifier) advise(a *Assessment, query *Query) Advice {
	if len(a.Findings) == 0 {
		return Advice{}
	}
	v := c.borrow() // for its room
	defer c.giveBack(v)
	m := matterOf(a, query.Channel, v.groups[:0])
	v.groups = m.groups
	key, ok := m.key(query)
	if ok {
		if advice, ok := c.advices.find(key); ok {
			return advice
		}
	}
	advice := c.wordAdvice(a, query)
	if ok {
		c.advices.keep(key, advice)
	}
	return advice
}

// wordAdvice words the advice for an assessment with findings.
func (c *Classifier) wordAdvice(a *Assessment, query *Query) Advice {
	m := matterOf(a, query.Channel, nil)
	return adviser{rules: c.rules, locale: query.Locale, channel: query.Channel}.advise(&m)
}

// advise words the advice about a matter.
func (w adviser) advise(m *matter) Advice {
	var sentences []string
	for _, text := range w.body(m) {
		sentences = append(sentences, w.fill(text, m))
	}
	return Advice{Title: w.fill(w.title(m), m), Body: strings.Join(sentences, " ")}
}

func (w adviser) title(m *matter) patterns.Text {
	key := m.verdict.String()
	sure := m.groups[0].sure
	switch {
	case m.verdict == Block && m.top != nil && !m.carried:
		key = "block_marking"
	case m.verdict == Allow && m.unclassified():
		key = "unclassified"
	case m.verdict == Allow && !sure:
		key = "maybe"
	case m.verdict == Warn && !sure:
		key = "warn_maybe"
	}
	return w.rules.Advice.Titles[key]
}

// body says what was found, why it matters, what the channel changes and what
// to do instead.
func (w adviser) body(m *matter) []patterns.Text {
	texts := w.found(m)
	if m.split {
		texts = append(texts, w.rules.Advice.Body["split"])
	}
	if m.verdict == Allow {
		return append(texts, w.mayGo(m)...)
	}
	texts = append(texts, w.beware(m)...)
	if m.split {
		texts = append(texts, w.rules.Advice.Body["split_instead"])
	}
	return texts
}

// found says what was found.
func (w adviser) found(m *matter) []patterns.Text {
	body := w.rules.Advice.Body
	switch {
	case m.top != nil:
		return w.foundMarking(m)
	case !m.groups[0].sure:
		return []patterns.Text{body["maybe"]}
	case m.unclassified():
		return []patterns.Text{body["unclassified"]}
	}
	return []patterns.Text{body["found"]}
}

// foundMarking says which marking was found and what else.
func (w adviser) foundMarking(m *matter) []patterns.Text {
	body := w.rules.Advice.Body
	texts := []patterns.Text{body["marking_level"]}
	if m.markings > 1 {
		texts[0] = body["marking_highest"]
	}
	if m.carried {
		texts = append(texts, body["carried"])
	}
	if len(m.others()) > 0 {
		texts = append(texts, body["also"])
	}
	return texts
}

// mayGo says what to mind where the message may go.
func (w adviser) mayGo(m *matter) []patterns.Text {
	var texts []patterns.Text
	switch {
	case m.unclassified(), m.leading().carried:
	case m.leading().example && !m.leading().sure:
		texts = append(texts, w.rules.Advice.Body["example"])
	default:
		texts = append(texts, w.category(m.leading()).Allow)
	}
	if !w.channel.widens() {
		return texts
	}
	if w.channel.Kind == ChannelMessengerGroup {
		return append(texts, w.channelTexts(m)...)
	}
	return append(texts, w.rules.Advice.Channels["backed_up"])
}

// beware says why the message should not go as it is, and what to do instead.
func (w adviser) beware(m *matter) []patterns.Text {
	body, category := w.rules.Advice.Body, w.category(m.leading())
	var texts []patterns.Text
	instead := category.Instead
	if m.leading().category != markingCategory {
		if m.person {
			texts = append(texts, body["person"])
		}
		switch {
		case m.verdict == Block:
			texts = append(texts, body["many"])
			instead = body["block"]
		case m.several():
			texts = append(texts, body["together"])
		}
	}
	texts = append(texts, category.Why)
	texts = append(texts, w.channelTexts(m)...)
	return append(texts, instead)
}

// channelTexts gives what the channel changes.
func (w adviser) channelTexts(m *matter) []patterns.Text {
	channels := w.rules.Advice.Channels
	texts := []patterns.Text{channels[channelKey(w.channel, m)]}
	switch {
	case !w.channel.BackedUp:
	case w.channel.Kind == ChannelMessengerGroup:
		texts = append(texts, channels["also_backed_up"])
	default:
		texts = append(texts, channels["backed_up"])
	}
	return texts
}

// channelKey gives the name of a channel among the texts.
func channelKey(c Channel, m *matter) string {
	switch c.Kind {
	case ChannelMessengerDirect:
		return "direct"
	case ChannelMessengerGroup:
		return "group"
	case ChannelEmail:
		return "email"
	case ChannelWebForm:
		return "web_form"
	case ChannelAccredited:
		if m.leading().category == markingCategory {
			return "accredited_below"
		}
		return "accredited"
	}
	return "unspecified"
}

// category gives the advice for a group.
func (w adviser) category(g *findingGroup) patterns.CategoryAdvice {
	if c, ok := w.rules.Advice.Categories[g.category]; ok {
		return c
	}
	return w.rules.Advice.Categories["other"]
}

// fill puts what was found into the places of a text.
func (w adviser) fill(text patterns.Text, m *matter) string {
	filled := text.In(w.locale)
	if !strings.Contains(filled, "{") {
		return filled
	}
	places := []string{"{found}", w.list(m.named()), "{others}", w.list(m.others())}
	if m.law != "" {
		places = append(places, "{law}", w.rules.Advice.Laws[m.law].In(w.locale))
	}
	if m.top != nil {
		places = append(places, "{marking}", m.top.Marking.Designation,
			"{level}", w.rules.Advice.Levels[m.top.Marking.Level.String()].In(w.locale))
	}
	return strings.NewReplacer(places...).Replace(filled)
}

// list names the groups: "a, b și c".
func (w adviser) list(groups []findingGroup) string {
	var names []string
	for i := range groups {
		names = append(names, w.name(&groups[i]))
	}
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	and := patterns.Text{RO: " și ", EN: " and "}.In(w.locale)
	return strings.Join(names[:len(names)-1], ", ") + and + names[len(names)-1]
}

// name names a group: in the terms of its detector if it is one detector's, else
// in those of its category.
func (w adviser) name(g *findingGroup) string {
	c := w.category(g)
	name := patterns.Name{One: c.One, Many: c.Many}
	if d := w.rules.Detector(g.detector); d != nil && !d.Name.IsZero() {
		name = d.Name
	}
	if g.count > 1 {
		return name.Many.In(w.locale)
	}
	return name.One.In(w.locale)
}
