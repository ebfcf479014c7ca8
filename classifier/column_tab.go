package classifier

import "strings"

// tabHead is columnHead for tables copied from a spreadsheet, whose columns are
// divided by tabs. Folding makes spaces of these, so it reads the source.
func (v *view) tabHead(start, end int) []byte {
	if !v.tabAt(start-1) && (!v.tabAt(end) || v.at(start-1) != '\n') {
		return nil
	}
	to := v.offset(start)
	text := v.src[max(0, to-maxTable):to]
	line := strings.LastIndexByte(text, '\n')
	if line < 0 {
		return nil
	}
	column := strings.Count(text[line:], "\t")
	if column > maxColumns {
		return nil
	}
	cells := strings.Split(firstTabbed(text[:line], to <= maxTable), "\t")
	if column >= len(cells) {
		return nil
	}
	var head view
	head.read(strings.TrimSpace(cells[column]))
	return head.lower
}

// firstTabbed gives the first of the last lines of a text that hold tabs without
// a line between that holds none. The text's first line is whole or is left out.
func firstTabbed(text string, whole bool) string {
	head := ""
	for {
		line := strings.LastIndexByte(text, '\n')
		if line < 0 && !whole || strings.IndexByte(text[line+1:], '\t') < 0 {
			return head
		}
		head = text[line+1:]
		if line < 0 {
			return head
		}
		text = text[:line]
	}
}

// tabAt tells whether the character at a folded position is a tab.
func (v *view) tabAt(i int) bool {
	return i >= 0 && v.at(i) == ' ' && v.src[v.offset(i)] == '\t'
}
