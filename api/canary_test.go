package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rs/zerolog"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"
	"google.golang.org/grpc"
	"google.golang.org/grpc/metadata"

	"github.com/pecete/pecete/api/telemetry"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// syncBuffer is a log that several goroutines write.
type syncBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
	// keepIDs leaves the request ids in what lines gives.
	keepIDs bool
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}

// lines gives the lines of the log whose message is "call", without times.
func (b *syncBuffer) lines(t *testing.T) []map[string]any {
	t.Helper()
	var lines []map[string]any
	for line := range strings.Lines(b.String()) {
		var parsed map[string]any
		if err := json.Unmarshal([]byte(line), &parsed); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		if parsed["message"] == "call" {
			delete(parsed, "time")
			if _, ok := parsed["duration_ms"].(float64); !ok {
				t.Errorf("no duration in %q", line)
			}
			delete(parsed, "duration_ms")
			if id, ok := parsed["request_id"].(string); !ok || id == "" {
				t.Errorf("no request id in %q", line)
			}
			if !b.keepIDs {
				delete(parsed, "request_id")
			}
			lines = append(lines, parsed)
		}
	}
	return lines
}

// waitFor gives the log once it has n lines of calls: a line is written after
// the answer has gone out.
func (b *syncBuffer) waitFor(t *testing.T, n int) []map[string]any {
	t.Helper()
	for range 500 {
		if lines := b.lines(t); len(lines) >= n {
			return lines
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("the log has no %d calls:\n%s", n, b)
	return nil
}

// Identifiers are sent through every method and into every failure. Neither the
// log, at its most talkative, nor any status may hold one, or a piece of one.
func TestNothingSentIsLoggedOrPutInAStatus(t *testing.T) {
	const canary = aCNP
	log := &syncBuffer{}
	engine := hookedEngine{testEngine(), func(text string) {
		switch {
		case strings.Contains(text, "string"):
			panic(text)
		case strings.Contains(text, "error"):
			panic(quotingError{text})
		case strings.Contains(text, "index"):
			_ = []byte(text)[len(text):][0]
		case strings.Contains(text, "slow"):
			time.Sleep(300 * time.Millisecond)
		}
	}}
	metrics, spans := telemetry.NewMetrics("test"), tracetest.NewInMemoryExporter()
	provider := sdktrace.NewTracerProvider(sdktrace.WithSyncer(spans))
	server := start(t, engine, Options{
		Limits: smallLimits(), Log: zerolog.New(log).Level(zerolog.TraceLevel),
		Metrics: metrics, Traces: telemetry.NewTraces(provider), Queue: newTestQueue(t),
	})
	ctx := metadata.AppendToOutgoingContext(within(t, 60*time.Second), "x-user", canary, "user-agent", canary,
		"x-request-id", "id of "+canary, "tracestate", "a="+canary, "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "baggage", "a="+canary)

	texts := map[string]string{
		"fine": canary, "in context": "CNP: " + canary, "invalid": canary + "\xff", "too long": strings.Repeat(canary+" ", 100),
		"much too long": strings.Repeat(canary+" ", 150), "beyond the transport": strings.Repeat(canary+" ", 1000),
		"panic with a string": "string " + canary, "panic with an error": "error " + canary, "runtime panic": "index " + canary, "slow": "slow " + canary,
	}
	options := map[string][]byte{
		"none": nil, "detector": field(2, canary), "locale": field(5, canary), "both invalid": join(field(2, canary+"\xff"), field(5, canary+"\xff")),
		"no message": []byte(canary),
	}
	ids := map[string]string{"plain id": canary, "invalid id": canary + "\xff"}
	calls := 0
	expect := func(where string, err error) {
		calls++
		if err != nil && strings.Contains(err.Error(), canary[:6]) {
			t.Errorf("%s: the status is %v", where, err)
		}
	}
	for textName, text := range texts {
		for optionsName, option := range options {
			for idName, id := range ids {
				where := textName + ", options: " + optionsName + ", " + idName
				message := join(field(1, id), field(2, text), field(3, option))
				short, cancel := context.WithTimeout(ctx, 100*time.Millisecond)
				if textName != "slow" {
					cancel()
					short, cancel = context.WithCancel(ctx)
				}
				expect(where, server.conn.Invoke(short, pecetev1.ClassifierService_Classify_FullMethodName, message, &pecetev1.ClassifyResponse{}, raw()))
				expect(where, server.conn.Invoke(short, pecetev1.ClassifierService_Redact_FullMethodName,
					join(message, field(4, field(2, field(1, canary)))), &pecetev1.RedactResponse{}, raw()))
				batch := &pecetev1.ClassifyBatchResponse{}
				expect(where, server.conn.Invoke(short, pecetev1.ClassifierService_ClassifyBatch_FullMethodName,
					join(field(1, join(field(1, id), field(2, text))), field(2, option)), batch, raw()))
				for _, result := range batch.GetResults() {
					if s := errorOf(result.GetError()); strings.Contains(s.String()+fmt.Sprint(s.Details()), canary[:6]) {
						t.Errorf("%s: a result of a batch is %v", where, s)
					}
				}
				expect(where, streamOnce(short, server.conn, message, canary[:6]))
				expect(where+", in a conversation", streamOnce(short, server.conn, join(message, field(4, id)), canary[:6]))
				expect(where, server.conn.Invoke(short, "/pecete.v1.ClassifierService/"+canary, message, &pecetev1.RedactResponse{}, raw()))
				cancel()
			}
		}
	}
	log.waitFor(t, calls*9/10) // calls whose deadline passes in the client may never arrive
	time.Sleep(500 * time.Millisecond)
	if out := log.String(); strings.Contains(out, canary[:6]) || strings.Contains(out, "x-user") {
		t.Errorf("the log holds what was sent:\n%s", out)
	}
	if out := scrape(t, metrics); strings.Contains(out, canary[:6]) || !strings.Contains(out, `pecete_findings_total{detector="ro.cnp",verdict="warn"}`) {
		t.Errorf("the metrics are\n%s", out)
	}
	if out := fmt.Sprintf("%+v", spans.GetSpans()); strings.Contains(out, canary[:6]) || len(spans.GetSpans()) < calls*9/10 {
		t.Errorf("the spans of %d calls are\n%s", calls, out)
	}
	for _, want := range []string{
		`"panic_type":"string"`, `"panic_type":"api.quotingError"`, `"panic_type":"runtime.boundsError"`,
		"api.TestNothingSentIsLoggedOrPutInAStatus", "RESOURCE_EXHAUSTED", "INVALID_ARGUMENT", "INTERNAL", "UNIMPLEMENTED",
	} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("the log has no %s: the failure was not provoked", want)
		}
	}
	// Which of the two the server sees first is a matter of luck.
	if !strings.Contains(log.String(), "DEADLINE_EXCEEDED") && !strings.Contains(log.String(), "CANCELLED") {
		t.Error("the log has no call that came too late")
	}
}

// quotingError is an error that tells what it was about, as errors do.
type quotingError struct{ text string }

func (e quotingError) Error() string { return "about " + e.text }

// streamOnce sends one message on a stream and gives the stream's error, or one
// of its own if the answer has the canary in an error.
func streamOnce(ctx context.Context, conn *grpc.ClientConn, message []byte, canary string) error {
	stream, err := conn.NewStream(ctx, &grpc.StreamDesc{ClientStreams: true, ServerStreams: true}, pecetev1.ClassifierService_ClassifyStream_FullMethodName, raw())
	if err != nil {
		return err
	}
	out := &pecetev1.ClassifyStreamResponse{}
	if err := errors.Join(stream.SendMsg(message), stream.CloseSend()); err != nil {
		return err
	}
	if err := stream.RecvMsg(out); err != nil {
		return err
	}
	if s := errorOf(out.GetError()); strings.Contains(s.String()+fmt.Sprint(s.Details()), canary) {
		return fmt.Errorf("an answer of a stream is %v", s)
	}
	return stream.RecvMsg(out)
}

func TestLogHasOneLineForEachCall(t *testing.T) {
	log := &syncBuffer{}
	server := start(t, testEngine(), Options{Log: zerolog.New(log).Level(zerolog.InfoLevel)})
	ctx := within(t, 20*time.Second)
	in := &pecetev1.ClassifyBatchRequest{Messages: []*pecetev1.BatchMessage{{Text: "CNP: " + aCNP}, {Text: "Salut"}, {}, {Text: "CNP: " + aCNP + ", CNP: " + aCNP}}}
	if _, err := server.ClassifyBatch(ctx, in); err != nil {
		t.Fatal(err)
	}
	log.waitFor(t, 1)
	if _, err := server.Classify(ctx, &pecetev1.ClassifyRequest{}); err == nil {
		t.Fatal("no error")
	}
	log.waitFor(t, 2)
	if err := streamOnce(ctx, server.conn, field(2, "Salut"), aCNP); err == nil {
		t.Fatal("no end of stream")
	}
	lines := log.waitFor(t, 3)
	lines[0]["bytes_in"], lines[0]["bytes_out"] = lines[0]["bytes_in"].(float64) > 50, lines[0]["bytes_out"].(float64) > 200
	lines[2]["bytes_out"] = lines[2]["bytes_out"].(float64) > 10
	version := testEngine().Rules().Version
	want := []map[string]any{
		{"level": "info", "message": "call", "method": "/pecete.v1.ClassifierService/ClassifyBatch", "code": "OK", "bytes_in": true, "bytes_out": true,
			"messages": 3.0, "failed": 1.0, "verdicts": map[string]any{"allow": 1.0, "warn": 2.0, "block": 0.0}, "detectors": map[string]any{"ro.cnp": 3.0}, "ruleset": version},
		{"level": "info", "message": "call", "method": "/pecete.v1.ClassifierService/Classify", "code": "INVALID_ARGUMENT", "bytes_in": 0.0, "bytes_out": 0.0},
		{"level": "info", "message": "call", "method": "/pecete.v1.ClassifierService/ClassifyStream", "code": "OK", "bytes_in": 7.0, "bytes_out": true,
			"messages": 1.0, "failed": 0.0, "verdicts": map[string]any{"allow": 1.0, "warn": 0.0, "block": 0.0}, "detectors": map[string]any{}, "ruleset": version},
	}
	if diff := cmp.Diff(want, lines); diff != "" {
		t.Error(diff)
	}
}
