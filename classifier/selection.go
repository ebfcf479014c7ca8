package classifier

import (
	"fmt"
	"strings"
)

// Selection is a set of detectors. The zero value selects all of them. It
// belongs to the Classifier that made it.
type Selection struct {
	chosen []bool
}

// UnknownDetectorError reports a name that matches no detector.
type UnknownDetectorError struct {
	// Index is the place of the name in the list that was asked for.
	Index int
	// Name is the unknown name.
	Name string
}

// Error names the detector asked for.
func (e *UnknownDetectorError) Error() string {
	return fmt.Sprintf("unknown detector %q", e.Name)
}

// Select gives the detectors named: ids such as "ro.cnp", or prefixes that end
// in ".*" such as "ro.*"; "*" alone means all. An empty list means all. It
// fails with *UnknownDetectorError on a name that matches none.
func (c *Classifier) Select(names []string) (Selection, error) {
	if len(names) == 0 {
		return Selection{}, nil
	}
	chosen := make([]bool, len(c.program.rules))
	for i, name := range names {
		found := false
		for _, r := range c.program.rules {
			if matchesName(r.ID, name) {
				chosen[r.index], found = true, true
			}
		}
		if !found {
			return Selection{}, &UnknownDetectorError{Index: i, Name: name}
		}
	}
	return Selection{chosen: chosen}, nil
}

func matchesName(id, name string) bool {
	prefix, isPrefix := strings.CutSuffix(name, "*")
	if isPrefix && (prefix == "" || strings.HasSuffix(prefix, ".")) {
		return strings.HasPrefix(id, prefix)
	}
	return id == name
}

func (s Selection) has(index int) bool {
	return s.chosen == nil || s.chosen[index]
}
