package patterns

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// MaxDetectors is the most detectors one ruleset may hold.
const MaxDetectors = 5000

// assembly is a ruleset that is being put together.
type assembly struct {
	rules  *Ruleset
	faults []error
	// added lists the detectors that were added.
	added []addedDetector
	// definedIn has the file that defined a thing, by the keys of digests.
	definedIn map[string]string
}

// addedDetector is a detector and where to place faults of it.
type addedDetector struct {
	*Detector
	at *placer
}

// with gives r with files added to it, or all the faults in them. What a file
// defines replaces what r has of the same name; two files may not define the same.
func (r *Ruleset) with(files []ruleFile) (*Ruleset, []error) {
	a := assembly{definedIn: map[string]string{}, rules: &Ruleset{
		Detectors: slices.Clone(r.Detectors), Evidence: r.Evidence, Advice: r.Advice,
		lists: map[string][]string{}, digests: map[string]digest{},
	}}
	maps.Copy(a.rules.lists, r.lists)
	maps.Copy(a.rules.digests, r.digests)
	for _, file := range parseAll(files) {
		a.note(a.add(file))
	}
	for _, d := range a.added {
		a.checkListNames(d)
	}
	if n := len(a.rules.Detectors); n > MaxDetectors {
		a.note(fmt.Errorf("%d detectors, the limit is %d", n, MaxDetectors))
	}
	a.rules.Version = a.rules.version()
	return a.rules, a.faults
}

func (a *assembly) note(fault error) {
	if fault != nil {
		a.faults = append(a.faults, fault)
	}
}

// add takes what one file says into the ruleset.
func (a *assembly) add(file parsedFile) error {
	isList := file.isList()
	if isList { // a list that is broken is not missing as well
		a.rules.lists[listName(file.name)] = nil
	}
	if file.err != nil {
		return file.err
	}
	switch says := file.says.(type) {
	case []string:
		name := listName(file.name)
		a.rules.lists[name] = says
		return a.define(fmt.Sprintf("list %q", name), file, "$")
	case map[Code]Text:
		a.rules.Evidence = says
		return a.define("evidence", file, "$")
	case AdviceTexts:
		a.rules.Advice = says
		return a.define("advice", file, "$")
	case *Detector:
		return a.addDetector(says, file)
	}
	return nil
}

func (a *assembly) addDetector(d *Detector, file parsedFile) error {
	if err := a.define(fmt.Sprintf("detector %q", d.ID), file, "$.id"); err != nil {
		return err
	}
	a.added = append(a.added, addedDetector{d, file.at})
	i, found := a.rules.search(d.ID)
	if found {
		a.rules.Detectors[i] = d
		return nil
	}
	a.rules.Detectors = slices.Insert(a.rules.Detectors, i, d)
	return nil
}

// define notes the content of a thing, such as `detector "ro.cnp"`, or the fault
// that another file has defined it, at the YAML path given.
func (a *assembly) define(thing string, file parsedFile, path string) error {
	if other, taken := a.definedIn[thing]; taken {
		return file.at.errorf(path, "%s is already defined in %s", thing, other)
	}
	a.definedIn[thing] = file.name
	a.rules.digests[thing] = file.digest
	return nil
}

// checkListNames notes a fault for each "@name" in a detector's words that no
// list has.
func (a *assembly) checkListNames(d addedDetector) {
	check := func(words []string, path string) {
		for i, word := range words {
			name, isList := strings.CutPrefix(word, "@")
			if _, ok := a.rules.lists[name]; isList && !ok {
				a.note(d.at.errorf(element(path, i), "no list %q", name))
			}
		}
	}
	check(d.Anchors.Words, "$.anchors.words")
	for i, group := range d.Context {
		check(group.Words, element("$.context", i)+".words")
	}
	for i, m := range d.Markings {
		check(m.Phrases, element("$.markings", i)+".phrases")
		check(m.Abbreviations, element("$.markings", i)+".abbreviations")
	}
	for _, name := range slices.Sorted(maps.Keys(d.Lists)) {
		check(d.Lists[name], "$.lists."+name)
	}
}
