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

// termEnds says what terms may end at a word, and so when it is worth a look.
type termEnds struct {
	// anchor: always; capitals: in capitals; numbered: in a message with a number;
	// yearly: in one with four digits in a row; coded: with a code behind it.
	anchor, capitals, numbered, yearly, coded bool
	// beside: where a name stands there.
	beside beside
}

// small tells whether the word need not be in capitals.
func (e *termEnds) small() bool { return e.anchor || e.numbered || e.yearly || e.coded || e.beside != 0 }

// add adds what is known of other terms.
func (e *termEnds) add(other termEnds) {
	e.anchor = e.anchor || other.anchor
	e.capitals = e.capitals || other.capitals
	e.numbered = e.numbered || other.numbered
	e.yearly = e.yearly || other.yearly
	e.coded = e.coded || other.coded
	e.beside |= other.beside
}

// sieveWord is what the sieve knows of a word.
type sieveWord struct {
	// ends says which terms may end here, number that this is a word for a number.
	ends   termEnds
	number bool
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
	ends   termEnds
	// number tells that it is a word for a number and no anchor.
	number bool
}

// newWordTable builds the table for terms.
func newWordTable(terms []sieveTerm) *wordTable {
	b := wordTableBuilder{words: map[wordEntryKey]*sieveWord{}, stems: map[uint64]bool{}}
	for _, term := range terms {
		words := b.wordsOf(&term)
		if len(words) == 0 {
			continue
		}
		switch stem, isStem := strings.CutSuffix(words[0], "*"); {
		case isStem:
			b.addStem(stem, words[1:], term.ends)
		case term.number:
			b.word(firstWord, prefixOf(words[0])).number = true
		default:
			b.add(b.word(firstWord, prefixOf(words[0])), words[1:], term.ends)
		}
	}
	return b.table()
}

// wordTableBuilder gathers the words of terms.
type wordTableBuilder struct {
	words  map[wordEntryKey]*sieveWord
	states uint32
	// stems are the first letters of words that begin with a stem.
	stems map[uint64]bool
}

type wordEntryKey struct {
	state uint32
	key   uint64
}

// wordsOf gives the words of a term that the sieve looks at. One in which a digit
// touches a letter needs none: that is worth a look by itself. One with a number counts
// as far as that, in messages with numbers.
func (b *wordTableBuilder) wordsOf(term *sieveTerm) []string {
	words := strings.Split(term.folded, " ")
	for i, word := range words {
		if !hasDigit([]byte(word)) {
			continue
		}
		if !isDigit(word[0]) || word[len(word)-1] == '*' {
			return nil
		}
		term.ends = termEnds{numbered: true}
		return words[:i]
	}
	return words
}

// word gives what is known of a word in a state.
func (b *wordTableBuilder) word(state uint32, key uint64) *sieveWord {
	at := wordEntryKey{state, key}
	if b.words[at] == nil {
		b.words[at] = &sieveWord{}
	}
	return b.words[at]
}

// add puts a term in, given its first word and the others. Where one of these is a
// stem, the words before it count as the whole.
func (b *wordTableBuilder) add(last *sieveWord, words []string, ends termEnds) {
	last.small = last.small || len(words) > 0 && ends.small()
	for _, word := range words {
		if strings.HasSuffix(word, "*") {
			ends.anchor = ends.anchor || ends.coded || ends.beside != 0 // what is beside the term is not known
			break
		}
		if !last.more {
			b.states++
			last.more, last.next = true, b.states
		}
		last.begins |= 1 << (word[0] - 'a')
		last = b.word(last.next, prefixOf(word))
	}
	last.ends.add(ends)
}

// addStem adds a term whose first word is a stem: the first letters of all words that
// begin with it, and those words that are too short for that.
func (b *wordTableBuilder) addStem(stem string, words []string, ends termEnds) {
	if len(stem) >= stemLetters {
		key := uint64(openingOf(stem))
		b.stems[key] = true
		b.add(b.word(anyWord, key), words, ends)
		return
	}
	b.add(b.word(firstWord, prefixOf(stem)), words, ends)
	for letter := byte('a'); letter <= 'z'; letter++ {
		b.addStem(stem+string(letter), words, ends)
	}
}

// table writes the words into a hash table.
func (b *wordTableBuilder) table() *wordTable {
	t := &wordTable{}
	for size := range t.sizes {
		t.sizes[size] = opening(1<<32-1, size)
	}
	for stem := range b.stems {
		for size := stemLetters; size <= wordPrefix; size++ {
			t.firsts.add(uint32(stem), size)
		}
	}
	t.entries = make([]wordEntry, 1<<bits.Len(uint(2*len(b.words))))
	for at, word := range b.words {
		if at.state == firstWord && (word.ends.small() || word.number || word.small) {
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
