package classifier

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// RedactStyle says what takes the place of a finding. The zero value writes
// the detector's label in brackets, such as "[CNP]".
type RedactStyle struct {
	// Mask is the character that covers a finding; 0 means to write labels.
	Mask rune
	// KeepLast is how many characters a mask leaves readable at the end. At most
	// half of a finding stays readable, whatever is asked, and nothing of a
	// marking.
	KeepLast int
}

// Redact classifies text and gives it back with every finding the query asks
// for replaced. The assessment is that of the original text, and so are its
// offsets. Classifying the result again finds nothing of what was replaced:
// where the characters kept would still be found, they are covered too.
func (c *Classifier) Redact(text string, query Query, style RedactStyle) (string, Assessment) {
	redacted, _, assessment := c.redact(text, query, style)
	return redacted, assessment
}

// redact also gives the byte spans of the replacements in the result, one for
// each finding.
func (c *Classifier) redact(text string, query Query, style RedactStyle) (string, [][2]int, Assessment) {
	assessment := c.Classify(text, query)
	parts := c.replacements(text, assessment.Findings, style)
	redacted, places := substitute(text, parts)
	if style.Mask == 0 || style.KeepLast == 0 {
		return redacted, places, assessment
	}
	again := c.Classify(redacted, query)
	if coverFound(parts, places, again.Findings, style) {
		redacted, places = substitute(text, parts)
	}
	return redacted, places, assessment
}

// replacement is what stands for the bytes [start,end) of a text.
type replacement struct {
	start, end int
	with       string
}

func (c *Classifier) replacements(text string, findings []Finding, style RedactStyle) []replacement {
	parts := make([]replacement, 0, len(findings))
	for i := range findings {
		f := &findings[i]
		part := replacement{start: f.Start, end: f.End}
		switch {
		case style.Mask == 0:
			part.with = "[" + c.rules.Detector(f.Detector).Label + "]"
		case f.Marking != nil:
			part.with = mask(text[f.Start:f.End], style.Mask, 0)
		default:
			part.with = mask(text[f.Start:f.End], style.Mask, style.KeepLast)
		}
		parts = append(parts, part)
	}
	return parts
}

// substitute writes text with the parts replaced and gives the byte spans of
// the replacements in the result.
func substitute(text string, parts []replacement) (string, [][2]int) {
	var b strings.Builder
	places := make([][2]int, 0, len(parts))
	from := 0
	for _, part := range parts {
		b.WriteString(text[from:part.start])
		start := b.Len()
		b.WriteString(part.with)
		places = append(places, [2]int{start, b.Len()})
		from = part.end
	}
	b.WriteString(text[from:])
	return b.String(), places
}

// coverFound covers wholly every part that findings in the redacted text still
// touch, and tells whether there was any. Places and findings are in order.
func coverFound(parts []replacement, places [][2]int, findings []Finding, style RedactStyle) bool {
	covered := false
	next := 0
	for i := range parts {
		for next < len(findings) && findings[next].End <= places[i][0] {
			next++
		}
		if next < len(findings) && findings[next].Start < places[i][1] {
			parts[i].with = mask(parts[i].with, style.Mask, 0)
			covered = true
		}
	}
	return covered
}

// mask covers all but the last keep characters of found; line breaks stay. At
// most half of the characters are kept. A character is a code point with the
// marks that follow it.
func mask(found string, cover rune, keep int) string {
	total := 0
	for _, r := range found {
		if !joinsBefore(r) {
			total++
		}
	}
	hidden := total - min(max(keep, 0), total/2)
	var b strings.Builder
	count := 0
	for _, r := range found {
		if !joinsBefore(r) {
			count++
		}
		switch {
		case count > hidden, r == '\n':
			b.WriteRune(r)
		case !joinsBefore(r):
			b.WriteRune(cover)
		}
	}
	return b.String()
}

// joinsBefore tells whether a code point is no character of its own.
func joinsBefore(r rune) bool {
	return r == utf8.RuneError || unicode.In(r, unicode.Mn, unicode.Me) || isInvisible(r)
}
