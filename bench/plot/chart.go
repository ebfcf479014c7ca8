package plot

import (
	"bytes"
	_ "embed"
	"encoding/xml"
	"fmt"
	"strings"
	"text/template"
)

//go:embed chart.svg
var drawing string

// Point is a place on a line.
type Point struct{ X, Y float64 }

// Line is one series of a chart.
type Line struct {
	Name   string
	Points []Point
	// Dashed marks what is there for comparison only.
	Dashed bool
	// Steps draws a histogram: each value holds until the next.
	Steps bool
}

// Chart is a drawing of lines. Lines without points are left out.
type Chart struct {
	// Title says what is shown; Description says it in words for those who do not
	// see it.
	Title, Description string
	X, Y               Axis
	Lines              []Line
}

// The drawing's coordinates, in units of its viewBox.
const (
	width, height = 640, 360
	left, right   = 64, 620
	top           = 40
	bottom        = 290
	legendTop     = 332
	legendColumn  = 185
)

// mark is a tick: its name and its place.
type mark struct{ Name, At string }

// drawn is a line as the template needs it.
type drawn struct {
	Name, Path, Class     string
	Dots                  []mark // Name is a tip
	LegendX, LegendY      string
	LegendEnd, LegendText string
}

// SVG gives the drawing.
func (c Chart) SVG() ([]byte, error) {
	x, y := c.scales()
	data := map[string]any{
		"Title": c.Title, "Description": c.Description, "XLabel": c.X.Label, "YLabel": c.Y.Label,
		"XTicks": marks(x), "YTicks": marks(y), "Lines": c.draw(x, y),
		"Width": width, "Height": height + c.extraRows()*18, "Left": left, "Right": right, "Top": top, "Bottom": bottom,
	}
	parsed, err := template.New("chart").Funcs(template.FuncMap{"text": escaped}).Parse(drawing)
	if err != nil {
		return nil, fmt.Errorf("reading the template of charts: %w", err)
	}
	var out bytes.Buffer
	if err := parsed.Execute(&out, data); err != nil {
		return nil, fmt.Errorf("drawing %q: %w", c.Title, err)
	}
	return out.Bytes(), nil
}

// scales fits both axes around all points.
func (c Chart) scales() (x, y scale) {
	var xs, ys []float64
	for _, line := range c.Lines {
		for _, p := range line.Points {
			xs, ys = append(xs, p.X), append(ys, p.Y)
		}
	}
	if len(xs) == 0 {
		xs, ys = []float64{1, 10}, []float64{1, 10}
	}
	return newScale(c.X, xs, left, right), newScale(c.Y, ys, bottom, top)
}

func marks(s scale) []mark {
	var all []mark
	for _, v := range s.ticks() {
		all = append(all, mark{s.name(v), coordinate(s.at(v))})
	}
	return all
}

// extraRows gives how many rows of the legend there are after the first.
func (c Chart) extraRows() int { return max(0, (len(c.Lines)+2)/3-1) }

func (c Chart) draw(x, y scale) []drawn {
	var all []drawn
	for _, line := range c.Lines {
		if len(line.Points) == 0 {
			continue
		}
		i := len(all)
		lx, ly := float64(left+i%3*legendColumn), float64(legendTop+i/3*18)
		d := drawn{
			Name: line.Name, Class: fmt.Sprintf("l%d", i%6), Path: path(line, x, y),
			LegendX: coordinate(lx), LegendY: coordinate(ly), LegendEnd: coordinate(lx + 22), LegendText: coordinate(lx + 28),
		}
		if line.Dashed {
			d.Class += " dashed"
		}
		if !line.Steps {
			d.Dots = dots(line, x, y)
		}
		all = append(all, d)
	}
	return all
}

// path gives a line through points.
func path(line Line, x, y scale) string {
	var b strings.Builder
	for i, p := range line.Points {
		px, py := coordinate(x.at(p.X)), coordinate(y.at(p.Y))
		switch {
		case i == 0:
			b.WriteString("M" + px + " " + py)
		case line.Steps:
			b.WriteString("H" + px + "V" + py)
		default:
			b.WriteString("L" + px + " " + py)
		}
	}
	return b.String()
}

// dots gives the place of each point, X and Y in one, with its values as a tip.
func dots(line Line, x, y scale) []mark {
	var all []mark
	for _, p := range line.Points {
		all = append(all, mark{
			Name: line.Name + ": " + x.name(p.X) + ", " + y.name(p.Y),
			At:   `cx="` + coordinate(x.at(p.X)) + `" cy="` + coordinate(y.at(p.Y)) + `"`,
		})
	}
	return all
}

// escaped gives a text as XML wants it.
func escaped(text string) (string, error) {
	var b bytes.Buffer
	err := xml.EscapeText(&b, []byte(text))
	return b.String(), err
}
