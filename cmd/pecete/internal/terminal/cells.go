package terminal

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/rivo/uniseg"
)

// cell is what a reader sees as one character, and how it is drawn.
type cell struct {
	text string
	// width in columns.
	width int
	style style
	// isSpace marks a place where a line may be broken.
	isSpace bool
	// isBreak marks a line break of the text itself.
	isBreak bool
}

const (
	// tabWidth is how many columns a tab takes, wherever it stands.
	tabWidth = 4
	// longStretch is from how many bytes on a stretch without findings is not
	// drawn whole, and keptStretch how many bytes of it are, at each end.
	longStretch = 600
	keptStretch = 200
)

// textCells cuts text into cells.
func textCells(text string, s style) []cell {
	var cells []cell
	state := -1
	for text != "" {
		var cluster string
		var width int
		cluster, text, width, state = uniseg.FirstGraphemeClusterInString(text, state)
		cells = append(cells, clusterCell(cluster, width, s))
	}
	return cells
}

func clusterCell(cluster string, width int, s style) cell {
	switch cluster {
	case "\n", "\r\n":
		return cell{isBreak: true}
	case "\t":
		return cell{text: strings.Repeat(" ", tabWidth), width: tabWidth, style: s, isSpace: true}
	case " ":
		return cell{text: " ", width: 1, style: s, isSpace: true}
	}
	first, _ := utf8.DecodeRuneInString(cluster)
	if unicode.IsPrint(first) || unicode.Is(unicode.Mn, first) || unicode.Is(unicode.Zs, first) {
		return cell{text: cluster, width: width, style: s}
	}
	var codes strings.Builder
	for _, r := range cluster {
		fmt.Fprintf(&codes, "<U+%04X>", r)
	}
	return cell{text: codes.String(), width: codes.Len(), style: dim}
}

// shortened gives the cells of a stretch without findings, without the middle
// of a very long one.
func shortened(stretch string) []cell {
	if len(stretch) <= longStretch {
		return textCells(stretch, plain)
	}
	head, tail := keptStretch, len(stretch)-keptStretch
	for !utf8.RuneStart(stretch[head]) {
		head--
	}
	for !utf8.RuneStart(stretch[tail]) {
		tail++
	}
	hidden := fmt.Sprintf(" [... %d characters ...] ", utf8.RuneCountInString(stretch[head:tail]))
	cells := textCells(stretch[:head], plain)
	cells = append(cells, textCells(hidden, dim)...)
	return append(cells, textCells(stretch[tail:], plain)...)
}
