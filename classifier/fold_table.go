package classifier

import "unicode"

// foldTable has what the characters fold to that messages are made of, and disguises:
// Latin and other scripts, marks, punctuation, full-width and mathematical letters,
// emoji. Others are folded one by one (foldRune). It is built once and immutable.
type foldTable struct {
	entries []foldEntry
}

// foldEntry is what becomes of a character: the byte it folds to, with its case, and
// above that whether ordinary writing would not use it and what kind it is.
type foldEntry uint16

const (
	foldOdd foldEntry = 1 << (8 + iota)
	// foldsToOne: it folds to one byte. invisibleEntry and markEntry: to none.
	foldsToOne
	invisibleEntry
	markEntry
)

// foldRange is a stretch of characters that stand in the table, from place at on.
type foldRange struct {
	first, end rune
	at         int
}

func foldRanges() []foldRange {
	return []foldRange{{0x80, 0x3400, 0}, {0xFE00, 0x10000, 0x3380}, {0x1D400, 0x1D800, 0x3580}, {0x1F000, 0x20000, 0x3980}}
}

const foldTableSize = 0x4980

// newFoldTable builds the table.
func newFoldTable() *foldTable {
	t := &foldTable{entries: make([]foldEntry, foldTableSize)}
	for _, stretch := range foldRanges() {
		for r := stretch.first; r < stretch.end; r++ {
			t.entries[stretch.at+int(r-stretch.first)] = entryFor(r)
		}
	}
	return t
}

// entryFor gives the entry of a character, 0 if it folds to more than one byte.
func entryFor(r rune) foldEntry {
	if isInvisible(r) {
		return invisibleEntry
	}
	if unicode.In(r, unicode.Mn, unicode.Me) {
		return markEntry
	}
	folded, odd := foldRune(r)
	if len(folded) != 1 {
		return 0
	}
	entry := foldsToOne | foldEntry(folded[0])
	if odd {
		entry |= foldOdd
	}
	return entry
}

// at gives the entry of a character outside ASCII, 0 if it has none.
func (t *foldTable) at(r rune) foldEntry {
	switch {
	case t == nil:
		return 0
	case r < 0x3400:
		return t.entries[r-0x80]
	case r >= 0x1F000 && r < 0x20000:
		return t.entries[0x3980+int(r-0x1F000)]
	case r >= 0x1D400 && r < 0x1D800:
		return t.entries[0x3580+int(r-0x1D400)]
	case r >= 0xFE00 && r < 0x10000:
		return t.entries[0x3380+int(r-0xFE00)]
	}
	return 0
}
