package classifier

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// labelled is a message of testdata/eval and what should be found in it.
type labelled struct {
	Text    string
	Verdict string
	Kind    string
	Level   string
	Spans   []struct {
		Start, End int
		Detector   string
	}
}

// readLabelled reads a file of testdata/eval.
func readLabelled(t *testing.T, name string) []labelled {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "testdata", "eval", name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var messages []labelled
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var m labelled
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			t.Fatal(err)
		}
		messages = append(messages, m)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return messages
}
