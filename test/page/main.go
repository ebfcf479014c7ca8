// Page writes the table of docs/reliability.md again from the results that the other
// programs noted.
package main

import (
	"flag"
	"fmt"
	"os"

	"github.com/pecete/pecete/test/report"
)

func main() {
	results := flag.String("results", "../docs/reliability/results.json", "the results")
	page := flag.String("page", "../docs/reliability.md", "the page")
	flag.Parse()
	if err := write(*results, *page); err != nil {
		fmt.Fprintln(os.Stderr, "page:", err)
		os.Exit(1)
	}
}

func write(results, page string) error {
	read, err := report.Read(results)
	if err != nil {
		return err
	}
	text, err := os.ReadFile(page)
	if err != nil {
		return fmt.Errorf("reading the page: %w", err)
	}
	filled, err := report.Fill(string(text), read)
	if err != nil {
		return err
	}
	if err := os.WriteFile(page, []byte(filled), 0o644); err != nil {
		return fmt.Errorf("writing the page: %w", err)
	}
	return nil
}
