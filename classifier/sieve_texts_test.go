package classifier

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSieveMissesNothingInTexts compares the first look with the engine on all texts there
// are: labelled messages, examples among short numbers, names and words for numbers, whole
// and cut off, and the corpora where they are.
func TestSieveMissesNothingInTexts(t *testing.T) {
	skipUnderRace(t)
	c := newTestClassifier(t)
	texts := labelledTexts(t)
	frames := []string{
		"ne vedem la 18:30, %", "am 2 %", "în 2024 %", "Ana a zis: %", "% \nAna Pop", "% pe la 7", "% la doi", "două %", "loc % 20 de lei", "cui %",
	}
	for _, text := range append(exampleTexts(t), hiddenTexts()...) {
		for _, frame := range frames {
			texts = append(texts, strings.Replace(frame, "%", text, 1))
			for _, cut := range []int{len(text) / 3, len(text) / 2, 2 * len(text) / 3} {
				texts = append(texts, strings.Replace(frame, "%", text[:cut], 1), strings.Replace(frame, "%", text[cut:], 1))
			}
		}
	}
	for _, text := range append(texts, corpusLines(t)...) {
		checkSieve(t, c, text)
	}
}

// TestSieveMissesNoTerm tries every term that anchors a rule, its words divided by all
// that may divide them, in every case, among words that give it a meaning.
func TestSieveMissesNoTerm(t *testing.T) {
	skipUnderRace(t)
	c := newTestClassifier(t)
	frames := []string{"%", "clasificare: %", "document %, nr. 12", "% Ion Popescu", "Sunt Ion Popescu, %", "% 1 mai 85", "% 18", "% doi"}
	gaps := []string{" ", "\u00a0", "\u2003", "–", "…", "-", ". ", " ❤️ ", "\n"}
	cases := []func(string) string{strings.ToLower, strings.ToUpper, capitalised}
	for id, term := range c.program.gate.terms.terms {
		if !c.program.gate.anchoring[id] {
			continue
		}
		for i, gap := range gaps {
			if i > 0 && !strings.Contains(term, " ") {
				break
			}
			written := strings.ReplaceAll(strings.ReplaceAll(term, "*", "ul"), " ", gap)
			for _, inCase := range cases {
				for _, frame := range frames {
					checkSieve(t, c, strings.Replace(frame, "%", inCase(written), 1))
				}
			}
		}
	}
}

func capitalised(text string) string { return strings.ToUpper(text[:1]) + text[1:] }

// labelledTexts gives the texts that accuracy is measured with.
func labelledTexts(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../testdata/eval/*.jsonl")
	if err != nil || len(files) == 0 {
		t.Fatalf("no labelled messages: %v", err)
	}
	var texts []string
	for _, name := range files {
		file, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer file.Close()
		for lines := bufio.NewScanner(file); lines.Scan(); {
			var message struct{ Text string }
			if err := json.Unmarshal(lines.Bytes(), &message); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			texts = append(texts, message.Text)
		}
	}
	return texts
}

// corpusLines gives the lines of the corpora, none where these are absent.
func corpusLines(t *testing.T) []string {
	t.Helper()
	files, _ := filepath.Glob(filepath.Join(negativesDir, "*.txt"))
	if len(files) == 0 {
		t.Logf("%s is absent: without its texts", negativesDir)
	}
	var lines []string
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, strings.Split(string(data), "\n")...)
	}
	return lines
}
