// Package manual writes the manual page of the command from the same model of
// its command line that --help prints, so that the two cannot say different
// things. The page is in the man macros of roff, see man(7).
package manual

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// Page is what the command line's model does not know about a manual page.
type Page struct {
	// Version is the program's name and version, for the foot of the page.
	Version string
	// Date is the day the page is of; the zero time leaves it out.
	Date time.Time
	// Sections come behind the commands.
	Sections []Section
}

// Section is a part of a page with a heading of its own.
type Section struct {
	// Heading is in capitals, as the headings of manual pages are.
	Heading string
	// Entries are a list: a term and what is said about it.
	Entries []Entry
}

// Entry is a term, such as a file's name, and what is said about it.
type Entry struct {
	Term, Text string
}

// Write writes the page about the command line of app.
func Write(out io.Writer, app *kong.Application, page Page) error {
	w := &writer{}
	date := ""
	if !page.Date.IsZero() {
		date = page.Date.UTC().Format(time.DateOnly)
	}
	w.macro("TH", strings.ToUpper(app.Name), "1", date, page.Version, "")
	w.macro("SH", "NAME")
	w.text(app.Name + " - " + lowerFirst(strings.TrimSuffix(app.Help, ".")))
	w.macro("SH", "SYNOPSIS")
	w.macro("B", app.Name)
	w.text("COMMAND [FLAGS] [ARGUMENTS]")
	w.macro("SH", "COMMANDS")
	for _, command := range app.Leaves(true) {
		w.command(app.Name, command)
	}
	for _, section := range page.Sections {
		w.macro("SH", section.Heading)
		for _, entry := range section.Entries {
			w.entry(entry.Term, entry.Text)
		}
	}
	_, err := io.WriteString(out, w.String())
	return err
}

// writer collects lines of roff.
type writer struct {
	strings.Builder
}

// command writes a command of the program: what it does, its arguments and its
// flags.
func (w *writer) command(program string, n *kong.Node) {
	w.macro("SS", program+" "+n.Summary())
	w.text(n.Help)
	for _, paragraph := range strings.Split(n.Detail, "\n\n") {
		if paragraph = strings.TrimSpace(paragraph); paragraph != "" {
			w.macro("PP")
			w.text(paragraph)
		}
	}
	for _, argument := range n.Positional {
		w.entry(argument.Summary(), kong.DefaultHelpValueFormatter(argument))
	}
	group := ""
	for _, flag := range n.Flags {
		if flag.Hidden || flag.Name == "help" {
			continue
		}
		if flag.Group != nil && flag.Group.Title != group {
			group = flag.Group.Title
			w.macro("PP")
			w.macro("I", group+":")
		}
		w.entry(flag.String(), kong.DefaultHelpValueFormatter(flag.Value))
	}
}

// entry writes a term and, indented, what is said about it.
func (w *writer) entry(term, text string) {
	w.macro("TP")
	w.macro("B", term)
	w.text(text)
}

// macro writes a request with its arguments, each in quotes.
func (w *writer) macro(name string, arguments ...string) {
	w.WriteString("." + name)
	for _, argument := range arguments {
		fmt.Fprintf(w, ` "%s"`, strings.ReplaceAll(escape(argument), `"`, `\(dq`))
	}
	w.WriteByte('\n')
}

// text writes a paragraph. Its line breaks mean nothing.
func (w *writer) text(s string) {
	w.WriteString(escape(strings.Join(strings.Fields(s), " ")) + "\n")
}

// escape gives s such that roff prints it as it is: a backslash begins an escape,
// a hyphen may become a dash that cannot be searched for or copied, and a dot or
// an apostrophe at the start of a line makes it a request.
func escape(s string) string {
	s = strings.NewReplacer(`\`, `\e`, "-", `\-`).Replace(s)
	if strings.HasPrefix(s, ".") || strings.HasPrefix(s, "'") {
		s = `\&` + s
	}
	return s
}

func lowerFirst(s string) string {
	if s == "" {
		return ""
	}
	return strings.ToLower(s[:1]) + s[1:]
}
