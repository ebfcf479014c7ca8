package classifier

import (
	"fmt"

	"github.com/pecete/pecete/patterns"
)

// addressNames knows what can and what cannot be part of the name of a street
// or a place.
type addressNames struct {
	terms *termSet
	// roles is indexed by the number of a term.
	roles []nameRole
}

// nameRole is a set of things a word can be in a name.
type nameRole uint16

const (
	// roleStop: no name contains it ("este", "unde", "accident").
	roleStop nameRole = 1 << iota
	// roleTitle: a title or rank that follows a name behind a comma ("dr.").
	roleTitle
	// roleMonth: a month, as in "1 Decembrie".
	roleMonth
	// roleCounted: comes behind a number that counts ("lei", "ani").
	roleCounted
	// roleNumbered: what is before a number that is not a house ("legea").
	roleNumbered
	// roleNoTown: begins with a capital behind a comma and is no town ("Telefon").
	roleNoTown
	// roleUnit: is numbered itself within a name ("Regimentul 11").
	roleUnit
	// roleTownHead: the first word of the names of several towns ("Târgu").
	roleTownHead
	// roleFirstName: a person's first name.
	roleFirstName
	// roleParticle: a small word inside names ("de", "lui").
	roleParticle
)

// nameRoles gives the roles and the names of their lists in the rule file.
func nameRoles() []struct {
	role nameRole
	list string
} {
	return []struct {
		role nameRole
		list string
	}{
		{roleStop, "stop"}, {roleTitle, "titles"}, {roleMonth, "months"}, {roleCounted, "counted"},
		{roleNumbered, "numbered"}, {roleNoTown, "no_town"}, {roleUnit, "regiments"}, {roleTownHead, "town_heads"}, {roleFirstName, "first_names"}, {roleParticle, "particles"},
	}
}

func newAddressNames(d *patterns.Detector) (addressNames, error) {
	n := addressNames{terms: newTermSet()}
	for _, r := range nameRoles() {
		words, err := addressList(d, r.list)
		if err != nil {
			return n, err
		}
		for _, word := range words {
			id, err := n.terms.add(word)
			if err != nil {
				return n, fmt.Errorf("list %s: %w", r.list, err)
			}
			if id == len(n.roles) {
				n.roles = append(n.roles, 0)
			}
			n.roles[id] |= r.role
		}
	}
	return n, nil
}

// addressList gives a list of the rule file, which must have it.
func addressList(d *patterns.Detector, name string) ([]string, error) {
	if len(d.Lists[name]) == 0 {
		return nil, fmt.Errorf("the finder \"address\" needs the list %q", name)
	}
	return d.Lists[name], nil
}

// at gives what the word at a position can be, and where it ends.
func (n *addressNames) at(v *view, at int) (nameRole, int) {
	if at < 0 || at >= len(v.lower) {
		return 0, at
	}
	var buffer [8]termHit
	var roles nameRole
	end := at
	for _, hit := range n.terms.appendAt(buffer[:0], v.lower, at) {
		roles |= n.roles[hit.term]
		end = max(end, hit.end)
	}
	return roles, end
}

func (n *addressNames) has(v *view, at int, role nameRole) bool {
	roles, _ := n.at(v, at)
	return roles&role != 0
}

func (n *addressNames) stops(v *view, at int) bool  { return n.has(v, at, roleStop) }
func (n *addressNames) noTown(v *view, at int) bool { return n.has(v, at, roleNoTown) }

// isParticle tells whether a word is a small word inside names.
func (n *addressNames) isParticle(word []byte) bool {
	hit, ok := n.terms.longestAt(word, 0)
	return ok && hit.end == len(word) && n.roles[hit.term]&roleParticle != 0
}
