package patterns

import (
	"errors"
	"fmt"
	"regexp"
	"slices"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/parser"
)

// Limits on what one detector may ask of the engine.
const (
	maxReachBefore = 256
	maxReachAfter  = 512
	maxContext     = 300
	maxGroups      = 64
	maxWords       = 20_000
	maxWordLength  = 80
)

// FileError is a fault in a rule file. Line and Column begin at 1 and are 0
// where the fault has no one place.
type FileError struct {
	File         string
	Line, Column int
	Reason       string
}

// Error gives "file:line:column: reason".
func (e *FileError) Error() string {
	if e.Line == 0 {
		return e.File + ": " + e.Reason
	}
	return fmt.Sprintf("%s:%d:%d: %s", e.File, e.Line, e.Column, e.Reason)
}

// ParseDetector reads one detector from the YAML in data; file is its name for
// errors. The error is a *FileError. Lists ("@name") and the finder's name are
// checked later, by whoever puts a ruleset together.
func ParseDetector(file string, data []byte) (*Detector, error) {
	d := &Detector{}
	if err := decode(file, data, d); err != nil {
		return nil, err
	}
	d.File = file
	place := placer{file: file, data: data}
	for _, check := range []func(*Detector, placer) error{
		checkIdentity, checkAnchors, checkVerification, checkConfidence,
		checkContext, checkRequire, checkMarkings, checkExamples,
	} {
		if err := check(d, place); err != nil {
			return nil, err
		}
	}
	return d, nil
}

// decode reads YAML strictly: an unknown key is an error.
func decode(file string, data []byte, into any) error {
	if len(data) > MaxFileSize {
		return &FileError{File: file, Reason: fmt.Sprintf("rule file is %d bytes long, the limit is %d", len(data), MaxFileSize)}
	}
	err := yaml.UnmarshalWithOptions(data, into, yaml.Strict())
	if err == nil {
		return nil
	}
	var at yaml.Error
	if errors.As(err, &at) && at.GetToken() != nil {
		position := at.GetToken().Position
		return &FileError{File: file, Line: position.Line, Column: position.Column, Reason: at.GetMessage()}
	}
	return &FileError{File: file, Reason: err.Error()}
}

// placer makes errors that point at a key of a rule file.
type placer struct {
	file string
	data []byte
}

// errorf gives a FileError at the YAML path, such as "$.anchors.digits", or at
// the nearest parent that the file has.
func (p placer) errorf(path, format string, args ...any) error {
	fault := &FileError{File: p.file, Line: 1, Column: 1, Reason: fmt.Sprintf(format, args...)}
	parsed, err := parser.ParseBytes(p.data, 0)
	if err != nil {
		return fault
	}
	for ; path != "$" && path != ""; path = parentPath(path) {
		query, err := yaml.PathString(path)
		if err != nil {
			continue
		}
		node, err := query.FilterFile(parsed)
		if err == nil && node != nil && node.GetToken() != nil {
			fault.Line, fault.Column = node.GetToken().Position.Line, node.GetToken().Position.Column
			return fault
		}
	}
	return fault
}

func parentPath(path string) string {
	for i := len(path) - 1; i > 0; i-- {
		if path[i] == '.' || path[i] == '[' {
			return path[:i]
		}
	}
	return ""
}

func checkIdentity(d *Detector, at placer) error {
	if !regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*$`).MatchString(d.ID) {
		return at.errorf("$.id", "id %q must be lower-case words joined by dots, such as \"acme.badge\"", d.ID)
	}
	if !regexp.MustCompile(`^[a-z][a-z0-9_]*$`).MatchString(d.Category) {
		return at.errorf("$.category", "category %q must be one lower-case word, such as \"badge\"", d.Category)
	}
	if !regexp.MustCompile(`^[A-Z][A-Z0-9 _-]*$`).MatchString(d.Label) {
		return at.errorf("$.label", "label %q must be in capitals, such as \"LEGITIMATIE\"", d.Label)
	}
	if d.Description.RO == "" || d.Description.EN == "" {
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

func checkAnchors(d *Detector, at placer) error {
	a := d.Anchors
	if a.Digits == 0 && len(a.Words) == 0 && a.Chars == "" && !a.Spaced {
		return at.errorf("$.anchors", "anchors needs at least one of digits, words, chars or spaced")
	}
	if a.Digits < 0 || a.Digits > 64 {
		return at.errorf("$.anchors.digits", "digits must lie between 1 and 64")
	}
	if a.Run < 0 || a.Run > 32 || a.Run > a.Digits {
		return at.errorf("$.anchors.run", "run must lie between 0 and 32 and not above digits")
	}
	for _, c := range a.Chars {
		if c <= ' ' || c > '~' {
			return at.errorf("$.anchors.chars", "chars must be printable ASCII characters")
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

func checkVerification(d *Detector, at placer) error {
	if (d.Expression == nil) == (d.Finder == "") {
		return at.errorf("$.expression", "give either an expression or the name of a finder")
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

func checkConfidence(d *Detector, at placer) error {
	if !(d.Confidence > 0 && d.Confidence <= 1) {
		return at.errorf("$.confidence", "confidence must lie above 0 and at most at 1")
	}
	for name, value := range d.Adjust {
		var code Code
		if err := code.UnmarshalText([]byte(name)); err != nil {
			return at.errorf("$.adjust."+name, "%v", err)
		}
		if !(value >= -1 && value <= 1) {
			return at.errorf("$.adjust."+name, "adjustment must lie between -1 and 1")
		}
		d.adjust[code] = value
	}
	return nil
}

func checkContext(d *Detector, at placer) error {
	if len(d.Context) > maxGroups {
		return at.errorf("$.context", "%d context groups, the limit is %d", len(d.Context), maxGroups)
	}
	for i, group := range d.Context {
		path := fmt.Sprintf("$.context[%d]", i)
		if len(group.Words) == 0 {
			return at.errorf(path, "context group needs words")
		}
		if group.Before < 0 || group.Before > maxContext || group.After < 0 || group.After > maxContext {
			return at.errorf(path, "before and after must lie between 0 and %d", maxContext)
		}
		if group.Before == 0 && group.After == 0 {
			return at.errorf(path, "context group needs before or after")
		}
		if !(group.Adjust >= -1 && group.Adjust <= 1) {
			return at.errorf(path+".adjust", "adjustment must lie between -1 and 1")
		}
		if err := checkWords(group.Words, path+".words", at); err != nil {
			return err
		}
	}
	return nil
}

func checkWords(words []string, path string, at placer) error {
	if len(words) > maxWords {
		return at.errorf(path, "%d words, the limit is %d", len(words), maxWords)
	}
	for i, word := range words {
		if word == "" || len(word) > maxWordLength {
			return at.errorf(fmt.Sprintf("%s[%d]", path, i), "a word must have 1 to %d bytes", maxWordLength)
		}
	}
	return nil
}

func checkRequire(d *Detector, at placer) error {
	for i := range d.Require {
		r := &d.Require[i]
		path := fmt.Sprintf("$.require[%d]", i)
		if len(r.Any) == 0 {
			return at.errorf(path, "requirement needs any, a list of evidence codes")
		}
		r.any = SetOf(r.Any...)
		if r.When == "" {
			continue
		}
		if err := r.when.UnmarshalText([]byte(r.When)); err != nil {
			return at.errorf(path+".when", "%v", err)
		}
		r.hasWhen = true
	}
	return nil
}

func checkMarkings(d *Detector, at placer) error {
	for i, m := range d.Markings {
		path := fmt.Sprintf("$.markings[%d]", i)
		if m.Designation == "" || m.Scheme == "" {
			return at.errorf(path, "marking needs designation and scheme")
		}
		if len(m.Phrases)+len(m.Abbreviations) == 0 {
			return at.errorf(path, "marking needs phrases or abbreviations")
		}
		if !(m.Adjust >= -1 && m.Adjust <= 1) {
			return at.errorf(path+".adjust", "adjustment must lie between -1 and 1")
		}
		if err := checkWords(slices.Concat(m.Phrases, m.Abbreviations), path, at); err != nil {
			return err
		}
	}
	return nil
}

func checkExamples(d *Detector, at placer) error {
	if len(d.Examples.Match) == 0 || len(d.Examples.NoMatch) == 0 {
		return at.errorf("$.examples", "examples needs at least one match and one no_match")
	}
	for i, example := range d.Examples.Match {
		path := fmt.Sprintf("$.examples.match[%d]", i)
		if example.Text == "" {
			return at.errorf(path, "example needs a text")
		}
		if !slices.Contains([]string{"", "allow", "warn", "block"}, example.Verdict) {
			return at.errorf(path+".verdict", "unknown verdict %q (allow, warn or block)", example.Verdict)
		}
	}
	return nil
}

// parseList reads a file of lists/: a YAML sequence of words.
func parseList(file string, data []byte) ([]string, error) {
	var list []string
	if err := decode(file, data, &list); err != nil {
		return nil, err
	}
	if err := checkWords(list, "$", placer{file: file, data: data}); err != nil {
		return nil, err
	}
	return list, nil
}

// parseEvidence reads evidence.yaml: code names to texts, every code present.
func parseEvidence(file string, data []byte, into map[Code]Text) error {
	var texts map[string]Text
	if err := decode(file, data, &texts); err != nil {
		return err
	}
	at := placer{file: file, data: data}
	for name, text := range texts {
		var code Code
		if err := code.UnmarshalText([]byte(name)); err != nil {
			return at.errorf("$."+name, "%v", err)
		}
		if text.RO == "" || text.EN == "" {
			return at.errorf("$."+name, "evidence %s needs both ro and en", name)
		}
		into[code] = text
	}
	for _, code := range Codes() {
		if _, ok := into[code]; !ok {
			return at.errorf("$", "evidence %v has no description", code)
		}
	}
	return nil
}
