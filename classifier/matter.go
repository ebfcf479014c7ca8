package classifier

import (
	"cmp"
	"slices"

	"github.com/pecete/pecete/patterns"
)

// The categories of advice that markings go by: a marking that classifies
// nothing must not be spoken of as if it did, nor one that limits distribution
// as if it were harmless.
const (
	markingCategory      = "marking"
	distributionCategory = "distribution"
	unclassifiedCategory = "unclassified"
)

// personCategory is that of people's names: harmless alone, not beside other data.
const personCategory = "person"

// matter is what an advice is about: the findings by category, and what decided.
// It holds no text of the message.
type matter struct {
	verdict Verdict
	// groups begin with what is sure and gravest; there is at least one.
	groups []findingGroup
	// lead is the number of the gravest group that the channel is not accredited for,
	// or of the first if it is for all.
	lead int
	// top is the surest finding of the highest classified marking that counts, or
	// nil; markings is above 1 if there are different ones, and carried tells
	// that the channel is accredited for all of them.
	top      *Finding
	markings int
	carried  bool
	// law names the rules that protect the gravest marking, a key of
	// patterns.AdviceTexts.Laws; without a marking it is empty.
	law string
	// person tells that a person is named beside one of the findings, though not
	// as a finding of its own.
	person bool
	// split tells that a part of a finding lies in earlier messages.
	split bool
}

// findingGroup is the findings of one category of advice.
type findingGroup struct {
	category string
	// detector is the one all of them come from, or "".
	detector string
	severity patterns.Severity
	count    int
	// sure tells that one of them is sure enough to speak of, example that one
	// is an example value, carried that the channel is accredited for all.
	sure, example, carried bool
}

// matterOf looks at an assessment with at least one finding. Room is where the groups
// go if they fit.
func matterOf(a *Assessment, channel Channel, room []findingGroup) matter {
	m := matter{verdict: a.Verdict, groups: groupFindings(a.Findings, channel, room)}
	designation := ""
	var gravest *Finding
	for i := range a.Findings {
		f := &a.Findings[i]
		m.person = m.person || f.Evidence.Has(patterns.PersonNearby)
		m.split = m.split || f.Split != nil
		if adviceCategory(f) != markingCategory {
			continue
		}
		if gravest == nil || outranks(f, gravest) {
			gravest = f
		}
		if f.Confidence >= sureFinding && (m.markings == 0 || f.Marking.Designation != designation) {
			designation = f.Marking.Designation
			m.markings++
		}
		if f.Marking.Level == a.Level && (m.top == nil || f.Confidence > m.top.Confidence) {
			m.top = f
		}
	}
	for i := range m.groups {
		m.person = m.person && !(m.groups[i].category == personCategory && m.groups[i].sure)
	}
	if gravest != nil {
		m.law = lawKey(gravest.Marking)
	}
	if m.top == nil {
		m.markings = 0
	} else {
		m.law, m.carried = lawKey(m.top.Marking), channel.carries(a.Level)
	}
	m.lead = m.leader()
	return m
}

// leading gives the group that decided.
func (m *matter) leading() *findingGroup { return &m.groups[m.lead] }

// leader gives the number of the group that decided.
func (m *matter) leader() int {
	for i := range m.groups {
		g := &m.groups[i]
		if m.top != nil && !m.carried && g.category == markingCategory || (m.top == nil || m.carried) && !g.carried {
			return i
		}
	}
	return 0
}

// outranks tells whether one marking is of a higher level than another, or as
// high and surer.
func outranks(f, other *Finding) bool {
	if f.Marking.Level != other.Marking.Level {
		return f.Marking.Level > other.Marking.Level
	}
	return f.Confidence > other.Confidence
}

// groupFindings counts distinct findings by category, what is sure and gravest
// first.
func groupFindings(findings []Finding, channel Channel, groups []findingGroup) []findingGroup {
	var seen distinctSet
	for i := range findings {
		f := &findings[i]
		category := adviceCategory(f)
		at := slices.IndexFunc(groups, func(g findingGroup) bool { return g.category == category })
		if at < 0 {
			at = len(groups)
			groups = append(groups, findingGroup{category: category, detector: f.Detector, carried: true})
		}
		g := &groups[at]
		if _, isNew := seen.number(f.identity()); isNew {
			g.count++
		}
		g.take(f, channel)
	}
	slices.SortStableFunc(groups, func(a, b findingGroup) int {
		if a.sure != b.sure {
			return sureFirst(a.sure)
		}
		return cmp.Compare(b.severity, a.severity)
	})
	return groups
}

// take notes what a finding adds to its group.
func (g *findingGroup) take(f *Finding, channel Channel) {
	if g.detector != f.Detector || f.Category != g.category {
		g.detector = ""
	}
	g.severity = max(g.severity, f.Severity)
	g.sure = g.sure || f.Confidence >= sureFinding
	g.example = g.example || f.Evidence.HasAny(patterns.SetOf(patterns.DocumentationExample, patterns.TestNumber, patterns.ExampleContext))
	g.carried = g.carried && g.category == markingCategory && channel.carries(f.Marking.Level)
}

func sureFirst(first bool) int {
	if first {
		return -1
	}
	return 1
}

// adviceCategory gives the category of advice for a finding: its own, but for
// markings that classify nothing.
func adviceCategory(f *Finding) string {
	switch {
	case f.Marking == nil && f.Category == markingCategory: // a user's own detector without levels
		return distributionCategory
	case f.Marking == nil:
		return f.Category
	case f.Marking.Level >= patterns.LevelRestricted:
		return markingCategory
	case f.Marking.Level == patterns.LevelUnclassified && f.Severity == patterns.SeverityInfo:
		return unclassifiedCategory
	}
	return distributionCategory
}

// lawKey gives the key of the rules that protect what a marking classifies.
func lawKey(m *Marking) string {
	switch m.Scheme {
	case "ro":
		if m.Level == patterns.LevelRestricted {
			return "ro_service"
		}
		return "ro"
	case "nato", "eu":
		return m.Scheme
	}
	return "other"
}

// unclassified tells whether all there is to say is that the message is marked
// as unclassified.
func (m *matter) unclassified() bool {
	return len(m.groups) == 1 && m.groups[0].category == unclassifiedCategory && m.groups[0].sure
}

// named gives the groups to speak of; those that are unsure only where nothing
// is sure.
func (m *matter) named() []findingGroup {
	var named []findingGroup
	for _, g := range m.groups {
		if g.sure || !m.groups[0].sure {
			named = append(named, g)
		}
	}
	return named
}

// others gives the sure groups beside a classified marking.
func (m *matter) others() []findingGroup {
	var others []findingGroup
	for _, g := range m.groups {
		if g.sure && g.category != markingCategory && g.category != unclassifiedCategory {
			others = append(others, g)
		}
	}
	return others
}

// several tells whether the message holds more than one kind of sure data about
// people, one of them grave.
func (m *matter) several() bool {
	kinds := 0
	for _, g := range m.others() {
		if g.category == personCategory || g.category != distributionCategory && g.severity > patterns.SeverityInfo {
			kinds++
		}
	}
	return kinds > 1 && m.leading().severity >= patterns.SeverityHigh
}
