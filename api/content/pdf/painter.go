package pdf

import "bytes"

const (
	// maxStates is how many states of the page may be saved.
	maxStates = 64
	// maxOperands is how many operands an operator may have.
	maxOperands = 64
)

// state is what the operators of a page set (8.4, 9.3).
type state struct {
	page    matrix
	font    *font
	size    float64
	char    float64
	word    float64
	scale   float64
	leading float64
	rise    float64
}

// painter follows the operators of a page and writes the text that they show.
type painter struct {
	d         *document
	resources dict
	state     state
	saved     []state
	// line is where the line of text begins, glyph where the next glyph stands.
	line, glyph matrix
	// moved is set when the next glyph was placed on its own.
	moved    bool
	operands []any
}

func newPainter(d *document, resources dict) *painter {
	return &painter{d: d, resources: resources, state: state{page: identity(), scale: 1}, line: identity(), glyph: identity()}
}

// paint follows a stream of operators.
func (p *painter) paint(s *stream, depth int) error {
	data, err := p.d.unpack(s)
	if err != nil {
		return err
	}
	l := &lexer{data: data, plain: true}
	p.operands = p.operands[:0]
	for count := 0; ; count++ {
		v := l.value()
		op, ok := v.(keyword)
		if !ok {
			if len(p.operands) < maxOperands {
				p.operands = append(p.operands, v)
			}
			continue
		}
		if op == eof {
			return p.d.lines.err
		}
		if op == "BI" {
			p.inlinePicture(l)
		} else if err := p.do(op, depth); err != nil {
			return err
		}
		p.operands = p.operands[:0]
		if count%256 == 0 {
			if err := p.d.limits.Spend(0); err != nil {
				return err
			}
		}
	}
}

// number gives an operand from the end: 0 is the last.
func (p *painter) number(fromEnd int) float64 {
	i := len(p.operands) - 1 - fromEnd
	if i < 0 {
		return 0
	}
	n, _ := p.operands[i].(float64)
	return n
}

// last gives the last operand.
func (p *painter) last() any {
	if len(p.operands) == 0 {
		return nil
	}
	return p.operands[len(p.operands)-1]
}

// do follows one operator.
func (p *painter) do(op keyword, depth int) error {
	switch op {
	case "q":
		if len(p.saved) < maxStates {
			p.saved = append(p.saved, p.state)
		}
	case "Q":
		if n := len(p.saved); n > 0 {
			p.state, p.saved = p.saved[n-1], p.saved[:n-1]
		}
	case "cm":
		p.state.page = p.matrix().times(p.state.page)
	case "Do":
		return p.draw(depth)
	case "BT":
		p.place(identity())
	case "Tf":
		return p.setFont()
	default:
		p.textState(op)
		p.position(op)
		p.show(op)
	}
	return nil
}

func (p *painter) matrix() matrix {
	var m matrix
	for i := range m {
		m[i] = p.number(5 - i)
	}
	return m
}

// setFont sets the font by its name in the resources.
func (p *painter) setFont() error {
	p.state.size = p.number(0)
	if len(p.operands) < 2 {
		return nil
	}
	n, _ := p.operands[len(p.operands)-2].(name)
	f, err := p.d.font(p.d.dict(p.resources["Font"])[n])
	p.state.font = f
	return err
}

// textState follows the operators that set how text is shown (9.3).
func (p *painter) textState(op keyword) {
	switch op {
	case "Tc":
		p.state.char = p.number(0)
	case "Tw":
		p.state.word = p.number(0)
	case "Tz":
		p.state.scale = p.number(0) / 100
	case "TL":
		p.state.leading = p.number(0)
	case "Ts":
		p.state.rise = p.number(0)
	}
}

// position follows the operators that place text (9.4.2).
func (p *painter) position(op keyword) {
	switch op {
	case "Td":
		p.move(p.number(1), p.number(0))
	case "TD":
		p.state.leading = -p.number(0)
		p.move(p.number(1), p.number(0))
	case "Tm":
		p.place(p.matrix())
	case "T*":
		p.move(0, -p.state.leading)
	}
}

// move begins a line at an offset from the beginning of this one.
func (p *painter) move(x, y float64) {
	p.place(matrix{1, 0, 0, 1, x, y}.times(p.line))
}

func (p *painter) place(m matrix) {
	p.line, p.glyph, p.moved = m, m, true
}

// show follows the operators that show text (9.4.3).
func (p *painter) show(op keyword) {
	switch op {
	case "'":
		p.move(0, -p.state.leading)
		p.text(p.last())
	case "\"":
		p.state.word, p.state.char = p.number(2), p.number(1)
		p.move(0, -p.state.leading)
		p.text(p.last())
	case "Tj":
		p.text(p.last())
	case "TJ":
		pieces, _ := p.last().(array)
		for _, piece := range pieces {
			if n, ok := piece.(float64); ok {
				p.advance(-n / 1000 * p.state.size * p.state.scale)
				continue
			}
			p.text(piece)
		}
	}
}

// advance moves the next glyph along the line.
func (p *painter) advance(x float64) {
	p.glyph = matrix{1, 0, 0, 1, x, 0}.times(p.glyph)
}

// text writes a string and moves behind it.
func (p *painter) text(v any) {
	s, ok := v.(text)
	if !ok {
		return
	}
	if p.state.font == nil {
		p.state.font, _ = p.d.readFont(nil)
	}
	f := p.state.font
	var shown []byte
	width := 0.0
	for len(s) > 0 {
		c, n := f.next(s)
		if n == 0 {
			break
		}
		s = s[n:]
		meaning, known := f.text(c)
		if known {
			p.d.mapped++
			shown = append(shown, meaning...)
		} else {
			p.d.unmapped++
			shown = append(shown, "\ufffd"...)
		}
		step := f.width(c)*p.state.size + p.state.char
		if n == 1 && c == ' ' {
			step += p.state.word
		}
		width += step * p.state.scale
	}
	size := p.state.size
	if size == 0 {
		size = 1
	}
	m := matrix{size * p.state.scale, 0, 0, size, 0, p.state.rise}.times(p.glyph).times(p.state.page)
	end := 0.0
	if p.state.scale != 0 {
		end = (width - p.state.char*p.state.scale) / (size * p.state.scale)
	}
	p.d.lines.glyphs(string(shown), m, end, p.moved, f.sure)
	p.moved = false
	p.advance(width)
}

// draw draws a form object as part of the page (8.10), or notes a picture.
func (p *painter) draw(depth int) error {
	n, _ := p.last().(name)
	s, ok := p.d.follow(p.d.dict(p.resources["XObject"])[n]).(*stream)
	if !ok {
		return nil
	}
	if p.d.name(s.dict["Subtype"]) == "Image" {
		p.d.result.Pictures = true
		return nil
	}
	if p.d.name(s.dict["Subtype"]) != "Form" || depth >= maxForms {
		return nil
	}
	inner := newPainter(p.d, p.resources)
	if own := p.d.dict(s.dict["Resources"]); own != nil {
		inner.resources = own
	}
	inner.state = p.state
	if own := p.d.array(s.dict["Matrix"]); len(own) == 6 {
		var m matrix
		for i := range m {
			m[i] = p.d.number(own[i])
		}
		inner.state.page = m.times(p.state.page)
	}
	return inner.paint(s, depth+1)
}

// inlinePicture passes over a picture that stands among the operators (8.9.7).
func (p *painter) inlinePicture(l *lexer) {
	p.d.result.Pictures = true
	id := bytes.Index(l.data[l.at:], []byte("ID"))
	if id < 0 {
		l.at = len(l.data)
		return
	}
	for l.at += id + 2; ; {
		end := bytes.Index(l.data[l.at:], []byte("EI"))
		if end < 0 {
			l.at = len(l.data)
			return
		}
		l.at += end + 2
		before := l.data[l.at-3]
		if isSpace(before) && (l.at == len(l.data) || isSpace(l.data[l.at])) {
			return
		}
	}
}
