package classifier

import (
	"strings"
	"unicode/utf8"
)

// Words that announce a name ("sunt", "telefon") are in many messages, a name beside
// them is in few. The sieve looks for one, less closely than the finder does.

// beside says where a name stands, if there is one, beside a word.
type beside uint8

const (
	// nameAhead: behind the word, in capitals; nameKnown: there, or if it is known;
	// nameBelow: there, on the next line; nameOpening: there, if the word opens a clause.
	nameAhead beside = 1 << iota
	nameKnown
	nameBelow
	nameOpening
	// namePart: one word is enough there.
	namePart
	// nameBefore: before the word.
	nameBefore
)

// nameSieve is what the sieve knows of names.
type nameSieve struct {
	finder nameFinder
	// titles are the words of titles, by their first letters.
	titles map[uint64]bool
	folds  *foldTable
}

func newNameSieve(f nameFinder, folds *foldTable) *nameSieve {
	s := &nameSieve{finder: f, titles: map[uint64]bool{}, folds: folds}
	for _, title := range f.titles.terms {
		for _, word := range strings.Fields(title) {
			s.titles[prefixOf(word)] = true
		}
	}
	return s
}

// nameRule gives the first rule that looks for names, which is the one whose names the
// sieve knows; nil if there is none.
func nameRule(p *program) *rule {
	for _, r := range p.rules {
		if _, ok := r.finder.(nameFinder); ok {
			return r
		}
	}
	return nil
}

// besideOf says where a name stands beside a term of the finder. It gives 0 where
// something is to be found behind the term whatever it is.
func (f nameFinder) besideOf(folded string) beside {
	id, ok := f.cues.number(folded)
	if !ok {
		return 0
	}
	role := f.roles[id]
	var where beside
	if role&(nameBehind|nameCard) != 0 {
		where |= nameBefore
	}
	switch ahead := role &^ (nameBehind | nameCard); {
	case ahead&(nameSworn|nameFull) != 0:
		return 0
	case ahead&nameSelf != 0 && ahead&nameHolder == 0:
		where |= nameOpening
	case ahead&nameHolder != 0:
		where |= nameKnown
	case ahead == nameClosing:
		where |= nameBelow
	case ahead != 0:
		where |= nameAhead
	}
	if role&(nameLast|nameFirst) != 0 {
		where |= namePart
	}
	return where
}

// nameBeside tells whether a name may stand beside the word at [start,end).
func (l *look) nameBeside(where beside, start, end int) bool {
	if where&nameBefore != 0 && l.nameEnds(start) {
		return true
	}
	if where&nameOpening != 0 && !l.opensClause(start) {
		return false
	}
	return where&^nameBefore != 0 && l.nameBegins(where, end)
}

// nameBegins tells whether a name may begin behind the word that ends at a position:
// two words that may be part of one, or titles.
func (l *look) nameBegins(where beside, at int) bool {
	const titles = 6 // words of them, more than the finder passes over
	for range titles {
		start, line := l.gapAfter(at)
		if start == len(l.text) || where&nameBelow != 0 && !line {
			return false
		}
		end, isName := l.nameFrom(start, where)
		if isName {
			next, _ := l.gapAfter(end)
			if where&namePart != 0 || next-end <= nameGap && next < len(l.text) && l.isName(next, where) {
				return true
			}
		}
		for at = start; at < len(l.text) && l.letterAt(at); {
			at += l.sizeAt(at)
		}
		if key, _ := l.runes.prefix(l.text[start:at]); !l.names.titles[key] {
			return false
		}
		where &^= nameBelow
	}
	return true
}

// nameGap is the most bytes between two words of a name: a dot and spaces.
const nameGap = 3 * longestRune

// nameFrom gives where the word ends that begins at a position, its parts joined by
// hyphens, and whether it may be part of a name.
func (l *look) nameFrom(start int, where beside) (end int, isName bool) {
	isName = l.capitalAt(start)
	for end = start; end < len(l.text); {
		part := end
		for end < len(l.text) && l.letterAt(end) {
			end += l.sizeAt(end)
		}
		isName = isName || where&nameKnown != 0 && l.knownName(l.text[part:end])
		if end == len(l.text) || !l.joinsName(end) {
			break
		}
		if end += l.sizeAt(end); end == len(l.text) || !l.letterAt(end) {
			break
		}
	}
	return end, isName
}

func (l *look) isName(start int, where beside) bool {
	_, isName := l.nameFrom(start, where)
	return isName
}

// gapAfter gives the next letter from a position on, and whether there may be a line
// break before it.
func (l *look) gapAfter(at int) (start int, line bool) {
	for at < len(l.text) && !l.letterAt(at) {
		line = line || l.text[at] < ' ' || l.text[at] >= utf8.RuneSelf
		at += l.sizeAt(at)
	}
	return at, line
}

// nameEnds tells whether a name of two words may end before the word that begins at a
// position.
func (l *look) nameEnds(at int) bool {
	start, ok := l.nameUntil(at)
	if ok {
		_, ok = l.nameUntil(start)
	}
	return ok
}

// nameUntil gives where the word begins that ends before a position, its parts joined
// by hyphens, and whether it may be part of a name.
func (l *look) nameUntil(at int) (start int, isName bool) {
	const gap = 4 // characters
	end, ok := l.letterWithin(at, gap)
	if !ok {
		return 0, false
	}
	for start = end; start > 0; {
		part := start
		for start > 0 && l.letterBefore(start) {
			start = l.before(start)
		}
		isName = isName || start < part && (l.capitalAt(start) || l.knownName(l.text[start:part]))
		if start == 0 || start == part || !l.joinsName(l.before(start)) {
			break
		}
		start = l.before(start)
	}
	return start, isName
}

// joinsName tells whether the mark that begins at a position may join two parts of a
// name.
func (l *look) joinsName(at int) bool {
	b := l.text[at]
	if b >= utf8.RuneSelf {
		b, _ = l.runes.at(l.text[at:])
	}
	return b == '-' || b == '\''
}

// capitalAt tells whether the letter that begins at a position is a capital.
func (l *look) capitalAt(at int) bool {
	if b := l.text[at]; b < utf8.RuneSelf {
		return b >= 'A' && b <= 'Z'
	}
	r, _ := utf8.DecodeRuneInString(l.text[at:])
	b := byte(l.names.folds.at(r))
	return b >= 'A' && b <= 'Z'
}

// knownName tells whether a word of ordinary letters is a known part of a name.
func (l *look) knownName(word string) bool {
	var buffer [longestName]byte
	folded, ok := l.runes.folded(buffer[:0], word)
	if !ok {
		return false
	}
	first, last, surname := l.names.finder.words.partOfName(folded)
	return first || last || surname
}

// opensClause tells whether no letter or digit stands before a position, across spaces.
func (l *look) opensClause(at int) bool {
	for at > 0 && l.text[at-1] == ' ' {
		at--
	}
	return at == 0 || !l.letterBefore(at) && !isDigit(l.text[at-1])
}
