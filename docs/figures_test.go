package docs

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
)

// TestAccuracyPageHasTheRecordedFigures looks on the page for every line that
// the classifier's tests measure on texts that should raise nothing.
func TestAccuracyPageHasTheRecordedFigures(t *testing.T) {
	page := read(t, "accuracy.md")
	for _, line := range strings.Split(strings.TrimSpace(read(t, "../classifier/testdata/negatives.golden")), "\n") {
		if !strings.Contains(page, strings.TrimSpace(line)) {
			t.Errorf("accuracy.md does not say %q", line)
		}
	}
}

// TestAccuracyPageHasTheDodges looks on the page for the table of dodges that the
// classifier's tests record, and with -update writes it there.
func TestAccuracyPageHasTheDodges(t *testing.T) {
	const from, to = "<!-- dodges.golden -->\n", "<!-- end -->\n"
	page := read(t, "accuracy.md")
	before, rest, begins := strings.Cut(page, from)
	table, after, ends := strings.Cut(rest, to)
	recorded := read(t, "../classifier/testdata/dodges.golden")
	switch {
	case !begins || !ends:
		t.Fatalf("accuracy.md has no place for the table, between %q and %q", from, to)
	case table == recorded:
	case *update:
		if err := os.WriteFile("accuracy.md", []byte(before+from+recorded+to+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Error("accuracy.md has another table than classifier/testdata/dodges.golden, run with -update if it is right")
	}
}

// TestAccuracyPageHasTheEvaluation looks on the page for the row of every
// detector with the figures that testdata/eval records. That the program still
// measures what the page says is TestConsoleBlocks' to find out.
func TestAccuracyPageHasTheEvaluation(t *testing.T) {
	blocks := map[string]string{}
	for _, b := range fenced("accuracy.md", read(t, "accuracy.md")) {
		for _, c := range b.commands() {
			blocks[c.line] += c.output
		}
	}
	for record, flag := range map[string]string{"recorded.json": "--skip-kind dodge/", "recorded.dodges.json": "--kind dodge/"} {
		table := ""
		for line, output := range blocks {
			if strings.HasPrefix(line, "pecete eval ") && strings.Contains(line, flag) {
				table = output
			}
		}
		rows := recordedRows(t, record)
		if len(rows) < 2 {
			t.Errorf("%s has %d rows", record, len(rows))
		}
		for _, row := range rows {
			if !hasRow(table, row) {
				t.Errorf("accuracy.md has no row %q of %s; `make eval-record` writes them", row, record)
			}
		}
	}
}

// recordedRows gives a row for each detector of a record: its id, then
// precision, recall and F1 by exact span and by overlap, then the calibration
// error and the Brier score, as the table shows them.
func recordedRows(t *testing.T, name string) [][]string {
	t.Helper()
	var record struct {
		Higher map[string]float64 `json:"higherIsBetter"`
		Lower  map[string]float64 `json:"lowerIsBetter"`
	}
	if err := json.Unmarshal([]byte(read(t, "../testdata/eval/"+name)), &record); err != nil {
		t.Fatal(err)
	}
	ids := map[string]bool{}
	for figure := range record.Higher {
		id, _, _ := strings.Cut(figure, " ")
		ids[id] = true
	}
	var rows [][]string
	for _, id := range slices.Sorted(maps.Keys(ids)) {
		row := []string{id}
		for _, by := range []string{"exact", "overlap"} {
			for _, figure := range []string{"precision", "recall", "F1"} {
				value, defined := record.Higher[id+" "+by+" "+figure]
				row = append(row, percent(value, defined))
			}
		}
		for _, figure := range []string{"calibration error", "Brier score"} {
			cell := "–"
			if value, defined := record.Lower[id+" "+figure]; defined {
				cell = fmt.Sprintf("%.4f", value)
			}
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	return rows
}

// percent gives a figure in percent, cut after two decimals.
func percent(value float64, defined bool) string {
	if !defined {
		return "–"
	}
	return fmt.Sprintf("%.2f", math.Floor(math.Round(value*1e6)/100)/100)
}

// hasRow looks for a row in a table, whatever the counts in its second and third
// column are.
func hasRow(table string, want []string) bool {
	for line := range strings.Lines(table) {
		cells := strings.Fields(line)
		if len(cells) >= len(want)+2 && cells[0] == want[0] && slices.Equal(cells[3:len(want)+2], want[1:]) {
			return true
		}
	}
	return false
}

func read(t *testing.T, name string) string {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}
