package classifier

import (
	"slices"
	"sort"
	"unicode"
	"unicode/utf8"
)

// view is a message folded for matching: ASCII, one byte a character, with an
// exact map back to the original bytes. Diacritics, case, odd spaces and
// dashes, other digits, look-alike letters and invisible characters are gone
// from it. It also holds what the scan noted about it.
//
// Positions in a view are "folded positions": byte, character and column at
// once. A view is reused between messages and must not be kept.
type view struct {
	// folds has what characters fold to; without it each is folded anew.
	folds *foldTable

	src string
	// lower is the folded text in lower case.
	lower []byte
	// cased is the folded text with its case; unused where the text is plain.
	cased []byte
	// plain tells that src is plain ASCII, so that positions equal offsets.
	plain bool
	// edits are the places where folded positions and offsets part ways.
	edits []edit
	// lastEdit is the edit that was last asked for (editAt).
	lastEdit int
	// odd notes in order what is written unusually, as a disguise would be:
	// look-alikes, other digits (oddCharacter), invisible characters (oddBefore).
	odd []int

	// What the scan noted: runs of digits, terms that anchor rules or are numbers,
	// anchor characters, and the letters of rows that are written apart; each in order
	// of position.
	runs   []digitRun
	hits   []termHit
	chars  []charHit
	spaced []int

	// What may hide something and so be worth another reading: a long run of
	// characters without a space, encoded bytes, character references, letters
	// that were read in a wrong encoding, digits or signs in words, characters in a
	// row that stand alone, a letter alone that may stand for a digit; and how many
	// words there are for numbers.
	long, percent, entities, mojibake, leet, apart, lone bool
	// A word of markings in two pieces, and one in capitals, beside which another
	// may be misspelled.
	fragments, slips bool
	spoken           int

	// words are the terms that begin between two folded positions, as far as somebody
	// asked what stands around something (gate.wordsIn).
	words              []termHit
	termsFrom, termsTo int
	// needed is indexed by the index of a rule (program.nearWord).
	needed []neededWords
	// Buffers for what is found, and for numbers in parts.
	candidates []candidate
	groups     []findingGroup
	parts      []numberPart
	chainParts []numberPart
	chainGaps  []gapKind
	pieces     []numberChain

	// singles holds the latest single letters while the scan runs.
	singles [spacedMin]int

	// serial numbers the messages that the view has held; notes are what finders
	// of markings found out about words of the one with their serial.
	serial int
	notes  []*wordNotes
	// passing is which of the last numbers of thirteen digits pass for a CNP.
	passing [64]passingCNP
	// addresses is what the grammar of addresses has read.
	addresses addressMemory

	// today is the day on which the message is read.
	today civilDate
}

// edit says that from folded position at on, offsets count from start; the
// character before it ends at prevEnd.
type edit struct {
	at, start, prevEnd int
}

// read folds text into v, dropping what v held.
func (v *view) read(text string) {
	v.wipe()
	v.src = text
	v.serial++
	v.edits, v.odd = v.edits[:0], v.odd[:0]
	v.long, v.percent, v.entities, v.mojibake = false, false, false, false
	v.leet, v.apart, v.lone = false, false, false
	v.fragments, v.slips = false, false
	v.spoken = 0
	v.runs, v.hits, v.chars, v.spaced = v.runs[:0], v.hits[:0], v.chars[:0], v.spaced[:0]
	v.words, v.termsFrom, v.termsTo = v.words[:0], 0, 0
	v.lower = slices.Grow(v.lower, len(text))
	if v.plain = v.readPlain(); v.plain {
		return
	}
	v.lower = v.lower[:0]
	v.cased = slices.Grow(v.cased, len(text))
	v.readFolded()
}

// keepBuffers is the largest text, in bytes, whose buffers a pooled view keeps:
// a rare long message must not hold its memory for ever.
const keepBuffers = 64 << 10

// release lets go of the message so that a pooled view does not keep it alive,
// and clears the buffers that held a copy of it.
func (v *view) release() {
	v.wipe()
	if len(v.src) > keepBuffers {
		*v = view{folds: v.folds}
	}
	v.src = ""
}

// wipe overwrites what the view's buffers hold of a message. It comes before every
// reading, not only at the end: a shorter text would else leave the end of a longer one
// behind it, where no later wipe looks. Buffers that are begun anew while a message is
// read are wiped as far as they reach.
func (v *view) wipe() {
	clear(v.lower)
	clear(v.cased)
	v.lower, v.cased = v.lower[:0], v.cased[:0]
	v.candidates = wiped(v.candidates)
	v.parts, v.pieces, v.chainParts = wiped(v.parts), wiped(v.pieces), wiped(v.chainParts)
}

// keepNotes is the most notes about a message whose room a view keeps: wiping it takes
// time, also for messages about which there is little to note.
const keepNotes = 64

// wiped overwrites notes to the end of their room, and gives the room if it is small.
func wiped[T any](notes []T) []T {
	clear(notes[:cap(notes)])
	if cap(notes) > keepNotes {
		return nil
	}
	return notes[:0]
}

func (v *view) readFolded() {
	text := v.src
	for i := 0; i < len(text); {
		if text[i] < utf8.RuneSelf {
			i = v.readASCII(i)
			continue
		}
		r, size := utf8.DecodeRuneInString(text[i:])
		if !v.mojibake && i+size < len(text) && text[i+size] >= utf8.RuneSelf && beginsMojibake(r) {
			v.mojibake = true
		}
		v.putRune(r, i, size)
		i += size
	}
}

// readASCII folds the ASCII from a byte on and gives where it ends.
func (v *view) readASCII(i int) int {
	text, lower, cased := v.src, v.lower, v.cased
	for ; i < len(text) && text[i] < utf8.RuneSelf; i++ {
		b := foldASCII(text[i])
		cased = append(cased, b)
		lower = append(lower, lowerByte(b))
	}
	v.lower, v.cased = lower, cased
	return i
}

func (v *view) put(b byte) {
	v.cased = append(v.cased, b)
	v.lower = append(v.lower, lowerByte(b))
}

// putRune folds the character r that takes size bytes at offset.
func (v *view) putRune(r rune, offset, size int) {
	next := offset + size
	if len(v.edits) == cap(v.edits) {
		v.edits = withRoom(v.edits, offset, len(v.src))
	}
	if len(v.odd) == cap(v.odd) {
		v.odd = withRoom(v.odd, offset, len(v.src))
	}
	entry := v.folds.at(r)
	switch {
	case entry&foldsToOne != 0:
		if entry&foldOdd != 0 {
			v.odd = append(v.odd, oddCharacter(len(v.lower)))
		}
		v.put(byte(entry))
		v.edits = append(v.edits, edit{at: len(v.lower), start: next, prevEnd: next})
	case entry&invisibleEntry != 0 || entry == 0 && isInvisible(r):
		v.skip(next, false)
	case entry&markEntry != 0 || entry == 0 && unicode.In(r, unicode.Mn, unicode.Me):
		v.skip(next, true)
	default:
		v.putFolded(r, offset, size)
	}
}

// putFolded is putRune for a character that the table does not have.
func (v *view) putFolded(r rune, offset, size int) {
	folded, odd := foldRune(r)
	if odd {
		v.odd = append(v.odd, oddCharacter(len(v.lower)))
	}
	for i := range len(folded) {
		if i > 0 {
			v.edits = append(v.edits, edit{at: len(v.lower), start: offset, prevEnd: offset + size})
		}
		v.put(folded[i])
	}
	v.edits = append(v.edits, edit{at: len(v.lower), start: offset + size, prevEnd: offset + size})
}

// skip passes over a character that leaves no byte in the view and ends at
// next. A mark belongs to the character before it, so a span that ends there
// takes it along; an invisible character does not.
func (v *view) skip(next int, mark bool) {
	at := len(v.lower)
	if n := len(v.edits); n == 0 || v.edits[n-1].at != at {
		v.edits = append(v.edits, edit{at: at, start: v.offset(at), prevEnd: v.endOffset(at)})
	}
	last := &v.edits[len(v.edits)-1]
	last.start = next
	if mark {
		last.prevEnd = next
		return
	}
	if n := len(v.odd); n == 0 || v.odd[n-1] != oddBefore(at) {
		v.odd = append(v.odd, oddBefore(at))
	}
}

// offset gives the byte offset in the original text at which the character at
// folded position at begins; at may be the length of the view.
func (v *view) offset(at int) int {
	if v.plain {
		return at
	}
	i := v.editAt(at)
	if i < 0 {
		return at
	}
	return v.edits[i].start + at - v.edits[i].at
}

// position gives the folded position of the character that begins at a byte of the
// message.
func (v *view) position(offset int) int {
	if v.plain {
		return offset
	}
	return sort.Search(len(v.lower), func(at int) bool { return v.offset(at) >= offset })
}

// endOffset gives the byte offset in the original text just after the character
// before folded position at, with the marks that belong to it.
func (v *view) endOffset(at int) int {
	if v.plain || at == 0 {
		return at
	}
	if i := v.editAt(at); i >= 0 && v.edits[i].at == at {
		return v.edits[i].prevEnd
	}
	return v.offset(at-1) + 1
}

// editAt gives the index of the last edit at or before folded position at, or -1.
func (v *view) editAt(at int) int {
	n := len(v.edits)
	if n > 0 && v.edits[n-1].at <= at {
		return n - 1
	}
	// Whoever passes over a text asks about one position after the other.
	const steps = 4
	for i := v.lastEdit; i+1 < n && i < v.lastEdit+steps && v.edits[i].at <= at; i++ {
		if v.edits[i+1].at > at {
			v.lastEdit = i
			return i
		}
	}
	i := sort.Search(n, func(i int) bool { return v.edits[i].at > at }) - 1
	v.lastEdit = max(i, 0)
	return i
}

// runeAt gives the character of the message at a folded position.
func (v *view) runeAt(at int) rune {
	r, _ := utf8.DecodeRuneInString(v.src[v.offset(at):])
	return r
}

// masked tells whether a letter that stands for a digit touches a run of digits.
func (v *view) masked() bool {
	for _, run := range v.runs {
		if isMask(v.at(run.start-1)) || isMask(v.at(run.end)) {
			return true
		}
	}
	return false
}

// upper tells whether the character at a folded position is a capital letter;
// outside the text there is none.
func (v *view) upper(at int) bool {
	if at < 0 || at >= len(v.lower) {
		return false
	}
	b := byte(0)
	if v.plain {
		b = v.src[at]
	} else {
		b = v.cased[at]
	}
	return b >= 'A' && b <= 'Z'
}

// at gives the folded lower-case byte at a position, or a line break outside
// the text, which is a boundary for every purpose.
func (v *view) at(i int) byte {
	if i < 0 || i >= len(v.lower) {
		return '\n'
	}
	return v.lower[i]
}

// disguised tells whether a character within the span is written unusually, or
// something invisible stands between two of them.
func (v *view) disguised(start, end int) bool {
	i := sort.SearchInts(v.odd, oddCharacter(start))
	return i < len(v.odd) && v.odd[i] < oddBefore(end)
}

// oddCharacter and oddBefore are the entries of view.odd for the character at a
// folded position and for something invisible right before it.
func oddCharacter(at int) int { return 2*at + 1 }
func oddBefore(at int) int    { return 2 * at }
