package classifier

import (
	"fmt"

	"github.com/pecete/pecete/patterns"
)

// addressContext weighs the words around an address: whose it is. The engine's
// own context groups cannot tell "stau lângă primărie, pe str. X" from
// "primăria din str. X", which the finder of addresses needs.
type addressContext struct {
	terms *termSet
	// roles is indexed by the number of a term.
	roles []contextRole
}

// contextRole is what a word near an address says about it.
type contextRole uint8

const (
	// roleHome: somebody lives there ("locuiesc", "domiciliat").
	roleHome contextRole = 1 << iota
	// roleAddress: it is an address, of whomever ("adresa", "livrare").
	roleAddress
	// rolePublic: a public body or a business is there ("primăria", "sediul").
	rolePublic
	// roleLandmark: what follows is only nearby ("lângă", "vizavi de").
	roleLandmark
	// roleMeeting: people meet there ("ne vedem").
	roleMeeting
	// rolePerson: a first name.
	rolePerson
	// roleMove: somebody moves there, which businesses do as well ("mutat").
	roleMove
	// roleEvent: something happened or happens there ("accident").
	roleEvent
)

const (
	// homeReach and the others are how far a word may stand from an address, in
	// folded characters.
	homeReach     = 90
	publicReach   = 110
	publicNear    = 70 // for an address with an apartment, where people live
	afterReach    = 60
	publicAfter   = 90
	meetingReach  = 60
	eventReach    = 70
	landmarkReach = 24
)

func newAddressContext(d *patterns.Detector) (addressContext, error) {
	c := addressContext{terms: newTermSet()}
	for _, r := range []struct {
		role contextRole
		list string
	}{
		{roleHome, "home"}, {roleAddress, "address"}, {rolePublic, "public"},
		{roleLandmark, "landmark"}, {roleMeeting, "meeting"}, {rolePerson, "first_names"}, {roleMove, "move"}, {roleEvent, "event"},
	} {
		words, err := addressList(d, r.list)
		if err != nil {
			return c, err
		}
		for _, word := range words {
			id, err := c.terms.add(word)
			if err != nil {
				return c, fmt.Errorf("list %s: %w", r.list, err)
			}
			if id == len(c.roles) {
				c.roles = append(c.roles, 0)
			}
			c.roles[id] |= r.role
		}
	}
	return c, nil
}

// surroundings holds how far the nearest word of each role stands from an
// address, on each side; farAway where there is none.
type surroundings struct {
	home, move, address, public, meeting, event side
}

type side struct{ before, after int }

// weigh gives the evidence of the words around an address.
func (c *addressContext) weigh(v *view, a *address) patterns.CodeSet {
	s := c.look(v, a)
	var evidence patterns.CodeSet
	public := s.public.before <= publicReach || s.public.after <= publicAfter
	if !public && a.units == 0 && c.ofBody(v, a) {
		public, s.public.before = true, 0
	}
	if !public {
		s.home.before = min(s.home.before, s.move.before)
	}
	home := s.home.before <= homeReach || s.home.after <= afterReach
	switch {
	case s.home.before <= homeReach && s.home.before < s.public.before:
		public = false
	case s.public.before <= publicReach:
		home = false
	case s.home.after < s.public.after:
		public = false
	default:
		home = home && !public
	}
	if home || !public && (s.address.before <= homeReach || s.address.after <= afterReach) {
		evidence = evidence.With(patterns.ContextWord)
	}
	if public {
		evidence = evidence.With(patterns.PublicBody)
	}
	if !home && !public && s.meeting.before <= meetingReach {
		evidence = evidence.With(patterns.MeetingPlace)
	}
	if !home && !public && !a.has(partApartment) && min(s.event.before, s.event.after) <= eventReach {
		evidence = evidence.With(patterns.NegativeContext)
	}
	return evidence
}

// look notes the nearest words on both sides.
func (c *addressContext) look(v *view, a *address) surroundings {
	far := side{farAway, farAway}
	s := surroundings{far, far, far, far, far, far}
	reach, last := publicReach, min(len(v.lower), a.end+publicAfter)
	if a.has(partApartment) {
		reach, last = publicNear, sentenceEnd(v, a.end, last)
	}
	c.each(v, max(0, a.start-publicReach), a.start, func(roles contextRole, _, end int) {
		if a.start-end > reach {
			roles &^= rolePublic
		}
		s.note(roles, a.start-end, true)
	})
	c.each(v, a.end, last, func(roles contextRole, start, _ int) {
		s.note(roles, start-a.end, false)
	})
	return s
}

// sentenceEnd gives where the sentence that a position is in ends, at most last.
func sentenceEnd(v *view, at, last int) int {
	for i := at; i < last; i++ {
		switch v.lower[i] {
		case '!', '?', '\n':
			return i
		case '.':
			if v.at(i+1) == ' ' && isLetter(v.at(i+2)) && v.upper(i+2) {
				return i
			}
		}
	}
	return last
}

// isHome tells whether a word about homes begins at a position.
func (c *addressContext) isHome(v *view, at int) bool {
	hit, ok := c.terms.longestAt(v.lower, at)
	return ok && c.roles[hit.term]&roleHome != 0
}

// leadsIn tells whether a word about homes, addresses or nearness begins at a
// position, behind which a name may begin: "adresa mea lalelelor 12".
func (c *addressContext) leadsIn(v *view, at int) bool {
	hit, ok := c.terms.longestAt(v.lower, at)
	return ok && c.roles[hit.term]&(roleHome|roleAddress|roleLandmark) != 0
}

// isPublic tells whether a word about public bodies or businesses begins within
// a stretch of text.
func (c *addressContext) isPublic(v *view, start, end int) bool {
	for i := start; i < end; i++ {
		if !isLetter(v.lower[i]) || isLetter(v.at(i-1)) {
			continue
		}
		if hit, ok := c.terms.longestAt(v.lower, i); ok && c.roles[hit.term]&rolePublic != 0 {
			return true
		}
	}
	return false
}

// ofBody tells whether the address begins with a town that ends a name rather
// than saying where the street is: "Fitness Timișoara: Aleea Teilor nr. 5".
func (c *addressContext) ofBody(v *view, a *address) bool {
	if !a.townFirst || v.at(a.start-1) != ' ' {
		return false
	}
	start, capitals := a.start-1, false
	for range 3 {
		word := start
		for word > 0 && start-word < maxWord && isLetter(v.lower[word-1]) {
			word--
		}
		if word == start || !v.upper(word) {
			return capitals
		}
		if hit, ok := c.terms.longestAt(v.lower, word); ok && c.roles[hit.term]&(roleHome|roleAddress|rolePerson) != 0 {
			return false
		}
		capitals = true
		if v.at(word-1) != ' ' {
			return true
		}
		start = word - 1
	}
	return capitals
}

// isAcronym tells whether three or more capitals with dots begin at a position,
// as the names of public bodies are shortened: "A.J.O.F.M.".
func isAcronym(v *view, at int) bool {
	for i := at; i < at+6; i += 2 {
		if !isLetter(v.at(i)) || !v.upper(i) || v.at(i+1) != '.' && (i < at+4 || isLetter(v.at(i+1))) {
			return false
		}
	}
	return !isLetter(v.at(at - 1))
}

// each calls note for every word between two positions that has a role. A
// public body right behind a word of nearness is a landmark and left out.
func (c *addressContext) each(v *view, from, to int, note func(roles contextRole, start, end int)) {
	var buffer [8]termHit
	landmark := -landmarkReach - 1
	for i := from; i < to; i++ {
		if !isLetter(v.lower[i]) || isLetter(v.at(i-1)) {
			continue
		}
		if isAcronym(v, i) && v.at(i-1) != '.' {
			note(rolePublic, i, i)
		}
		for _, hit := range c.terms.appendAt(buffer[:0], v.lower, i) {
			roles := c.roles[hit.term]
			if roles&roleLandmark != 0 {
				landmark = hit.end
			}
			if hit.start-landmark <= landmarkReach {
				roles &^= rolePublic
			}
			if hit.end <= to {
				note(roles, hit.start, hit.end)
			}
		}
	}
}

// note takes in a word of some roles at a distance on one side.
func (s *surroundings) note(roles contextRole, distance int, before bool) {
	for _, r := range []struct {
		role contextRole
		side *side
	}{
		{roleHome, &s.home}, {roleMove, &s.move}, {roleAddress, &s.address}, {rolePublic, &s.public},
		{roleMeeting, &s.meeting}, {roleEvent, &s.event},
	} {
		if roles&r.role == 0 {
			continue
		}
		if before {
			r.side.before = min(r.side.before, distance)
		} else {
			r.side.after = min(r.side.after, distance)
		}
	}
}
