package classifier

import (
	"unicode"
	"unicode/utf8"

	"github.com/pecete/pecete/patterns"
)

// maxPieces is how many digits a number that was sent in pieces may have: those
// of the longest IBAN.
const maxPieces = 34

// provenPiece is the confidence from which a right control digit proves a number
// whose digits were gathered. That of a card alone does not: one number in ten
// has it.
const provenPiece = 0.7

// readNumbers reads the digits that the new message begins with as going on
// those of earlier messages that hold nothing else, or end with them. Other
// messages in between are passed over, also those with a number of their own
// ("vin la 5"), and so are separators. A number sent before may be of no concern, so
// that each is tried as the first.
func (r *rejoiner) readNumbers() {
	latest := r.latest()
	tail := leadingDigits(r.texts[latest])
	if tail.count == 0 {
		return
	}
	row := []int{}
	total := tail.count
	for i := latest - 1; i >= 0; i-- {
		d := trailingDigits(r.texts[i])
		if d.count == 0 || total+d.count > maxPieces {
			continue
		}
		r.readNumber(append([]int{i}, row...), &tail)
		if d.pure { // the number may have begun before; else something was said in between
			row = append([]int{i}, row...)
			total += d.count
		}
	}
}

// readNumber reads the digits of a row of messages, and those of the new one, as
// one number, behind all that was said besides.
func (r *rejoiner) readNumber(row []int, tail *digitPieces) {
	latest := r.latest()
	j := r.before(latest, rowContext, row)
	defer j.forget()
	for n, i := range row {
		d := trailingDigits(r.texts[i])
		if n == 0 {
			j.add(i, r.texts[i], 0, d.first)
		}
		d.each(r.texts[i], func(from, to int) { j.add(i, r.texts[i], from, to) })
	}
	tail.each(r.texts[latest], func(from, to int) { j.add(latest, r.texts[latest], from, to) })
	j.add(latest, r.texts[latest], tail.last, len(r.texts[latest]))
	loose := len(row) < latest-row[0] || tail.marked
	for _, i := range row {
		loose = loose || trailingDigits(r.texts[i]).marked
	}
	r.eachFinding(j, func(f Finding, parts []piece) {
		if parts[len(parts)-1].message != latest || len(parts) < len(row)+1 || f.Confidence < surePiece ||
			loose && !proven(&f) || r.complete(&f, parts) {
			return
		}
		r.offer(f, parts, false)
	})
}

// proven tells whether a number is one even if its digits were gathered from
// between words, or from what may be prices: "0.75", "1.25", "1.5" are none.
func proven(f *Finding) bool {
	return announced(f) || f.Evidence.Has(patterns.ChecksumValid) && f.Confidence >= provenPiece
}

// announced tells whether words say what a number is.
func announced(f *Finding) bool {
	return f.Evidence.HasAny(patterns.SetOf(patterns.ContextLabel, patterns.ContextWord))
}

// digitPieces are the digits at one end of a text.
type digitPieces struct {
	// first is where the first digit begins, last where the last one ends.
	first, last int
	count       int
	// pure tells that the text holds nothing else but separators.
	pure bool
	// marked tells that more than spaces divides them.
	marked bool
}

// leadingDigits gives the digits that a text begins with, across separators.
func leadingDigits(text string) digitPieces {
	var d digitPieces
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		switch {
		case isAnyDigit(r):
			if d.count == 0 {
				d.first = i
			}
			d.count++
			d.last = i + size
		case !separatesDigits(r):
			return d
		case !unicode.IsSpace(r):
			d.marked = true
		}
		i += size
	}
	d.pure = true
	return d
}

// trailingDigits gives the digits that a text ends with, across separators.
func trailingDigits(text string) digitPieces {
	var d digitPieces
	for i := len(text); i > 0; {
		r, size := utf8.DecodeLastRuneInString(text[:i])
		switch {
		case isAnyDigit(r):
			if d.count == 0 {
				d.last = i
			}
			d.count++
			d.first = i - size
		case !separatesDigits(r):
			return d
		case !unicode.IsSpace(r):
			d.marked = true
		}
		i -= size
	}
	d.pure = true
	return d
}

// each gives the bounds of every digit.
func (d *digitPieces) each(text string, give func(from, to int)) {
	for i := d.first; i < d.last; {
		r, size := utf8.DecodeRuneInString(text[i:])
		if isAnyDigit(r) {
			give(i, i+size)
		}
		i += size
	}
}

// isAnyDigit tells whether a character is folded to one digit.
func isAnyDigit(r rune) bool {
	if r < utf8.RuneSelf {
		return isDigit(byte(r))
	}
	folded, _ := foldRune(r)
	return len(folded) == 1 && isDigit(folded[0])
}

// separatesDigits tells whether a character may stand between the digits of one
// number. A comma and a colon do not: they make prices and times.
func separatesDigits(r rune) bool {
	if r < utf8.RuneSelf {
		b := foldASCII(byte(r))
		return isNumberSeparator(b) || b == '\n' || b == '+' || b == '(' || b == ')'
	}
	if isInvisible(r) {
		return true
	}
	folded, _ := foldRune(r)
	return len(folded) == 1 && (isNumberSeparator(folded[0]) || folded[0] == '\n')
}
