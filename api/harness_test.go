package api

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	rpcstatus "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/encoding"
	grpcproto "google.golang.org/grpc/encoding/proto"
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/grpc/test/bufconn"
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// The clock of the regular expressions stops by itself a while after their last
// use.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/dlclark/regexp2/v2.runClock"))
}

// aCNP is the number of a person who does not exist, with a right control digit.
const aCNP = "1850228120011"

// testEngine is a classifier with the built-in rules on a fixed day, shared by
// the tests because it never changes.
var testEngine = sync.OnceValue(func() *classifier.Classifier {
	rules, err := patterns.Default()
	if err != nil {
		panic(err)
	}
	day := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	engine, err := classifier.New(rules, classifier.Options{Now: func() time.Time { return day }})
	if err != nil {
		panic(err)
	}
	return engine
})

// hookedEngine is the engine with something done before each text.
type hookedEngine struct {
	*classifier.Classifier
	before func(text string)
}

func (e hookedEngine) Classify(text string, query classifier.Query) classifier.Assessment {
	e.before(text)
	return e.Classifier.Classify(text, query)
}

func (e hookedEngine) Converse(talk *classifier.Conversation, message classifier.Message, query classifier.Query) classifier.Assessment {
	e.before(message.Text)
	return e.Classifier.Converse(talk, message, query)
}

func (e hookedEngine) Redact(text string, query classifier.Query, style classifier.RedactStyle) (string, classifier.Assessment) {
	e.before(text)
	return e.Classifier.Redact(text, query, style)
}

// running is a server on an in-memory connection.
type running struct {
	pecetev1.ClassifierServiceClient
	conn   *grpc.ClientConn
	server *Server
	// stop asks the server to stop, as SIGTERM does; stopped then gives what
	// Serve returned.
	stop    context.CancelFunc
	stopped <-chan error
	dial    func(context.Context, string) (net.Conn, error)
}

// start runs a server until the test ends.
func start(t testing.TB, engine Engine, options Options) *running {
	t.Helper()
	server, err := New(engine, options)
	if err != nil {
		t.Fatal(err)
	}
	return startServer(t, server)
}

// startServer runs a server that has been made until the test ends.
func startServer(t testing.TB, server *Server) *running {
	t.Helper()
	listener := bufconn.Listen(1 << 20)
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		stopped <- server.Serve(ctx, listener)
	}()
	r := &running{
		server: server, stop: cancel, stopped: stopped,
		dial: func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) },
	}
	r.conn = r.connect(t)
	r.ClassifierServiceClient = pecetev1.NewClassifierServiceClient(r.conn)
	t.Cleanup(func() {
		r.conn.Close()
		cancel()
		<-finished
	})
	return r
}

// connect makes one more connection to the server, closed after the test.
func (r *running) connect(t testing.TB, options ...grpc.DialOption) *grpc.ClientConn {
	t.Helper()
	options = append(options, grpc.WithContextDialer(r.dial), grpc.WithTransportCredentials(insecure.NewCredentials()))
	conn, err := grpc.NewClient("passthrough:///bufconn", options...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// startPlain runs a server with the test engine and default settings.
func startPlain(t testing.TB) *running { return start(t, testEngine(), Options{}) }

// rawCodec sends requests that are []byte as they are, so that tests can send
// what no proper client would.
type rawCodec struct{ encoding.CodecV2 }

func (c rawCodec) Marshal(v any) (mem.BufferSlice, error) {
	if raw, ok := v.([]byte); ok {
		return mem.BufferSlice{mem.SliceBuffer(raw)}, nil
	}
	return c.CodecV2.Marshal(v)
}

// raw is the call option for requests that are []byte.
func raw() grpc.CallOption {
	return grpc.ForceCodecV2(rawCodec{encoding.GetCodecV2(grpcproto.Name)})
}

// field encodes a field that has a length.
func field[T string | []byte](number protowire.Number, value T) []byte {
	return protowire.AppendString(protowire.AppendTag(nil, number, protowire.BytesType), string(value))
}

// join puts encoded fields together.
func join(parts ...[]byte) []byte {
	var whole []byte
	for _, part := range parts {
		whole = append(whole, part...)
	}
	return whole
}

// badFields gives the fields and descriptions that a status complains of, as
// "field: description".
func badFields(t testing.TB, s *status.Status) []string {
	t.Helper()
	var fields []string
	for _, detail := range s.Details() {
		bad, ok := detail.(*errdetails.BadRequest)
		if !ok {
			t.Errorf("detail is %T, want *errdetails.BadRequest", detail)
			continue
		}
		for _, violation := range bad.GetFieldViolations() {
			fields = append(fields, violation.GetField()+": "+violation.GetDescription())
		}
	}
	return fields
}

// errorOf gives the status in the answer about one message.
func errorOf(s *rpcstatus.Status) *status.Status { return status.FromProto(s) }

// within bounds a test that could hang.
func within(t testing.TB, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}

// grpcHeader gives a context whose calls carry a header of some length.
func grpcHeader(value string) context.Context {
	return metadata.AppendToOutgoingContext(context.Background(), "x-filler", value)
}
