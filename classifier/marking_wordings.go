package classifier

import (
	"bytes"
	"fmt"
	"strings"
	"unicode"

	"github.com/pecete/pecete/patterns"
)

// wording is one way in which a marking is written.
type wording struct {
	marking *patterns.Marking
	// spelled is an abbreviation as the rule file writes it, letters only:
	// capitals there must be capitals in the text ("SSv").
	spelled      string
	abbreviation bool
	// ordinary tells that the wording is an everyday word as well: "secret".
	ordinary bool
	// small is the wording where it is not in capitals, if that makes it an
	// everyday word: "EU SECRET".
	small *wording
	// foreignOnly tells that it is a Romanian word as well, so that it counts
	// only among words of its own language.
	foreignOnly bool
	// portionOnly tells that the abbreviation counts only in a portion mark, and
	// bannerOnly that the wording counts only with caveats.
	portionOnly, bannerOnly bool
	// class tells that it names a class of levels, which stands beside one of them
	// without making a list: "secret de stat, nivel strict secret".
	class bool
	// native tells that it is written in a script other than Latin, so that its
	// letters are no disguise.
	native bool
}

// classified tells whether the marking is a level above UNCLASSIFIED.
func (w *wording) classified() bool { return w.marking.Level > patterns.LevelUnclassified }

// wordings are the wordings of a detector's markings.
type wordings struct {
	terms *termSet
	// byTerm is indexed by the number of a term.
	byTerm []wording
	// joined finds wordings by their letters alone, for letters written apart.
	joined *termSet
	// byJoined gives the number of a term for that of a joined one.
	byJoined []int
	// banners are the portion marks by the designation they stand for: what has
	// caveats belongs to their scheme, whoever else uses the words.
	banners map[string]int
}

// newWordings compiles the wordings of d. Some of its lists name wordings that
// need more evidence (wordingFlags).
func newWordings(d *patterns.Detector) (*wordings, error) {
	w := &wordings{terms: newTermSet(), joined: newTermSet(), banners: map[string]int{}}
	for i := range d.Markings {
		m := &d.Markings[i]
		for _, phrase := range m.Phrases {
			if err := w.add(phrase, wording{marking: m}); err != nil {
				return nil, err
			}
		}
		for _, short := range m.Abbreviations {
			if err := w.add(short, wording{marking: m, abbreviation: true, spelled: lettersOf(short)}); err != nil {
				return nil, err
			}
		}
	}
	if err := w.flag(d.Lists); err != nil {
		return nil, err
	}
	for id := range w.byTerm {
		if w.byTerm[id].portionOnly {
			w.banners[w.byTerm[id].marking.Designation] = id
		}
	}
	return w, nil
}

// banner gives the marking that a designation stands for with caveats.
func (w *wordings) banner(plain *patterns.Marking) *patterns.Marking {
	if id, ok := w.banners[plain.Designation]; ok {
		return w.byTerm[id].marking
	}
	return plain
}

// add puts one wording in. Of two equal wordings the first stays: the order of
// a rule file's markings decides whose "tajne" it is.
func (w *wordings) add(text string, entry wording) error {
	folded, err := foldTerm(text)
	if err != nil {
		return err
	}
	if strings.Contains(folded, "*") {
		return fmt.Errorf("wording %q of a marking must not hold a star", text)
	}
	id, err := w.terms.add(text)
	if err != nil {
		return err
	}
	if id < len(w.byTerm) {
		return nil
	}
	entry.native = strings.ContainsFunc(text, func(r rune) bool { return unicode.In(r, unicode.Cyrillic, unicode.Greek) })
	w.byTerm = append(w.byTerm, entry)
	letters := strings.ReplaceAll(folded, " ", "")
	if entry.abbreviation || len(letters) < spacedMin {
		return nil
	}
	joined, err := w.joined.add(letters)
	if err == nil && joined == len(w.byJoined) {
		w.byJoined = append(w.byJoined, id)
	}
	return err
}

// wordingFlag is a list of a rule file that names wordings, and what it says
// about them.
type wordingFlag struct {
	list string
	set  func(*wording)
}

func wordingFlags() []wordingFlag {
	return []wordingFlag{
		{"ordinary_wordings", func(e *wording) { e.ordinary = true }},
		{"foreign_wordings", func(e *wording) { e.foreignOnly = true }},
		{"portion_wordings", func(e *wording) { e.portionOnly = true }},
		{"banner_wordings", func(e *wording) { e.bannerOnly = true }},
		{"class_wordings", func(e *wording) { e.class = true }},
		{"capital_wordings", func(e *wording) {
			small := *e
			small.ordinary = true
			e.small = &small
		}},
	}
}

// wordingLists gives the names of those lists.
func wordingLists() []string {
	var names []string
	for _, f := range wordingFlags() {
		names = append(names, f.list)
	}
	return names
}

// flag marks the wordings that the lists name.
func (w *wordings) flag(lists map[string][]string) error {
	for _, f := range wordingFlags() {
		for _, text := range lists[f.list] {
			folded, err := foldTerm(text)
			if err != nil {
				return fmt.Errorf("list %q: %w", f.list, err)
			}
			id, ok := w.terms.number(folded)
			if !ok {
				return fmt.Errorf("list %q: %q is no wording of a marking", f.list, text)
			}
			f.set(&w.byTerm[id])
		}
	}
	return nil
}

// lettersOf gives the letters and digits of text.
func lettersOf(text string) string {
	return strings.Map(func(r rune) rune {
		if r < 0x80 && isAlnum(byte(r)) {
			return r
		}
		return -1
	}, text)
}

// longest gives the longest wording that begins at a word start.
func (w *wordings) longest(v *view, at int) (markingSpan, bool) {
	var buffer [8]termHit
	best := markingSpan{start: at}
	for _, hit := range w.terms.appendAt(buffer[:0], v.lower, at) {
		entry := &w.byTerm[hit.term]
		if hit.end > best.end && (!entry.abbreviation || v.spelledLike(hit.start, hit.end, entry.spelled)) && !entry.portionOnly {
			best.end, best.wording, best.marking = hit.end, entry, entry.marking
		}
	}
	return best, best.wording != nil
}

// spelledLike tells whether the letters of a span are capitals wherever they
// are in spelled.
func (v *view) spelledLike(start, end int, spelled string) bool {
	i := 0
	for at := start; at < end && i < len(spelled); at++ {
		if !isAlnum(v.lower[at]) {
			continue
		}
		if lowerByte(spelled[i]) != spelled[i] && !v.upper(at) {
			return false
		}
		i++
	}
	return true
}

const (
	// coverReach and coverWords bound how far back a longer wording is looked for.
	coverReach = 64
	coverWords = 6
)

// covered tells whether the span lies in a longer wording that begins earlier:
// "secret" in "strict secret". Words on two lines belong first to a wording on
// the line where they begin: two headings "NATO SECRET" are no "SECRET NATO".
func (f *markingFinder) covered(v *view, span markingSpan) bool {
	acrossLines := bytes.IndexByte(v.lower[span.start:span.end], '\n') >= 0
	words := 0
	for at := span.start - 1; at >= 0 && at > span.start-coverReach && words < coverWords; at-- {
		if !isAlnum(v.at(at)) && !isGap(v.at(at)) {
			return false
		}
		if !isLetter(v.at(at)) || isLetter(v.at(at-1)) {
			continue
		}
		words++
		if longer, ok := f.longest(v, at); ok && (longer.end >= span.end || acrossLines && longer.end > span.start) {
			return true
		}
	}
	return false
}
