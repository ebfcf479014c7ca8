package classifier

import "strings"

// withoutDigits gives the words of which one must be there for an address in a text
// without digits: that there is no number ("f.n."), or a word whose value may be a
// letter or a name where it makes an address: a block ("bl. C"), an apartment, a house
// of a village. All other values are numbers.
func (f *addressFinder) withoutDigits() (words, coded []string) {
	coded = []string{"casa"}
	for _, entry := range addressVocabulary() {
		switch entry.meaning {
		case unnumberedWord:
			words = append(words, strings.Split(entry.words, ", ")...)
		case buildingWord, apartmentWord:
			coded = append(coded, strings.Split(entry.words, ", ")...)
		}
	}
	return words, coded
}
