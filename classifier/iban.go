package classifier

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/pecete/pecete/patterns"
)

// ibanFinder looks for IBANs by the structures that the registry of ISO 13616
// gives for each country. Its facts are the detector's lists.
type ibanFinder struct {
	// structures has what may follow each country code, in the lists' order.
	structures map[string][]ibanStructure
	// banks are the bank codes known to be in use in Romania.
	banks map[string]bool
	// treasury is the bank code of the Romanian State Treasury, where public
	// bodies hold their accounts by law.
	treasury map[string]bool
	// examples are IBANs published as examples, without separators.
	examples map[string]bool
	labels   *termSet
}

// ibanStructure is what the account number after the check digits is made of.
type ibanStructure struct {
	// classes has a byte for each character: 'n' digit, 'a' letter, 'c' either.
	classes string
	// registered tells that the country is in the registry; the others use
	// IBANs of their own accord.
	registered bool
}

// newIBANFinder reads the lists registry, unregistered, banks, treasury,
// examples and labels.
func newIBANFinder(d *patterns.Detector) (finder, error) {
	labels, err := termsOf(d, "labels")
	if err != nil {
		return nil, err
	}
	f := ibanFinder{
		structures: map[string][]ibanStructure{},
		banks:      lowerSet(d.Lists["banks"]), treasury: lowerSet(d.Lists["treasury"]),
		examples: lowerSet(d.Lists["examples"]), labels: labels,
	}
	for _, list := range []string{"registry", "unregistered"} {
		for _, entry := range d.Lists[list] {
			if err := f.addStructure(entry, list == "registry"); err != nil {
				return nil, fmt.Errorf("lists.%s: %w", list, err)
			}
		}
	}
	if len(f.structures) == 0 {
		return nil, fmt.Errorf("the finder needs countries in lists.registry")
	}
	return f, nil
}

// addStructure reads an entry such as "RO 4!a16!c": a country code and the
// registry's notation of what follows the check digits.
func (f ibanFinder) addStructure(entry string, registered bool) error {
	country, notation, ok := strings.Cut(entry, " ")
	if !ok || len(country) != 2 {
		return fmt.Errorf("entry %q must be a country code and a structure", entry)
	}
	classes, err := parseStructure(notation)
	if err != nil {
		return fmt.Errorf("entry %q: %w", entry, err)
	}
	country = strings.ToLower(country)
	f.structures[country] = append(f.structures[country], ibanStructure{classes, registered})
	return nil
}

// maxStructure is the longest account number ISO 13616 allows.
const maxStructure = 30

// parseStructure turns the registry's notation ("4!a16!c") into a class for
// each character.
func parseStructure(notation string) (string, error) {
	var classes strings.Builder
	for rest := notation; rest != ""; {
		count, after, ok := strings.Cut(rest, "!")
		length, err := strconv.Atoi(count)
		if !ok || err != nil || length < 1 || after == "" || !strings.Contains("nac", after[:1]) {
			return "", fmt.Errorf("structure %q is not in the registry's notation, such as \"4!a16!c\"", notation)
		}
		if classes.Len()+length > maxStructure {
			return "", fmt.Errorf("structure %q is longer than %d characters", notation, maxStructure)
		}
		classes.WriteString(strings.Repeat(after[:1], length))
		rest = after[1:]
	}
	if classes.Len() == 0 {
		return "", fmt.Errorf("a structure is empty")
	}
	return classes.String(), nil
}

// lowerSet makes a set of values, in lower case and without spaces.
func lowerSet(values []string) map[string]bool {
	set := make(map[string]bool, len(values))
	for _, value := range values {
		set[strings.ToLower(strings.ReplaceAll(value, " ", ""))] = true
	}
	return set
}

// find sees an IBAN whose check digits are the start of the digit run at at: a
// country code before them, and after them as many characters as that country's
// structure has. Reading stops there, so words that follow are never eaten. A
// wrong sum is evidence, but only for a Romanian IBAN in its usual form.
func (f ibanFinder) find(v *view, at int) (sighting, bool) {
	if start, ok := spelledIBAN(v, at); ok {
		return f.findSpelled(v, start)
	}
	start, check, ok := f.countryBefore(v, at)
	if !ok {
		return sighting{}, false
	}
	for _, structure := range f.structures[countryAt(v, start)] {
		text, ok := readIBAN(v, start, check, structure.classes)
		if !ok || v.insideToken(start, text.end) && !v.labelledAs(f.labels, start, text.end) {
			continue
		}
		if evidence, ok := f.evidence(text, structure); ok {
			return sighting{start: start, end: text.end, evidence: evidence}, true
		}
	}
	return sighting{}, false
}

// inShortNumbers gives the country codes before which two digits may begin an account
// that may go on with letters; in all others a word would have to be made of letters that
// stand for digits.
func (f ibanFinder) inShortNumbers() (words, before []string) {
	for country, structures := range f.structures {
		for _, s := range structures {
			if !strings.HasPrefix(s.classes, strings.Repeat("n", wordPrefix)) {
				before = append(before, country)
			}
		}
	}
	return nil, before
}

// findSpelled sees an IBAN written letter by letter, from start on; its sum must
// be right.
func (f ibanFinder) findSpelled(v *view, start int) (sighting, bool) {
	country := []byte{v.lower[start], v.lower[start+spelledStep]}
	for _, structure := range f.structures[string(country)] {
		text, ok := readSpelled(v, start, structure.classes)
		if !ok || !patterns.IBAN(text.value) {
			continue
		}
		if evidence, ok := f.evidence(text, structure); ok {
			return sighting{start: start, end: text.end, evidence: evidence}, true
		}
	}
	return sighting{}, false
}

// countryAt gives the country code at a position. "R0" was meant for Romania.
func countryAt(v *view, start int) string {
	code := string(v.lower[start : start+2])
	if code == "r0" {
		return "ro"
	}
	return code
}

// countryBefore gives where the country code begins that stands before the
// check digits at at, and where these begin: one further where the code's
// letter O is a zero and so the first of the run. The code may stand apart from them only in capitals or
// behind a label: "de 07..." is a preposition and a phone number.
func (f ibanFinder) countryBefore(v *view, at int) (start, check int, ok bool) {
	if !isDigit(v.at(at)) || isDigit(v.at(at-1)) || !isDigit(v.at(at+1)) {
		return 0, 0, false
	}
	if v.at(at) == '0' && v.at(at-1) == 'r' && isDigit(v.at(at+2)) && !isDigit(v.at(at+3)) && !isAlnum(v.at(at-2)) {
		return at - 1, at + 1, true
	}
	apart := false
	start = at - 2
	if isIBANSeparator(v.at(at - 1)) {
		start, apart = at-3, true
	}
	if start < 0 || f.structures[string(v.lower[start:start+2])] == nil {
		return 0, 0, false
	}
	glued := isAlnum(v.at(start-1)) || v.at(start-1) == '_' && isAlnum(v.at(start-2))
	inCapitals := v.upper(start) && v.upper(start+1)
	if (glued || apart && !inCapitals) && !v.labelledBy(f.labels, start) {
		return 0, 0, false
	}
	return start, at, true
}

// evidence weighs an IBAN that has been read.
func (f ibanFinder) evidence(text ibanText, structure ibanStructure) (patterns.CodeSet, bool) {
	value, repaired := text.repaired()
	evidence := patterns.SetOf(patterns.ChecksumValid)
	if repaired || text.zero {
		evidence = evidence.With(patterns.Disguised)
	}
	romanian := strings.HasPrefix(value, "ro")
	if !patterns.IBAN(value) {
		if !romanian || !text.usual() {
			return 0, false
		}
		evidence = patterns.SetOf(patterns.ChecksumInvalid)
	}
	if structure.registered {
		evidence = evidence.With(patterns.CountryLength)
	}
	if text.groups > 1 {
		evidence = evidence.With(patterns.Grouped)
	}
	switch {
	case f.examples[value]:
		evidence = evidence.With(patterns.DocumentationExample)
	case romanian && f.treasury[value[4:8]]:
		evidence = evidence.With(patterns.PublicBody)
	case romanian && f.banks[value[4:8]]:
		evidence = evidence.With(patterns.KnownBank)
	case romanian:
		evidence = evidence.With(patterns.UnknownBank)
	}
	return evidence, true
}
