package classifier

import "testing"

func TestProgramsMarkNothing(t *testing.T) {
	c := newTestClassifier(t)
	for _, test := range []struct {
		why, text string
		want      Verdict
	}{
		{"a value in quotes", `const LEVELS = ["NATO SECRET", "EU SECRET"]`, Allow},
		{"a value of a key", `"label": "STRICT SECRET"`, Allow},
		{"the level of a document in data", `{"document": "plan", "nivel_clasificare": "strict secret"}`, Block},
		{"typographic quotes are none of a program", "„SECRET DE SERVICIU”", Block},
		{"a query", "SELECT * FROM acte WHERE nivel = 'STRICT SECRET';", Allow},
		{"a setting", "CLASSIFICATION=SECRET", Allow},
		{"a frame is no setting", "=== SECRET DE SERVICIU ===", Block},
		{"a comment", "// SECRET DE SERVICIU", Allow},
		{"a comment of a query", "-- STRICT SECRET", Allow},
		{"a frame is no comment", "-- STRICT SECRET --", Block},
		{"a choice of a page", "<option>STRICT SECRET</option>", Allow},
		{"a paragraph of a page", `<p align="center">STRICT SECRET</p>`, Block},
		{"an element that names a level", "<clasificare>STRICT SECRET</clasificare>", Block},
		{"a cell", "| STRICT SECRET | block |", Allow},
		{"a row of values", "1;STRICT SECRET;12", Allow},
		{"a name", "NATO_SECRET", Allow},
		{"a file", "plan_NATO_SECRET.pdf", Block},
		{"with a number of a document", "`STRICT SECRET` nr. 00345, ex. 1", Block},
	} {
		if got := c.Classify(test.text, Query{}).Verdict; got != test.want {
			t.Errorf("%s: %q is %v, want %v", test.why, test.text, got, test.want)
		}
	}
}

func TestSlipIsOneLetter(t *testing.T) {
	for _, c := range []struct {
		why, word, right string
		want             bool
	}{
		{"missing", "serviiu", "serviciu", true}, {"too many", "seccret", "secret", true}, {"wrong", "sectet", "secret", true},
		{"changed places", "secert", "secret", true}, {"two letters", "sercte", "secret", false},
		{"another first letter", "decret", "secret", false}, {"another ending", "secrete", "secret", false},
		{"another last letter", "secrec", "secret", false}, {"the word itself", "secret", "secret", false}, {"short", "stat", "strict", false},
	} {
		if got := slipOf([]byte(c.word), c.right); got != c.want {
			t.Errorf("%s: slipOf(%q, %q) = %v", c.why, c.word, c.right, got)
		}
	}
}

func TestLinesThatShowALevelMarkNothing(t *testing.T) {
	c := newTestClassifier(t)
	for _, test := range []struct {
		why, text string
		want      Verdict
	}{
		{"a box to tick", "☐ STRICT SECRET", Allow}, {"a choice", "Alege: STRICT SECRET", Allow},
		{"an arrow of a choice", "Clasificare: [Secret de serviciu ▾]", Allow}, {"how many there are", "STRICT SECRET (3)", Allow},
		{"an example", "Exemplu: SECRET DE SERVICIU, ex. nr. 1", Allow}, {"a picture", "Fig. 2. Document marcat SECRET", Allow},
		{"the title of a chapter", "SECȚIUNEA 2\nSecret de serviciu", Allow}, {"the number of a section", "3.2. Secret de serviciu", Allow},
		{"who is quoted", "SRI: raportul este clasificat strict secret", Allow}, {"the office that marks", "SRI\nSTRICT SECRET\nRaport", Block},
		{"a document of many", "O copie marcată NATO SECRET a apărut online", Allow},
		{"nobody sends it", "nu pot să-ți trimit, sunt documente secrete de serviciu", Allow},
		{"a film", "STRICT SECRET (2019)", Allow},
		{"an abbreviation before the number of a document", "Doc. NS nr. 170, ex. 1", Block},
		{"a portion as it was written before", "(S/NF) The source reported movement near the border.", Block},
	} {
		if got := c.Classify(test.text, Query{}).Verdict; got != test.want {
			t.Errorf("%s: %q is %v, want %v", test.why, test.text, got, test.want)
		}
	}
}
