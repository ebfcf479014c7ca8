package load

import (
	"context"
	"errors"
	"net"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// counter is a server that counts the messages it is sent, in flight and in all.
type counter struct {
	pecetev1.UnimplementedClassifierServiceServer
	messages, inFlight, most atomic.Int64
	refuse                   bool
}

func (c *counter) Classify(_ context.Context, in *pecetev1.ClassifyRequest) (*pecetev1.ClassifyResponse, error) {
	if c.refuse {
		return nil, status.Error(codes.Internal, "refused")
	}
	if now := c.inFlight.Add(1); now > c.most.Load() {
		c.most.Store(now)
	}
	defer c.inFlight.Add(-1)
	time.Sleep(time.Millisecond)
	c.messages.Add(1)
	return &pecetev1.ClassifyResponse{Assessment: c.assessment(in.GetText())}, nil
}

func (c *counter) ClassifyBatch(_ context.Context, in *pecetev1.ClassifyBatchRequest) (*pecetev1.ClassifyBatchResponse, error) {
	out := &pecetev1.ClassifyBatchResponse{}
	for _, message := range in.GetMessages() {
		out.Results = append(out.Results, &pecetev1.BatchResult{Outcome: &pecetev1.BatchResult_Assessment{Assessment: c.assessment(message.GetText())}})
	}
	c.messages.Add(int64(len(in.GetMessages())))
	return out, nil
}

func (c *counter) ClassifyStream(stream grpc.BidiStreamingServer[pecetev1.ClassifyStreamRequest, pecetev1.ClassifyStreamResponse]) error {
	for {
		in, err := stream.Recv()
		if err != nil {
			return nil
		}
		c.messages.Add(1)
		if err := stream.Send(&pecetev1.ClassifyStreamResponse{Outcome: &pecetev1.ClassifyStreamResponse_Assessment{Assessment: c.assessment(in.GetText())}}); err != nil {
			return err
		}
	}
}

// assessment has a finding in texts with a digit.
func (c *counter) assessment(text string) *pecetev1.Assessment {
	a := &pecetev1.Assessment{Verdict: pecetev1.Verdict_VERDICT_ALLOW}
	if strings.ContainsAny(text, "0123456789") {
		a.Findings = []*pecetev1.Finding{{Detector: "digit"}}
	}
	return a
}

func serve(t *testing.T, c *counter) (address string) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := grpc.NewServer()
	pecetev1.RegisterClassifierServiceServer(server, c)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return listener.Addr().String()
}

func TestRunCountsWhatTheServerAnswers(t *testing.T) {
	for _, kind := range Kinds() {
		c := &counter{}
		out, err := Run(t.Context(), Plan{Kind: kind, Address: serve(t, c), Messages: []string{"a", "b", "c"}, InFlight: 8, Lasting: 500 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		if out.Messages == 0 || int64(out.Messages) > c.messages.Load() || out.Messages%kind.messages() != 0 {
			t.Errorf("%s: %d messages counted, %d answered", kind, out.Messages, c.messages.Load())
		}
		if int64(out.Answered) != c.messages.Load() {
			t.Errorf("%s: %d messages answered, the server says %d", kind, out.Answered, c.messages.Load())
		}
		if want := float64(out.Messages) / 0.5; out.PerSecond() != want {
			t.Errorf("%s: %v messages a second, want %v", kind, out.PerSecond(), want)
		}
		if int(out.Latency.Total())*kind.messages() != out.Messages || out.Latency.Quantile(0.5) <= 0 {
			t.Errorf("%s: %d latencies of %d messages", kind, out.Latency.Total(), out.Messages)
		}
		if kind == Unary && (c.most.Load() < 2 || c.most.Load() > 8) {
			t.Errorf("%d calls in flight", c.most.Load())
		}
		if kind == Unary && out.Latency.Quantile(0) < time.Millisecond {
			t.Errorf("answers after %v from a server that takes 1 ms", out.Latency.Quantile(0))
		}
	}
}

func TestRunFailsWhenACallDoes(t *testing.T) {
	_, err := Run(t.Context(), Plan{Kind: Unary, Address: serve(t, &counter{refuse: true}), Messages: []string{"a"}, InFlight: 2, Lasting: time.Hour})
	if status.Code(err) != codes.Internal {
		t.Error(err)
	}
}

// TestAServerThatIsAwayIsNotWaitedForLong: nothing listens at a port that was
// just closed.
func TestAServerThatIsAwayIsNotWaitedForLong(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	if _, err := Run(ctx, Plan{Kind: Unary, Address: address, Messages: []string{"a"}, InFlight: 1, Lasting: time.Hour}); !errors.Is(err, context.DeadlineExceeded) {
		t.Error(err)
	}
}

func TestOnlyThisMachineIsPutUnderLoad(t *testing.T) {
	for _, address := range []string{"192.0.2.1:80", "example.com:443", "0.0.0.0:1", "localhost", ":80", ""} {
		if _, err := Run(t.Context(), Plan{Kind: Unary, Address: address, Messages: []string{"a"}, InFlight: 1, Lasting: time.Millisecond}); err == nil {
			t.Errorf("%q was put under load", address)
		}
		if err := Check(t.Context(), address, "a", 0); err == nil {
			t.Errorf("%q was asked", address)
		}
	}
}

func TestCheckLooksAtTheAnswers(t *testing.T) {
	address := serve(t, &counter{})
	for text, findings := range map[string]int{"a": 0, "1": 1} {
		if err := Check(t.Context(), address, text, findings); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		if err := Check(t.Context(), address, text, findings+1); err == nil {
			t.Errorf("%q: a wrong number of findings passed", text)
		}
	}
	if err := Check(t.Context(), serve(t, &counter{refuse: true}), "a", 0); err == nil {
		t.Error("a server that refuses passed")
	}
}

func TestBatchesGoRoundAllMessages(t *testing.T) {
	messages := make([]string, 150)
	for i := range messages {
		messages[i] = strings.Repeat("x", i+1)
	}
	all, err := Batch.encoded(messages)
	if err != nil || len(all) != 2 {
		t.Fatalf("%d batches, %v", len(all), err)
	}
	second, ok := Batch.request(messages, 100).(*pecetev1.ClassifyBatchRequest)
	if !ok || len(second.GetMessages()) != 100 || second.GetMessages()[0].GetText() != messages[100] || second.GetMessages()[50].GetText() != messages[0] {
		t.Errorf("the second batch is %v", second)
	}
}
