package telemetry

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	collector "go.opentelemetry.io/proto/otlp/collector/trace/v1"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// traceCollector keeps what it gets.
type traceCollector struct {
	collector.UnimplementedTraceServiceServer
	mu    sync.Mutex
	names []string
	about map[string]string
}

func (c *traceCollector) Export(_ context.Context, in *collector.ExportTraceServiceRequest) (*collector.ExportTraceServiceResponse, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, r := range in.GetResourceSpans() {
		for _, a := range r.GetResource().GetAttributes() {
			c.about[a.GetKey()] = a.GetValue().GetStringValue()
		}
		for _, s := range r.GetScopeSpans() {
			for _, span := range s.GetSpans() {
				c.names = append(c.names, span.GetName())
			}
		}
	}
	return &collector.ExportTraceServiceResponse{}, nil
}

func TestSpansGoToACollector(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	got := &traceCollector{about: map[string]string{}}
	server := grpc.NewServer()
	collector.RegisterTraceServiceServer(server, got)
	go func() { _ = server.Serve(listener) }()
	defer server.Stop()
	provider, stop, err := Export(t.Context(), Exporting{
		Endpoint: "http://" + listener.Addr().String(), Share: 1, Version: "v1", Failed: func(err error) { t.Error(err) },
	})
	if err != nil {
		t.Fatal(err)
	}
	traces := NewTraces(provider)
	_, span := traces.Began(t.Context(), "/a.Service/Method")
	traces.Ended(span, &Call{Code: codes.Internal, RequestID: "r1"})
	if err := stop(); err != nil {
		t.Error(err)
	}
	got.mu.Lock()
	defer got.mu.Unlock()
	if len(got.names) != 1 || got.names[0] != "a.Service/Method" || got.about["service.name"] != "pecete" || got.about["service.version"] != "v1" {
		t.Errorf("the collector has %q of %v", got.names, got.about)
	}
}

// A collector that is not there costs spans and no call.
func TestCollectorThatIsAway(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	failed := make(chan error, 1)
	provider, stop, err := Export(t.Context(), Exporting{
		Endpoint: "http://" + listener.Addr().String(), Share: 1, Failed: func(err error) {
			select {
			case failed <- err:
			default:
			}
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	began := time.Now()
	traces := NewTraces(provider)
	for range 10_000 {
		_, span := traces.Began(t.Context(), "/a.Service/Method")
		traces.Ended(span, &Call{})
	}
	if took := time.Since(began); took > 3*time.Second {
		t.Errorf("10,000 calls took %v", took)
	}
	_ = stop() // fails or not, as spans are left or not
	select {
	case <-failed:
	case <-time.After(10 * time.Second):
		t.Error("nobody was told")
	}
}

// Of traces that begin here only a share is kept.
func TestShareOfTraces(t *testing.T) {
	provider, stop, err := Export(t.Context(), Exporting{Endpoint: "http://127.0.0.1:1", Share: 0, Failed: func(error) {}})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = stop() }()
	_, span := NewTraces(provider).Began(t.Context(), "/a.Service/Method")
	if span.IsRecording() || !span.SpanContext().IsValid() {
		t.Errorf("the span is %v", span.SpanContext())
	}
	NewTraces(provider).Ended(span, &Call{})
}
