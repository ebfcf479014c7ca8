package api

import (
	"context"
	"fmt"
	"net"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/rs/zerolog"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/api/admission"
	"github.com/pecete/pecete/api/telemetry"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// newTestQueue makes a queue with the usual settings.
func newTestQueue(t testing.TB) *admission.Queue {
	t.Helper()
	q, err := admission.New(admission.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return q
}

// scrape gives what Prometheus would read.
func scrape(t testing.TB, m *telemetry.Metrics) string {
	t.Helper()
	answer := httptest.NewRecorder()
	m.Handler().ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
	if answer.Code != 200 {
		t.Fatalf("the metrics answer %d", answer.Code)
	}
	return answer.Body.String()
}

// waitForMetrics gives the metrics once they have all the lines wanted: a call is counted
// after its answer has gone out.
func waitForMetrics(t *testing.T, m *telemetry.Metrics, want ...string) {
	t.Helper()
	var out string
	for range 300 {
		out = scrape(t, m)
		missing := 0
		for _, line := range want {
			if !strings.Contains(out, line+"\n") {
				missing++
			}
		}
		if missing == 0 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	for _, line := range want {
		if !strings.Contains(out, line+"\n") {
			t.Errorf("no %q", line)
		}
	}
	t.Log(out)
}

func TestRequestIDsComeAndGo(t *testing.T) {
	log := &syncBuffer{keepIDs: true}
	server := start(t, testEngine(), Options{Log: zerolog.New(log).Level(zerolog.InfoLevel)})
	lines := 0
	for name, tt := range map[string]struct {
		given string
		text  string
		same  bool
		told  bool
	}{
		"one that is given comes back":          {"order-7_a.B", calm, true, true},
		"one that is too long is replaced":      {strings.Repeat("a", 65), calm, false, false},
		"one with other characters is replaced": {"a b", calm, false, false},
		"none, and all goes well":               {"", calm, false, false},
		"none, and the call fails":              {"", "", false, true},
		"one that is given to a failing call":   {"f1", "", true, true},
	} {
		ctx := within(t, 10*time.Second)
		if tt.given != "" {
			ctx = metadata.AppendToOutgoingContext(ctx, telemetry.RequestIDHeader, tt.given)
		}
		var header, trailer metadata.MD
		_, err := server.Classify(ctx, &pecetev1.ClassifyRequest{Text: tt.text}, grpc.Header(&header), grpc.Trailer(&trailer))
		if (err == nil) != (tt.text != "") {
			t.Fatal(err)
		}
		lines++
		logged := log.waitFor(t, lines)[lines-1]["request_id"]
		told := strings.Join(append(header.Get(telemetry.RequestIDHeader), trailer.Get(telemetry.RequestIDHeader)...), ",")
		if logged == tt.given != tt.same || tt.told && told != logged || !tt.told && told != "" {
			t.Errorf("%s: the log has %q, the caller is told %q", name, logged, told)
		}
		if err != nil && len(header.Get(telemetry.RequestIDHeader)) > 0 {
			t.Errorf("%s: a header keeps clients from trying again", name)
		}
	}
	stream, err := server.ClassifyStream(metadata.AppendToOutgoingContext(within(t, 10*time.Second), telemetry.RequestIDHeader, "s1"))
	if err != nil {
		t.Fatal(err)
	}
	if err := stream.Send(&pecetev1.ClassifyStreamRequest{Text: calm}); err != nil {
		t.Fatal(err)
	}
	if header, err := stream.Header(); err != nil || strings.Join(header.Get(telemetry.RequestIDHeader), ",") != "s1" {
		t.Errorf("a stream has the header %v, %v", header, err)
	}
}

func TestMetricsOfCalls(t *testing.T) {
	metrics := telemetry.NewMetrics("v1")
	server := start(t, testEngine(), Options{Metrics: metrics, Queue: newTestQueue(t)})
	ctx := within(t, 20*time.Second)
	if _, err := server.ClassifyBatch(ctx, &pecetev1.ClassifyBatchRequest{Messages: []*pecetev1.BatchMessage{{Text: "CNP: " + aCNP}, {Text: calm}, {}}}); err != nil {
		t.Fatal(err)
	}
	_, _ = server.Classify(ctx, &pecetev1.ClassifyRequest{})
	_ = server.conn.Invoke(ctx, "/pecete.v1.ClassifierService/"+aCNP, &pecetev1.ClassifyRequest{}, &pecetev1.ClassifyResponse{})
	waitForMetrics(t, metrics,
		`pecete_requests_total{code="OK",method="/pecete.v1.ClassifierService/ClassifyBatch"} 1`,
		`pecete_requests_total{code="INVALID_ARGUMENT",method="/pecete.v1.ClassifierService/Classify"} 1`,
		`pecete_requests_total{code="UNIMPLEMENTED",method="unknown"} 1`,
		`pecete_requests_in_flight{method="/pecete.v1.ClassifierService/ClassifyBatch"} 0`,
		`pecete_request_duration_seconds_count{method="/pecete.v1.ClassifierService/ClassifyBatch"} 1`,
		`pecete_messages_total{verdict="warn"} 1`, `pecete_messages_total{verdict="allow"} 1`, `pecete_messages_total{verdict="block"} 0`,
		`pecete_messages_failed_total 1`, `pecete_batch_messages_sum 3`, `pecete_message_bytes_count 2`,
		`pecete_findings_total{detector="ro.cnp",verdict="warn"} 1`,
		`pecete_ruleset_info{version="`+testEngine().Rules().Version+`"} 1`,
		`pecete_queue_slots{class="large"} 1`, `pecete_queue_running{class="small"} 0`,
	)
}

func TestSpansOfCalls(t *testing.T) {
	spans := tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	server := start(t, testEngine(), Options{Traces: telemetry.NewTraces(provider)})
	ctx := metadata.AppendToOutgoingContext(within(t, 10*time.Second), telemetry.RequestIDHeader, "r1",
		"traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01")
	if _, err := server.Classify(ctx, &pecetev1.ClassifyRequest{Text: "CNP: " + aCNP}); err != nil {
		t.Fatal(err)
	}
	for range 300 {
		if len(spans.GetSpans()) > 0 {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	span := spans.GetSpans()[0]
	if span.Name != "pecete.v1.ClassifierService/Classify" || span.Parent.TraceID().String() != "0af7651916cd43dd8448eb211c80319c" {
		t.Errorf("%s, of %v", span.Name, span.Parent.TraceID())
	}
	got := map[string]string{}
	for _, a := range span.Attributes {
		got[string(a.Key)] = a.Value.String()
	}
	for key, want := range map[string]string{
		"rpc.method": "Classify", "pecete.code": "OK", "pecete.request_id": "r1", "pecete.verdict": "warn",
		"pecete.findings": "1", "pecete.messages": "1", "pecete.ruleset": testEngine().Rules().Version, "pecete.bytes_in": "20",
	} {
		if got[key] != want {
			t.Errorf("%s is %q, want %q", key, got[key], want)
		}
	}
}

// full gives a server whose one place at work is taken until the test ends, and whose
// line takes nobody more.
func full(t *testing.T, metrics *telemetry.Metrics) *running {
	t.Helper()
	queue, err := admission.New(admission.Options{Classes: []admission.Class{{Name: "any", Slots: 1}}, Waiting: 1, Observer: metrics})
	if err != nil {
		t.Fatal(err)
	}
	hold, begun := make(chan struct{}), make(chan struct{}, 8)
	server := start(t, hookedEngine{testEngine(), func(text string) {
		if strings.Contains(text, "wait") {
			begun <- struct{}{}
			<-hold
		}
	}}, Options{Queue: queue, Metrics: metrics})
	ctx := within(t, 20*time.Second)
	ended := make(chan error, 2)
	for range 2 {
		go func() {
			_, err := server.Classify(ctx, &pecetev1.ClassifyRequest{Text: "wait"}, grpc.WaitForReady(true))
			ended <- err
		}()
	}
	<-begun
	for queue.States()[0].Waiting == 0 {
		time.Sleep(time.Millisecond)
	}
	t.Cleanup(func() {
		close(hold)
		for range 2 {
			if err := <-ended; err != nil {
				t.Errorf("one that waited: %v", err)
			}
		}
	})
	return server
}

func TestFullQueue(t *testing.T) {
	metrics := telemetry.NewMetrics("v1")
	server := full(t, metrics)
	ctx := within(t, 10*time.Second)
	var header, trailer metadata.MD
	began := time.Now()
	_, err := server.Classify(ctx, &pecetev1.ClassifyRequest{Text: calm}, grpc.Header(&header), grpc.Trailer(&trailer))
	s := status.Convert(err)
	if s.Code() != codes.ResourceExhausted || len(s.Details()) != 1 || time.Since(began) > 5*time.Second {
		t.Fatalf("%v with %v after %v", err, s.Details(), time.Since(began))
	}
	if info, ok := s.Details()[0].(*errdetails.RetryInfo); !ok || info.GetRetryDelay().AsDuration() <= 0 {
		t.Errorf("the detail is %v", s.Details()[0])
	}
	if len(trailer.Get(pushbackTrailer)) != 1 || len(header) > 1 {
		t.Errorf("header %v, trailer %v", header, trailer)
	}
	stream, err := server.ClassifyStream(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 { // a message that finds no place does not end the stream
		if err := stream.Send(&pecetev1.ClassifyStreamRequest{MessageId: "m", Text: calm}); err != nil {
			t.Fatal(err)
		}
		out, err := stream.Recv()
		if err != nil || out.GetMessageId() != "m" || errorOf(out.GetError()).Code() != codes.ResourceExhausted {
			t.Errorf("a message of a stream: %v, %v", out, err)
		}
	}
	// What makes no work does not wait.
	if _, err := server.ListDetectors(ctx, &pecetev1.ListDetectorsRequest{}); err != nil {
		t.Error(err)
	}
	waitForMetrics(t, metrics, `pecete_queue_rejected_total{class="any",reason="full"} 3`, `pecete_queue_waiting{class="any"} 1`)
}

func TestDeadlineInTheQueue(t *testing.T) {
	worked := make(chan string, 8)
	queue, err := admission.New(admission.Options{Classes: []admission.Class{{Name: "any", Slots: 1}}})
	if err != nil {
		t.Fatal(err)
	}
	turn, err := queue.Enter(t.Context(), 1)
	if err != nil {
		t.Fatal(err)
	}
	server := start(t, hookedEngine{testEngine(), func(text string) { worked <- text }}, Options{Queue: queue})
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	if _, err := server.Classify(ctx, &pecetev1.ClassifyRequest{Text: "late"}); status.Code(err) != codes.DeadlineExceeded {
		t.Errorf("%v", err)
	}
	for queue.States()[0].Waiting > 0 { // the server's clock may be a little behind
		time.Sleep(time.Millisecond)
	}
	turn.Leave()
	if _, err := server.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Text: "in time"}); err != nil {
		t.Error(err)
	}
	if first := <-worked; first != "in time" {
		t.Errorf("%q was worked on", first)
	}
}

func TestPushback(t *testing.T) {
	for name, tt := range map[string]struct {
		err  error
		want string
	}{
		"busy":                           {&admission.BusyError{Retry: 70 * time.Millisecond}, "70"},
		"no second try makes it smaller": {status.Error(codes.ResourceExhausted, "too large"), "-1"},
		"for gRPC's own policy":          {status.Error(codes.Unavailable, "stopping"), ""},
		"the caller's fault":             {status.Error(codes.InvalidArgument, "empty"), ""},
	} {
		if got := pushback(tt.err); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestLogIsSampled(t *testing.T) {
	log := &syncBuffer{}
	metrics := telemetry.NewMetrics("v1")
	server := start(t, hookedEngine{testEngine(), func(text string) {
		if text == "panic" {
			panic("as wanted")
		}
	}}, Options{Log: zerolog.New(log), LogSample: 10, Metrics: metrics})
	for i := range 100 {
		text := calm
		if i%20 == 0 {
			text = "panic"
		}
		_, _ = server.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Text: text})
	}
	waitForMetrics(t, metrics, `pecete_panics_total 5`, fmt.Sprintf(`pecete_requests_total{code="OK",method=%q} 95`, pecetev1.ClassifierService_Classify_FullMethodName))
	levels := map[any]int{}
	for _, line := range log.lines(t) {
		levels[line["level"]]++
	}
	if levels["error"] != 5 || levels["info"] < 9 || levels["info"] > 10 {
		t.Errorf("lines by level: %v", levels)
	}
}

// A connection that is old is closed, and its calls go on with another.
func TestConnectionsHaveAnAge(t *testing.T) {
	server := start(t, testEngine(), Options{ConnectionAge: 200 * time.Millisecond, ConnectionGrace: 5 * time.Second})
	var dialled atomic.Int32
	dial := server.dial
	server.dial = func(ctx context.Context, address string) (net.Conn, error) {
		dialled.Add(1)
		return dial(ctx, address)
	}
	client := pecetev1.NewClassifierServiceClient(server.connect(t))
	ctx := within(t, 20*time.Second)
	for dialled.Load() < 3 {
		if _, err := client.Classify(ctx, &pecetev1.ClassifyRequest{Text: calm}); err != nil {
			t.Fatalf("after %d connections: %v", dialled.Load(), err)
		}
		time.Sleep(5 * time.Millisecond)
	}
}
