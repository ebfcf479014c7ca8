package classifier

import "bytes"

const (
	// maxTable is how far before a value the head of its table may begin, in
	// folded characters.
	maxTable = 1200
	// maxColumns is the most columns a table has.
	maxColumns = 24
)

// columnHead gives the head of the column that the span [start,end) fills, where
// it is one of the values of a table with a mark between its columns: the cell
// of that number in the first line of the table. It gives none where the span is
// no whole cell or stands in the first line.
func (v *view) columnHead(start, end int) []byte {
	mark := v.cellMark(start, end)
	if mark == 0 {
		return v.tabHead(start, end)
	}
	from := max(0, start-maxTable)
	line := bytes.LastIndexByte(v.lower[from:start], '\n')
	if line < 0 {
		return nil
	}
	column := bytes.Count(v.lower[from+line:start], []byte{mark})
	if column > maxColumns {
		return nil
	}
	head := v.tableHead(from, from+line, mark)
	for range column {
		i := bytes.IndexByte(head, mark)
		if i < 0 {
			return nil
		}
		head = head[i+1:]
	}
	if i := bytes.IndexByte(head, mark); i >= 0 {
		head = head[:i]
	}
	return bytes.Trim(head, " \"'")
}

// headedBy tells whether the head of the column that a span fills begins with one
// of the labels.
func (v *view) headedBy(labels *termSet, start, end int) bool {
	head := v.columnHead(start, end)
	if len(head) == 0 || !isLetter(head[0]) {
		return false
	}
	_, ok := labels.longestAt(head, 0)
	return ok
}

// columnNames tells whether a word of the head of the column that a span fills
// begins with one of some stems.
func (v *view) columnNames(start, end int, stems ...string) bool {
	for _, word := range bytes.FieldsFunc(v.columnHead(start, end), func(r rune) bool { return r < 'a' || r > 'z' }) {
		for _, stem := range stems {
			if bytes.HasPrefix(word, []byte(stem)) {
				return true
			}
		}
	}
	return false
}

// tableHead gives the first of the lines before the line break at end that hold
// a mark without a line between that does not, no further back than from.
func (v *view) tableHead(from, end int, mark byte) []byte {
	var head []byte
	for {
		line := bytes.LastIndexByte(v.lower[from:end], '\n')
		if line < 0 && from > 0 {
			return head
		}
		text := v.lower[from+line+1 : end]
		if bytes.IndexByte(text, mark) < 0 {
			return head
		}
		head = text
		if line < 0 {
			return head
		}
		end = from + line
	}
}

// cellMark gives the mark that divides the cell of a table that a span fills
// from the next or the one before, 0 if the span fills none.
func (v *view) cellMark(start, end int) byte {
	for v.at(start-1) == '"' || v.at(start-1) == ' ' && start > 0 {
		start--
	}
	for v.at(end) == '"' || v.at(end) == ' ' {
		end++
	}
	before, after := v.at(start-1), v.at(end)
	switch {
	case isCellMark(before) && (after == before || after == '\n'):
		return before
	case isCellMark(after) && before == '\n':
		return after
	}
	return 0
}

func isCellMark(b byte) bool { return b == ',' || b == ';' || b == '|' }
