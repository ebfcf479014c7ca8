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

// partMemory is the part that begins at a position, if one does.
type partMemory struct {
	finder     *addressFinder
	serial, at int
	part       element
	ok         bool
}

// addressMemory holds what was read last, by the low bits of the position.
type addressMemory struct {
	words []wordMemory
	parts []partMemory
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
	if slot := slotFor(&v.addresses.parts, len(v.lower), at); slot.finder == f && slot.serial == v.serial && slot.at == at {
		return slot.part, slot.ok
	}
	e, ok := f.readAnew(v, at)
	*slotFor(&v.addresses.parts, len(v.lower), at) = partMemory{finder: f, serial: v.serial, at: at, part: e, ok: ok}
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
