package patterns

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"strings"
)

// Check gives every fault of the rule files in dir that Overlay would refuse,
// where Overlay stops at the first: one for each file that cannot be read, and
// those between files. It gives none if Overlay would succeed, but for a folder
// without rule files, which is ErrNoRules here. Each names file, line where there
// is one, and reason.
func (r *Ruleset) Check(dir fs.FS) []error {
	names, err := ruleFiles(dir)
	if err == nil && len(names) == 0 {
		err = ErrNoRules
	}
	if err != nil {
		return []error{err}
	}
	var faults []error
	sound := &Ruleset{lists: maps.Clone(r.lists)}
	for _, name := range names {
		if err := sound.checkFile(dir, name); err != nil {
			faults = append(faults, err)
		}
	}
	for _, d := range sound.Detectors {
		faults = append(faults, sound.checkLists(d)...)
	}
	if len(faults) > 0 {
		return faults
	}
	if _, err := r.Overlay(dir); err != nil {
		return []error{err}
	}
	return nil
}

// ruleFiles gives the names of the rule files in dir, lists after detectors.
func ruleFiles(dir fs.FS) ([]string, error) {
	var all []string
	for _, pattern := range []string{"*.yaml", "*.yml", "lists/*.yaml", "lists/*.yml"} {
		names, err := fs.Glob(dir, pattern)
		if err != nil {
			return nil, fmt.Errorf("listing rule files: %w", err)
		}
		all = append(all, names...)
	}
	return all, nil
}

// checkFile reads one file into r, which holds the sound files so far. A list
// counts as there even if it is broken, since that is a fault of its own.
func (r *Ruleset) checkFile(dir fs.FS, name string) error {
	isList := strings.HasPrefix(name, "lists/")
	if isList {
		r.lists[listName(name)] = nil
	}
	data, err := readLimited(dir, name)
	if err != nil {
		return err
	}
	if isList {
		_, err := parseList(name, data)
		return err
	}
	d, err := ParseDetector(name, data)
	if err != nil {
		return err
	}
	if other := r.Detector(d.ID); other != nil {
		return fmt.Errorf("%s: detector %q is already defined in %s", name, d.ID, other.File)
	}
	r.Detectors = append(r.Detectors, d)
	return nil
}

// checkLists gives a fault for each list of words that a detector names but that
// does not exist.
func (r *Ruleset) checkLists(d *Detector) []error {
	var faults []error
	for _, group := range d.Context {
		if _, err := r.Words(group.Words); err != nil {
			faults = append(faults, fmt.Errorf("%s: context %v: %w", d.File, group.Code, err))
		}
	}
	return faults
}

// ErrNoRules tells that a folder holds no rule files, which most likely is
// another folder than was meant.
var ErrNoRules = errors.New("no rule files (*.yaml, *.yml, lists/*.yaml, lists/*.yml)")
