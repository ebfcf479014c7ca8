package milter

import (
	"context"
	"io"
	"log"
	"os"
	"strings"
	"testing"

	"github.com/rs/zerolog"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"pgregory.net/rapid"

	"github.com/pecete/pecete/api/inspection"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// words is a service that knows two words, and is away when it reads a third.
type words struct{}

func (words) Classify(_ context.Context, in *pecetev1.ClassifyRequest, _ ...grpc.CallOption) (*pecetev1.ClassifyResponse, error) {
	found := &pecetev1.Assessment{Verdict: pecetev1.Verdict_VERDICT_ALLOW}
	for _, w := range []struct {
		word    string
		verdict pecetev1.Verdict
	}{{"careful", pecetev1.Verdict_VERDICT_WARN}, {"stop", pecetev1.Verdict_VERDICT_BLOCK}} {
		if strings.Contains(in.Text, w.word) {
			found.Verdict, found.Score = w.verdict, 0.9
			found.Findings = append(found.Findings, &pecetev1.Finding{Detector: "test." + w.word})
			found.Advice = &pecetev1.Advice{Title: w.word, Body: in.Options.Locale}
		}
	}
	if strings.Contains(in.Text, "down") {
		return nil, status.Error(codes.Unavailable, in.Text)
	}
	return &pecetev1.ClassifyResponse{Assessment: found}, nil
}

// judged opens a door behind which a real inspection judges.
func judged(t testing.TB, log io.Writer, options Options) *door {
	t.Helper()
	settings := inspection.Options{Window: 1 << 10, Overlap: 64, Policy: inspection.Policy{Warn: inspection.Tag, Missed: inspection.Tag, Failure: inspection.Block}, Log: zerolog.New(log)}
	inspector, err := inspection.New(words{}, settings)
	if err != nil {
		t.Fatal(err)
	}
	return open(t, inspector, options)
}

// verdictOf gives what became of a mail, without the reference, which is a new one each
// time.
func verdictOf(r result) string {
	code, _, _ := strings.Cut(r.action, " ")
	for _, change := range r.changes {
		if !strings.Contains(change, inspection.NoteReference) && !strings.Contains(change, "Quarantine") {
			code += "\n" + change
		}
	}
	return code
}

// TestPiecesDoNotMatter: however a mail server cuts a body, what becomes of the mail is
// the same.
func TestPiecesDoNotMatter(t *testing.T) {
	d := judged(t, io.Discard, Options{SubjectPrefix: "[ATENȚIE]"})
	rapid.Check(t, func(rt *rapid.T) {
		body := strings.Join(rapid.SliceOfN(rapid.SampledFrom([]string{
			"careful", "stop", "down", "care", "ful ", "ș", "=\r\n", "\r\n", " ", "text that means nothing ", strings.Repeat("x ", 700),
		}), 0, 12).Draw(rt, "body"), "")
		l := letter{body: body, header: []field{{"Content-Type", "text/plain; charset=utf-8"}, {"Subject", "an example"}}, chunk: 1 << 16}
		c := d.client(t).greet("192.0.2.1")
		whole := verdictOf(c.send(l))
		l.chunk = rapid.IntRange(1, 200).Draw(rt, "chunk")
		if got := verdictOf(c.send(l)); got != whole {
			rt.Errorf("%q in pieces of %d bytes, %q as a whole", got, l.chunk, whole)
		}
		_ = c.Close()
	})
}

// TestNothingOfAMailIsTold: the words of a mail are in no reply, no note, no notice and
// no log, whatever becomes of it.
func TestNothingOfAMailIsTold(t *testing.T) {
	const canary = "canary-9e4b"
	var inspected syncBuffer
	var standard syncBuffer
	log.SetOutput(&standard)
	defer log.SetOutput(os.Stderr)
	s := newSink(t, "")
	for _, stop := range []Stop{Reject, Quarantine} {
		options := withNotices(s)
		options.OnBlock, options.OnWarn = stop, stop
		d := judged(t, &inspected, options)
		c := d.client(t).greet("127.0.0.1")
		for _, word := range []string{"nothing", "careful", "stop", "down", "panic"} {
			r := c.send(letter{
				from: "ana." + canary + "@example.ro", to: []string{canary + "@elsewhere.example"},
				header: []field{{"Subject", canary}, {"From", canary}, {"X-Pecete-Verdict", canary}, {"Content-Type", "text/" + canary}, {canary, canary}, {"Message-ID", "<" + canary + ">"}},
				body:   canary + " " + word,
			})
			if told := r.action + strings.Join(r.changes, ""); strings.Contains(told, canary) {
				t.Errorf("%s: %s", word, told)
			}
		}
		c.begin(letter{header: subject(canary)})
		_ = c.Close()
		if err := d.stop(); err != nil {
			t.Fatal(err)
		}
		if strings.Contains(d.log.String(), canary) {
			t.Error(d.log.String())
		}
	}
	if told := inspected.String() + standard.String(); strings.Contains(told, canary) {
		t.Error(told)
	}
	for _, sent := range s.kept() {
		_, message, _ := strings.Cut(sent, "\n\n") // the header names the sender, to whom it goes
		if strings.Contains(message, canary) {
			t.Error(message)
		}
	}
	if len(s.kept()) != 1 {
		t.Errorf("%d notices", len(s.kept()))
	}
}
