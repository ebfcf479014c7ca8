package chatclient_test

import (
	"context"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/examples/chatclient"
	"github.com/pecete/pecete/patterns"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// The clock of the regular expressions stops by itself a while after their last
// use.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/dlclark/regexp2/v2.runClock"))
}

// startPecete serves the built-in rules on a free port of the loopback and gives
// the address and a function that stops it.
func startPecete() (address string, stop func()) { return serve(classifier.DefaultThresholds()) }

func serve(thresholds classifier.Thresholds) (address string, stop func()) {
	rules, err := patterns.Default()
	if err != nil {
		panic(err)
	}
	engine, err := classifier.New(rules, classifier.Options{Thresholds: thresholds})
	if err != nil {
		panic(err)
	}
	server, err := api.New(engine, api.Options{})
	if err != nil {
		panic(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(ctx, listener)
	}()
	return listener.Addr().String(), func() { cancel(); <-done }
}

// recordingChat notes what it is told to do.
type recordingChat struct {
	log     []string
	insists bool  // the writer's choice
	fails   error // what showing advice fails with
}

func (c *recordingChat) Send(_ context.Context, text string) error {
	c.log = append(c.log, "send "+text)
	return nil
}

func (c *recordingChat) SendAnyway(_ context.Context, advice *pecetev1.Advice) (bool, error) {
	if advice.GetTitle() != "" && advice.GetBody() != "" {
		c.log = append(c.log, "ask")
	}
	return c.insists, c.fails
}

func (c *recordingChat) Refuse(_ context.Context, advice *pecetev1.Advice) error {
	if advice.GetTitle() != "" && advice.GetBody() != "" {
		c.log = append(c.log, "refuse")
	}
	return c.fails
}

func TestGuardDoesAsTheVerdictSays(t *testing.T) {
	const clean, sensitive = "Ne vedem la 7?", "CNP 1850228120011"
	warns, blocks := classifier.DefaultThresholds(), classifier.Thresholds{Warn: 0.2, Block: 0.4, Marking: 0.5}
	tests := map[string]struct {
		thresholds classifier.Thresholds
		text       string
		chat       recordingChat
		want       chatclient.Outcome
		log        []string
		fails      bool
	}{
		"ALLOW sends":                         {warns, clean, recordingChat{}, chatclient.Sent, []string{"send " + clean}, false},
		"WARN asks, and the writer edits":     {warns, sensitive, recordingChat{}, chatclient.KeptToEdit, []string{"ask"}, false},
		"WARN asks, and the writer insists":   {warns, sensitive, recordingChat{insists: true}, chatclient.SentAnyway, []string{"ask", "send " + sensitive}, false},
		"WARN, and the dialog fails":          {warns, sensitive, recordingChat{insists: true, fails: errors.New("closed")}, chatclient.KeptToEdit, []string{"ask"}, true},
		"BLOCK refuses, whatever is insisted": {blocks, sensitive, recordingChat{insists: true}, chatclient.Refused, []string{"refuse"}, false},
		"a text that is too long is kept":     {warns, strings.Repeat("a", 1<<20+1), recordingChat{}, chatclient.KeptUnchecked, nil, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			address, stop := serve(tt.thresholds)
			defer stop()
			conn, err := chatclient.Connect(address, insecure.NewCredentials())
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			guard := &chatclient.Guard{Pecete: pecetev1.NewClassifierServiceClient(conn), Chat: &tt.chat, Timeout: 10 * time.Second, FailOpen: true}
			got, err := guard.Send(t.Context(), tt.text)
			if got != tt.want || (err != nil) != tt.fails {
				t.Errorf("%s, %v, want %s", got, err, tt.want)
			}
			if diff := cmp.Diff(tt.log, tt.chat.log); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// failingPecete fails every call, or never answers.
type failingPecete struct {
	pecetev1.ClassifierServiceClient
	code codes.Code
}

func (p failingPecete) Classify(ctx context.Context, _ *pecetev1.ClassifyRequest, _ ...grpc.CallOption) (*pecetev1.ClassifyResponse, error) {
	if p.code == codes.DeadlineExceeded {
		<-ctx.Done()
		return nil, status.FromContextError(ctx.Err()).Err()
	}
	return nil, status.Error(p.code, "cause")
}

func TestGuardWithoutAnAnswer(t *testing.T) {
	for _, tt := range []struct {
		code     codes.Code
		failOpen bool
		want     chatclient.Outcome
	}{
		{codes.Unavailable, true, chatclient.SentUnchecked},
		{codes.Unavailable, false, chatclient.KeptUnchecked},
		{codes.DeadlineExceeded, true, chatclient.SentUnchecked},
		{codes.DeadlineExceeded, false, chatclient.KeptUnchecked},
		{codes.Internal, true, chatclient.SentUnchecked},
		{codes.ResourceExhausted, false, chatclient.KeptUnchecked},
		{codes.InvalidArgument, true, chatclient.KeptUnchecked},
	} {
		chat := &recordingChat{}
		guard := &chatclient.Guard{Pecete: failingPecete{code: tt.code}, Chat: chat, Timeout: 20 * time.Millisecond, FailOpen: tt.failOpen}
		got, err := guard.Send(t.Context(), "Salut")
		if got != tt.want || (err == nil) != (got == chatclient.SentUnchecked) || (len(chat.log) > 0) != (got == chatclient.SentUnchecked) {
			t.Errorf("%v, fail open %v: %s, %v, %q", tt.code, tt.failOpen, got, err, chat.log)
		}
	}
}

// answeringPecete gives the same answer to every call.
type answeringPecete struct {
	pecetev1.ClassifierServiceClient
	answer *pecetev1.ClassifyResponse
}

func (p answeringPecete) Classify(context.Context, *pecetev1.ClassifyRequest, ...grpc.CallOption) (*pecetev1.ClassifyResponse, error) {
	return p.answer, nil
}

// Only ALLOW sends without a question.
func TestGuardWhoseAnswerHasNoKnownVerdict(t *testing.T) {
	for name, answer := range map[string]*pecetev1.ClassifyResponse{
		"no assessment":           {},
		"no verdict":              {Assessment: &pecetev1.Assessment{}},
		"a verdict of later days": {Assessment: &pecetev1.Assessment{Verdict: 77}},
	} {
		chat := &recordingChat{}
		guard := &chatclient.Guard{Pecete: answeringPecete{answer: answer}, Chat: chat, Timeout: time.Minute, FailOpen: true}
		if got, err := guard.Send(t.Context(), "Salut"); got != chatclient.KeptToEdit || err != nil || len(chat.log) > 0 {
			t.Errorf("%s: %s, %v, %q", name, got, err, chat.log)
		}
	}
}

// A writer who closes the chat while waiting has not sent anything.
func TestGuardWhoseWriterLeaves(t *testing.T) {
	ctx, leave := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, leave)
	chat := &recordingChat{}
	guard := &chatclient.Guard{Pecete: failingPecete{code: codes.DeadlineExceeded}, Chat: chat, Timeout: time.Minute, FailOpen: true}
	if got, err := guard.Send(ctx, "Salut"); got != chatclient.KeptUnchecked || err == nil || len(chat.log) > 0 {
		t.Errorf("%s, %v, %q", got, err, chat.log)
	}
}

// Nobody listens: the deadline holds all the same.
func TestGuardWithoutAServer(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	conn, err := chatclient.Connect(listener.Addr().String(), insecure.NewCredentials())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	guard := &chatclient.Guard{Pecete: pecetev1.NewClassifierServiceClient(conn), Chat: &recordingChat{}, Timeout: 500 * time.Millisecond, FailOpen: true}
	began := time.Now()
	got, err := guard.Send(t.Context(), "Salut")
	if got != chatclient.SentUnchecked || err != nil || time.Since(began) > 5*time.Second {
		t.Errorf("%s, %v after %v", got, err, time.Since(began))
	}
}
