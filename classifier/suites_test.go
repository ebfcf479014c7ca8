package classifier

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// suiteRow is one value of a public validator's own test suite.
type suiteRow struct {
	// value as the source writes it.
	value string
	// kind of identifier, with the source's restriction, such as "cnp(isTaxID)".
	kind string
	// verdict of the source: "valid" or "invalid".
	verdict string
	// source names the validator and its test file.
	source string
	// line in the suite's file.
	line int
}

// valid tells whether the source takes the value for a right one.
func (r suiteRow) valid() bool { return r.verdict == "valid" }

// suitesFolder is where the suites lie, seen from this package.
const suitesFolder = "../../shared/corpora/suites"

// readSuite reads a suite by its file name, such as "cnp.tsv". It skips the
// test where the file is absent, and fails it where a row is malformed.
func readSuite(t testing.TB, name string) []suiteRow {
	t.Helper()
	content, err := os.ReadFile(filepath.Join(suitesFolder, name))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skipf("the suite %s is not on this machine", name)
	}
	if err != nil {
		t.Fatalf("reading suite %s: %v", name, err)
	}
	var rows []suiteRow
	for i, line := range strings.Split(strings.TrimRight(string(content), "\n"), "\n") {
		if i == 0 {
			continue // the names of the columns
		}
		fields := strings.Split(strings.TrimSuffix(line, "\r"), "\t")
		if len(fields) != 4 || fields[2] != "valid" && fields[2] != "invalid" {
			t.Fatalf("suite %s line %d: want value, kind, verdict, source", name, i+1)
		}
		rows = append(rows, suiteRow{
			value: strings.ReplaceAll(fields[0], `\n`, "\n"), kind: fields[1],
			verdict: fields[2], source: fields[3], line: i + 1,
		})
	}
	if len(rows) == 0 {
		t.Fatalf("suite %s is empty", name)
	}
	return rows
}

func TestSuitesCanBeRead(t *testing.T) {
	for _, name := range []string{
		"address.tsv", "cf.tsv", "cnp.tsv", "cui.tsv", "iban.tsv",
		"mobile.tsv", "onrc.tsv", "passport.tsv", "phone.tsv", "vat.tsv",
	} {
		t.Run(name, func(t *testing.T) {
			for _, row := range readSuite(t, name) {
				if row.kind == "" || row.source == "" {
					t.Errorf("line %d lacks a kind or a source", row.line)
				}
			}
		})
	}
}
