package classifier

// maxWordsBefore is how many words are read back from a number.
const maxWordsBefore = 4

// numbersThing tells whether the words right before the number at at say that
// it is the number of a thing: one of things itself ("livrare 185..."), or a
// word for numbers and codes with a noun beside it that is none of persons
// ("rezervare nr. 185...", "cod de plată: 185...", "device id 185...").
func (v *view) numbersThing(things, persons *termSet, at int) bool {
	if v.labelEndsAt(things, v.skipMarksBack(at, maxLabelGap)) {
		return true
	}
	words := v.wordsBefore(at)
	if words.count < 2 {
		return false
	}
	noun, count := 1, 0
	if !v.isNumberWord(words.at[0]) {
		noun, count = 0, 1
		for count < words.count-1 && v.isOf(words.at[count]) { // "codul de pe cutie"
			count++
		}
		if !v.isNumberWord(words.at[count]) {
			return false
		}
	}
	for _, w := range words.at[:words.count] {
		if _, ok := persons.longestAt(v.lower[:w.end], w.start); ok {
			return false
		}
	}
	w := words.at[noun]
	name := v.upper(w.start) && !v.upper(w.start+1) && !v.upper(words.at[count].start) // "numărul Mariei"
	return w.end-w.start > 2 && !v.isPlainWord(w) && !name
}

// wordSpan is where a word stands, half-open in folded positions.
type wordSpan struct{ start, end int }

// wordsRead are the words before a number, the nearest first.
type wordsRead struct {
	at    [maxWordsBefore]wordSpan
	count int
}

// wordsBefore reads the words of one line before the number at at, with little
// but spaces and marks between them. Words that only join ("comanda mea e
// 185...") are passed over; another number ends the reading.
func (v *view) wordsBefore(at int) wordsRead {
	var words wordsRead
	end := v.skipMarksBack(at, maxLabelGap)
	for words.count < maxWordsBefore && isLetter(v.at(end-1)) {
		w := wordSpan{v.letterRun(end), end}
		if isDigit(v.at(w.start - 1)) {
			break
		}
		if words.count > 0 || !v.isCopula(w) {
			words.at[words.count] = w
			words.count++
		}
		end = v.skipMarksBack(w.start, maxGap)
	}
	return words
}

// skipMarksBack gives where the spaces and marks of one line begin that end at
// a position, at most so many; a comma, a semicolon and a bar divide.
func (v *view) skipMarksBack(at, most int) int {
	i := at
	for i > max(0, at-most) && !isAlnum(v.at(i-1)) {
		switch v.at(i - 1) {
		case '\n', ',', ';', '|', '(', ')':
			return i
		}
		i--
	}
	return i
}

func (v *view) isNumberWord(w wordSpan) bool {
	switch string(v.lower[w.start:w.end]) {
	case "nr", "no", "num", "numar", "numarul", "number", "id", "idul", "ref", "seria", "serie", "serial", "code", "cod", "codul",
		"card", "cardul", "cont", "contul", "index":
		return true
	}
	return false
}

func (v *view) isOf(w wordSpan) bool {
	switch string(v.lower[w.start:w.end]) {
	case "de", "al", "a", "of", "la", "pe", "din", "pentru":
		return true
	}
	return false
}

// isCopula tells whether a word only joins a number to what it is a number of.
func (v *view) isCopula(w wordSpan) bool {
	switch string(v.lower[w.start:w.end]) {
	case "e", "ii", "este", "is", "era", "are", "mea", "meu", "ta", "tau", "noastra", "nostru", "dvs", "my", "your":
		return true
	}
	return false
}

// isPlainWord tells whether a word says nothing of what is numbered.
func (v *view) isPlainWord(w wordSpan) bool {
	switch string(v.lower[w.start:w.end]) {
	case "are", "avea", "avand", "cum", "cel", "cea", "din", "dat", "fie", "iar", "lui", "mai", "nou", "noul", "pai", "pui", "pus",
		"pune", "scrie", "scris", "sub", "the", "and", "new", "acest", "acela", "asta", "deci", "doar", "uite", "trece", "trec", "citeste", "gresit",
		"corect", "intreg", "complet", "respectiv", "posed", "poseda", "posesor", "anume":
		return true
	}
	return false
}
