package patterns

import (
	"fmt"
	"slices"
	"strings"
)

// Limits on what one detector may ask of the engine.
const (
	maxReachBefore = 256
	maxReachAfter  = 512
	maxContext     = 300
	maxGroups      = 64
	maxWords       = 20_000
	maxWordLength  = 80
	maxNameLength  = 64
	maxDigits      = 64
	maxRun         = 32
)

// element gives the YAML path of an element of the sequence at path.
func element(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i) }

func checkIdentity(d *Detector, at *placer) error {
	for _, name := range []struct {
		key, value string
		sound      bool
		want       string
	}{
		{"id", d.ID, isDotted(d.ID), `lower-case words joined by dots, such as "acme.badge"`},
		{"category", d.Category, isName(d.Category), `one lower-case word, such as "badge"`},
		{"label", d.Label, isLabel(d.Label), `in capitals, such as "LEGITIMATIE"`},
	} {
		if !name.sound {
			return at.errorf("$."+name.key, "%s %q must be %s", name.key, name.value, name.want)
		}
		if len(name.value) > maxNameLength {
			return at.errorf("$."+name.key, "%s is longer than %d bytes", name.key, maxNameLength)
		}
	}
	if !d.Description.complete() {
		return at.errorf("$.description", "description needs both ro and en")
	}
	if d.Severity == 0 {
		return at.errorf("$.severity", "severity is missing")
	}
	if !(d.Specificity >= 0 && d.Specificity <= 1) {
		return at.errorf("$.specificity", "specificity must lie between 0 and 1")
	}
	return nil
}

// isDotted tells whether an id is one name, or names joined by dots.
func isDotted(id string) bool {
	for name := range strings.SplitSeq(id, ".") {
		if !isName(name) {
			return false
		}
	}
	return true
}

// isName tells whether a word begins with a small letter and goes on with small letters,
// digits and low lines.
func isName(word string) bool {
	for i, c := range word {
		small := c >= 'a' && c <= 'z'
		if !small && (i == 0 || c != '_' && (c < '0' || c > '9')) {
			return false
		}
	}
	return word != ""
}

// isLabel tells whether a label begins with a capital letter and goes on with capitals,
// digits, spaces, dashes and low lines.
func isLabel(label string) bool {
	for i, c := range label {
		capital := c >= 'A' && c <= 'Z' || strings.ContainsRune("ĂÂÎȘȚ", c)
		if !capital && (i == 0 || !strings.ContainsRune("0123456789 _-", c)) {
			return false
		}
	}
	return label != ""
}

func checkAnchors(d *Detector, at *placer) error {
	a := d.Anchors
	if a.Digits == 0 && len(a.Words) == 0 && a.Chars == "" && !a.Spaced && len(d.Markings) == 0 {
		return at.errorf("$.anchors", "anchors needs at least one of digits, words, chars or spaced")
	}
	if a.Digits < 0 || a.Digits > maxDigits {
		return at.errorf("$.anchors.digits", "digits must lie between 1 and %d", maxDigits)
	}
	if a.Run < 0 || a.Run > maxRun || a.Run > a.Digits {
		return at.errorf("$.anchors.run", "run must lie between 0 and %d and not above digits", maxRun)
	}
	for _, c := range a.Chars {
		if c <= ' ' || c > '~' || c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' {
			return at.errorf("$.anchors.chars", "chars must be ASCII marks, such as \"@\"; anchor letters by words and digits by digits")
		}
	}
	if a.Before < 0 || a.Before > maxReachBefore {
		return at.errorf("$.anchors.before", "before must lie between 0 and %d", maxReachBefore)
	}
	if a.After < 0 || a.After > maxReachAfter {
		return at.errorf("$.anchors.after", "after must lie between 1 and %d", maxReachAfter)
	}
	return checkWords(a.Words, "$.anchors.words", at)
}

func checkVerification(d *Detector, at *placer) error {
	if d.Expression == nil && d.Finder == "" {
		return at.errorf("$", "give either an expression or the name of a finder")
	}
	if d.Expression != nil && d.Finder != "" {
		return at.errorf("$.finder", "give either an expression or the name of a finder, not both")
	}
	if d.Expression != nil && d.Anchors.After == 0 {
		return at.errorf("$.anchors", "an expression needs anchors.after, the number of characters it may see")
	}
	if d.Checksum != "" && d.Expression == nil {
		return at.errorf("$.checksum", "a checksum needs an expression")
	}
	if d.Checksum != "" && ChecksumByName(d.Checksum) == nil {
		return at.errorf("$.checksum", "unknown checksum %q, known are %q", d.Checksum, ChecksumNames())
	}
	return nil
}

func checkConfidence(d *Detector, at *placer) error {
	if !(d.Confidence > 0 && d.Confidence <= 1) {
		return at.errorf("$.confidence", "confidence must lie above 0 and at most at 1")
	}
	for name, value := range d.Adjust {
		var code Code
		if err := code.UnmarshalText([]byte(name)); err != nil {
			return at.errorf("$.adjust."+name, "%v", err)
		}
		if err := checkAdjust(value, "$.adjust."+name, at); err != nil {
			return err
		}
		d.adjust[code] = value
	}
	return nil
}

// checkAdjust checks an adjustment of the confidence.
func checkAdjust(value float64, path string, at *placer) error {
	if !(value >= -1 && value <= 1) {
		return at.errorf(path, "adjustment must lie between -1 and 1")
	}
	return nil
}

func checkContext(d *Detector, at *placer) error {
	if len(d.Context) > maxGroups {
		return at.errorf("$.context", "%d context groups, the limit is %d", len(d.Context), maxGroups)
	}
	for i, group := range d.Context {
		path := element("$.context", i)
		if group.Code == 0 {
			return at.errorf(path, "context group needs a code, the evidence that its words add")
		}
		if len(group.Words) == 0 {
			return at.errorf(path, "context group needs words")
		}
		if group.Before < 0 || group.Before > maxContext || group.After < 0 || group.After > maxContext {
			return at.errorf(path, "before and after must lie between 0 and %d", maxContext)
		}
		if group.Before == 0 && group.After == 0 {
			return at.errorf(path, "context group needs before or after")
		}
		if err := checkAdjust(group.Adjust, path+".adjust", at); err != nil {
			return err
		}
		if err := checkWords(group.Words, path+".words", at); err != nil {
			return err
		}
	}
	return nil
}

func checkWords(words []string, path string, at *placer) error {
	if len(words) > maxWords {
		return at.errorf(path, "%d words, the limit is %d", len(words), maxWords)
	}
	for i, word := range words {
		if strings.TrimSpace(word) == "" || len(word) > maxWordLength {
			return at.errorf(element(path, i), "a word must have 1 to %d bytes", maxWordLength)
		}
	}
	return nil
}

func checkRequire(d *Detector, at *placer) error {
	for i := range d.Require {
		r := &d.Require[i]
		if len(r.Any) == 0 {
			return at.errorf(element("$.require", i), "requirement needs any, a list of evidence codes")
		}
		r.any = SetOf(r.Any...)
	}
	return nil
}

func checkMarkings(d *Detector, at *placer) error {
	if len(d.Markings) > 0 && d.Finder == "" {
		return at.errorf("$.markings", "markings need a finder")
	}
	for i, m := range d.Markings {
		path := element("$.markings", i)
		if m.Designation == "" || m.Scheme == "" {
			return at.errorf(path, "marking needs designation and scheme")
		}
		if m.Level == LevelNone && !at.gives("markings", i, "level") {
			return at.errorf(path, "marking needs a level, if only none")
		}
		if len(m.Phrases)+len(m.Abbreviations) == 0 {
			return at.errorf(path, "marking needs phrases or abbreviations")
		}
		if err := checkAdjust(m.Adjust, path+".adjust", at); err != nil {
			return err
		}
		if err := checkWords(m.Phrases, path+".phrases", at); err != nil {
			return err
		}
		if err := checkWords(m.Abbreviations, path+".abbreviations", at); err != nil {
			return err
		}
	}
	return nil
}

func checkLists(d *Detector, at *placer) error {
	if len(d.Lists) > 0 && d.Finder == "" {
		return at.errorf("$.lists", "lists need a finder")
	}
	for name, words := range d.Lists {
		if err := checkWords(words, "$.lists."+name, at); err != nil {
			return err
		}
	}
	return nil
}

func checkExamples(d *Detector, at *placer) error {
	if len(d.Examples.Match) == 0 || len(d.Examples.NoMatch) == 0 {
		return at.errorf("$.examples", "examples needs at least one match and one no_match")
	}
	for i, example := range d.Examples.Match {
		path := element("$.examples.match", i)
		if example.Text == "" {
			return at.errorf(path, "example needs a text")
		}
		if !slices.Contains([]string{"", "allow", "warn", "block"}, example.Verdict) {
			return at.errorf(path+".verdict", "unknown verdict %q (allow, warn or block)", example.Verdict)
		}
		if err := checkFind(example, path, at); err != nil {
			return err
		}
	}
	return nil
}

// checkFind checks that what an example wants found stands in its text, in
// order.
func checkFind(example Example, path string, at *placer) error {
	rest := example.Text
	for i, part := range example.Find {
		_, after, found := strings.Cut(rest, part)
		if part == "" || !found {
			return at.errorf(element(path+".find", i), "%q is not in the example's text, or not in this order", part)
		}
		rest = after
	}
	return nil
}
