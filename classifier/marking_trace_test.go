package classifier

import "testing"

func TestPageNumberStandsOnItsOwnLine(t *testing.T) {
	for _, c := range []struct {
		why, text string
		want      bool
	}{
		{"a page of pages", "3/12", true}, {"spaces", " 3 / 12 ", true}, {"the last page", "12/12\n", true},
		{"a mark out of ten", "8/10", false}, {"stars out of five", "4/5", false}, {"beyond the last", "13/12", false},
		{"a fraction in a sentence", "3/12 din sumă", false}, {"a date", "3/12/2024", false}, {"no page", "/12", false}, {"nothing", "", false},
		{"a register number", "0/1234", false},
	} {
		if got := markingView(c.text).pageLine(0); got != c.want {
			t.Errorf("%s: pageLine(%q) = %v", c.why, c.text, got)
		}
	}
}

func TestFileNameBelongsToDocument(t *testing.T) {
	for _, c := range []struct {
		after string
		want  bool
	}{
		{".pdf", true}, {".docx", true}, {"_v2.docx", true}, {"-2024.pdf", true}, {".avi", false}, {".mkv", false}, {"", false}, {". pdf", false}, {" nunta.docx", false},
	} {
		if got := markingView("secret" + c.after).fileNamed(len("secret")); got != c.want {
			t.Errorf("fileNamed after %q = %v", c.after, got)
		}
	}
}

func TestEmoticonIsAFaceOfPunctuation(t *testing.T) {
	for _, c := range []struct {
		text           string
		face, laughing bool
	}{
		{":)", true, false}, {":))", true, true}, {";-)", true, false}, {":D", true, true}, {":Dan", false, false}, {": text", false, false}, {"", false, false},
	} {
		v := markingView(c.text)
		if v.emoticon(0) != c.face || v.laughed(0) != c.laughing {
			t.Errorf("%q: face %v, laughing %v", c.text, v.emoticon(0), v.laughed(0))
		}
	}
}

func TestWordsAroundAWordingTellWhatItIs(t *testing.T) {
	engine := newTestClassifier(t)
	for _, c := range []struct {
		why, text string
		want      Verdict
	}{
		{"a report is handed on", "iti trimit raportul secret de serviciu", Block},
		{"a report is told about", "raportul este secret de serviciu, spune primarul", Allow},
		{"it is denied", "raportul nu este secret de serviciu, ti-l trimit", Allow},
		{"one of many", "Cum marchez un document secret de serviciu?", Allow},
		{"one of many, handed on", "iti trimit un document secret de serviciu", Block},
		{"a document speaks of itself", "Prezentul document se clasifică SECRET DE SERVICIU.", Block},
		{"a topic between", "Vă trimit cererea pentru autorizația secret de serviciu", Allow},
		{"the press", "iti trimit articolul din presa, raportul e strict secret", Allow},
		{"a cover", "SECRET\nGhidul bucătarului", Allow},
		{"a cover's author", "STRICT SECRET\nde Ion Pop", Allow},
		{"an office", "STRICT SECRET\nInstrucțiuni pentru ambasadă", Block},
		{"both ends of a page", "Strict Secret\n\nuna\n\nStrict Secret", Block},
		{"a tag of markup", "<b>SECRET DE SERVICIU</b>", Block},
		{"a comment", "// SECRET", Allow},
		{"a label with a word before the colon", "Clasificare actuală: SECRET DE SERVICIU", Block},
		{"a comparison", "if level == \"TOP SECRET\" {", Allow},
		{"a banner in short", "TS//SI//NF\nReport", Block},
		{"a number of something else", "Lot S/14, ex. 3", Allow},
		{"chemistry", "1. (C) Carbon 2. (S) Sulf", Allow},
		{"one portion in English", "(NS) The unit moved to the coast.", Block},
		{"one abbreviation in Romanian", "(NS) Nu se știe.", Allow},
	} {
		if a := engine.Classify(c.text, Query{}); a.Verdict != c.want {
			t.Errorf("%s: verdict on %q is %v, want %v", c.why, c.text, a.Verdict, c.want)
		}
	}
}
