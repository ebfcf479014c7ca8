package patterns

import (
	"errors"
	"io/fs"
)

// ErrNoRules tells that a folder holds no rule files, which most likely is
// another folder than was meant.
var ErrNoRules = errors.New("no rule files (*.yaml, *.yml, lists/*.yaml, lists/*.yml)")

// Check gives every fault of the rule files in dir, where Overlay stops at the
// first: one for each file that cannot be used, and those between files. It gives
// none if Overlay would succeed, but for a folder without rule files, which is
// ErrNoRules here. Each names file, line where there is one, and reason.
func (r *Ruleset) Check(dir fs.FS) []error {
	files, err := readRules(dir)
	if err == nil && len(files) == 0 {
		err = ErrNoRules
	}
	if err != nil {
		return []error{err}
	}
	_, faults := r.with(files)
	return faults
}
