// Package terminal draws answers about messages for people: the text with the
// findings marked in it, the reasons under it, and the advice.
//
// It stands at the end of the commands that read files, where their output is a
// terminal. Text of messages comes from anybody, so whatever could drive a
// terminal or reorder what it shows is drawn as its code, such as <U+001B>.
package terminal

import (
	"fmt"
	"strings"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// View is how answers are drawn. The zero value draws without colour and leaves
// the wrapping of long lines to the terminal.
type View struct {
	// Colour turns colours on. Without it findings stand in square brackets.
	Colour bool
	// Width is the number of columns to wrap at; 0 means not to wrap.
	Width int
	// Descriptions tell what each detector finds, by id.
	Descriptions map[string]string
}

// Card is a message and the answer about it. The offsets of the assessment must
// count UTF-8 bytes.
type Card struct {
	Name, Text string
	Assessment *pecetev1.Assessment
}

// Card draws one message, with a line break at the end.
func (v *View) Card(c Card) string {
	p := painter{colour: v.Colour, width: v.Width}
	a := c.Assessment
	headline := textCells(c.Name, dim)
	headline = append(headline, textCells("  ", plain)...)
	headline = append(headline, textCells(VerdictName(a.GetVerdict()), verdictStyle(a.GetVerdict()))...)
	headline = append(headline, textCells(fmt.Sprintf("  %.2f", a.GetScore()), plain)...)
	if a.GetLevel() != pecetev1.ClassificationLevel_CLASSIFICATION_LEVEL_UNSPECIFIED {
		headline = append(headline, textCells("  "+shortName(a.GetLevel().String(), "CLASSIFICATION_LEVEL_"), bold)...)
	}
	p.paragraph("", headline)
	p.paragraph("  ", v.message(c.Text, a.GetFindings()))
	for i, finding := range a.GetFindings() {
		v.finding(&p, i+1, finding)
	}
	if omitted := a.GetOmittedFindings(); omitted > 0 {
		p.paragraph("    ", textCells(fmt.Sprintf("and %d more", omitted), plain))
	}
	if advice := a.GetAdvice(); advice != nil {
		p.paragraph("  ", textCells(advice.GetTitle(), bold))
		p.paragraph("  ", textCells(advice.GetBody(), plain))
	}
	if stopped := a.GetIncompleteDetectors(); len(stopped) > 0 {
		p.paragraph("  ", textCells("stopped at their time limit: "+strings.Join(stopped, ", "), warnStyle))
	}
	return p.out.String()
}

// message gives the text with its findings marked and numbered.
func (v *View) message(text string, findings []*pecetev1.Finding) []cell {
	var cells []cell
	at := 0
	for i, finding := range findings {
		start, end := int(finding.GetStart()), int(finding.GetEnd())
		cells = append(cells, shortened(text[at:start])...)
		if v.Colour {
			cells = append(cells, textCells(text[start:end], severityStyle(finding.GetSeverity()))...)
		} else {
			cells = append(cells, textCells("[", plain)...)
			cells = append(cells, textCells(text[start:end], plain)...)
			cells = append(cells, textCells("]", plain)...)
		}
		cells = append(cells, textCells(superscript(i+1), dim)...)
		at = end
	}
	return append(cells, shortened(text[at:])...)
}

// finding draws what a finding is and the reasons for and against it.
func (v *View) finding(p *painter, number int, finding *pecetev1.Finding) {
	line := textCells(superscript(number)+" ", dim)
	line = append(line, textCells(finding.GetDetector(), bold)...)
	if marking := finding.GetMarking(); marking != nil {
		line = append(line, textCells("  "+marking.GetDesignation(), bold)...)
	}
	severity := strings.ToLower(shortName(finding.GetSeverity().String(), "SEVERITY_"))
	line = append(line, textCells(fmt.Sprintf("  %.2f  %s", finding.GetConfidence(), severity), plain)...)
	if description := v.Descriptions[finding.GetDetector()]; description != "" {
		line = append(line, textCells("  "+description, dim)...)
	}
	p.paragraph("    ", line)
	for _, reason := range finding.GetEvidence() {
		p.paragraph("      ", textCells("- "+reason.GetDescription(), plain))
	}
}

// Summary draws how many messages had which verdict.
func (v *View) Summary(counts map[pecetev1.Verdict]int) string {
	total := 0
	for _, count := range counts {
		total += count
	}
	line := textCells(plural(total, "message"), bold)
	for i, verdict := range []pecetev1.Verdict{
		pecetev1.Verdict_VERDICT_ALLOW, pecetev1.Verdict_VERDICT_WARN, pecetev1.Verdict_VERDICT_BLOCK,
	} {
		separator := ", "
		if i == 0 {
			separator = ": "
		}
		line = append(line, textCells(fmt.Sprintf("%s%d ", separator, counts[verdict]), plain)...)
		line = append(line, textCells(VerdictName(verdict), verdictStyle(verdict))...)
	}
	p := painter{colour: v.Colour, width: v.Width}
	p.paragraph("", line)
	return p.out.String()
}

// VerdictName gives "ALLOW", "WARN" or "BLOCK".
func VerdictName(verdict pecetev1.Verdict) string { return shortName(verdict.String(), "VERDICT_") }

func shortName(name, prefix string) string { return strings.TrimPrefix(name, prefix) }

func plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}

// superscript writes a number above the line, so that it is not taken for a part
// of the finding it follows.
func superscript(n int) string {
	var b strings.Builder
	for _, digit := range fmt.Sprint(n) {
		b.WriteRune([]rune("⁰¹²³⁴⁵⁶⁷⁸⁹")[digit-'0'])
	}
	return b.String()
}
