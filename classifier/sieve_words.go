package classifier

import (
	"math/bits"
	"strings"
	"unicode/utf8"
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

// smallLetters has, for each letter of a prefix, the bit that makes it small.
const smallLetters = 0x2020202020202020

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
	// sizes has, for each size of a word, which of eight bytes belong to its prefix.
	sizes [blockSize + 1]uint64
	// short has, for each word of at most shortSize letters, a bit for each letter that
	// the next word of a term may begin with; all bits where more must be looked at.
	short [27 * 27]uint32
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
	// yearly: in one with four digits in a row; asking: in one with a number, if a finder
	// sees something there; coded: with a code behind it.
	anchor, capitals, numbered, yearly, asking, coded bool
	// beside: where a name stands there.
	beside beside
}

// small tells whether the word need not be in capitals.
func (e *termEnds) small() bool {
	return e.anchor || e.numbered || e.yearly || e.asking || e.coded || e.beside != 0
}

// add adds what is known of other terms.
func (e *termEnds) add(other termEnds) {
	e.anchor = e.anchor || other.anchor
	e.capitals = e.capitals || other.capitals
	e.numbered = e.numbered || other.numbered
	e.yearly = e.yearly || other.yearly
	e.asking = e.asking || other.asking
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
		if !isDigit(word[0]) {
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
		t.sizes[size] = 1<<(8*min(size, wordPrefix)) - 1
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
		if at.state == firstWord && lettersIn(at.key) <= shortSize {
			t.short[shortIndex(at.key)] = word.goesOn()
		}
		i := int(scatter(at.key+uint64(at.state)) >> 32)
		for t.entries[i&(len(t.entries)-1)].key != 0 {
			i++
		}
		t.entries[i&(len(t.entries)-1)] = wordEntry{key: at.key, state: at.state, sieveWord: *word}
	}
	return t
}

// shortSize is the most letters of a word that is told from others by a number.
const shortSize = 2

// shortIndex gives the number of such a word, of which the first letters are given.
func shortIndex(key uint64) int {
	return beforeIndex(byte(key))*27 + beforeIndex(byte(key>>8))
}

// goesOn gives a bit for each letter that the word behind this one may begin with, all
// where this one may mean something by itself.
func (w *sieveWord) goesOn() uint32 {
	if w.ends.small() || w.number {
		return 1<<32 - 1
	}
	return w.begins
}

// goesOn tells whether a short word may mean something, given its letters and the two
// bytes behind it.
func (t *wordTable) goesOn(key uint64, gap, next byte) bool {
	letter := next | 0x20
	if gap != ' ' || !isLatin(letter) || next >= utf8.RuneSelf {
		return true
	}
	return t.short[shortIndex(key|smallLetters)]>>(letter-'a')&1 != 0
}

// lettersIn counts the letters of a prefix.
func lettersIn(prefix uint64) int { return (bits.Len64(prefix) + 7) / 8 }
