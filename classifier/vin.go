package classifier

import "github.com/pecete/pecete/patterns"

const (
	// vinLength is the length of a vehicle identification number (ISO 3779).
	vinLength = 17
	// vinTail is how many digits it ends with at least.
	vinTail = 4
)

// vinFinder finds vehicle identification numbers.
type vinFinder struct {
	labels *termSet
	// makers are the first two or three characters of makers seen in Romania.
	makers map[string]bool
}

func newVINFinder(d *patterns.Detector) (finder, error) {
	labels, err := termsOf(d, "labels")
	if err != nil {
		return nil, err
	}
	return vinFinder{labels: labels, makers: setOf(d.Lists["makers"])}, nil
}

// inShortNumbers gives the labels, without which a short number in groups is none.
func (f vinFinder) inShortNumbers() (words, before []string) {
	return f.labels.terms, nil
}

// find looks for a number that ends with the digit run that starts at at: 17
// letters and digits without I, O and Q, of which some are letters and the last
// four digits. The control digit is binding in North America only (49 CFR
// 565.15), so elsewhere a wrong one is no evidence.
func (f vinFinder) find(v *view, at int) (sighting, bool) {
	if !isDigit(v.at(at)) || isDigit(v.at(at-1)) {
		return sighting{}, false
	}
	end := at
	for end < at+vinLength && isDigit(v.at(end)) {
		end++
	}
	if end < at+vinTail || isAlnum(v.at(end)) || v.at(end) == '_' || v.at(end) == '@' {
		return sighting{}, false
	}
	start, grouped, ok := f.read(v, end)
	if !ok || !f.standsAlone(v, start) || v.insideToken(start, end) {
		return sighting{}, false
	}
	evidence := f.evidence(compact(v.lower[start:end]))
	if grouped {
		evidence = evidence.With(patterns.Grouped)
	}
	return sighting{start: start, end: end, evidence: evidence}, true
}

// read goes back over 17 characters from the end. Groups, which are divided by
// single spaces or dashes, need a label before them.
func (f vinFinder) read(v *view, end int) (start int, grouped, ok bool) {
	letters, start := 0, end
	for count := 0; count < vinLength; start-- {
		b := v.at(start - 1)
		if (b == ' ' || b == '-') && count > 0 && isAlnum(v.at(start)) {
			grouped = true
			continue
		}
		if !isAlnum(b) || b == otherLetter || b == 'i' || b == 'o' || b == 'q' {
			return 0, false, false
		}
		if isLetter(b) {
			letters++
		}
		count++
	}
	const fewest = 2 // letters, so that no number in groups will do
	return start, grouped, letters >= fewest && (!grouped || v.labelledBy(f.labels, start))
}

// standsAlone tells whether nothing before the number belongs to it.
func (f vinFinder) standsAlone(v *view, start int) bool {
	switch b := v.at(start - 1); {
	case isAlnum(b), b == '_', b == '@', b == '#':
		return false
	case b == '-', b == '/', b == '.', b == '+':
		return !isAlnum(v.at(start-2)) || v.labelledBy(f.labels, start)
	}
	return true
}

func (f vinFinder) evidence(number string) patterns.CodeSet {
	evidence := patterns.SetOf(patterns.Shape)
	if f.makers[number[:3]] || f.makers[number[:2]] {
		evidence = evidence.With(patterns.AllocatedRange)
	}
	const northAmerica = "12345"
	switch valid := patterns.VIN(number); {
	case valid:
		evidence = evidence.With(patterns.ChecksumValid)
	case number[0] >= northAmerica[0] && number[0] <= northAmerica[len(northAmerica)-1]:
		evidence = evidence.With(patterns.ChecksumInvalid)
	}
	return evidence
}
