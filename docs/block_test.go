package docs

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// block is a fenced block of a page.
type block struct {
	page string
	line int
	// kind is the word after the fence: console, go, yaml, …
	kind string
	text string
}

// pages gives the README and every page of docs/.
func pages(t *testing.T) []string {
	t.Helper()
	found, err := filepath.Glob("*.md")
	if err != nil {
		t.Fatal(err)
	}
	return append(found, filepath.Join("..", "README.md"))
}

// blocks gives the fenced blocks of one kind on all pages.
func blocks(t *testing.T, kind string) []block {
	t.Helper()
	var all []block
	for _, page := range pages(t) {
		data, err := os.ReadFile(page)
		if err != nil {
			t.Fatal(err)
		}
		for _, b := range fenced(page, string(data)) {
			if b.kind == kind {
				all = append(all, b)
			}
		}
	}
	return all
}

func fenced(page, text string) []block {
	var all []block
	var open *block
	for i, line := range strings.Split(text, "\n") {
		fence, isFence := strings.CutPrefix(line, "```")
		switch {
		case isFence && open == nil:
			open = &block{page: page, line: i + 1, kind: strings.TrimSpace(fence)}
		case isFence:
			all = append(all, *open)
			open = nil
		case open != nil:
			open.text += line + "\n"
		}
	}
	return all
}

// command is one command of a console block and what it prints.
type command struct {
	line, output string
}

// commands splits a console block: "$ " begins a command, a backslash at the
// end of a line goes on with it, the rest is output.
func (b block) commands() []command {
	var all []command
	going := false
	for _, line := range strings.Split(strings.TrimSuffix(b.text, "\n"), "\n") {
		rest, begins := strings.CutPrefix(line, "$ ")
		switch {
		case begins:
			all = append(all, command{line: rest})
		case going:
			all[len(all)-1].line += "\n" + line
		case len(all) > 0:
			all[len(all)-1].output += line + "\n"
		}
		going = strings.HasSuffix(line, `\`)
	}
	return all
}
