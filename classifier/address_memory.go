package classifier

// What the grammar of addresses has read at a place of the message, so that it reads it
// once: an address looks at the same words from each of its own parts, and addresses
// stand side by side.

// wordMemory is the word that begins at a position.
type wordMemory struct {
	// words and serial say whose word it is and of which message.
	words      *addressWords
	serial, at int
	word       addressWord
	end        int
}

// partMemory is the part that begins at a position, or that ends there, if one does.
type partMemory struct {
	finder     *addressFinder
	serial, at int
	part       element
	ok         bool
}

// addressMemory holds what was read last, by the low bits of the position.
type addressMemory struct {
	words []wordMemory
	// parts begin at their positions, ended end there.
	parts, ended []partMemory
}

// slotFor gives the place in a table, which it makes large enough for a message so long,
// for what begins at a position.
func slotFor[T any](table *[]T, length, at int) *T {
	if size := lookedFor(length); len(*table) < size {
		*table = make([]T, size)
	}
	return &(*table)[at&(len(*table)-1)]
}

// read reads the part that begins at a position: a word with its value, a known
// place, a postal code, a street with its number.
func (f *addressFinder) read(v *view, at int) (element, bool) {
	return f.remembered(v, &v.addresses.parts, at, f.readAnew)
}

// before reads the part that ends at a position: of the words from which one
// can be read up to exactly there, the furthest.
func (f *addressFinder) before(v *view, end int) (element, bool) {
	return f.remembered(v, &v.addresses.ended, end, f.beforeAnew)
}

// remembered gives what a table has of a position, after it has been read if need be.
func (f *addressFinder) remembered(v *view, table *[]partMemory, at int, read func(*view, int) (element, bool)) (element, bool) {
	if slot := slotFor(table, len(v.lower), at); slot.finder == f && slot.serial == v.serial && slot.at == at {
		return slot.part, slot.ok
	}
	e, ok := read(v, at)
	*slotFor(table, len(v.lower), at) = partMemory{finder: f, serial: v.serial, at: at, part: e, ok: ok}
	return e, ok
}

// at gives the meaning of the longest word that begins at a folded position,
// which must be the start of a word, and where the word ends.
func (w *addressWords) at(v *view, at int) (addressWord, int) {
	if at < 0 || at >= len(v.lower) {
		return noAddressWord, at
	}
	slot := slotFor(&v.addresses.words, len(v.lower), at)
	if slot.words != w || slot.serial != v.serial || slot.at != at {
		word, end := w.lookUp(v, at)
		*slot = wordMemory{words: w, serial: v.serial, at: at, word: word, end: end}
	}
	return slot.word, slot.end
}
