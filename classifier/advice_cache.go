package classifier

import (
	"maps"
	"sync"
	"sync/atomic"

	"github.com/pecete/pecete/patterns"
)

// adviceCache keeps advices that were worded: there are few different ones, and
// wording one costs more than finding what it is about. An advice holds nothing of a
// message, only what rules say. The zero value is empty.
type adviceCache struct {
	known   atomic.Pointer[map[adviceKey]Advice] // never written to once it is here
	writing sync.Mutex
}

const (
	// keptGroups is how many groups of findings an advice may be about to be kept.
	keptGroups = 3
	// keptAdvices bounds how many are kept.
	keptAdvices = 1024
)

// adviceKey is all that the words of an advice depend on.
type adviceKey struct {
	english bool
	channel Channel
	verdict Verdict
	groups  [keptGroups]groupKey
	count   int
	lead    int
	// designation and level are those of the marking, if one is named; several that
	// it is one of some.
	marked, several        bool
	designation            string
	level                  patterns.Level
	law                    string
	carried, person, split bool
}

// groupKey is what an advice says of a group.
type groupKey struct {
	category, detector string
	severity           patterns.Severity
	plural             bool
	sure, example      bool
	carried            bool
}

// key gives the key of an advice about a matter, if it is one to keep.
func (m *matter) key(query *Query) (adviceKey, bool) {
	if len(m.groups) > keptGroups {
		return adviceKey{}, false
	}
	k := adviceKey{
		english: query.Locale == "en", channel: query.Channel, verdict: m.verdict, count: len(m.groups), lead: m.lead,
		several: m.markings > 1, law: m.law, carried: m.carried, person: m.person, split: m.split,
	}
	for i := range m.groups {
		g := &m.groups[i]
		k.groups[i] = groupKey{g.category, g.detector, g.severity, g.count > 1, g.sure, g.example, g.carried}
	}
	if m.top != nil {
		k.marked, k.designation, k.level = true, m.top.Marking.Designation, m.top.Marking.Level
	}
	return k, true
}

// find gives an advice that was kept.
func (c *adviceCache) find(key adviceKey) (Advice, bool) {
	known := c.known.Load()
	if known == nil {
		return Advice{}, false
	}
	advice, ok := (*known)[key]
	return advice, ok
}

// keep keeps an advice, unless there are too many.
func (c *adviceCache) keep(key adviceKey, advice Advice) {
	c.writing.Lock()
	defer c.writing.Unlock()
	next := map[adviceKey]Advice{}
	if known := c.known.Load(); known != nil {
		if len(*known) >= keptAdvices {
			return
		}
		next = maps.Clone(*known)
	}
	next[key] = advice
	c.known.Store(&next)
}
