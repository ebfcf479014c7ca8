package classifier

import (
	"math/bits"
	"strings"
)

// wordPrefix is how many letters of a word the sieve looks at: as many as fit a
// register.
const wordPrefix = 8

// stemBytes has the letters that stems are told by; a shorter stem stands in the
// table with every letter that may follow.
const stemBytes = 1<<(8*stemLetters) - 1

const stemLetters = 4

// prefix gives the first letters of the ASCII word of some size at i, in small
// letters, the first in the lowest byte.
func prefix(text string, i, size int) uint64 {
	if len(text)-i >= wordPrefix {
		t := text[i : i+wordPrefix]
		key := uint64(t[0]) | uint64(t[1])<<8 | uint64(t[2])<<16 | uint64(t[3])<<24 |
			uint64(t[4])<<32 | uint64(t[5])<<40 | uint64(t[6])<<48 | uint64(t[7])<<56
		unused := uint(8*max(0, wordPrefix-size)) & 63
		return (key | 0x2020202020202020) << unused >> unused
	}
	return prefixOf(text[i : i+size])
}

// prefixOf is prefix for a word of its own.
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
	// firsts has the words that terms begin with, stems the first letters of those
	// that stand for all words that begin so. Both may say yes too often.
	firsts, stems bitmap
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
	// more tells that a term goes on behind it, from state next.
	more bool
	next uint32
}

// firstWord is the state before the first word of a term.
const firstWord = 0

// may tells whether a term may begin with a word.
func (t *wordTable) may(key uint64) bool {
	return t.firsts.has(key) || t.stems.has(key&stemBytes)
}

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

// bitmap is a set of keys that may hold more than it was given.
type bitmap struct {
	words []uint64
	// shift brings a scattered key down to the number of a bit.
	shift uint
}

// newBitmap makes room for so many keys that about one in fifty others is taken for
// one of them.
func newBitmap(keys int) bitmap {
	const sparse = 50
	size := max(12, bits.Len(uint(keys*sparse)))
	return bitmap{words: make([]uint64, 1<<(size-6)), shift: uint(64 - size)}
}

func (b *bitmap) has(key uint64) bool {
	i := scatter(key) >> (b.shift & 63)
	return b.words[i>>6]>>(i&63)&1 != 0
}

func (b *bitmap) add(key uint64) {
	i := scatter(key) >> (b.shift & 63)
	b.words[i>>6] |= 1 << (i & 63)
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
	var stems []uint64
	for _, term := range terms {
		first, _, _ := strings.Cut(term.folded, " ")
		switch {
		case hasDigit([]byte(term.folded)):
		case strings.HasSuffix(first, "*"):
			stems = appendStems(stems, strings.TrimSuffix(first, "*"))
		case term.number:
			b.word(firstWord, first).number = true
		default:
			b.add(term)
		}
	}
	return b.table(stems)
}

// appendStems adds the first letters of all words that begin with a stem.
func appendStems(stems []uint64, stem string) []uint64 {
	if len(stem) >= stemLetters {
		return append(stems, prefixOf(stem[:stemLetters]))
	}
	stems = append(stems, prefixOf(stem))
	for letter := byte('a'); letter <= 'z'; letter++ {
		stems = appendStems(stems, stem+string(letter))
	}
	return stems
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
	for _, word := range words[1:] {
		if strings.HasSuffix(word, "*") {
			break
		}
		if !last.more {
			b.states++
			last.more, last.next = true, b.states
		}
		last = b.word(last.next, word)
	}
	if term.capitals {
		last.capitals = true
	} else {
		last.anchor = true
	}
}

// table writes the words into a hash table.
func (b *wordTableBuilder) table(stems []uint64) *wordTable {
	t := &wordTable{firsts: newBitmap(len(b.words)), stems: newBitmap(len(stems))}
	for _, stem := range stems {
		t.stems.add(stem)
	}
	t.entries = make([]wordEntry, 1<<bits.Len(uint(2*len(b.words))))
	for at, word := range b.words {
		if at.state == firstWord {
			t.firsts.add(at.key)
		}
		i := int(scatter(at.key+uint64(at.state)) >> 32)
		for t.entries[i&(len(t.entries)-1)].key != 0 {
			i++
		}
		t.entries[i&(len(t.entries)-1)] = wordEntry{key: at.key, state: at.state, sieveWord: *word}
	}
	return t
}
