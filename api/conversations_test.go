package api

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/protobuf/testing/protocmp"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// talk opens a stream and gives what says a message in a conversation.
func talk(t *testing.T, server *running) func(conversation, id, text string) *pecetev1.Assessment {
	t.Helper()
	stream, err := server.ClassifyStream(within(t, 20*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	return func(conversation, id, text string) *pecetev1.Assessment {
		t.Helper()
		out := exchange(t, stream, &pecetev1.ClassifyStreamRequest{ConversationId: conversation, MessageId: id, Text: text})
		if out.GetMessageId() != id || out.GetAssessment() == nil {
			t.Fatalf("the answer is %v", out)
		}
		return out.GetAssessment()
	}
}

func TestFindingsSplitOverMessagesSayWhere(t *testing.T) {
	stream, err := startPlain(t).ClassifyStream(within(t, 10*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	var out *pecetev1.ClassifyStreamResponse
	for i, text := range []string{"😀 CNP: 1850", "228", "12 001 1, mulțumesc"} {
		out = exchange(t, stream, &pecetev1.ClassifyStreamRequest{
			MessageId: []string{"a", "", "c"}[i], ConversationId: "x", Text: text,
			Options: &pecetev1.ClassifyOptions{OffsetUnit: pecetev1.OffsetUnit_OFFSET_UNIT_UTF16, IncludeMatches: i == 2, Locale: "en"},
		})
	}
	found := out.GetAssessment().GetFindings()
	if len(found) != 1 || found[0].GetStart() != 0 || found[0].GetEnd() != 8 || found[0].GetMatch() != "12 001 1" {
		t.Fatalf("found %v", found)
	}
	want := &pecetev1.Split{EarlierParts: []*pecetev1.EarlierPart{
		{MessageId: "a", MessagesBack: 2, Start: 8, End: 12}, {MessagesBack: 1, Start: 0, End: 3},
	}}
	if diff := cmp.Diff(want, found[0].GetSplit(), protocmp.Transform()); diff != "" {
		t.Error(diff)
	}
	last := found[0].GetEvidence()[len(found[0].GetEvidence())-1]
	if last.GetCode() != "SPLIT_OVER_MESSAGES" || last.GetDescription() != "It is split over several messages." {
		t.Errorf("the last evidence is %v", last)
	}
	if body := out.GetAssessment().GetAdvice().GetBody(); !strings.Contains(body, "Part of it was sent in earlier messages.") {
		t.Errorf("the advice is %q", body)
	}
}

func TestConversationsAreApart(t *testing.T) {
	server := startPlain(t)
	say := talk(t, server)
	for _, tt := range []struct{ name, first, second string }{
		{"without an id", "", ""}, {"two ids", "x", "y"}, {"an id, then none", "z", ""}, {"none, then an id", "", "w"},
	} {
		say(tt.first, "1", "1850228")
		if found := say(tt.second, "2", "120011").GetFindings(); len(found) != 0 {
			t.Errorf("%s: found %v", tt.name, found)
		}
	}
	say("x", "1", "1850228")
	if found := talk(t, server)("x", "2", "120011").GetFindings(); len(found) != 0 {
		t.Errorf("another stream: found %v", found)
	}
	if found := say("x", "3", "120011").GetFindings(); len(found) != 1 {
		t.Errorf("the same stream: found %v", found)
	}
}

func TestTheConversationUnusedForLongestGivesWay(t *testing.T) {
	limits := DefaultLimits()
	limits.Conversations = 2
	say := talk(t, start(t, testEngine(), Options{Limits: limits}))
	say("a", "1", "1850228")
	say("b", "1", "1850228")
	say("a", "2", "stai")
	say("c", "1", "salut")
	if found := say("a", "3", "120011").GetFindings(); len(found) != 1 {
		t.Errorf("the one used lately: found %v", found)
	}
	if found := say("b", "2", "120011").GetFindings(); len(found) != 0 {
		t.Errorf("the one unused for longest: found %v", found)
	}
}

func TestWrongConversationIDsAreRefused(t *testing.T) {
	stream, err := startPlain(t).conn.NewStream(within(t, 10*time.Second), &grpc.StreamDesc{ClientStreams: true, ServerStreams: true},
		pecetev1.ClassifierService_ClassifyStream_FullMethodName, raw())
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ id, want string }{
		"longest":       {strings.Repeat("x", 1024), ""},
		"too long":      {strings.Repeat("x", 1025), "conversation_id: must be at most 1024 bytes long, but is 1025"},
		"invalid UTF-8": {"a\xff", "conversation_id: must be valid UTF-8"},
	} {
		if err := stream.SendMsg(join(field(1, "m"), field(2, "salut"), field(4, tt.id))); err != nil {
			t.Fatal(err)
		}
		out := &pecetev1.ClassifyStreamResponse{}
		if err := stream.RecvMsg(out); err != nil {
			t.Fatal(err)
		}
		s := errorOf(out.GetError())
		if got := strings.Join(badFields(t, s), "; "); got != tt.want || tt.want != "" && s.Code() != codes.InvalidArgument || out.GetMessageId() != "m" {
			t.Errorf("%s: %v", name, out)
		}
	}
}

// A message that cannot be scored is no part of a conversation, and what is
// remembered outlives the failure.
func TestRefusedMessagesAreNotRemembered(t *testing.T) {
	limits := DefaultLimits()
	limits.TextBytes = 10
	stream, err := start(t, hookedEngine{testEngine(), func(text string) {
		if text == "boom" {
			panic(text)
		}
	}}, Options{Limits: limits}).ClassifyStream(within(t, 10*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	var out *pecetev1.ClassifyStreamResponse
	for _, text := range []string{"1850228", "", "99999999999", "boom", "120011"} {
		out = exchange(t, stream, &pecetev1.ClassifyStreamRequest{ConversationId: "x", Text: text})
	}
	found := out.GetAssessment().GetFindings()
	if len(found) != 1 || found[0].GetSplit().GetEarlierParts()[0].GetMessagesBack() != 1 {
		t.Errorf("found %v", found)
	}
}

// realClock is a classifier whose clock goes.
func realClock(t *testing.T) *classifier.Classifier {
	t.Helper()
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := classifier.New(rules, classifier.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return engine
}

// left gives how many conversations are remembered.
func (c *conversations) left() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return len(c.recent)
}

func TestAnIdleStreamForgets(t *testing.T) {
	limits := DefaultLimits()
	limits.ConversationAge = 100 * time.Millisecond
	engine := realClock(t)
	c := newConversations(func() Engine { return engine }, limits)
	defer c.end()
	for _, id := range []string{"a", "b"} {
		c.judge(engine, &pecetev1.ClassifyStreamRequest{ConversationId: id})("1850228", classifier.Query{})
	}
	if c.left() != 2 {
		t.Fatalf("%d conversations are remembered, want 2", c.left())
	}
	for range 500 {
		if c.left() == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("%d conversations are left while no message comes", c.left())
}

func TestNothingOutlivesAStream(t *testing.T) {
	c := newConversations(func() Engine { return testEngine() }, DefaultLimits())
	c.judge(testEngine(), &pecetev1.ClassifyStreamRequest{ConversationId: "a"})("1850228", classifier.Query{})
	remembered, timer := c.recent[0].talk, c.timer
	c.end()
	if c.left() != 0 || testEngine().Expire(remembered) {
		t.Error("something is remembered after the end")
	}
	if timer == nil || timer.Stop() {
		t.Error("the timer goes on after the end")
	}
	if c.expire(); c.timer != nil { // it may have been waiting for the lock
		t.Error("the timer was set again after the end")
	}
}

// The pieces of an identifier are no more logged than the whole, neither when
// they are put together nor when that fails.
func TestPiecesAreNotLogged(t *testing.T) {
	log := &syncBuffer{}
	engine := hookedEngine{testEngine(), func(text string) {
		if strings.HasPrefix(text, "12") {
			panic(text)
		}
	}}
	server := start(t, engine, Options{Log: zerolog.New(log).Level(zerolog.TraceLevel)})
	stream, err := server.ClassifyStream(within(t, 10*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	const id, first, second = "conversatia7", "1850228", "120011"
	for _, text := range []string{first, second, " " + second, ""} {
		out := exchange(t, stream, &pecetev1.ClassifyStreamRequest{ConversationId: id, MessageId: id, Text: text})
		if shown := errorOf(out.GetError()).String(); strings.Contains(shown, second) || strings.Contains(shown, id) {
			t.Errorf("the status is %s", shown)
		}
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	line := log.waitFor(t, 1)[0]
	if line["messages"] != 2.0 || line["failed"] != 2.0 || !cmp.Equal(line["detectors"], map[string]any{"ro.cnp": 1.0}) {
		t.Errorf("the line is %v", line)
	}
	for _, piece := range []string{first, second, id} {
		if strings.Contains(log.String(), piece) {
			t.Errorf("the log holds %q:\n%s", piece, log)
		}
	}
}

// A conversation that gives way to another is forgotten, and not only let go of.
func TestAConversationThatGivesWayIsForgotten(t *testing.T) {
	engine, limits := testEngine(), DefaultLimits()
	limits.Conversations = 1
	c := newConversations(func() Engine { return engine }, limits)
	defer c.end()
	say := func(conversation string) {
		c.judge(engine, &pecetev1.ClassifyStreamRequest{ConversationId: conversation})("CNP 1850", classifier.Query{})
	}
	say("first")
	first := c.recent[0].talk
	if !engine.Expire(first) {
		t.Fatal("nothing is remembered of the first")
	}
	say("second")
	if engine.Expire(first) {
		t.Error("the first is still remembered")
	}
}
