package classifier

import "fmt"

// spokenNumber is a number in words and its digits.
type spokenNumber struct {
	words, digits string
}

// spokenNumbers are the numbers from 0 to 99 as people say them when they dictate a
// number, in Romanian (also the short forms of speech) and English.
func spokenNumbers() []spokenNumber {
	units := []spokenNumber{
		{"zero", "0"}, {"unu", "1"}, {"una", "1"}, {"unul", "1"}, {"doi", "2"}, {"doua", "2"}, {"trei", "3"}, {"patru", "4"},
		{"cinci", "5"}, {"sase", "6"}, {"sapte", "7"}, {"opt", "8"}, {"noua", "9"},
	}
	english := []spokenNumber{
		{"one", "1"}, {"two", "2"}, {"three", "3"}, {"four", "4"}, {"five", "5"}, {"six", "6"}, {"seven", "7"},
		{"eight", "8"}, {"nine", "9"},
	}
	words := append([]spokenNumber{
		{"oh", "0"}, {"nought", "0"}, {"zece", "10"}, {"unsprezece", "11"}, {"unspe", "11"}, {"doisprezece", "12"},
		{"douasprezece", "12"}, {"doispe", "12"}, {"treisprezece", "13"}, {"treispe", "13"}, {"paisprezece", "14"},
		{"patrusprezece", "14"}, {"paispe", "14"}, {"cincisprezece", "15"}, {"cinsprezece", "15"}, {"cinspe", "15"},
		{"saisprezece", "16"}, {"sasesprezece", "16"}, {"saispe", "16"}, {"saptesprezece", "17"}, {"saptespe", "17"},
		{"optsprezece", "18"}, {"optspe", "18"}, {"nouasprezece", "19"}, {"nouaspe", "19"},
		{"ten", "10"}, {"eleven", "11"}, {"twelve", "12"}, {"thirteen", "13"}, {"fourteen", "14"}, {"fifteen", "15"},
		{"sixteen", "16"}, {"seventeen", "17"}, {"eighteen", "18"}, {"nineteen", "19"},
	}, units...)
	words = append(words, english...)
	tens := []string{"douazeci", "treizeci", "patruzeci", "cincizeci", "saizeci", "saptezeci", "optzeci", "nouazeci"}
	for i, ten := range tens {
		words = append(words, spokenNumber{ten, fmt.Sprint(10 * (i + 2))})
		for _, unit := range units[1:] {
			words = append(words, spokenNumber{ten + " si " + unit.words, fmt.Sprint(i+2) + unit.digits})
		}
	}
	for i, ten := range []string{"twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"} {
		words = append(words, spokenNumber{ten, fmt.Sprint(10 * (i + 2))})
		for _, unit := range english {
			words = append(words, spokenNumber{ten + " " + unit.words, fmt.Sprint(i+2) + unit.digits})
		}
	}
	return words
}

// addSpokenNumbers teaches the gate the words for numbers.
func (p *program) addSpokenNumbers() error {
	for _, word := range spokenNumbers() {
		id, err := p.addTerm(word.words)
		if err != nil {
			return err
		}
		p.gate.numbers[id] = word.digits
	}
	return nil
}
