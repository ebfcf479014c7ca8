package classifier

// maxQualifiers is how many words may stand between a label and its value that
// say what the value is for.
const maxQualifiers = 6

// qualifiedLabel tells whether the words between the end of a label and the value
// at at only say what the value is for or where it stands: "CNP-ul pentru factura:
// 185...", "CNP de pe comandă 185...". So a word for another number among them
// does not make the value that number. Where prepositions is set, one of them must
// lead on from the label.
func (v *view) qualifiedLabel(end, at int, prepositions bool) bool {
	words, led := 0, false
	for i := end; i < at; {
		switch b := v.lower[i]; {
		case isLetter(b):
			word := string(v.lower[i:wordEnd(v.lower, i)])
			if words++; words > maxQualifiers || opposesLabel(word) {
				return false
			}
			led = led || leadsOn(word)
			i += len(word)
		case b == ':' || b == '=':
			return words > 0 && (led || !prepositions) && v.onlyMarks(i, at)
		case b == ' ' || b == '-' || b == '(' || b == ')' || b == '.' && leadsOn(string(v.lower[v.letterRun(i):i])):
			i++
		default:
			return false
		}
	}
	return words > 0 && (led || !prepositions)
}

// onlyMarks tells whether no letter or digit stands between two positions.
func (v *view) onlyMarks(from, to int) bool {
	for i := from; i < to; i++ {
		if isAlnum(v.lower[i]) {
			return false
		}
	}
	return true
}

// leadsOn tells whether a word leads on from a label to what its value is for.
func leadsOn(word string) bool {
	switch word {
	case "pentru", "pt", "ptr", "pe", "la", "din", "necesar", "cerut", "for", "on", "from":
		return true
	}
	return false
}

// opposesLabel tells whether a word turns away from a label: what follows is
// something else.
func opposesLabel(word string) bool {
	switch word {
	case "nu", "fara", "lipsa", "lipseste", "ci", "iar", "dar", "si", "sau", "ori", "nici", "not", "no", "without", "but", "and", "or",
		"seria", "serie", "nr", "numar", "numarul", "number", "cod", "codul", "id":
		return true
	}
	return false
}

// qualifiedBy tells whether one of the labels stands before the value at at with
// nothing but what the value is for in between.
func (v *view) qualifiedBy(labels *termSet, at int) bool {
	for i := at - 1; i >= 0 && i >= at-2*maxLabel && v.lower[i] != '\n'; i-- {
		if !isLetter(v.lower[i]) || isAlnum(v.at(i-1)) {
			continue
		}
		if hit, ok := labels.longestAt(v.lower[:at], i); ok && v.qualifiedLabel(hit.end, at, false) {
			return true
		}
	}
	return false
}

// deniedAfter tells whether the word behind a label says that it is not there:
// "(CNP nu am)".
func (v *view) deniedAfter(end int) bool {
	i := end
	for i < end+maxLabelGap && i < len(v.lower) && !isAlnum(v.lower[i]) {
		i++
	}
	for range 2 { // past the article of "cnp-ul"
		word := string(v.lower[min(i, len(v.lower)):wordEnd(v.lower, min(i, len(v.lower)))])
		switch word {
		case "nu", "n", "nici", "lipsa", "lipseste", "not", "no", "fara":
			return true
		case "ul", "ului":
			i += len(word) + 1
		default:
			return false
		}
	}
	return false
}
