package api

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/proto"

	"github.com/pecete/pecete/classifier"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

func TestBatchAnswersInOrderAndKeepsGoodMessages(t *testing.T) {
	server := startPlain(t)
	var messages []*pecetev1.BatchMessage
	var want []string
	for i := range 300 {
		message := &pecetev1.BatchMessage{MessageId: fmt.Sprint("id-", i)}
		switch i % 4 {
		case 0:
			message.Text = "Ne vedem la 7."
			want = append(want, message.MessageId+" VERDICT_ALLOW")
		case 1:
			message.Text = "CNP: " + aCNP
			want = append(want, message.MessageId+" VERDICT_WARN")
		case 2:
			want = append(want, fmt.Sprintf("%s messages[%d].text: must not be empty", message.MessageId, i))
		case 3: // ids need not be unique, nor be there
			message.MessageId = ""
			message.Text = "Salut!"
			want = append(want, " VERDICT_ALLOW")
		}
		messages = append(messages, message)
	}
	out, err := server.ClassifyBatch(within(t, 10*time.Second), &pecetev1.ClassifyBatchRequest{Messages: messages})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, summaries(t, out)); diff != "" {
		t.Error(diff)
	}
}

// summaries gives each result as its id and verdict, or its id and fault.
func summaries(t *testing.T, out *pecetev1.ClassifyBatchResponse) []string {
	t.Helper()
	var lines []string
	for _, result := range out.GetResults() {
		outcome := result.GetAssessment().GetVerdict().String()
		if result.GetError() != nil {
			outcome = strings.Join(badFields(t, errorOf(result.GetError())), "; ")
		}
		lines = append(lines, result.GetMessageId()+" "+outcome)
	}
	return lines
}

func TestBatchWithInvalidUTF8(t *testing.T) {
	server := startPlain(t)
	request := join(
		field(1, join(field(1, "a"), field(2, "CNP: "+aCNP))),
		field(1, join(field(1, "b"), field(2, "CNP \xff "+aCNP))),
		field(1, join(field(1, "c\xc0"), field(2, "Salut"))),
		field(1, join(field(1, "d\xc0"), field(2, "\xed\xa0\x80"))),
		field(1, join(field(1, "e"), field(2, "Salut"))),
		field(2, field(5, "en")),
	)
	out := &pecetev1.ClassifyBatchResponse{}
	err := server.conn.Invoke(within(t, 10*time.Second), pecetev1.ClassifierService_ClassifyBatch_FullMethodName, request, out, raw())
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"a VERDICT_WARN",
		"b messages[1].text: must be valid UTF-8",
		" messages[2].message_id: must be valid UTF-8",
		" messages[3].message_id: must be valid UTF-8; messages[3].text: must be valid UTF-8",
		"e VERDICT_ALLOW",
	}
	if diff := cmp.Diff(want, summaries(t, out)); diff != "" {
		t.Error(diff)
	}
	if !strings.Contains(out.GetResults()[0].GetAssessment().GetAdvice().GetTitle(), "personal") {
		t.Error("the options were not read: the advice is not in English")
	}
}

func TestBatchLength(t *testing.T) {
	limits := DefaultLimits()
	limits.Batch = 3
	server := start(t, testEngine(), Options{Limits: limits})
	for length, want := range map[int]codes.Code{0: codes.OK, 3: codes.OK, 4: codes.InvalidArgument, 100: codes.InvalidArgument} {
		in := &pecetev1.ClassifyBatchRequest{}
		for range length {
			in.Messages = append(in.Messages, &pecetev1.BatchMessage{Text: "a"})
		}
		out, err := server.ClassifyBatch(within(t, 10*time.Second), in)
		if status.Code(err) != want {
			t.Errorf("%d messages: %v, want %v", length, err, want)
		}
		if err != nil {
			wantRefused(t, "ClassifyBatch", status.Convert(err), fmt.Sprintf("messages: must hold at most 3 messages, but holds %d", length))
			continue
		}
		if len(out.GetResults()) != length {
			t.Errorf("%d messages have %d results", length, len(out.GetResults()))
		}
	}
}

func TestPanicCostsOneMessageOfABatch(t *testing.T) {
	engine := hookedEngine{testEngine(), func(text string) {
		if text == "boom" {
			panic("about " + text)
		}
	}}
	out, err := start(t, engine, Options{}).ClassifyBatch(within(t, 10*time.Second), &pecetev1.ClassifyBatchRequest{
		Messages: []*pecetev1.BatchMessage{{MessageId: "a", Text: "Salut"}, {MessageId: "b", Text: "boom"}, {MessageId: "c", Text: "CNP: " + aCNP}},
	})
	if err != nil {
		t.Fatal(err)
	}
	results := out.GetResults()
	if results[0].GetAssessment() == nil || results[2].GetAssessment().GetVerdict() != pecetev1.Verdict_VERDICT_WARN {
		t.Errorf("the others are %v", results)
	}
	if s := errorOf(results[1].GetError()); s.Code() != codes.Internal || s.Message() != "internal error" || results[1].GetMessageId() != "b" {
		t.Errorf("the message that panics has %v", results[1])
	}
}

// A batch stops between two messages once nobody waits for it.
func TestBatchStopsAtItsDeadline(t *testing.T) {
	for name, end := range map[string]struct {
		context func() (context.Context, context.CancelFunc)
		want    codes.Code
	}{
		"deadline": {func() (context.Context, context.CancelFunc) {
			return context.WithTimeout(context.Background(), 200*time.Millisecond)
		}, codes.DeadlineExceeded},
		"cancelled": {func() (context.Context, context.CancelFunc) {
			ctx, cancel := context.WithCancel(context.Background())
			time.AfterFunc(100*time.Millisecond, cancel)
			return ctx, cancel
		}, codes.Canceled},
	} {
		t.Run(name, func(t *testing.T) {
			scored := make(chan struct{}, 1000)
			engine := hookedEngine{testEngine(), func(string) {
				scored <- struct{}{}
				time.Sleep(20 * time.Millisecond)
			}}
			server, err := New(engine, Options{})
			if err != nil {
				t.Fatal(err)
			}
			in := &pecetev1.ClassifyBatchRequest{}
			for range 1000 {
				in.Messages = append(in.Messages, &pecetev1.BatchMessage{Text: "a"})
			}
			ctx, cancel := end.context()
			defer cancel()
			out, err := server.ClassifyBatch(ctx, in)
			if status.Code(err) != end.want || out != nil {
				t.Errorf("got %v, %v, want %v", out, err, end.want)
			}
			if len(scored) > 500 {
				t.Errorf("%d messages were scored after all", len(scored))
			}
		})
	}
}

func TestDeadlineOfOneMessage(t *testing.T) {
	release := make(chan struct{})
	engine := hookedEngine{testEngine(), func(string) { <-release }}
	server := start(t, engine, Options{})
	ctx, cancel := context.WithTimeout(context.Background(), 100*time.Millisecond)
	defer cancel()
	_, err := server.Classify(ctx, &pecetev1.ClassifyRequest{Text: "a"})
	close(release)
	if status.Code(err) != codes.DeadlineExceeded {
		t.Errorf("got %v, want DeadlineExceeded", err)
	}
	expired, cancelNow := context.WithCancel(context.Background())
	cancelNow()
	if _, err := server.server.Classify(expired, &pecetev1.ClassifyRequest{Text: "a"}); status.Code(err) != codes.Canceled {
		t.Errorf("got %v, want Canceled", err)
	}
}

// A client that never heard of size limits can read every answer.
func TestAnswersFitWhatClientsAccept(t *testing.T) {
	server := startPlain(t)
	ctx := within(t, 240*time.Second)
	dense := strings.Repeat("CNP: "+aCNP+"; ", 900) // some 17 KB
	options := &pecetev1.ClassifyOptions{IncludeMatches: true, Detectors: []string{"ro.cnp"}}
	in := &pecetev1.ClassifyBatchRequest{Options: options}
	for i := range 300 {
		in.Messages = append(in.Messages, &pecetev1.BatchMessage{MessageId: fmt.Sprint(i), Text: dense})
	}
	out, err := server.ClassifyBatch(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	if size := proto.Size(out); size > 4<<20 || size < 3<<20 {
		t.Errorf("the answer has %d bytes, want nearly all of 4 MiB", size)
	}
	for i, result := range out.GetResults() {
		a := result.GetAssessment()
		if a.GetVerdict() != pecetev1.Verdict_VERDICT_WARN || len(a.GetFindings())+int(a.GetOmittedFindings()) != 900 {
			t.Fatalf("message %d: %v with %d findings and %d left out", i, a.GetVerdict(), len(a.GetFindings()), a.GetOmittedFindings())
		}
	}
	huge := strings.Repeat("CNP: "+aCNP+"; ", 1<<20/20)
	single, err := server.Classify(ctx, &pecetev1.ClassifyRequest{Text: huge, Options: options})
	if err != nil {
		t.Fatal(err)
	}
	a := single.GetAssessment()
	if len(a.GetFindings()) > 10_000 || len(a.GetFindings())+int(a.GetOmittedFindings()) != strings.Count(huge, aCNP) {
		t.Errorf("%d findings and %d left out, want %d in all", len(a.GetFindings()), a.GetOmittedFindings(), strings.Count(huge, aCNP))
	}
	redacted, err := server.Redact(ctx, &pecetev1.RedactRequest{Text: huge})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(redacted.GetText(), aCNP) || redacted.GetAssessment().GetOmittedFindings() == 0 {
		t.Errorf("redaction left out %d findings and kept some number: %v", redacted.GetAssessment().GetOmittedFindings(), strings.Contains(redacted.GetText(), aCNP))
	}
}

// The first findings are given and the rest are counted.
func TestFindingsAreCappedAtTheEnd(t *testing.T) {
	limits := DefaultLimits()
	limits.Findings = 2
	server := start(t, testEngine(), Options{Limits: limits})
	out, err := server.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Text: strings.Repeat("CNP: "+aCNP+"; ", 5)})
	if err != nil {
		t.Fatal(err)
	}
	a := out.GetAssessment()
	if len(a.GetFindings()) != 2 || a.GetOmittedFindings() != 3 || a.GetFindings()[0].GetStart() != 5 {
		t.Errorf("got %v", a)
	}
	if all := testEngine().Classify(strings.Repeat("CNP: "+aCNP+"; ", 5), classifier.Query{}); a.GetScore() != all.Score {
		t.Errorf("the score is %v, want that of all, %v", a.GetScore(), all.Score)
	}
}
