package api

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

func TestStreamAnswersOneForOneInOrder(t *testing.T) {
	server := startPlain(t)
	stream, err := server.ClassifyStream(within(t, 20*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	const count = 2000
	go func() {
		for i := range count {
			text := "CNP: " + aCNP
			if i%3 == 0 {
				text = "" // a bad message
			}
			if stream.Send(&pecetev1.ClassifyStreamRequest{MessageId: fmt.Sprint(i), Text: text}) != nil {
				return
			}
		}
		_ = stream.CloseSend()
	}()
	for i := range count {
		out, err := stream.Recv()
		if err != nil {
			t.Fatal(err)
		}
		if out.GetMessageId() != fmt.Sprint(i) || (out.GetError() != nil) != (i%3 == 0) {
			t.Fatalf("answer %d is %v", i, out)
		}
	}
	if _, err := stream.Recv(); !errors.Is(err, io.EOF) {
		t.Errorf("the stream ends with %v, want OK", err)
	}
}

func TestBadMessagesDoNotEndAStream(t *testing.T) {
	limits := DefaultLimits()
	limits.TextBytes, limits.RequestBytes = 1000, 2000
	server := start(t, hookedEngine{testEngine(), func(text string) {
		if text == "boom" {
			panic(text)
		}
	}}, Options{Limits: limits})
	stream, err := server.conn.NewStream(within(t, 10*time.Second), &grpc.StreamDesc{ClientStreams: true, ServerStreams: true},
		pecetev1.ClassifierService_ClassifyStream_FullMethodName, raw())
	if err != nil {
		t.Fatal(err)
	}
	const invalid = codes.InvalidArgument
	for _, tt := range []struct {
		name     string
		request  []byte
		code     codes.Code
		id, want string // the answer's id and fault
	}{
		{"a good one", join(field(1, "1"), field(2, "Salut")), codes.OK, "1", ""},
		{"invalid UTF-8", join(field(1, "2"), field(2, "a\xff")), invalid, "2", "text: must be valid UTF-8"},
		{"invalid id", join(field(1, "\xff"), field(2, "a")), invalid, "", "message_id: must be valid UTF-8"},
		{"invalid UTF-8 in options", join(field(1, "4"), field(2, "a"), field(3, field(5, "\xff"))), invalid, "4", `options.locale: must be "ro" or "en"`},
		{"text too long", join(field(1, "5"), field(2, strings.Repeat("a", 1001))), invalid, "5", "text: must be at most 1000 bytes long, but is 1001"},
		{"request too large", join(field(2, strings.Repeat("a", 3000)), field(1, "6")), invalid, "6", "text: the request must be at most 2000 bytes long, but is 3006, most of it here"},
		{"no protobuf", []byte("\xff\xff\xff"), invalid, "", "ClassifyStreamRequest: must be encoded as protobuf says"},
		{"cut short", join(field(1, "8"), []byte{0x12, 0x7f, 'a'}), invalid, "8", "ClassifyStreamRequest: must be encoded as protobuf says"},
		{"nothing at all", nil, invalid, "", "text: must not be empty"},
		{"a panic", join(field(1, "10"), field(2, "boom")), codes.Internal, "10", ""},
		{"a good one at the end", join(field(1, "11"), field(2, "Salut")), codes.OK, "11", ""},
	} {
		if err := stream.SendMsg(tt.request); err != nil {
			t.Fatal(err)
		}
		out := &pecetev1.ClassifyStreamResponse{}
		if err := stream.RecvMsg(out); err != nil {
			t.Fatalf("%s: %v", tt.name, err)
		}
		s := errorOf(out.GetError())
		if s.Code() != tt.code || out.GetMessageId() != tt.id || strings.Join(badFields(t, s), "; ") != tt.want {
			t.Errorf("%s: %v, want %q", tt.name, out, tt.want)
		}
		if tt.code == codes.OK && out.GetAssessment().GetVerdict() != pecetev1.Verdict_VERDICT_ALLOW {
			t.Errorf("%s: %v", tt.name, out)
		}
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	if err := stream.RecvMsg(&pecetev1.ClassifyStreamResponse{}); !errors.Is(err, io.EOF) {
		t.Errorf("the stream ends with %v, want OK", err)
	}
}

// Options count for the message they come with, not for those after it.
func TestOptionsOfAStreamAreEachMessagesOwn(t *testing.T) {
	stream, err := startPlain(t).ClassifyStream(within(t, 10*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	with := exchange(t, stream, &pecetev1.ClassifyStreamRequest{Text: "CNP: " + aCNP, Options: &pecetev1.ClassifyOptions{IncludeMatches: true}})
	without := exchange(t, stream, &pecetev1.ClassifyStreamRequest{Text: "CNP: " + aCNP})
	if with.GetAssessment().GetFindings()[0].GetMatch() != aCNP || without.GetAssessment().GetFindings()[0].GetMatch() != "" {
		t.Errorf("with options: %v\nwithout: %v", with, without)
	}
}

// A caller that sends and does not read is made to wait, and the server with it.
func TestStreamHoldsUpACallerWhoDoesNotRead(t *testing.T) {
	var scored atomic.Int64
	server := start(t, hookedEngine{testEngine(), func(string) { scored.Add(1) }}, Options{})
	ctx, cancel := context.WithCancel(within(t, 30*time.Second))
	defer cancel()
	stream, err := server.ClassifyStream(ctx)
	if err != nil {
		t.Fatal(err)
	}
	sent := make(chan int, 1)
	progress := make(chan struct{}, 100_000)
	go func() {
		n := 0
		for ; n < 100_000; n++ {
			if stream.Send(&pecetev1.ClassifyStreamRequest{Text: strings.Repeat("CNP: "+aCNP+"; ", 50)}) != nil {
				break
			}
			progress <- struct{}{}
		}
		sent <- n
	}()
	for stalled := false; !stalled; {
		select {
		case <-progress:
		case n := <-sent:
			t.Fatalf("%d messages of 1 KB went out unread", n)
		case <-time.After(time.Second):
			stalled = true
		}
	}
	before := scored.Load()
	time.Sleep(200 * time.Millisecond)
	if after := scored.Load(); after != before {
		t.Errorf("the server went on scoring: %d, then %d", before, after)
	}
	if _, err := stream.Recv(); err != nil { // reading sets it going again
		t.Fatal(err)
	}
	cancel()
	<-sent
}

func TestDeadlineEndsAStream(t *testing.T) {
	stream, err := startPlain(t).ClassifyStream(within(t, 200*time.Millisecond))
	if err != nil {
		t.Fatal(err)
	}
	exchange(t, stream, &pecetev1.ClassifyStreamRequest{Text: "Salut"})
	if _, err := stream.Recv(); status.Code(err) != codes.DeadlineExceeded {
		t.Errorf("got %v, want DeadlineExceeded", err)
	}
}

// A message that the transport refuses to read ends the stream, as is written.
func TestStreamMessageBeyondTwiceTheLimit(t *testing.T) {
	limits := DefaultLimits()
	limits.TextBytes, limits.RequestBytes = 1000, 2000
	stream, err := start(t, testEngine(), Options{Limits: limits}).ClassifyStream(within(t, 10*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Send(&pecetev1.ClassifyStreamRequest{Text: strings.Repeat("a", 4001)}); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Recv(); status.Code(err) != codes.ResourceExhausted {
		t.Errorf("got %v, want ResourceExhausted", err)
	}
}
