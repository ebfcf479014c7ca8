package api

import (
	"fmt"
	"sync"
	"testing"
	"time"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// Callers at the same time get their own answers, whatever they ask.
func TestManyCallersAtOnce(t *testing.T) {
	server := startPlain(t)
	ctx := within(t, 60*time.Second)
	var callers sync.WaitGroup
	for caller := range 16 {
		callers.Go(func() {
			stream, err := server.ClassifyStream(ctx)
			if err != nil {
				t.Error(err)
				return
			}
			for i := range 50 {
				id := fmt.Sprint(caller, "/", i)
				text, want := "Ne vedem la 7.", pecetev1.Verdict_VERDICT_ALLOW
				if (caller+i)%2 == 0 {
					text, want = "🎉 CNP: "+aCNP, pecetev1.Verdict_VERDICT_WARN
				}
				options := &pecetev1.ClassifyOptions{OffsetUnit: pecetev1.OffsetUnit(1 + i%3), IncludeMatches: i%2 == 0}
				one, err := server.Classify(ctx, &pecetev1.ClassifyRequest{MessageId: id, Text: text, Options: options})
				if err != nil || one.GetMessageId() != id || one.GetAssessment().GetVerdict() != want {
					t.Errorf("Classify %s: %v, %v", id, one, err)
				}
				if err := stream.Send(&pecetev1.ClassifyStreamRequest{MessageId: id, Text: text, Options: options}); err != nil {
					t.Error(err)
					return
				}
				next, err := stream.Recv()
				if err != nil || next.GetMessageId() != id || next.GetAssessment().String() != one.GetAssessment().String() {
					t.Errorf("ClassifyStream %s: %v, %v", id, next, err)
				}
				batch, err := server.ClassifyBatch(ctx, &pecetev1.ClassifyBatchRequest{Options: options, Messages: []*pecetev1.BatchMessage{{MessageId: id, Text: text}, {}}})
				if err != nil || batch.GetResults()[0].GetAssessment().String() != one.GetAssessment().String() {
					t.Errorf("ClassifyBatch %s: %v, %v", id, batch, err)
				}
				if out, err := server.Redact(ctx, &pecetev1.RedactRequest{MessageId: id, Text: text, Options: options}); err != nil || (out.GetText() == text) == (want == pecetev1.Verdict_VERDICT_WARN) {
					t.Errorf("Redact %s: %v, %v", id, out, err)
				}
			}
			_ = stream.CloseSend()
		})
	}
	callers.Wait()
}
