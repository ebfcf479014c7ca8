package report

import (
	"bytes"
	_ "embed"
	"fmt"
	"path/filepath"
	"text/template"
)

//go:embed performance.md.tmpl
var pageText string

// Render gives the page and its plots by the name of their file in docs/.
func (r *Results) Render() (map[string][]byte, error) {
	files := map[string][]byte{}
	for name, chart := range r.charts() {
		svg, err := chart.SVG()
		if err != nil {
			return nil, err
		}
		files[filepath.Join("performance", name+".svg")] = svg
	}
	parsed, err := template.New("page").Parse(pageText)
	if err != nil {
		return nil, fmt.Errorf("reading the template of the page: %w", err)
	}
	var page bytes.Buffer
	if err := parsed.Execute(&page, view{r}); err != nil {
		return nil, fmt.Errorf("writing the page: %w", err)
	}
	files["performance.md"] = page.Bytes()
	return files, nil
}

// view is the results as the template sees them.
type view struct{ *Results }

// Has tells whether there is a figure by that name.
func (v view) Has(name string) bool { return v.Figures[name] != nil }

// Verdict sums up the goals.
func (v view) Verdict() string {
	met, missed, unknown := 0, 0, 0
	for _, s := range v.Standings() {
		switch {
		case s.Met():
			met++
		case s.Missed():
			missed++
		default:
			unknown++
		}
	}
	text := fmt.Sprintf("Of %d goals, %d are met and %d missed", met+missed+unknown, met, missed)
	if unknown > 0 {
		text += fmt.Sprintf("; %d could not be measured", unknown)
	}
	return text + "."
}

// GiB gives the machine's memory in words.
func (m Machine) GiB() string { return fmt.Sprintf("%.0f GiB", float64(m.Memory)/(1<<30)) }

// Minutes gives how long the run took.
func (v view) Minutes() string { return fmt.Sprintf("%.1f", v.Seconds/60) }

// MissedRows gives the goals that were missed.
func (v view) MissedRows() []missedRow {
	var all []missedRow
	shown := map[string]string{}
	for _, s := range v.Standings() {
		if !s.Missed() {
			continue
		}
		row := missedRow{What: s.What, Measured: s.written(s.Measured), Wanted: s.Wanted(), Profile: v.Profiles[s.ID]}
		if first, again := shown[s.Workload]; again {
			row.Profile, row.As = "", first
		} else if row.Profile != "" {
			shown[s.Workload] = s.What
		}
		all = append(all, row)
	}
	return all
}

// missedRow is a goal that was missed and where the time goes.
type missedRow struct {
	What, Measured, Wanted, Profile string
	// As names an earlier row with the same profile.
	As string
}
