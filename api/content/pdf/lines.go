package pdf

import (
	"io"
	"math"
	"strings"
	"unicode/utf8"
)

const (
	// wordGap is the gap between glyphs, in their size, from which a word ends: a
	// space is about 0.25 wide, and letters are moved by less than 0.1 to fit.
	wordGap = 0.2
	// cellGap is the gap from which what follows stands in another column.
	cellGap = 2.0
	// lineGap is how far off the line, in the size of the glyphs, another line begins:
	// farther than what stands high or low.
	lineGap = 0.6
)

// matrix maps the space of glyphs to that of the page (8.3.3).
type matrix [6]float64

func identity() matrix { return matrix{1, 0, 0, 1, 0, 0} }

// times gives the matrix that does m and then n.
func (m matrix) times(n matrix) matrix {
	return matrix{
		m[0]*n[0] + m[1]*n[2], m[0]*n[1] + m[1]*n[3],
		m[2]*n[0] + m[3]*n[2], m[2]*n[1] + m[3]*n[3],
		m[4]*n[0] + m[5]*n[2] + n[4], m[4]*n[1] + m[5]*n[3] + n[5],
	}
}

func (m matrix) at(x, y float64) (float64, float64) {
	return m[0]*x + m[2]*y + m[4], m[1]*x + m[3]*y + m[5]
}

// lines writes glyphs as words and lines, by where they stand on the page.
type lines struct {
	to  io.Writer
	err error
	buf []byte
	// begun is set when something stands on the line; last is its last rune.
	begun bool
	last  rune
	// x and y are where the last glyph ended, size is its size.
	x, y, size float64
	// sure is set when that is known, not guessed from how wide glyphs are by and large.
	sure bool
}

// glyphs writes what a string shows. m maps the space of glyphs, of size 1, to the
// page; to is where it ends on the line, in that space. moved
// tells that it was placed on its own and does not simply follow.
func (l *lines) glyphs(s string, m matrix, to float64, moved, sure bool) {
	if s == "" {
		return
	}
	x, y := m.at(0, 0)
	if l.begun {
		l.set(m, x, y, moved)
	}
	l.write(apart(s))
	l.x, l.y = m.at(to, 0)
	l.size = math.Hypot(m[2], m[3])
	l.sure = sure
}

// apart gives text with ligatures as letters.
func apart(s string) string {
	if !strings.ContainsAny(s, "ﬀﬁﬂﬃﬄﬅﬆ") {
		return s
	}
	return strings.NewReplacer("ﬀ", "ff", "ﬁ", "fi", "ﬂ", "fl", "ﬃ", "ffi", "ﬄ", "ffl", "ﬅ", "st", "ﬆ", "st").Replace(s)
}

// set writes what stands between the last glyph and one at x, y.
func (l *lines) set(m matrix, x, y float64, moved bool) {
	size := max(math.Hypot(m[2], m[3]), l.size)
	along := math.Hypot(m[0], m[1])
	if size == 0 || along == 0 {
		return
	}
	dx, dy := x-l.x, y-l.y
	forth := (dx*m[0] + dy*m[1]) / along / size
	across := math.Abs(dx*m[1]-dy*m[0]) / along / size
	switch {
	case across > lineGap || forth < -1 && moved && l.sure || forth < -3:
		l.endLine()
	case forth > cellGap:
		l.gap('\t')
	case forth > wordGap || moved && !l.sure && math.Abs(forth) > 0.01:
		l.gap(' ')
	}
}

// gap writes white space unless some stands there.
func (l *lines) gap(r rune) {
	if l.last != ' ' && l.last != '\t' {
		l.write(string(r))
	}
}

func (l *lines) write(s string) {
	l.buf = append(l.buf, s...)
	l.begun = true
	l.last, _ = utf8.DecodeLastRuneInString(s)
	if len(l.buf) > pieceSize {
		l.flush()
	}
}

func (l *lines) endLine() {
	if l.begun {
		l.buf = append(l.buf, '\n')
		l.begun, l.last = false, 0
	}
}

// line writes a line of its own, with a label if it has one.
func (l *lines) line(label, s string) {
	l.endLine()
	if label != "" {
		l.write(label + ": ")
	}
	l.write(s)
	l.endLine()
	l.flush()
}

func (l *lines) flush() {
	if l.err == nil && len(l.buf) > 0 {
		_, l.err = l.to.Write(l.buf)
	}
	clear(l.buf)
	l.buf = l.buf[:0]
}

func (l *lines) end() error {
	l.endLine()
	l.flush()
	return l.err
}
