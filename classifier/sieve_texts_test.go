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
