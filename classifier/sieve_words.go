package classifier

import (
	"math/bits"
	"strings"
)

const (
	// wordPrefix is how many letters of a word the table tells it by: as many as fit a
	// register.
	wordPrefix = 8
	// openingLetters is how many the first filter looks at.
	openingLetters = 4
	// stemLetters is how many letters stems are told by; a shorter one stands in the
	// table with every letter that may follow.
	stemLetters = openingLetters
)

// opening gives the first letters of a word of some size, of four bytes that begin with
// them, the first in the lowest byte, and zero where the word is shorter.
func opening(bytes uint32, size int) uint32 {
	unused := uint(8*max(0, openingLetters-size)) & 31
	return bytes << unused >> unused
}

// openingOf gives the opening of a word.
func openingOf(word string) uint32 {
	letters := uint32(0)
	for i := range min(len(word), openingLetters) {
		letters |= uint32(word[i]) << (8 * i)
	}
	return letters
}

// inCapitals tells whether neither of the first two letters of an opening is small.
func inCapitals(opening uint32) bool { return opening&0x2020 == 0 }

// prefixOf gives the first letters of a folded word.
func prefixOf(word string) uint64 {
	key := uint64(0)
	for i := range min(len(word), wordPrefix) {
		key |= uint64(word[i]|0x20) << (8 * i)
	}
	return key
}

// wordTable has the terms that anchor rules, and the words for numbers, word by word:
// each entry is a word behind the words before it.
type wordTable struct {
	// firsts has the words that terms begin with, but for those that do so in capitals
	// only: hardly any word is in capitals, so that those need no filter.
	firsts openings
	// sizes has, for each size of a word, which of four bytes belong to its opening.
	sizes [blockSize + 1]uint32
	// entries is a hash table with open addressing, half empty.
	entries []wordEntry
}

// wordEntry says what a word is behind the words that its state stands for.
type wordEntry struct {
	key   uint64
	state uint32
	sieveWord
}

// sieveWord is what the sieve knows of a word.
type sieveWord struct {
	// anchor tells that a term may end here; capitals that one does if it is in
	// capitals; number that this is a word for a number.
	anchor, capitals, number bool
	// more tells that a term goes on behind it, from state next; small that one does
	// that need not be in capitals.
	more, small bool
	next        uint32
	// begins has a bit for each letter that the word behind it may begin with.
	begins uint32
}

const (
	// firstWord is the state before the first word of a term.
	firstWord = 0
	// anyWord is that before the first letters of a word that stand for all words that
	// begin so.
	anyWord = 1<<32 - 1
)

// find gives what a word is in a state.
func (t *wordTable) find(state uint32, key uint64) (sieveWord, bool) {
	mask := len(t.entries) - 1
	for i := int(scatter(key+uint64(state)) >> 32); ; i++ {
		e := &t.entries[i&mask]
		if e.key == 0 {
			return sieveWord{}, false
		}
		if e.key == key && e.state == state {
			return e.sieveWord, true
		}
	}
}

// scatter spreads a key over all bits, the upper ones best.
func scatter(key uint64) uint64 { return key * 0x9E3779B97F4A7C15 }

// openings is a set of openings with the sizes of their words that may hold more than
// it was given. It stays in the nearest cache; a thousand fill one bit in sixty.
type openings [1024]uint64

func (o *openings) has(opening uint32, size int) bool {
	i := openingBit(opening, size)
	return o[i>>6]>>(i&63)&1 != 0
}

func (o *openings) add(opening uint32, size int) {
	i := openingBit(opening, size)
	o[i>>6] |= 1 << (i & 63)
}

// openingBit gives the bit of an opening, in letters of either size, a number below
// 65,536. The three highest bits are the same for every fourth letter, so the size takes
// their place; words that the table cannot tell apart are of one size.
func openingBit(opening uint32, size int) uint32 {
	const small = 0x20202020
	return (opening | small ^ uint32(min(size, wordPrefix)-1)<<29) * 0x9E3779B1 >> 16
}

// sieveTerm is a term as the sieve needs it.
type sieveTerm struct {
	// folded is the term as the trie has it.
	folded string
	// capitals tells that it counts in capitals only; number that it is a word for a
	// number and no anchor.
	capitals, number bool
}

// newWordTable builds the table for terms. A term with a digit in it needs none:
// digits are worth a look by themselves.
func newWordTable(terms []sieveTerm) *wordTable {
	b := wordTableBuilder{words: map[wordEntryKey]*sieveWord{}}
	stems := map[uint32]bool{}
	for _, term := range terms {
		first, _, _ := strings.Cut(term.folded, " ")
		switch {
		case hasDigit([]byte(term.folded)):
		case strings.HasSuffix(first, "*"):
			b.addStem(stems, strings.TrimSuffix(first, "*"))
		case term.number:
			b.word(firstWord, first).number = true
		default:
			b.add(term)
		}
	}
	return b.table(stems)
}

// wordTableBuilder gathers the words of terms.
type wordTableBuilder struct {
	words  map[wordEntryKey]*sieveWord
	states uint32
}

type wordEntryKey struct {
	state uint32
	key   uint64
}

// word gives what is known of a word in a state.
func (b *wordTableBuilder) word(state uint32, word string) *sieveWord {
	at := wordEntryKey{state, prefixOf(word)}
	if b.words[at] == nil {
		b.words[at] = &sieveWord{}
	}
	return b.words[at]
}

// add puts a term in that begins with no stem. Where a later word of it is a stem, the
// words before it count as the whole.
func (b *wordTableBuilder) add(term sieveTerm) {
	words := strings.Split(term.folded, " ")
	last := b.word(firstWord, words[0])
	last.small = last.small || len(words) > 1 && !term.capitals
	for _, word := range words[1:] {
		if strings.HasSuffix(word, "*") {
			break
		}
		if !last.more {
			b.states++
			last.more, last.next = true, b.states
		}
		last.begins |= 1 << (word[0] - 'a')
		last = b.word(last.next, word)
	}
	if term.capitals {
		last.capitals = true
	} else {
		last.anchor = true
	}
}

// addStem adds the first letters of all words that begin with a stem, and those words
// that are too short for that.
func (b *wordTableBuilder) addStem(stems map[uint32]bool, stem string) {
	if len(stem) >= stemLetters {
		stems[openingOf(stem)] = true
		return
	}
	b.word(firstWord, stem).anchor = true
	for letter := byte('a'); letter <= 'z'; letter++ {
		b.addStem(stems, stem+string(letter))
	}
}

// table writes the words into a hash table.
func (b *wordTableBuilder) table(stems map[uint32]bool) *wordTable {
	t := &wordTable{}
	for size := range t.sizes {
		t.sizes[size] = opening(1<<32-1, size)
	}
	for stem := range stems {
		b.words[wordEntryKey{anyWord, uint64(stem)}] = &sieveWord{anchor: true}
		for size := stemLetters; size <= wordPrefix; size++ {
			t.firsts.add(stem, size)
		}
	}
	t.entries = make([]wordEntry, 1<<bits.Len(uint(2*len(b.words))))
	for at, word := range b.words {
		if at.state == firstWord && (word.anchor || word.number || word.small) {
			t.firsts.add(uint32(at.key), lettersIn(at.key))
		}
		i := int(scatter(at.key+uint64(at.state)) >> 32)
		for t.entries[i&(len(t.entries)-1)].key != 0 {
			i++
		}
		t.entries[i&(len(t.entries)-1)] = wordEntry{key: at.key, state: at.state, sieveWord: *word}
	}
	return t
}

// lettersIn counts the letters of a prefix.
func lettersIn(prefix uint64) int { return (bits.Len64(prefix) + 7) / 8 }
