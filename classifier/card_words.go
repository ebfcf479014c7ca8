package classifier

import "bytes"

const (
	// maxCardGap is the longest gap between a card's label, series and number:
	// forms fill it with dots.
	maxCardGap = 24
	// maxCardWords is how many words may stand between a number and its series or
	// a series and its label: "seria si numarul cartii de identitate KX 123456".
	maxCardWords = 7
	// maxCardWord is the longest word looked at, in letters.
	maxCardWord = 16
)

// cardWord is a word beside a card's number, half-open in folded positions.
type cardWord struct {
	start, end int
}

// cardWordBefore gives the word that ends before pos, behind a gap or none. It
// fails on digits and symbols, and where a digit touches the word from the left.
func (v *view) cardWordBefore(pos int) (cardWord, bool) {
	w := cardWord{end: pos}
	for w.end > pos-maxCardGap && isFormGap(v.at(w.end-1)) && w.end > 0 {
		w.end--
	}
	w.start = w.end
	for w.start > w.end-maxCardWord && isLatin(v.at(w.start-1)) {
		w.start--
	}
	return w, w.start < w.end && !isAlnum(v.at(w.start-1))
}

// cardWordAfter gives the word that begins after pos, behind a gap or none.
func (v *view) cardWordAfter(pos int) (cardWord, bool) {
	w := cardWord{start: pos}
	for w.start < pos+maxCardGap && isFormGap(v.at(w.start)) && w.start < len(v.lower) {
		w.start++
	}
	w.end = w.start
	for w.end < w.start+maxCardWord && isLatin(v.at(w.end)) {
		w.end++
	}
	return w, w.start < w.end && !isLetter(v.at(w.end))
}

// isFormGap tells whether a folded byte can stand between the parts of a form.
func isFormGap(b byte) bool {
	switch b {
	case '[', ']', '|', '=', '#', '*', '<', '>', otherSymbol:
		return true
	}
	return isGap(b)
}

// seriesLabelBefore tells whether the word for series stands before at, with
// nothing but words about cards and numbers between.
func (v *view) seriesLabelBefore(at int) bool {
	found := false
	v.eachCardWord(at, func(word []byte) bool {
		found = isSeriesWord(word)
		return !found && (isNumberWord(word) || isCardWord(word))
	})
	return found
}

// skipClosingTag gives where a closing tag begins that stands before the opening
// tag whose name begins at a position ("</serie><numar>"), or that position.
func (v *view) skipClosingTag(at int) int {
	i := at - 1
	if v.at(i) != '<' {
		return at
	}
	for i > at-maxCardGap && isSpace(v.at(i-1)) {
		i--
	}
	if v.at(i-1) != '>' {
		return at
	}
	for i -= 2; i > at-maxCardGap-maxCardWord && (isAlnum(v.at(i)) || v.at(i) == '_' || v.at(i) == ':'); i-- {
	}
	if v.at(i) != '/' || v.at(i-1) != '<' {
		return at
	}
	return i - 1
}

// cardNamedBefore tells whether the words right before at name an identity card,
// if only by its initials: "C.I.".
func (v *view) cardNamedBefore(at int) bool {
	named, initial := false, byte(0)
	v.eachCardWord(at, func(word []byte) bool {
		named = namesCard(word) || initial == 'i' && (word[0] == 'c' || word[0] == 'b') && len(word) == 1
		initial = 0
		if len(word) == 1 {
			initial = word[0]
		}
		return !named && (isNumberWord(word) || isCardWord(word))
	})
	return named
}

// cardLabelBefore tells whether the words right before at name an identity card,
// and whether they name one with a chip.
func (v *view) cardLabelBefore(at int) (card, chip bool) {
	v.eachCardWord(at, func(word []byte) bool {
		switch {
		case bytes.HasPrefix(word, []byte("electronic")), string(word) == "cei", string(word) == "eid":
			card, chip = true, true
		case namesCard(word):
			card = true
		default:
			return isSeriesWord(word) || isNumberWord(word) || isCardWord(word)
		}
		return !chip
	})
	return card, chip
}

// eachCardWord calls f for the words before at, nearest first, until f says no.
func (v *view) eachCardWord(at int, f func(word []byte) bool) {
	for range maxCardWords {
		w, ok := v.cardWordBefore(at)
		if !ok || !f(v.lower[w.start:w.end]) {
			return
		}
		at = w.start
	}
}

// numberFollows tells whether a number announced as such follows pos.
func (v *view) numberFollows(pos int) bool {
	if w, ok := v.cardWordAfter(pos); ok && isNumberWord(v.lower[w.start:w.end]) {
		pos = w.end
	}
	gap := 0
	for gap < maxCardGap && isFormGap(v.at(pos+gap)) {
		gap++
	}
	return isDigit(v.at(pos + gap))
}

// unitFollows tells whether a word follows pos that makes the number before it an
// amount.
func (v *view) unitFollows(pos int) bool {
	if v.at(pos) == '%' {
		return true
	}
	w, ok := v.cardWordAfter(pos)
	if !ok || w.start-pos > 1 {
		return false
	}
	switch string(v.lower[w.start:w.end]) {
	case "lei", "ron", "eur", "euro", "usd", "dolari", "mdl", "de", "km", "kg", "mp", "buc", "bucati", "persoane", "locuitori", "ori":
		return true
	}
	return false
}

func isSeriesWord(word []byte) bool {
	switch string(word) {
	case "seria", "serie", "seriei", "series", "ser":
		return true
	}
	return false
}

func isNumberWord(word []byte) bool {
	switch string(word) {
	case "nr", "no", "nro", "num", "numar", "numarul", "numaru", "numarului", "number", "n":
		return true
	}
	return false
}

// isJoiningWord tells whether a word may stand between a number and the label of
// its series.
func isJoiningWord(word []byte) bool {
	switch string(word) {
	case "si", "cu", "din", "and", "of":
		return true
	}
	return false
}

// namesCard tells whether a word alone names an identity card.
func namesCard(word []byte) bool {
	switch string(word) {
	case "ci", "bi", "cip", "cei", "identitate", "identity", "id", "buletin", "buletinul", "buletinului":
		return true
	}
	return false
}

// namesCardColumn tells whether the head of a column names an identity card or
// its series.
func namesCardColumn(head []byte) bool {
	for _, word := range bytes.FieldsFunc(head, func(r rune) bool { return r < 'a' || r > 'z' }) {
		if namesCard(word) && string(word) != "id" || isSeriesWord(word) {
			return true
		}
	}
	return string(bytes.TrimRight(head, ".")) == "c.i"
}

// isCardWord tells whether a word may stand in the name of an identity card, or
// between that name, the series and the number.
func isCardWord(word []byte) bool {
	switch string(word) {
	case "c", "i", "b", "p", "e", "a", "al", "ale", "de", "la", "cu", "si", "iar", "and", "the", "is", "este", "meu", "mea", "are",
		"avand", "carte", "cartea", "cartii", "act", "actul", "actului", "document", "documentul", "documentului",
		"card", "cardul", "cardului", "tip", "provizorie", "provizoriu", "nationala", "electronica", "electronic", "romanian":
		return true
	}
	return namesCard(word)
}

// isTwoLetterWord tells whether two letters are also an ordinary word or an
// abbreviation that stands before numbers.
func isTwoLetterWord(word []byte) bool {
	switch string(word) {
	case "ai", "al", "am", "ar", "as", "at", "au", "be", "by", "ca", "ce", "da", "de", "do", "ea", "ei", "el", "eu", "fi",
		"go", "he", "ia", "if", "ii", "il", "in", "is", "it", "iv", "la", "le", "li", "ma", "me", "mi", "my", "ne", "ni", "nu",
		"of", "ok", "om", "on", "or", "os", "pe", "ro", "sa", "se", "si", "so", "su", "ta", "te", "ti", "to", "tu", "un", "up",
		"us", "va", "vi", "vs", "we", "xi":
		return true
	}
	return false
}
