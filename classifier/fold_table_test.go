package classifier

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

// TestFoldTableFoldsAsWithout: a message is folded alike with the table and without.
func TestFoldTableFoldsAsWithout(t *testing.T) {
	skipUnderRace(t)
	folds := newFoldTable()
	for first := rune(0); first < 0x20000; first += 64 {
		var b strings.Builder
		for r := first; r < first+64; r++ {
			if utf8.ValidRune(r) {
				b.WriteRune(r)
				b.WriteByte('A')
			}
		}
		b.WriteString("\xff\xc8")
		with, without := &view{folds: folds}, &view{}
		with.read(b.String())
		without.read(b.String())
		if diff := cmp.Diff(without.lower, with.lower) + cmp.Diff(without.cased, with.cased) + cmp.Diff(without.odd, with.odd) +
			cmp.Diff(without.edits, with.edits, cmp.AllowUnexported(edit{})); diff != "" {
			t.Errorf("from %U on (-without +with):\n%s", first, diff)
		}
	}
}
