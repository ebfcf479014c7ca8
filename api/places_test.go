package api

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/testing/protocmp"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// batchOf gives the batch of one of many callers, of messages that nobody else sends:
// clean ones, such with findings, and such that are refused.
func batchOf(caller, round int) *pecetev1.ClassifyBatchRequest {
	in := &pecetev1.ClassifyBatchRequest{Options: &pecetev1.ClassifyOptions{
		IncludeMatches: true, OffsetUnit: pecetev1.OffsetUnit(1 + caller%3), Locale: []string{"ro", "en"}[caller%2],
	}}
	for i := range 1 + (caller*7+round)%40 {
		m := &pecetev1.BatchMessage{MessageId: fmt.Sprintf("%d/%d/%d", caller, round, i), Text: "Ne vedem la gară."}
		switch (caller + i) % 4 {
		case 1:
			m.Text = fmt.Sprintf("scrie-mi la caller%d.round%d.message%d@example.ro", caller, round, i)
		case 2:
			m.Text = strings.Repeat("🎉", caller) + " CNP: " + aCNP
		case 3:
			m.Text = ""
		}
		in.Messages = append(in.Messages, m)
	}
	return in
}

// The memory of an answer is used again for that of another caller. Nothing may be
// left in it, and nobody may get it before it was encoded.
func TestAnswersOfBatchesAreTheCallersOwn(t *testing.T) {
	server := startPlain(t)
	ctx := within(t, 120*time.Second)
	var callers sync.WaitGroup
	for caller := range 12 {
		callers.Go(func() {
			for round := range 15 {
				in := batchOf(caller, round)
				got, err := server.ClassifyBatch(ctx, in)
				if err != nil {
					t.Error(err)
					return
				}
				// The handler without a server does not use memory again.
				want, err := server.server.ClassifyBatch(context.Background(), in)
				if err != nil {
					t.Error(err)
					return
				}
				if !proto.Equal(want, got) {
					t.Errorf("caller %d got another answer: %s", caller, cmp.Diff(want, got, protocmp.Transform()))
					return
				}
			}
		})
	}
	callers.Wait()
}

// What a stream answers is encoded before its memory is used for the next answer.
func TestAnswersOfAStreamAreThoseOfTheirMessages(t *testing.T) {
	server := startPlain(t)
	ctx := within(t, 120*time.Second)
	stream, err := server.ClassifyStream(ctx)
	if err != nil {
		t.Fatal(err)
	}
	in := batchOf(2, 37) // the most messages there are
	want, err := server.server.ClassifyBatch(context.Background(), in)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range in.GetMessages() {
		if err := stream.Send(&pecetev1.ClassifyStreamRequest{MessageId: m.GetMessageId(), Text: m.GetText(), Options: in.GetOptions()}); err != nil {
			t.Fatal(err)
		}
	}
	for i, result := range want.GetResults() {
		got, err := stream.Recv()
		if err != nil {
			t.Fatal(err)
		}
		if got.GetMessageId() != result.GetMessageId() || !proto.Equal(got.GetAssessment(), result.GetAssessment()) ||
			(got.GetError() == nil) != (result.GetError() == nil) {
			t.Errorf("message %d: %v, want %v", i, got, result)
		}
	}
}

func TestPlacesAreGivenEmpty(t *testing.T) {
	var pool placePool
	for range 100 {
		places := pool.take(7)
		for i := range places.each {
			place := &places.each[i]
			if place.result.GetMessageId() != "" || place.result.GetOutcome() != nil || place.outcome.Assessment != nil ||
				proto.Size(&place.assessment) != 0 || places.results[i] != nil {
				t.Fatalf("place %d holds %v, %v", i, &place.result, &place.assessment)
			}
			place.result.MessageId, place.outcome.Assessment = "a", &place.assessment
			place.result.Outcome = &place.outcome
			place.assessment.Findings = []*pecetev1.Finding{{Match: aCNP}}
			places.results[i] = &place.result
		}
		pool.giveBack(places)
		if place := &places.each[0]; place.assessment.Findings != nil || places.results[0] != nil {
			t.Fatal("what was given back still holds an answer")
		}
	}
}
