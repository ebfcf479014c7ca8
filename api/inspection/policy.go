package inspection

import (
	"fmt"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// Action is what a door does with what it holds.
type Action int

// The actions, from the mildest.
const (
	// Pass lets it through as it is.
	Pass Action = iota
	// Tag lets it through with a note for who sees it next, where the protocol has a place
	// for one.
	Tag
	// Block stops it and tells the sender why.
	Block
)

// String gives the action's name: "pass", "tag" or "block".
func (a Action) String() string {
	switch a {
	case Tag:
		return "tag"
	case Block:
		return "block"
	}
	return "pass"
}

// ParseAction reads the name of an action.
func ParseAction(name string) (Action, error) {
	for a := Pass; a <= Block; a++ {
		if a.String() == name {
			return a, nil
		}
	}
	return Pass, fmt.Errorf("an action is pass, tag or block")
}

// Policy says what is done about what was found, and about what could not be. A verdict
// of BLOCK always blocks.
type Policy struct {
	// Warn is what a verdict of WARN means.
	Warn Action
	// Missed is what it means that part of a body could not be read as text.
	Missed Action
	// Failure is what it means that nobody could be asked: Pass is fail-open, Block
	// fail-closed.
	Failure Action
}

// DefaultPolicy tags on WARN and on what could not be read, and lets pass while nobody
// can be asked.
func DefaultPolicy() Policy { return Policy{Warn: Tag, Missed: Tag, Failure: Pass} }

// on gives the action for a verdict.
func (p Policy) on(verdict pecetev1.Verdict) Action {
	switch verdict {
	case pecetev1.Verdict_VERDICT_BLOCK:
		return Block
	case pecetev1.Verdict_VERDICT_WARN:
		return p.Warn
	}
	return Pass
}
