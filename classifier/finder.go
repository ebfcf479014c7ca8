package classifier

import (
	"fmt"

	"github.com/pecete/pecete/patterns"
)

// sighting is what a finder saw at an anchor: a candidate span, half-open in
// folded positions, with the evidence for and against it. It holds no text.
type sighting struct {
	start, end int
	evidence   patterns.CodeSet
	// marking is set by finders of markings.
	marking *patterns.Marking
	// adjust is added to the confidence for the wording itself.
	adjust float64
	// native tells that the letters are those of the wording's own script, so
	// that they are no disguise.
	native bool
}

// finder is a grammar written in Go for what an expression cannot say. The
// engine calls it at every anchor of its detector with the anchor's folded
// position; it must look no further than a bounded distance from there, must
// see nothing where it is called at a position that is no anchor of its kind,
// and must not keep the view. It may give a candidate that begins before the
// anchor.
type finder interface {
	find(v *view, at int) (sighting, bool)
}

// digitFinder is a finder that sees nothing in a text without digits unless one of some
// words is there, or one of some others with a code behind it: a letter alone, "bis",
// "ter", or a word that begins with a capital. Without them nobody need ask it.
type digitFinder interface {
	finder
	withoutDigits() (words, coded []string)
}

// spacedFinder is a finder that, where none of its words begins, sees at a letter written
// apart only what is written so. The engine asks it for that at most letters.
type spacedFinder interface {
	finder
	findSpaced(v *view, at int) (sighting, bool)
}

// finderFunc is a finder without state.
type finderFunc func(v *view, at int) (sighting, bool)

func (f finderFunc) find(v *view, at int) (sighting, bool) { return f(v, at) }

// namedFinder is a finder and the name rule files call it by. build gets the
// detector for its lists and markings.
type namedFinder struct {
	name  string
	build func(d *patterns.Detector) (finder, error)
	// runs says at which runs of digits it sees nothing.
	runs runNeeds
}

// finders is the explicit list of what a rule file can name.
func finders() []namedFinder {
	return []namedFinder{
		{"cnp", newCNPFinder, runNeeds{apart: true}},
		{"birth_date", newBirthDateFinder, runNeeds{}},
		{"person_name", newNameFinder, runNeeds{}},
		{"address", newAddressFinder, runNeeds{}},
		{"phone", newPhoneFinder, runNeeds{}},
		{"email", newEmailFinder, runNeeds{}},
		{"cui", newCUIFinder, runNeeds{}},
		{"trade_register", stateless(findTradeRegister), runNeeds{first: true}},
		{"vin", newVINFinder, runNeeds{least: vinTail}},
		{"plate", newPlateFinder, runNeeds{first: true}},
		{"iban", newIBANFinder, runNeeds{first: true}},
		{"payment_card", newCardFinder, runNeeds{amid: shortestGroup}},
		{"id_card", newIDCardFinder, runNeeds{}},
		{"passport", stateless(findPassport), runNeeds{even: passportShortest}},
		{"driving_licence", stateless(findDrivingLicence), runNeeds{}},
		{"health_card", stateless(findHealthCard), runNeeds{even: healthShortest}},
		{"marking", newMarkingFinder, runNeeds{}},
	}
}

// buildFinder gives the finder that a detector names.
func buildFinder(d *patterns.Detector) (finder, error) {
	for _, f := range finders() {
		if f.name != d.Finder {
			continue
		}
		built, err := f.build(d)
		if err != nil {
			return nil, fmt.Errorf("building finder %q: %w", d.Finder, err)
		}
		return built, nil
	}
	return nil, fmt.Errorf("unknown finder %q", d.Finder)
}

// runNeedsOf gives at which runs of digits the finder of a name must be asked.
func runNeedsOf(name string) runNeeds {
	for _, f := range finders() {
		if f.name == name {
			return f.runs
		}
	}
	return runNeeds{}
}

// stateless wraps a finder that needs nothing from its detector.
func stateless(f finderFunc) func(*patterns.Detector) (finder, error) {
	return func(*patterns.Detector) (finder, error) { return f, nil }
}
