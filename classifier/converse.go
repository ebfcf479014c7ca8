package classifier

import (
	"cmp"
	"slices"

	"github.com/pecete/pecete/patterns"
)

// Converse judges a message together with what the conversation remembers, and
// remembers it. What the message alone gives stays, never less sure; to it come
// findings that began in earlier messages, with the part that lies in this one,
// and those that only earlier messages make clear. The score, verdict, level and
// advice are about all of that. The time it takes is that of Classify and a
// bounded addition.
func (c *Classifier) Converse(talk *Conversation, m Message, query Query) Assessment {
	now := c.options.Now()
	talk.expire(now)
	alone, incomplete := c.find(m.Text, query)
	together := alone
	if len(talk.said) > 0 {
		r := newRejoiner(c, talk, m.Text, query)
		together = r.judge(alone)
		incomplete = append(incomplete, r.incomplete...)
		slices.Sort(incomplete)
		incomplete = slices.Compact(incomplete)
	}
	talk.remember(m, now)
	assessment := c.conclude(together, incomplete, query)
	// A finding may take the place of one that counted separately: the message
	// is never less sensitive for it.
	if score := c.options.Thresholds.assess(alone, query.Channel).Score; score > assessment.Score {
		assessment.Score, assessment.Verdict = score, c.options.Thresholds.verdict(score)
		assessment.Advice = c.advise(&assessment, &query)
	}
	return assessment
}

// Expire drops from a conversation what is too old by now, and tells whether
// anything is left.
func (c *Classifier) Expire(talk *Conversation) bool {
	talk.expire(c.options.Now())
	return len(talk.said) > 0
}

// judge gives the findings of the message alone with what the earlier messages
// add to them.
func (r *rejoiner) judge(alone []Finding) []Finding {
	r.alone = alone
	r.readLines()
	r.readNumbers()
	r.readRows()
	findings := slices.Clone(alone)
	for i := range r.clearer {
		findings = include(findings, r.clearer[i])
	}
	if r.split != nil {
		findings = include(findings, *r.split)
	}
	slices.SortFunc(findings, func(a, b Finding) int { return cmp.Compare(a.Start, b.Start) })
	return findings
}

// include adds a finding in the place of those it overlaps, if it outweighs all
// of them.
func include(findings []Finding, f Finding) []Finding {
	for i := range findings {
		old := &findings[i]
		if !overlap(old, &f) {
			continue
		}
		if f.Marking != nil && old.Marking != nil && f.Split != nil {
			f.Confidence = max(f.Confidence, old.Confidence) // it holds what was sure
		}
		if !outweighs(&f, old) {
			return findings
		}
	}
	findings = slices.DeleteFunc(findings, func(old Finding) bool { return overlap(&old, &f) })
	return append(findings, f)
}

func overlap(a, b *Finding) bool { return a.Start < b.End && b.Start < a.End }

// outweighs tells whether nothing is lost by f in the place of old: it covers
// it, is as sure and as grave, and is of the same kind or graver.
func outweighs(f, old *Finding) bool {
	graver := f.Severity > old.Severity || f.level() > old.level()
	return f.Start <= old.Start && f.End >= old.End &&
		f.Confidence >= old.Confidence && f.Severity >= old.Severity && f.level() >= old.level() &&
		(f.Detector == old.Detector || graver)
}

// level gives the level of a marking, none for everything else.
func (f *Finding) level() patterns.Level {
	if f.Marking == nil {
		return patterns.LevelNone
	}
	return f.Marking.Level
}
