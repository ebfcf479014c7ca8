package classifier

import "github.com/pecete/pecete/patterns"

// nameWord is a word that may belong to a person's name, half-open in folded
// positions.
type nameWord struct {
	start, end int
	// capital: it begins with a capital letter; initial: it is one, with a dot.
	capital, initial bool
	// first and last: it is a known first name, a known surname. surname: it ends
	// as surnames do.
	first, last, surname bool
}

// known tells whether the word is surely a name.
func (w nameWord) known() bool { return w.first || w.last || w.surname }

// nameWords reads the words of names.
type nameWords struct {
	first, last *termSet
	// common are words that are no names, however they are written.
	common *termSet
	// endings are those of surnames ("escu").
	endings []string
}

func newNameWords(d *patterns.Detector) (nameWords, error) {
	var n nameWords
	var err error
	for _, l := range []struct {
		list string
		set  **termSet
	}{{"first_names", &n.first}, {"last_names", &n.last}, {"common", &n.common}} {
		if *l.set, err = termsOf(d, l.list); err != nil {
			return n, err
		}
	}
	n.endings = d.Lists["endings"]
	return n, nil
}

const (
	// longestName and mostNames bound a name: letters in a word, words.
	longestName = 22
	mostNames   = 4
)

// at reads the word that begins at a position: letters, with further parts
// behind hyphens and apostrophes.
func (n nameWords) at(v *view, start int) (nameWord, bool) {
	if !isLetter(v.at(start)) || v.at(start) == otherLetter || isAlnum(v.at(start-1)) {
		return nameWord{}, false
	}
	end := partEnd(v, start)
	for (v.at(end) == '-' || v.at(end) == '\'') && isLetter(v.at(end+1)) && v.upper(end+1) == v.upper(start) && end-start < longestName {
		end = partEnd(v, end+1)
	}
	if end-start > longestName || isDigit(v.at(end)) || v.at(end) == '@' || v.at(end) == '_' {
		return nameWord{}, false
	}
	w := nameWord{start: start, end: end, capital: v.upper(start)}
	if end-start <= 2 && w.capital && v.at(end) == '.' && (end-start == 1 || !n.isCommon(v, start, end)) {
		w.initial, w.end = true, end+1
		return w, true
	}
	if end-start < 2 || n.isCommon(v, start, end) {
		return nameWord{}, false
	}
	n.recognise(v, &w)
	return w, true
}

// before reads the word that ends at a position.
func (n nameWords) before(v *view, end int) (nameWord, bool) {
	start := end
	if v.at(end-1) == '.' {
		start--
	}
	for start > end-longestName && start > 0 && (isLetter(v.lower[start-1]) || start < end && (v.lower[start-1] == '-' || v.lower[start-1] == '\'')) {
		start--
	}
	w, ok := n.at(v, start)
	return w, ok && w.end == end
}

func partEnd(v *view, start int) int {
	end := start
	for isLetter(v.at(end)) && end-start <= longestName {
		end++
	}
	return end
}

// recognise notes whether the parts of a word are known.
func (n nameWords) recognise(v *view, w *nameWord) {
	for i := w.start; i < w.end; i = partEnd(v, i) + 1 {
		end := partEnd(v, i)
		first, last, surname := n.partOfName(v.lower[i:end])
		w.first, w.last, w.surname = w.first || first, w.last || last, w.surname || surname
	}
}

// partOfName tells whether a folded word is a known first name, a known surname, or
// ends as surnames do.
func (n nameWords) partOfName(word []byte) (first, last, surname bool) {
	for _, ending := range n.endings {
		surname = surname || len(word) > len(ending)+1 && string(word[len(word)-len(ending):]) == ending
	}
	return isTerm(n.first, word), isTerm(n.last, word), surname
}

func (n nameWords) isCommon(v *view, start, end int) bool { return whole(n.common, v, start, end) }

// whole tells whether a stretch of text is a word of a set.
func whole(set *termSet, v *view, start, end int) bool {
	return isTerm(set, v.lower[start:end])
}

// isTerm tells whether a folded text is a term of a set.
func isTerm(set *termSet, text []byte) bool {
	hit, ok := set.longestAt(text, 0)
	return ok && hit.end == len(text)
}

// from reads the row of capitalised words that begins at a position, divided by
// spaces.
func (n nameWords) from(v *view, start int) []nameWord {
	var row []nameWord
	for i := start; len(row) < mostNames; {
		w, ok := n.at(v, i)
		if !ok || !w.capital {
			break
		}
		row = append(row, w)
		next := skipSpaces(v, w.end, 2)
		if next == w.end && !w.initial {
			break
		}
		i = next
	}
	return row
}

// until reads the row of capitalised words that ends at a position.
func (n nameWords) until(v *view, end int) []nameWord {
	var row []nameWord
	for i := end; len(row) < mostNames; {
		w, ok := n.before(v, i)
		if !ok || !w.capital {
			break
		}
		row = append([]nameWord{w}, row...)
		if v.at(w.start-1) != ' ' {
			break
		}
		i = w.start - 1
	}
	return row
}

// smallUntil reads the row of words in small letters that ends at a position and
// can be a name: two or three that are known, one of them a first name.
func (n nameWords) smallUntil(v *view, end int) []nameWord {
	var row []nameWord
	firsts := 0
	for i := end; len(row) < 3; {
		w, ok := n.before(v, i)
		if !ok || w.capital || !w.known() {
			break
		}
		if w.first {
			firsts++
		}
		row = append([]nameWord{w}, row...)
		if v.at(w.start-1) != ' ' {
			break
		}
		i = w.start - 1
	}
	if firsts == 0 {
		return nil
	}
	return row
}

// small reads the row of words in small letters that begins at a position and
// can be a name: two, one of them a known first name; a third where it is
// known as well.
func (n nameWords) small(v *view, start int) []nameWord {
	var row []nameWord
	firsts := 0
	for i := start; len(row) < 3; {
		w, ok := n.at(v, i)
		if !ok || w.capital || len(row) == 2 && !w.known() {
			break
		}
		if w.first {
			firsts++
		} else if w.end-w.start < 3 {
			break
		}
		row = append(row, w)
		if v.at(w.end) != ' ' {
			break
		}
		i = w.end + 1
	}
	if firsts == 0 {
		return nil
	}
	return row
}
