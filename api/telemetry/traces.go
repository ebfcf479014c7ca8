package telemetry

import (
	"context"
	"fmt"
	"strings"
	"time"

	"go.opentelemetry.io/otel/attribute"
	otelcodes "go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
)

// Traces make a span of each call. A nil *Traces makes none.
//
// They are written by hand, and not by a stats.Handler such as gRPC's own, for which
// gRPC makes a copy of the headers and up to eight events of each call, and which knows
// nothing of verdicts.
type Traces struct {
	tracer   trace.Tracer
	incoming propagation.TraceContext
}

// NewTraces makes traces whose spans go to a provider.
func NewTraces(provider trace.TracerProvider) *Traces {
	return &Traces{tracer: provider.Tracer("github.com/pecete/pecete/api")}
}

// Call is what a span tells about a call that ended.
type Call struct {
	Code               codes.Code
	RequestID          string
	Ruleset            string
	In, Out            int // bytes
	Messages, Failed   int
	Findings           int
	Allow, Warn, Block int
}

// Began begins the span of a call, as a child of the caller's if the caller's headers
// name one. The name of the method must be the server's own. The span ends with Ended.
func (t *Traces) Began(ctx context.Context, method string) (context.Context, trace.Span) {
	if t == nil {
		return ctx, nil
	}
	ctx = t.incoming.Extract(ctx, headers{ctx})
	service, name, _ := strings.Cut(strings.TrimPrefix(method, "/"), "/")
	return t.tracer.Start(ctx, strings.TrimPrefix(method, "/"),
		trace.WithSpanKind(trace.SpanKindServer),
		trace.WithAttributes(
			attribute.String("rpc.system", "grpc"),
			attribute.String("rpc.service", service),
			attribute.String("rpc.method", name),
		))
}

// Ended ends the span of a call.
func (t *Traces) Ended(span trace.Span, c *Call) {
	if span == nil {
		return
	}
	defer span.End()
	if !span.IsRecording() {
		return
	}
	span.SetAttributes(
		attribute.Int("rpc.grpc.status_code", int(c.Code)),
		attribute.String("pecete.code", CodeName(c.Code)),
		attribute.String("pecete.request_id", c.RequestID),
		attribute.Int("pecete.bytes_in", c.In),
		attribute.Int("pecete.bytes_out", c.Out),
	)
	if c.Messages > 0 {
		span.SetAttributes(
			attribute.String("pecete.verdict", worst(c)),
			attribute.Int("pecete.messages", c.Messages),
			attribute.Int("pecete.findings", c.Findings),
			attribute.Int("pecete.allow", c.Allow),
			attribute.Int("pecete.warn", c.Warn),
			attribute.Int("pecete.block", c.Block),
			attribute.String("pecete.ruleset", c.Ruleset),
		)
	}
	if c.Failed > 0 {
		span.SetAttributes(attribute.Int("pecete.failed", c.Failed))
	}
	if isFault(c.Code) {
		span.SetStatus(otelcodes.Error, CodeName(c.Code))
	}
}

// worst gives the name of the gravest verdict in a call.
func worst(c *Call) string {
	switch {
	case c.Block > 0:
		return "block"
	case c.Warn > 0:
		return "warn"
	}
	return "allow"
}

// isFault tells whether a code says that the server, and not the caller, is at fault, as
// OpenTelemetry's conventions for gRPC have it.
func isFault(c codes.Code) bool {
	switch c {
	case codes.Unknown, codes.DeadlineExceeded, codes.Unimplemented, codes.Internal, codes.Unavailable, codes.DataLoss:
		return true
	}
	return false
}

// headers reads a call's headers without copying them all.
type headers struct{ ctx context.Context }

// Get gives the value of a header, or "". The caller's tracestate is left out: it is
// free text, and would go on to the collector.
func (h headers) Get(key string) string {
	if key != "traceparent" {
		return ""
	}
	if values := metadata.ValueFromIncomingContext(h.ctx, key); len(values) > 0 {
		return values[0]
	}
	return ""
}

// Set does nothing: these are a caller's.
func (headers) Set(string, string) {}

// Keys gives nothing: whoever reads knows what to ask for.
func (headers) Keys() []string { return nil }

// Exporting are the settings of spans that go to a collector.
type Exporting struct {
	// Endpoint is the URL of the collector, such as "http://127.0.0.1:4317": with
	// https over TLS, with http in the clear. If it is empty the variables of the
	// environment that OpenTelemetry names decide (OTEL_EXPORTER_OTLP_ENDPOINT and the
	// like).
	Endpoint string
	// Share is which share of the traces that begin here are kept, 0 to 1. Those that
	// begin at a caller are kept if the caller's are.
	Share float64
	// Version is that of the program.
	Version string
	// Failed is told what went wrong with a batch of spans, which is lost. It must be
	// safe for concurrent use.
	Failed func(error)
}

// exportTimeout is how long a collector may take for a batch of spans, and the last
// batch to go out when the service stops.
const exportTimeout = 5 * time.Second

// Export makes a provider whose spans go to a collector over OTLP on gRPC. They wait in
// a bounded queue, and are dropped rather than hold up a call when the collector is slow
// or away. Stop sends what waits and must be called in the end.
func Export(ctx context.Context, e Exporting) (provider trace.TracerProvider, stop func() error, err error) {
	options := []otlptracegrpc.Option{
		otlptracegrpc.WithTimeout(exportTimeout),
		// Spans are worth less than the memory and the end that would have to wait for them.
		otlptracegrpc.WithRetry(otlptracegrpc.RetryConfig{Enabled: false}),
	}
	if e.Endpoint != "" {
		options = append(options, otlptracegrpc.WithEndpointURL(e.Endpoint))
	}
	exporter, err := otlptracegrpc.New(ctx, options...)
	if err != nil {
		return nil, nil, fmt.Errorf("traces: %w", err)
	}
	about, err := resource.New(ctx, resource.WithTelemetrySDK(), resource.WithAttributes(
		attribute.String("service.name", "pecete"), attribute.String("service.version", e.Version),
	), resource.WithFromEnv())
	if err != nil {
		return nil, nil, fmt.Errorf("traces: %w", err)
	}
	made := sdktrace.NewTracerProvider(
		sdktrace.WithBatcher(reporting{exporter, e.Failed}),
		sdktrace.WithResource(about),
		sdktrace.WithSampler(sdktrace.ParentBased(sdktrace.TraceIDRatioBased(e.Share))),
	)
	return made, func() error {
		ctx, cancel := context.WithTimeout(context.Background(), exportTimeout)
		defer cancel()
		return made.Shutdown(ctx)
	}, nil
}

// reporting is an exporter that tells of its failures, which OpenTelemetry would tell to
// one handler for the whole process.
type reporting struct {
	sdktrace.SpanExporter
	failed func(error)
}

// ExportSpans sends spans.
func (r reporting) ExportSpans(ctx context.Context, spans []sdktrace.ReadOnlySpan) error {
	if err := r.SpanExporter.ExportSpans(ctx, spans); err != nil {
		r.failed(err)
	}
	return nil
}
