package classifier

// gapKind is what divides two parts: a set of marks.
type gapKind uint16

const (
	gapSpace gapKind = 1 << iota
	gapLine
	gapSymbol
	gapDot
	gapDash
	gapSlash
	gapOther
	// gapLong tells that it is longer than separators are, or of several marks.
	gapLong
	// gapWide tells that a space stands beside a mark.
	gapWide
)

// gapKind gives what stands between two positions.
func (v *view) gapKind(start, end int) gapKind {
	kind, marks, spaces := gapKind(0), 0, 0
	for i := start; i < end; i++ {
		if v.lower[i] == ' ' {
			spaces++
			continue
		}
		marks++
		kind |= v.gapMark(i)
	}
	switch {
	case kind == 0:
		kind = gapSpace
	case spaces > 0 && kind != gapLine:
		kind |= gapWide
	}
	if end-start > maxSeparator || marks > 1 {
		kind |= gapLong
	}
	return kind
}

// gapMark gives the kind of one mark between two parts.
func (v *view) gapMark(at int) gapKind {
	switch v.lower[at] {
	case '\n':
		return gapLine
	case '.':
		return gapDot
	case '-':
		return gapDash
	case '/':
		return gapSlash
	case otherSymbol:
		return gapSymbol
	}
	if v.flagLetter(at) {
		return gapSymbol
	}
	return gapOther
}

// flagLetter tells whether half a flag stands at a position, which folds to a
// letter.
func (v *view) flagLetter(at int) bool {
	if v.plain || !isLetter(v.lower[at]) {
		return false
	}
	r := v.runeAt(at)
	return r >= 0x1F1E6 && r <= 0x1F1FF
}
