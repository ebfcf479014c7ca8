package classifier

import "github.com/pecete/pecete/patterns"

// rowMin is the fewest characters of a row that is put together.
const rowMin = 6

// undoRows puts together what is written with a gap between all its characters:
// "U U 1 H S D", one letter a line, "i.o.n". Wider gaps become one space. Rows of
// digits alone are left to undoNumbers, which knows how numbers are divided.
func undoRows(_ *program, v *view) []mend {
	if !v.apart {
		return nil
	}
	var mends []mend
	for i := 0; i+1 < len(v.lower); {
		row, end := v.rowAt(i)
		if len(row) >= rowMin && v.lettered(row) {
			mends = append(mends, v.joinRow(row))
		}
		i = end
	}
	return mends
}

// rowAt gives the places of the characters of the row that begins at at, each
// the same gap apart, or a wider one of white space; and where to look for the
// next row.
func (v *view) rowAt(at int) (row []int, end int) {
	if !v.rowChar(at) || isAlnum(v.at(at-1)) {
		return nil, at + 1
	}
	gap := at + 1
	for gap <= at+maxSeparator && v.at(gap) == v.at(at+1) && gap < len(v.lower) {
		gap++
	}
	width := gap - at - 1
	if width == 0 || width > maxSeparator || !isRowGap(v.at(at+1)) {
		return nil, at + 1
	}
	row = append(row, at)
	for i := at; ; {
		next := v.rowNext(i, v.at(at+1), width)
		if next == 0 {
			return row, i + 1
		}
		row = append(row, next)
		i = next
	}
}

// rowNext gives the place of the character after the one at i, behind a gap of
// that width or wider; 0 if the row ends.
func (v *view) rowNext(i int, gap byte, width int) int {
	next := i + 1
	for next <= i+width && v.at(next) == gap && next < len(v.lower) {
		next++
	}
	if next != i+1+width {
		return 0
	}
	for isSpace(gap) && next < i+2*partGap && isSpace(v.at(next)) {
		next++
	}
	if next >= len(v.lower) || !v.rowChar(next) || v.lower[next] == gap || isAlnum(v.at(next+1)) {
		return 0
	}
	return next
}

// isRowGap tells whether a character may divide the others of a row.
func isRowGap(b byte) bool {
	switch b {
	case ' ', '\n', '.', ',', '-', '/', '_', '*', '|', '~', otherSymbol:
		return true
	}
	return false
}

// rowChar tells whether a character can be one of a row.
func (v *view) rowChar(at int) bool {
	b := v.at(at)
	return b > ' ' && b != otherSymbol || b == otherLetter
}

// lettered tells whether a row has letters, so that it is more than a number.
func (v *view) lettered(row []int) bool {
	for _, at := range row {
		if isLetter(v.lower[at]) {
			return true
		}
	}
	return false
}

// joinRow writes the characters of a row side by side, with a space where the gap
// is wider.
func (v *view) joinRow(row []int) mend {
	width := row[1] - row[0]
	for i := 2; i < len(row); i++ {
		width = min(width, row[i]-row[i-1])
	}
	m := mend{start: v.offset(row[0]), end: v.endOffset(row[len(row)-1] + 1), evidence: patterns.SetOf(patterns.LetterSpaced)}
	m.with = make([]mendedByte, 0, m.end-m.start)
	for i, at := range row {
		if i > 0 && at-row[i-1] > width {
			from, to := v.offset(row[i-1]+1), v.offset(at)
			m.with = append(m.with, mendedByte{' ', from, to})
		}
		from, to := v.offset(at), v.endOffset(at+1)
		for j := from; j < to; j++ {
			m.with = append(m.with, mendedByte{v.src[j], from, to})
		}
	}
	return m
}
