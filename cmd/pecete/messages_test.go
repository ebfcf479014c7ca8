package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/testing/protocmp"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// pecete runs the program with an input and gives what it printed.
func pecete(t *testing.T, input string, args ...string) (status int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	status = run(t.Context(), args, strings.NewReader(input), &out, &errs)
	return status, out.String(), errs.String()
}

// answers reads JSONL of ClassifyResponse.
func answers(t *testing.T, jsonl string) []*pecetev1.ClassifyResponse {
	t.Helper()
	var all []*pecetev1.ClassifyResponse
	for line := range strings.Lines(jsonl) {
		answer := &pecetev1.ClassifyResponse{}
		if err := protojson.Unmarshal([]byte(line), answer); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		all = append(all, answer)
	}
	return all
}

func TestAnswersAreTheServices(t *testing.T) {
	engine, err := (&engineFlags{WarnThreshold: 0.5, BlockThreshold: 0.99, MarkingThreshold: 0.5}).classifier()
	if err != nil {
		t.Fatal(err)
	}
	service, err := newService(engine, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	texts := []string{"salut 👋🏽", "CNP 1850228120011", "iban RO09BCYP0000001234567890, tel 0712034567", "Ștampilă: 1 850228 12 001 1"}
	status, out, errs := pecete(t, strings.Join(texts, "\n"), "score", "--locale=en", "--include-matches", "--offset-unit=utf16")
	if status != 0 || errs != "" {
		t.Fatalf("status %d: %s", status, errs)
	}
	got := answers(t, out)
	for i, text := range texts {
		want, err := service.Classify(t.Context(), &pecetev1.ClassifyRequest{
			MessageId: fmt.Sprint(i + 1), Text: text,
			Options: &pecetev1.ClassifyOptions{Locale: "en", IncludeMatches: true, OffsetUnit: pecetev1.OffsetUnit_OFFSET_UNIT_UTF16},
		})
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got[i], protocmp.Transform()); diff != "" {
			t.Errorf("%q (-service +score):\n%s", text, diff)
		}
	}
}

func TestBytesOfAllKinds(t *testing.T) {
	for _, test := range []struct {
		reason, input string
		status        int
		redacted      string
		stderr        string
	}{
		{"lines of Windows", "CNP 1850228120011\r\n\r\nsalut\r\n", 0, "CNP [CNP]\r\n\r\nsalut\r\n", ""},
		{"byte order mark", "\uFEFFCNP 1850228120011", 0, "CNP [CNP]", ""},
		{"no line break at the end", "a\nCNP 1850228120011", 0, "a\nCNP [CNP]", ""},
		{"invalid UTF-8", "a\nCNP 1850228120011 \xff\nb\n", 2, "a\nb\n", "pecete: stdin:2: is not valid UTF-8\n"},
		{"UTF-16", "\xff\xfea\x00\n\x00", 2, "", "pecete: stdin: is written in UTF-16; save it as UTF-8\n"},
		{"a zero byte", "a\x00b\n", 0, "a\x00b\n", ""},
		{"a line of 1 MiB", strings.Repeat("a", 1<<20) + "\n", 0, strings.Repeat("a", 1<<20) + "\n", ""},
		{"a longer line", "a\n" + strings.Repeat("a", 1<<20+1) + "\nb\n", 2, "a\nb\n", "pecete: stdin:2: the text is longer than 1048576 bytes (--max-text-bytes)\n"},
		{"a line longer than any memory", "a\n" + strings.Repeat("a", 20<<20) + "\nb\n", 2, "a\nb\n", "pecete: stdin:2: the text is longer than 1048576 bytes (--max-text-bytes)\n"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			status, out, errs := pecete(t, test.input, "redact")
			if status != test.status || out != test.redacted || errs != test.stderr {
				t.Errorf("status %d, printed %d bytes (%.60q), stderr %.200q", status, len(out), out, errs)
			}
		})
	}
}

func TestAnswersComeInOrder(t *testing.T) {
	const n = 20_000
	var input strings.Builder
	for i := range n {
		input.WriteString(strings.Repeat("vorbe ", i%7*i%11))
		fmt.Fprintf(&input, "mesajul %d\n", i)
	}
	status, out, errs := pecete(t, input.String(), "redact")
	if status != 0 || errs != "" || out != input.String() {
		t.Fatalf("status %d, %d bytes of %d, stderr %q", status, len(out), input.Len(), errs)
	}
}

func TestAnswersComeLineByLine(t *testing.T) {
	in, typist := io.Pipe()
	reader, out := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		ended <- run(t.Context(), []string{"redact"}, in, out, io.Discard)
		_ = out.Close()
	}()
	answer := bufio.NewReader(reader)
	for i := range 3 {
		fmt.Fprintf(typist, "%d: CNP 1850228120011\n", i)
		line, err := answer.ReadString('\n') // before anything else is typed
		if want := fmt.Sprintf("%d: CNP [CNP]\n", i); line != want || err != nil {
			t.Fatalf("got %q, %v, want %q", line, err, want)
		}
	}
	_ = typist.Close()
	if rest, _ := io.ReadAll(answer); len(rest) > 0 {
		t.Errorf("and then %q", rest)
	}
	if status := <-ended; status != 0 {
		t.Errorf("status %d", status)
	}
}

func TestInterruptEndsTheWait(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	in, typist := io.Pipe() // at which nobody types
	defer typist.Close()
	ended := make(chan int, 1)
	var errs bytes.Buffer
	go func() { ended <- run(ctx, []string{"score"}, in, io.Discard, &errs) }()
	time.AfterFunc(50*time.Millisecond, cancel)
	select {
	case status := <-ended:
		if status != statusInterrupted || errs.Len() > 0 {
			t.Errorf("status %d, stderr %q", status, errs.String())
		}
	case <-time.After(20 * time.Second):
		t.Fatal("goes on waiting")
	}
}

// closedPipe fails as an output does whose reader has gone.
type closedPipe struct{}

func (closedPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestFailingOutput(t *testing.T) {
	for _, command := range []string{"score", "redact"} {
		var errs bytes.Buffer
		status := run(t.Context(), []string{command}, strings.NewReader(strings.Repeat("a\n", 100_000)), closedPipe{}, &errs)
		if status != statusUsage || !strings.Contains(errs.String(), "broken pipe") {
			t.Errorf("%s: status %d, stderr %q", command, status, errs.String())
		}
	}
}

// canaries are pieces of messages that must never appear in an error.
func canaries() []string {
	return []string{"1850228120011", "RO09BCYP0000001234567890", "Popescu", "0712034567"}
}

// TestErrorsNeverQuote sends messages through every way to fail and looks for
// them in what is printed as errors, and for what was found also in the answers.
func TestErrorsNeverQuote(t *testing.T) {
	message := strings.Join(canaries(), " ")
	long := strings.Repeat(message+" ", 30)
	lines := []string{
		message, "{\"text\":\"" + message, `{"body":"` + message + `"}`, `{"text":["` + message + `"]}`,
		`{"message_id":{"a":"` + message + `"},"text":"a"}`, `{"text":"` + message + "\xff\"}", `{"text":"` + long + `"}`,
		`"` + message + `"`, `{"` + message + `":1,}`, `{"text":"` + message + `"} ` + message, message + "\xff", long,
	}
	quiet := [][]string{
		{"score"}, {"score", "--format=jsonl"}, {"score", "--format=text"}, {"score", "--fail-on=warn"},
		{"score", "--detectors=none"}, {"score", "--min-confidence=7"}, {"redact"}, {"redact", "--format=jsonl"},
		{"redact", "--style=mask"}, {"redact", "--json"},
	}
	for _, args := range quiet {
		args = append(args, "--max-text-bytes=500")
		t.Run(strings.Join(args, " "), func(t *testing.T) {
			_, out, errs := pecete(t, strings.Join(lines, "\n"), args...)
			for _, canary := range canaries() {
				if strings.Contains(errs, canary) {
					t.Errorf("an error quotes %s: %s", canary, errs)
				}
				if canary != "Popescu" && strings.Contains(out, canary) { // a name alone is no finding
					t.Errorf("the output quotes %s", canary)
				}
			}
		})
	}
}

func TestFileNamesInErrors(t *testing.T) {
	file := filepath.Join(t.TempDir(), "messages.txt")
	if err := os.WriteFile(file, []byte("a\n\xff\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	status, _, errs := pecete(t, "", "score", file)
	if want := "pecete: " + file + ":2: is not valid UTF-8\n"; status != statusUsage || errs != want {
		t.Errorf("status %d, stderr %q, want %q", status, errs, want)
	}
}

func TestProgressBar(t *testing.T) {
	var out bytes.Buffer
	bar := &progress{bar: newBar(&out, 100)}
	bar.show(50)
	bar.show(1000) // a file that grew
	bar.clear()
	bar.finish()
	if !strings.Contains(out.String(), "%") {
		t.Errorf("drew %q", out.String())
	}
	if bar := newProgress(streams{out: &out, err: &out}, 1<<30); bar != nil {
		t.Error("there is a bar where there is no terminal")
	}
	(*progress)(nil).show(1)
	(*progress)(nil).clear()
	(*progress)(nil).finish()
}
