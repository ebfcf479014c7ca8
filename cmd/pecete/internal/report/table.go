package report

import (
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/pecete/pecete/cmd/pecete/internal/evaluation"
)

// Table writes the document as aligned tables.
func (d Document) Table(w io.Writer) error {
	parts := []string{
		d.summary(),
		"By detector, in percent; E is by exact span, O by overlap\n" + d.detectorTable(),
	}
	if len(d.Kinds) > 0 {
		parts = append(parts, "By kind, in percent, over all detectors\n"+d.kindTable())
	}
	if len(d.Kinds) > 0 && d.KindDetectors {
		parts = append(parts, "By kind and detector, in percent\n"+d.kindDetectorTable())
	}
	if d.Verdicts.Messages > 0 {
		parts = append(parts, "Verdicts: expected in rows, answered in columns\n"+d.verdictTable())
	}
	parts = append(parts, fmt.Sprintf("Calibration of %s: expected calibration error %s, Brier score %s\n",
		counted(d.Calibration.Findings, "finding"), d.Calibration.ECE.Decimal(), d.Calibration.Brier.Decimal())+d.reliabilityTable())
	for _, s := range d.mistakeSections() {
		if s.All > 0 {
			parts = append(parts, s.heading()+"\n"+s.table())
		}
	}
	if d.Against != nil {
		parts = append(parts, d.comparison())
	}
	_, err := io.WriteString(w, strings.Join(parts, "\n"))
	return err
}

func (d Document) summary() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s, %s, %s from a confidence of %v\n", counted(d.Messages, "message"),
		counted(d.Total.Labelled, "label"), counted(d.Total.Found, "finding"), d.Settings.Threshold)
	for _, note := range d.notes() {
		b.WriteString(note + "\n")
	}
	return b.String()
}

// notes tell what the figures leave out.
func (d Document) notes() []string {
	var notes []string
	if d.Skipped > 0 {
		notes = append(notes, counted(d.Skipped, "message")+" left out because of the kind")
	}
	if d.Faults > 0 {
		notes = append(notes, counted(d.Faults, "line")+" left out that could not be read")
	}
	if d.Incomplete > 0 {
		notes = append(notes, counted(d.Incomplete, "message")+" not read to the end by a detector, for want of time; their figures may differ the next time")
	}
	return notes
}

func counted(n int, thing string) string {
	if n != 1 {
		thing += "s"
	}
	return strconv.Itoa(n) + " " + thing
}

// figureCells gives the cells of figures: counts, then precision, recall and F1.
func figureCells(f evaluation.Figures) []string {
	cells := []string{strconv.Itoa(f.Labelled), strconv.Itoa(f.Found)}
	for _, a := range []evaluation.Agreement{f.Exact, f.Overlap} {
		cells = append(cells, a.Precision.Percent(), a.Recall.Percent(), a.F1.Percent())
	}
	return cells
}

func figureHead() []string {
	return []string{"LABELS", "FOUND", "E-PREC", "E-REC", "E-F1", "O-PREC", "O-REC", "O-F1"}
}

func (d Document) detectorTable() string {
	g := grid{left: 1}
	g.add(join([]string{"DETECTOR"}, figureHead(), []string{"ECE", "BRIER", "AP"})...)
	for _, one := range d.Detectors {
		g.add(join([]string{one.ID}, figureCells(one.Figures),
			[]string{one.Calibration.ECE.Decimal(), one.Calibration.Brier.Decimal(), one.AveragePrecision.Decimal()})...)
	}
	g.add(join([]string{"all"}, figureCells(d.Total), []string{d.Calibration.ECE.Decimal(), d.Calibration.Brier.Decimal()})...)
	return g.String()
}

func (d Document) kindTable() string {
	g := grid{left: 1}
	g.add(join([]string{"KIND", "MESSAGES"}, figureHead(), []string{"VERDICT"})...)
	for _, k := range d.Kinds {
		g.add(join([]string{kindName(k.Name), strconv.Itoa(k.Messages)}, figureCells(k.Total), []string{k.Verdicts.Right.Percent()})...)
	}
	return g.String()
}

// kindDetectorTable leaves out kinds in which there is nothing to find and
// nothing was found.
func (d Document) kindDetectorTable() string {
	g := grid{left: 2}
	g.add(join([]string{"KIND", "DETECTOR"}, figureHead())...)
	for _, k := range d.Kinds {
		for _, one := range k.Detectors {
			g.add(join([]string{kindName(k.Name), one.ID}, figureCells(one.Figures))...)
		}
	}
	return g.String()
}

// kindName gives a name for messages without a kind too.
func kindName(name string) string {
	if name == "" {
		return "(none)"
	}
	return visible(name)
}

func (d Document) verdictTable() string {
	g := grid{left: 1}
	g.add("VERDICT", "ALLOW", "WARN", "BLOCK", "RIGHT %")
	for _, row := range d.Verdicts.Confusion {
		cells := []string{row.Expected}
		for _, cell := range row.Answered {
			cells = append(cells, strconv.Itoa(cell.Messages))
		}
		g.add(append(cells, row.Right.Percent())...)
	}
	g.add("all", "", "", "", d.Verdicts.Right.Percent())
	return g.String()
}

func (d Document) reliabilityTable() string {
	g := grid{left: 1}
	g.add("CONFIDENCE", "FINDINGS", "MEAN", "RIGHT")
	for _, b := range d.Calibration.Bins {
		g.add(fmt.Sprintf("%.1f–%.1f", b.From, b.To), strconv.Itoa(b.Findings), b.Confidence.Decimal(), b.Right.Decimal())
	}
	return g.String()
}

// comparison tells how many figures changed; those that fell are listed.
func (d Document) comparison() string {
	var b strings.Builder
	fmt.Fprintf(&b, "Against the record: %s compared, %d fell, %d rose, %d new\n",
		counted(d.Against.Compared, "figure"), len(d.Against.Fell), len(d.Against.Rose), len(d.Against.New))
	if len(d.Against.Fell) == 0 {
		return b.String()
	}
	g := grid{left: 1}
	g.add("FELL", "RECORDED", "NOW")
	for _, c := range d.Against.Fell {
		g.add(c.Figure, exactly(c.Recorded), exactly(c.Now))
	}
	return b.String() + g.String()
}

// exactly gives a figure with all its decimals.
func exactly(r evaluation.Rate) string {
	if !r.Defined() {
		return "not measured"
	}
	return strconv.FormatFloat(float64(r), 'f', -1, 64)
}

func join(parts ...[]string) []string {
	var all []string
	for _, part := range parts {
		all = append(all, part...)
	}
	return all
}
