package playground_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/api/playground"
	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// engine is a classifier with the built-in rules on a fixed day, shared by the tests
// because it never changes.
var engine = sync.OnceValue(func() *classifier.Classifier {
	rules, err := patterns.Default()
	if err != nil {
		panic(err)
	}
	day := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	made, err := classifier.New(rules, classifier.Options{Now: func() time.Time { return day }})
	if err != nil {
		panic(err)
	}
	return made
})

// site is the page and the service it asks, at one address.
type site struct {
	*httptest.Server
	client pecetev1.ClassifierServiceClient
	// failure is the status that questions are answered with instead of their answer;
	// 0 means the answer, and a negative one that the connection is cut.
	failure atomic.Int32
	// delay is how many milliseconds a question takes longer than it does.
	delay atomic.Int32
	// asked counts the questions.
	asked atomic.Int32
}

// open serves the page until the test ends. Its questions are answered by a real
// server, which is asked over gRPC.
func open(t *testing.T) *site {
	t.Helper()
	s := &site{client: serve(t)}
	mux := http.NewServeMux()
	mux.Handle("/", playground.Handler())
	mux.HandleFunc("POST /v1/messages:classify", s.answer(func(ctx context.Context, body []byte) (proto.Message, error) {
		question := &pecetev1.ClassifyRequest{}
		if err := protojson.Unmarshal(body, question); err != nil {
			return nil, status.Error(codes.InvalidArgument, "no question")
		}
		return s.client.Classify(ctx, question)
	}))
	mux.HandleFunc("POST /v1/messages:redact", s.answer(func(ctx context.Context, body []byte) (proto.Message, error) {
		question := &pecetev1.RedactRequest{}
		if err := protojson.Unmarshal(body, question); err != nil {
			return nil, status.Error(codes.InvalidArgument, "no question")
		}
		return s.client.Redact(ctx, question)
	}))
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// serve runs a server on an in-memory connection until the test ends.
func serve(t *testing.T) pecetev1.ClassifierServiceClient {
	t.Helper()
	server, err := api.New(engine(), api.Options{})
	if err != nil {
		t.Fatal(err)
	}
	listener := bufconn.Listen(1 << 20)
	ctx, stop := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- server.Serve(ctx, listener) }()
	dial := func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }
	conn, err := grpc.NewClient("passthrough:///bufconn",
		grpc.WithContextDialer(dial), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		conn.Close()
		stop()
		if err := <-stopped; err != nil {
			t.Error(err)
		}
	})
	return pecetev1.NewClassifierServiceClient(conn)
}

// answer gives a handler that asks with the body of a request and answers in JSON, as
// the REST door does.
func (s *site) answer(ask func(context.Context, []byte) (proto.Message, error)) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		select {
		case <-time.After(time.Duration(s.delay.Load()) * time.Millisecond):
		case <-r.Context().Done():
			return
		}
		failure := int(s.failure.Load())
		if failure < 0 {
			panic(http.ErrAbortHandler)
		}
		if failure == 0 {
			answer, err := ask(r.Context(), body)
			if err == nil {
				writeJSON(w, http.StatusOK, answer)
				return
			}
			writeJSON(w, http.StatusBadRequest, status.Convert(err).Proto())
			return
		}
		writeJSON(w, failure, status.New(codes.Unavailable, strings.ToLower(http.StatusText(failure))).Proto())
	}
}

func writeJSON(w http.ResponseWriter, code int, m proto.Message) {
	data, err := protojson.Marshal(m)
	if err != nil {
		panic(http.ErrAbortHandler)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	w.Write(data)
}
