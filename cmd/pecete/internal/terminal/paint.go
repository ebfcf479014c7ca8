package terminal

import (
	"math"
	"strings"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// style is the parameters of an ANSI escape sequence for colours (ECMA-48,
// select graphic rendition).
type style string

const (
	plain      style = ""
	bold       style = "1"
	dim        style = "2"
	allowStyle style = "1;32"
	warnStyle  style = "1;33"
	blockStyle style = "1;31"
	// Findings are underlined too, for those who do not see the colours.
	graveMark style = "4;97;41"
	midMark   style = "4;30;43"
	mildMark  style = "4;30;46"
)

func verdictStyle(v pecetev1.Verdict) style {
	switch v {
	case pecetev1.Verdict_VERDICT_BLOCK:
		return blockStyle
	case pecetev1.Verdict_VERDICT_WARN:
		return warnStyle
	}
	return allowStyle
}

func severityStyle(s pecetev1.Severity) style {
	switch {
	case s >= pecetev1.Severity_SEVERITY_HIGH:
		return graveMark
	case s == pecetev1.Severity_SEVERITY_MEDIUM:
		return midMark
	}
	return mildMark
}

// painter writes cells, wrapped and in colour.
type painter struct {
	out    strings.Builder
	colour bool
	width  int
}

// paragraph writes cells with every line indented. Lines are broken at spaces
// where there are any, which are then left out.
func (p *painter) paragraph(indent string, cells []cell) {
	room := math.MaxInt
	if p.width > 0 {
		room = max(p.width-len(indent), 1)
	}
	var line []cell
	width, lastSpace := 0, -1
	for _, c := range cells {
		if c.isBreak {
			p.line(indent, line)
			line, width, lastSpace = nil, 0, -1
			continue
		}
		if width+c.width > room && len(line) > 0 {
			rest := []cell(nil)
			switch {
			case c.isSpace: // the break takes the place of c
			case lastSpace >= 0:
				rest, line = line[lastSpace+1:], line[:lastSpace]
			}
			p.line(indent, withoutTrail(line))
			line, width, lastSpace = append([]cell(nil), rest...), widthOf(rest), -1
			if c.isSpace {
				continue
			}
		}
		if c.isSpace {
			lastSpace = len(line)
		}
		line = append(line, c)
		width += c.width
	}
	p.line(indent, line)
}

// line writes one line. Colours end before the line does, lest they spill over
// the rest of the terminal's row.
func (p *painter) line(indent string, cells []cell) {
	if len(cells) > 0 {
		p.out.WriteString(indent)
	}
	current := plain
	for _, c := range cells {
		p.change(&current, c.style)
		p.out.WriteString(c.text)
	}
	p.change(&current, plain)
	p.out.WriteByte('\n')
}

func (p *painter) change(current *style, to style) {
	if !p.colour || *current == to {
		return
	}
	if *current != plain {
		p.out.WriteString("\x1b[0m")
	}
	if to != plain {
		p.out.WriteString("\x1b[" + string(to) + "m")
	}
	*current = to
}

// withoutTrail leaves out the spaces at the end of a broken line.
func withoutTrail(cells []cell) []cell {
	for len(cells) > 0 && cells[len(cells)-1].isSpace {
		cells = cells[:len(cells)-1]
	}
	return cells
}

func widthOf(cells []cell) int {
	width := 0
	for _, c := range cells {
		width += c.width
	}
	return width
}
