package api

import (
	"context"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"google.golang.org/grpc/codes"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// notes is a gatekeeper that notes what it is asked, and answers as it is told.
type notes struct {
	mu            sync.Mutex
	methods       []string
	inside, taken int
	enter, take   error
	panics        bool
	caller        string
	end           func(error)
}

func (n *notes) Enter(_ context.Context, method string) (Pass, error) {
	if n.panics {
		panic("about " + method)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	n.methods = append(n.methods, method)
	if n.enter != nil {
		return n, n.enter
	}
	n.inside++
	return n, nil
}

func (n *notes) Caller() string              { return n.caller }
func (n *notes) Ready(context.Context) error { return nil }

func (n *notes) Watch(end func(error)) {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.end = end
}

func (n *notes) Take(_ any, bytes int) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.taken += bytes
	return n.take
}

func (n *notes) Leave() {
	n.mu.Lock()
	defer n.mu.Unlock()
	n.inside--
}

// ask makes a call of every kind and gives how they end.
func ask(t *testing.T, server *running) map[string]error {
	t.Helper()
	ctx := within(t, 10*time.Second)
	ends := map[string]error{}
	_, ends["Classify"] = server.Classify(ctx, &pecetev1.ClassifyRequest{MessageId: "1", Text: "a"})
	_, ends["ClassifyBatch"] = server.ClassifyBatch(ctx, &pecetev1.ClassifyBatchRequest{Messages: []*pecetev1.BatchMessage{{Text: "a"}}})
	_, ends["Check"] = healthv1.NewHealthClient(server.conn).Check(ctx, &healthv1.HealthCheckRequest{})
	stream, err := server.ClassifyStream(ctx)
	if err != nil {
		t.Fatal(err)
	}
	_ = stream.Send(&pecetev1.ClassifyStreamRequest{Text: "a"})
	_, ends["ClassifyStream"] = stream.Recv()
	_ = stream.CloseSend()
	for err == nil {
		_, err = stream.Recv()
	}
	if ends["ClassifyStream"] == nil && err != io.EOF {
		t.Errorf("the stream ends with %v", err)
	}
	return ends
}

func TestGatekeeperIsAskedAboutEveryCall(t *testing.T) {
	gate, log := &notes{caller: "chat"}, &syncBuffer{}
	server := start(t, testEngine(), Options{Gatekeeper: gate, Log: zerolog.New(log)})
	for method, err := range ask(t, server) {
		if err != nil {
			t.Errorf("%s: %v", method, err)
		}
	}
	for _, line := range log.waitFor(t, 4) {
		if line["caller"] != "chat" {
			t.Errorf("the log has %v", line)
		}
	}
	gate.mu.Lock()
	defer gate.mu.Unlock()
	if len(gate.methods) != 4 || gate.inside != 0 || gate.taken < 10 {
		t.Errorf("asked about %q, %d did not leave, %d bytes taken", gate.methods, gate.inside, gate.taken)
	}
}

func TestGatekeeperRefuses(t *testing.T) {
	refusal := status.Error(codes.PermissionDenied, "no")
	for name, gate := range map[string]*notes{"at the door": {enter: refusal}, "by the message": {take: refusal}} {
		t.Run(name, func(t *testing.T) {
			log := &syncBuffer{}
			gate.caller = "chat"
			server := start(t, testEngine(), Options{Gatekeeper: gate, Log: zerolog.New(log)})
			for method, err := range ask(t, server) {
				if status.Code(err) != codes.PermissionDenied {
					t.Errorf("%s: %v", method, err)
				}
			}
			for _, line := range log.waitFor(t, 4) {
				if line["caller"] != "chat" {
					t.Errorf("the log does not name who was refused: %v", line)
				}
			}
			server.conn.Close()
			server.stop()
			<-server.stopped
			if gate.inside != 0 {
				t.Errorf("%d did not leave", gate.inside)
			}
		})
	}
}

// What a gatekeeper panics with may be what a stranger sent.
func TestGatekeeperThatPanics(t *testing.T) {
	log := &syncBuffer{}
	server := start(t, testEngine(), Options{Gatekeeper: &notes{panics: true}, Log: zerolog.New(log)})
	for method, err := range ask(t, server) {
		if status.Code(err) != codes.Internal || status.Convert(err).Message() != "internal error" {
			t.Errorf("%s: %v", method, err)
		}
	}
}

// A gatekeeper ends a stream that waits for a message, and does not cut off one that is
// being answered.
func TestGatekeeperEndsStreams(t *testing.T) {
	gate, at, release := &notes{}, make(chan struct{}), make(chan struct{})
	engine := hookedEngine{testEngine(), func(text string) {
		if text == "slow" {
			at <- struct{}{}
			<-release
		}
	}}
	server := start(t, engine, Options{Gatekeeper: gate})
	stream, err := server.ClassifyStream(within(t, 20*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Send(&pecetev1.ClassifyStreamRequest{Text: "slow"}); err != nil {
		t.Fatal(err)
	}
	<-at
	end := func() {
		gate.mu.Lock()
		defer gate.mu.Unlock()
		gate.end(status.Error(codes.Unauthenticated, "no longer"))
	}
	end()
	close(release)
	if _, err := stream.Recv(); err != nil {
		t.Fatalf("the message that was being answered: %v", err)
	}
	ended := make(chan struct{})
	defer close(ended)
	go func() {
		for { // it may not wait yet
			select {
			case <-ended:
				return
			case <-time.After(5 * time.Millisecond):
				end()
			}
		}
	}()
	if _, err := stream.Recv(); status.Code(err) != codes.Unauthenticated {
		t.Errorf("the stream ends with %v", err)
	}
}
