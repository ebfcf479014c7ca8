package report

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/pecete/pecete/cmd/pecete/internal/evaluation"
)

// mistakeSection is a list of mistakes of one sort.
type mistakeSection struct {
	Title string
	// All is how many there are, of which Rows has the worst.
	All  int
	Head []string
	Rows [][]string
}

func (s mistakeSection) heading() string {
	if s.All == len(s.Rows) || len(s.Rows) == 0 {
		return fmt.Sprintf("%s: %d", s.Title, s.All)
	}
	return fmt.Sprintf("%s: %d, the worst %d of them", s.Title, s.All, len(s.Rows))
}

func (s mistakeSection) table() string {
	if len(s.Rows) == 0 {
		return ""
	}
	g := grid{left: len(s.Head)}
	head := make([]string, len(s.Head))
	for i, cell := range s.Head {
		head[i] = strings.ToUpper(cell)
	}
	g.add(head...)
	for _, row := range s.Rows {
		g.add(row...)
	}
	return g.String()
}

// mistakeSections gives all four lists, also empty ones.
func (d Document) mistakeSections() []mistakeSection {
	m := d.Mistakes
	return []mistakeSection{
		d.spans("False findings", d.Count.FalseFindings, "labelled as", m.FalseFindings),
		d.spans("Misses", d.Count.Misses, "found as", m.Misses),
		d.spans("Wrong spans", d.Count.WrongSpans, "label", m.WrongSpans),
		verdicts(d.Count.Verdicts, m.Verdicts),
	}
}

// spans lists mistakes about spans. The last columns are what else was there and,
// where it is shown, the text.
func (d Document) spans(title string, all int, other string, list []evaluation.Mistake) mistakeSection {
	s := mistakeSection{Title: title, All: all, Head: []string{"place", "detector", "span (" + d.Unit + ")", "confidence", other}}
	shown := len(list) > 0 && list[0].Text != nil
	if shown {
		s.Head = append(s.Head, "text")
	}
	for _, one := range list {
		row := []string{place(one.Place), one.Detector, span(one.Start, one.End), one.Confidence.Decimal(), dash(one.Other)}
		if one.Label != nil {
			row[4] = span(one.Label.Start, one.Label.End)
		}
		if shown {
			row = append(row, one.Text.Before+"["+one.Text.Span+"]"+one.Text.After)
		}
		s.Rows = append(s.Rows, row)
	}
	return s
}

func verdicts(all int, list []evaluation.WrongVerdict) mistakeSection {
	s := mistakeSection{Title: "Wrong verdicts", All: all, Head: []string{"place", "expected", "answered"}}
	for _, one := range list {
		s.Rows = append(s.Rows, []string{place(one.Place), one.Expected, one.Answered})
	}
	return s
}

func place(p evaluation.Place) string { return visible(p.File) + ":" + strconv.Itoa(p.Line) }

func span(start, end int) string { return strconv.Itoa(start) + "–" + strconv.Itoa(end) }

func dash(text string) string {
	if text == "" {
		return "–"
	}
	return text
}

// visible keeps a name from doing anything to a terminal.
func visible(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return '·'
	}, name)
}
