package patterns

import (
	"maps"
	"slices"
	"strings"
	"unicode"
)

// maxTextLength bounds, in bytes, what a rule file tells people in one place.
const maxTextLength = 600

// Name names one finding and several findings of a detector, with the article
// that the language wants: "un număr de legitimație", "numere de legitimație".
type Name struct {
	One  Text `yaml:"one"`
	Many Text `yaml:"many"`
}

// IsZero tells whether the detector has no name of its own.
func (n Name) IsZero() bool { return n == Name{} }

// Explain says what an evidence code means for the findings of a detector: in
// the detector's own terms where its file has them, else in general. A nil
// detector has no terms of its own.
func (r *Ruleset) Explain(d *Detector, code Code) Text {
	if d != nil {
		if text, ok := d.explained[code]; ok {
			return text
		}
	}
	return r.Evidence[code]
}

// Mentions gives the set of evidence codes that the detector's file names: what
// it weighs, requires, explains or shows in an example.
func (d *Detector) Mentions() CodeSet {
	var set CodeSet
	for code := range d.explained {
		set = set.With(code)
	}
	for name := range d.Adjust {
		var code Code
		if code.UnmarshalText([]byte(name)) == nil {
			set = set.With(code)
		}
	}
	for _, group := range d.Context {
		set = set.With(group.Code)
	}
	for _, requirement := range d.Require {
		set |= requirement.any
	}
	for _, example := range d.Examples.Match {
		set |= SetOf(example.Evidence...)
	}
	return set
}

// checkExplanation checks what a rule file tells people beyond the description.
func checkExplanation(d *Detector, at *placer) error {
	if !d.Name.IsZero() {
		if err := checkName(d.Name, at); err != nil {
			return err
		}
	}
	d.explained = make(map[Code]Text, len(d.Explain))
	for _, name := range slices.Sorted(maps.Keys(d.Explain)) {
		var code Code
		if err := code.UnmarshalText([]byte(name)); err != nil {
			return at.errorf("$.explain."+name, "%v", err)
		}
		if err := checkWording(d.Explain[name], "explanation", "$.explain."+name, at); err != nil {
			return err
		}
		d.explained[code] = d.Explain[name]
	}
	for i, limit := range d.Limits {
		if err := checkWording(limit, "limit", element("$.limits", i), at); err != nil {
			return err
		}
	}
	for i, source := range d.Sources {
		path := element("$.sources", i)
		if source == "" {
			return at.errorf(path, "source is empty")
		}
		if err := checkWording(Text{RO: source, EN: source}, "source", path, at); err != nil {
			return err
		}
	}
	return nil
}

func checkName(n Name, at *placer) error {
	for _, part := range []struct {
		key  string
		text Text
	}{{"one", n.One}, {"many", n.Many}} {
		if err := checkWording(part.text, "name."+part.key, "$.name."+part.key, at); err != nil {
			return err
		}
	}
	return nil
}

// checkWording checks that a text is there in both languages and fits in a sentence
// or on a line: neither long nor broken, and without the braces that stand for
// places to fill.
func checkWording(text Text, what, path string, at *placer) error {
	if !text.complete() {
		return at.errorf(path, "%s needs both ro and en", what)
	}
	for _, words := range []string{text.RO, text.EN} {
		if len(words) > maxTextLength {
			return at.errorf(path, "%s is longer than %d bytes", what, maxTextLength)
		}
		if strings.ContainsAny(words, "{}") || strings.ContainsFunc(words, unicode.IsControl) || strings.TrimSpace(words) != words {
			return at.errorf(path, "%s must be one line, without {, } and space at its ends", what)
		}
	}
	return nil
}
