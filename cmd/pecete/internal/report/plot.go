package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/pecete/pecete/cmd/pecete/internal/evaluation"
)

// The plot's coordinates, in units of its viewBox.
const (
	plotWidth, plotHeight = 320, 280
	plotLeft, plotRight   = 46, 308
	plotTop, plotBottom   = 12, 232
)

// plot is a drawing with two axes from 0 to 1.
type plot struct {
	// ID is unique on the page.
	ID string
	// Title names the plot, Description says in words what it shows; both are for
	// those who do not see it.
	Title, Description string
	XLabel, YLabel     string
	// Diagonal draws the line of equal values.
	Diagonal bool
	// Line is a path through points, "" for none.
	Line string
	Dots []dot
}

// dot is a mark at a point.
type dot struct {
	X, Y, Radius string
	// Tip says what the point stands for.
	Tip string
	// Chosen: the point of the threshold that was asked for.
	Chosen bool
}

// tick is a place on both axes.
type tick struct {
	Label, X, Y string
}

// ViewBox gives the corners of the drawing.
func (plot) ViewBox() string { return fmt.Sprintf("0 0 %d %d", plotWidth, plotHeight) }

// Left, Right, Top and Bottom are the edges of the axes.
func (plot) Left() int   { return plotLeft }
func (plot) Right() int  { return plotRight }
func (plot) Top() int    { return plotTop }
func (plot) Bottom() int { return plotBottom }

// Middle is halfway along the horizontal axis, Halfway along the vertical one.
func (plot) Middle() int  { return (plotLeft + plotRight) / 2 }
func (plot) Halfway() int { return (plotTop + plotBottom) / 2 }

// Ticks gives the places with a number and a line.
func (plot) Ticks() []tick {
	var ticks []tick
	for i := 0; i <= 5; i++ {
		v := float64(i) / 5
		ticks = append(ticks, tick{strconv.FormatFloat(v, 'f', 1, 64), xOf(v), yOf(v)})
	}
	return ticks
}

func xOf(v float64) string { return coordinate(plotLeft + v*(plotRight-plotLeft)) }
func yOf(v float64) string { return coordinate(plotBottom - v*(plotBottom-plotTop)) }

func coordinate(v float64) string { return strconv.FormatFloat(v, 'f', 1, 64) }

// path gives a line through points, each x and y from 0 to 1.
func path(points [][2]float64) string {
	var b strings.Builder
	for i, p := range points {
		letter := "L"
		if i == 0 {
			letter = "M"
		}
		b.WriteString(letter + xOf(p[0]) + " " + yOf(p[1]))
	}
	return b.String()
}

// reliabilityPlot draws the share of right findings against their mean
// confidence; the area of a dot shows how many findings it stands for.
func reliabilityPlot(c evaluation.Calibration) plot {
	p := plot{
		ID: "reliability", Title: "Reliability curve", Diagonal: true,
		XLabel: "mean confidence", YLabel: "share right",
		Description: fmt.Sprintf("Share of right findings by mean confidence in %d bins; on the diagonal both are equal. Expected calibration error %s. The table below has the same figures.", len(c.Bins), c.ECE.Decimal()),
	}
	var points [][2]float64
	for _, b := range c.Bins {
		if b.Findings == 0 {
			continue
		}
		x, y := float64(b.Confidence), float64(b.Right)
		points = append(points, [2]float64{x, y})
		radius := 3 + 9*math.Sqrt(float64(b.Findings)/float64(c.Findings))
		p.Dots = append(p.Dots, dot{X: xOf(x), Y: yOf(y), Radius: coordinate(radius), Tip: fmt.Sprintf(
			"%.1f–%.1f: %s, mean confidence %s, right %s", b.From, b.To, counted(b.Findings, "finding"), b.Confidence.Decimal(), b.Right.Decimal())})
	}
	p.Line = path(points)
	return p
}

// curvePlot draws precision against recall for every threshold, and marks that of
// the report.
func curvePlot(d evaluation.Detector, index int) plot {
	p := plot{
		ID: "curve-" + strconv.Itoa(index), Title: "Precision and recall of " + d.ID,
		XLabel: "recall", YLabel: "precision",
		Description: fmt.Sprintf("Precision by recall, both by overlap, as the threshold falls. At the threshold of the report precision is %s %% and recall %s %%; average precision %s.",
			d.Overlap.Precision.Percent(), d.Overlap.Recall.Percent(), d.AveragePrecision.Decimal()),
	}
	var points [][2]float64
	for i, c := range d.Curve {
		x, y := float64(c.Recall), float64(c.Precision)
		if i == 0 {
			points = append(points, [2]float64{0, y})
		}
		points = append(points, [2]float64{x, y})
	}
	p.Line = path(points)
	if o := d.Overlap; o.Precision.Defined() && o.Recall.Defined() {
		p.Dots = append(p.Dots, dot{X: xOf(float64(o.Recall)), Y: yOf(float64(o.Precision)), Radius: "5", Chosen: true,
			Tip: fmt.Sprintf("at the threshold: precision %s %%, recall %s %%", o.Precision.Percent(), o.Recall.Percent())})
	}
	return p
}
