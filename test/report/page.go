package report

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// The table stands on the page between these.
const (
	from = "<!-- results -->\n"
	to   = "<!-- end -->\n"
)

// Fill puts the table of results into a page, in place of the one before.
func Fill(page string, results map[string]*Result) (string, error) {
	before, rest, begins := strings.Cut(page, from)
	_, after, ends := strings.Cut(rest, to)
	if !begins || !ends {
		return "", errors.New("the page has no place for the results")
	}
	return before + from + table(results) + to + after, nil
}

// table writes results as Markdown.
func table(results map[string]*Result) string {
	var b strings.Builder
	b.WriteString("| program | what | promised | found | |\n| --- | --- | --- | --- | --- |\n")
	for _, name := range slices.Sorted(maps.Keys(results)) {
		for i, row := range results[name].Rows {
			first := ""
			if i == 0 {
				first = "**" + name + "**"
			}
			fmt.Fprintf(&b, "| %s | %s | %s | %s | %s |\n", first, cell(row.Name), cell(row.Promise), cell(row.Value), mark(row))
		}
	}
	b.WriteString("\n| program | form | command | day | machine |\n| --- | --- | --- | --- | --- |\n")
	for _, name := range slices.Sorted(maps.Keys(results)) {
		r := results[name]
		form := "full"
		if r.Short {
			form = "short"
		}
		fmt.Fprintf(&b, "| %s | %s | `%s` | %s | %s |\n", name, form, r.Command, r.Day, cell(r.Machine))
	}
	return b.String()
}

func mark(row Row) string {
	switch {
	case row.Promise == "":
		return ""
	case row.Kept:
		return "kept"
	}
	return "**broken**"
}

// cell is text as it may stand in a table.
func cell(text string) string { return strings.ReplaceAll(text, "|", `\|`) }
