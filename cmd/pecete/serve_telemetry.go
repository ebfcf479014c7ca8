package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"time"

	"github.com/rs/zerolog"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/api/telemetry"
)

// metricsFlags say where operators get to see numbers.
type metricsFlags struct {
	MetricsListen string `placeholder:"HOST:PORT" help:"Address to serve Prometheus metrics at, under /metrics, in the clear; none by default. They have no text, but tell who calls and how much is found: one that is not of the loopback takes --insecure, with TLS on the doors too, and should be one that only Prometheus reaches."`
}

// start serves metrics if the flag asks for it, until what is observed is stopped.
func (f metricsFlags) start(o *observed, log zerolog.Logger) error {
	if f.MetricsListen == "" {
		return nil
	}
	stop, err := serveMetrics(f.MetricsListen, o.metrics, log)
	if err != nil {
		return err
	}
	o.stops = append(o.stops, stop)
	return nil
}

// telemetryFlags say what operators get to see besides the log.
type telemetryFlags struct {
	Metrics metricsFlags `embed:""`

	TraceEndpoint string  `placeholder:"URL" help:"Send OpenTelemetry traces to this collector, over OTLP on gRPC: http://HOST:4317, or https. The variables OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_EXPORTER_OTLP_TRACES_ENDPOINT do too."`
	TraceShare    float64 `needs:"trace-endpoint,OTEL_EXPORTER_OTLP_ENDPOINT,OTEL_EXPORTER_OTLP_TRACES_ENDPOINT" default:"0.01" placeholder:"SHARE" help:"Share of the traces that begin here to keep, 0 to 1 (${default}). Those that begin at a caller are kept if the caller's are."`
	LogSample     uint32  `default:"1" placeholder:"N" help:"Log one of N calls (${default}); those at warn and above are all logged."`
}

// observed is what is started for a server that is observed.
type observed struct {
	metrics *telemetry.Metrics
	traces  *telemetry.Traces
	stops   []func() error
}

// start starts what the flags ask for, to show metrics among it. It must be stopped.
func (f telemetryFlags) start(ctx context.Context, log zerolog.Logger, metrics *telemetry.Metrics) (*observed, error) {
	if !(f.TraceShare >= 0 && f.TraceShare <= 1) {
		return nil, fmt.Errorf("--trace-share is %v, but must lie between 0 and 1", f.TraceShare)
	}
	o := &observed{metrics: metrics}
	if err := f.startTraces(ctx, log, o); err != nil {
		return nil, err
	}
	if err := f.Metrics.start(o, log); err != nil {
		return nil, errors.Join(err, o.stop())
	}
	return o, nil
}

func (f telemetryFlags) startTraces(ctx context.Context, log zerolog.Logger, o *observed) error {
	if f.TraceEndpoint == "" && os.Getenv("OTEL_EXPORTER_OTLP_ENDPOINT") == "" && os.Getenv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT") == "" {
		return nil
	}
	if f.TraceEndpoint != "" && !strings.HasPrefix(f.TraceEndpoint, "http://") && !strings.HasPrefix(f.TraceEndpoint, "https://") {
		return fmt.Errorf("--trace-endpoint must begin with http:// or https://")
	}
	provider, stop, err := telemetry.Export(ctx, telemetry.Exporting{
		Endpoint: f.TraceEndpoint, Share: f.TraceShare, Version: programVersion(), Failed: tellRarely(log),
	})
	if err != nil {
		return err
	}
	o.traces, o.stops = telemetry.NewTraces(provider), append(o.stops, stop)
	return nil
}

// tellRarely gives what logs that spans were lost, once a minute at most.
func tellRarely(log zerolog.Logger) func(error) {
	var lock sync.Mutex
	var last time.Time
	return func(err error) {
		lock.Lock()
		defer lock.Unlock()
		if time.Since(last) > time.Minute {
			last = time.Now()
			log.Warn().Err(err).Msg("traces are being lost")
		}
	}
}

// stop ends what was started.
func (o *observed) stop() error {
	var all []error
	for _, stop := range o.stops {
		all = append(all, stop())
	}
	return errors.Join(all...)
}

// tell puts the flags into the options of a server.
func (f telemetryFlags) tell(options *api.Options, o *observed) {
	options.Metrics, options.Traces, options.LogSample = o.metrics, o.traces, f.LogSample
}

// serveMetrics serves metrics at an address until stop is called.
func serveMetrics(address string, metrics *telemetry.Metrics, log zerolog.Logger) (stop func() error, err error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listening for --metrics-listen: %w", err)
	}
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", metrics.Handler())
	server := &http.Server{
		Handler: mux, ReadTimeout: 5 * time.Second, WriteTimeout: 30 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 16 << 10,
	}
	done := make(chan error, 1)
	go func() { done <- server.Serve(listener) }()
	log.Info().Stringer("address", listener.Addr()).Msg("serving metrics")
	return func() error {
		err := server.Close()
		if ended := <-done; !errors.Is(ended, http.ErrServerClosed) {
			err = errors.Join(err, ended)
		}
		return err
	}, nil
}
