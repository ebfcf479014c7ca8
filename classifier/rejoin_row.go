package classifier

import (
	"unicode"
	"unicode/utf8"

	"github.com/pecete/pecete/patterns"
)

// readRows reads the new message as going on where each of the messages before
// it ended: after a space, and in the middle of a word or number.
func (r *rejoiner) readRows() {
	within := 0
	for first := r.latest() - 1; first >= 0 && within <= rowReach; first-- {
		r.readRow(first, false)
		r.readCapitals(first, false)
		if r.gluedFrom(first) {
			r.readRow(first, true)
			r.readCapitals(first, true)
		}
		within += len(r.texts[first])
	}
}

// readRow reads the messages from first on as one line. Glued, nothing stands
// between two of which one ends and the other begins with a letter or digit.
func (r *rejoiner) readRow(first int, glue bool) {
	j := r.before(first, rowContext, nil)
	defer j.forget()
	for i := first; i <= r.latest(); i++ {
		from, to := trimmed(r.texts[i])
		if i > first && !(glue && r.gluedAt(i)) {
			j.gap(" ")
		}
		if i == first {
			from = 0
		}
		if i == r.latest() {
			to = len(r.texts[i])
		}
		j.add(i, r.texts[i], from, to)
	}
	r.eachFinding(j, func(f Finding, parts []piece) {
		switch {
		case parts[len(parts)-1].message < r.latest():
		case len(parts) == 1:
			if !glue && f.Evidence.Has(patterns.ContextLabel) {
				r.consider(f)
			}
		case f.Marking != nil, !glue, f.Confidence >= surePiece && !r.complete(&f, parts):
			r.offer(f, parts, false)
		}
	})
}

const (
	// doubtfulMarking is how sure a marking is that would be one in capitals,
	// sent in pieces as messages of their own. It warns, and does not block.
	doubtfulMarking = 0.45
	// markingPiece is the longest message that can be such a piece, in bytes.
	markingPiece = 40
)

// readCapitals reads the messages from first on in capitals, without what they
// are decorated with. Where they hold nothing but a marking, somebody sent that
// piece by piece: "top", then "secret". Hardly anybody speaks so by chance,
// though one may joke.
func (r *rejoiner) readCapitals(first int, glue bool) {
	for _, text := range r.texts[first:] {
		if len(text) > markingPiece {
			return
		}
	}
	j := r.before(first, rowContext, nil)
	defer j.forget()
	row := len(j.text)
	for i := first; i <= r.latest(); i++ {
		from, to := undecorated(r.texts[i])
		if from == to {
			continue
		}
		if len(j.text) > row && !glue {
			j.gap(" ")
		}
		j.add(i, r.texts[i], from, to)
	}
	capitalise(j.text[row:])
	r.eachFinding(j, func(f Finding, parts []piece) {
		if f.Marking == nil || f.Evidence.Has(patterns.MarkingAbbreviation) || f.Marking.Level < patterns.LevelRestricted ||
			parts[0].message != first || parts[len(parts)-1].message != r.latest() || len(parts) == 1 || !r.bare(parts) {
			return
		}
		f.Confidence = min(f.Confidence, doubtfulMarking)
		f.Evidence = f.Evidence.Without(patterns.Capitals)
		r.offer(f, parts, true)
	})
}

// capitalise writes small letters as capitals that are as long.
func capitalise(text []byte) {
	for i := 0; i < len(text); {
		small, size := utf8.DecodeRune(text[i:])
		if large := unicode.ToUpper(small); small != utf8.RuneError && utf8.RuneLen(large) == size {
			utf8.EncodeRune(text[i:], large)
		}
		i += size
	}
}

// gluedFrom tells whether the messages from first on can be glued anywhere.
func (r *rejoiner) gluedFrom(first int) bool {
	for i := first + 1; i < len(r.texts); i++ {
		if r.gluedAt(i) {
			return true
		}
	}
	return false
}

// gluedAt tells whether a message begins and the one before it ends with a
// letter, a digit, or what stands inside an e-mail address.
func (r *rejoiner) gluedAt(i int) bool {
	before, after := r.texts[i-1], r.texts[i]
	_, end := trimmed(before)
	start, _ := trimmed(after)
	last, _ := utf8.DecodeLastRuneInString(before[:end])
	next, _ := utf8.DecodeRuneInString(after[start:])
	return end > 0 && start < len(after) && (isWord(last) || last == '@') && (isWord(next) || next == '@' || next == '.')
}

// trimmed gives the bounds of a text without the spaces and invisible characters
// at its ends.
func trimmed(text string) (from, to int) {
	return without(text, func(r rune) bool { return unicode.IsSpace(r) || isInvisible(r) })
}

// undecorated gives the bounds of a text without what is neither letter nor
// digit at its ends. A question mark stays: who asks does not mark.
func undecorated(text string) (from, to int) {
	return without(text, func(r rune) bool { return !isWord(r) && r != '?' })
}

// without gives the bounds of a text without some characters at its ends.
func without(text string, some func(rune) bool) (from, to int) {
	for to = len(text); to > 0; {
		r, size := utf8.DecodeLastRuneInString(text[:to])
		if !some(r) {
			break
		}
		to -= size
	}
	for from < to {
		r, size := utf8.DecodeRuneInString(text[from:])
		if !some(r) {
			break
		}
		from += size
	}
	return from, to
}

// isWord tells whether a character is a letter, a digit, or a mark on one.
func isWord(r rune) bool { return unicode.In(r, unicode.Letter, unicode.Number, unicode.Mark) }

func holdsAlnum(text string) bool {
	for _, r := range text {
		if isWord(r) {
			return true
		}
	}
	return false
}
