package report

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"strconv"

	"github.com/pecete/pecete/cmd/pecete/internal/evaluation"
)

// templates holds the page, its plots and its style sheet.
//
//go:embed templates
var templates embed.FS

// page is what the template reads.
type page struct {
	Document
	Style template.CSS
}

// HTML writes the document as one page that fetches nothing.
func (d Document) HTML(w io.Writer) error {
	style, err := templates.ReadFile("templates/style.css")
	if err != nil {
		return fmt.Errorf("reading the style sheet: %w", err)
	}
	shown := template.FuncMap{
		"percent": evaluation.Rate.Percent, "decimal": evaluation.Rate.Decimal, "exactly": exactly,
		"counted": counted, "kind": kindName, "shade": shade, "width": width, "bin": binName,
	}
	parsed, err := template.New("report.html").Funcs(shown).ParseFS(templates, "templates/*.html")
	if err != nil {
		return fmt.Errorf("reading the page: %w", err)
	}
	// The style sheet is the program's own; nothing of the input is in it.
	if err := parsed.Execute(w, page{Document: d, Style: template.CSS(style)}); err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	return nil
}

// Notes tell what the figures leave out.
func (p page) Notes() []string { return p.notes() }

// Reliability gives the plot of all detectors together.
func (p page) Reliability() plot { return reliabilityPlot(p.Calibration) }

// curveView is a detector with its plot.
type curveView struct {
	evaluation.Detector
	Plot plot
}

// Curves gives the detectors that have a curve.
func (p page) Curves() []curveView {
	var views []curveView
	for i, d := range p.Detectors {
		if len(d.Curve) > 0 {
			views = append(views, curveView{d, curvePlot(d, i)})
		}
	}
	return views
}

// Sections gives the lists of mistakes that are not empty.
func (p page) Sections() []mistakeView {
	var views []mistakeView
	for _, s := range p.mistakeSections() {
		if len(s.Rows) > 0 {
			views = append(views, mistakeView{s})
		}
	}
	return views
}

// mistakeView is a list of mistakes with its heading.
type mistakeView struct{ mistakeSection }

// Heading says how many there are and how many are listed.
func (v mistakeView) Heading() string { return v.heading() }

// shade gives the class of a cell of the confusion: how much of its row is in it,
// and whether it should be there.
func shade(row evaluation.VerdictRow, cell evaluation.VerdictCell) string {
	switch {
	case cell.Messages == 0:
		return "none"
	case cell.Verdict == row.Expected:
		return "good"
	}
	return "bad"
}

// width gives the length of a bar, in percent of the longest.
func width(b evaluation.Bin, all []evaluation.Bin) string {
	most := 1
	for _, other := range all {
		most = max(most, other.Findings)
	}
	return strconv.Itoa(100 * b.Findings / most)
}

func binName(b evaluation.Bin) string { return fmt.Sprintf("%.1f–%.1f", b.From, b.To) }
