package main

import (
	"io"
	"os"

	"golang.org/x/term"
)

// screen tells what a stream is to whoever reads it.
type screen struct {
	terminal bool
	// colour: a terminal whose user has not set NO_COLOR (no-color.org).
	colour bool
	// width is the number of columns, 0 where unknown.
	width int
}

// screenOf looks at a stream of the process, or what stands for it in a test,
// which is no terminal.
func screenOf(out io.Writer) screen {
	file, ok := out.(*os.File)
	if !ok || !term.IsTerminal(int(file.Fd())) {
		return screen{}
	}
	s := screen{terminal: true, colour: os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"}
	if width, _, err := term.GetSize(int(file.Fd())); err == nil {
		s.width = width
	}
	return s
}
