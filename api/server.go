package api

import (
	"context"
	"fmt"
	"net"
	"time"

	"github.com/rs/zerolog"
	"google.golang.org/grpc"
	channelz "google.golang.org/grpc/channelz/service"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/experimental"
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/reflection"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// Engine is what the server needs of a classifier; *classifier.Classifier is
// one. It must be safe for concurrent use.
type Engine interface {
	Classify(text string, query classifier.Query) classifier.Assessment
	Converse(talk *classifier.Conversation, message classifier.Message, query classifier.Query) classifier.Assessment
	Expire(talk *classifier.Conversation) bool
	Redact(text string, query classifier.Query, style classifier.RedactStyle) (string, classifier.Assessment)
	Select(names []string) (classifier.Selection, error)
	Rules() *patterns.Ruleset
}

// Options are the settings of a Server. The zero value is usable: default
// limits, no log.
type Options struct {
	// Limits on requests and answers; the zero value means DefaultLimits.
	Limits Limits
	// Log gets a line for each call; the zero value drops them.
	Log zerolog.Logger
	// DrainTimeout is how long calls in flight may take to finish once the server
	// is to stop; 0 means 10 s.
	DrainTimeout time.Duration
	// StreamIdle is how long a stream without a new message is kept once the
	// server is to stop; 0 means 500 ms.
	StreamIdle time.Duration
	// Gatekeeper decides who may call what; nil lets everybody call everything.
	Gatekeeper Gatekeeper
	// Credentials secure the connections; nil means that they are in the clear.
	Credentials credentials.TransportCredentials
	// Handlers answer the calls of the contract in place of the server's own; nil
	// means these. It serves to measure what they cost.
	Handlers pecetev1.ClassifierServiceServer
}

// Server serves the contract, health, reflection and channelz over gRPC.
type Server struct {
	pecetev1.UnimplementedClassifierServiceServer

	engine       Engine
	classify     judge // of the engine
	limits       Limits
	handlers     pecetev1.ClassifierServiceServer
	gate         Gatekeeper
	credentials  credentials.TransportCredentials
	log          zerolog.Logger
	drainTimeout time.Duration
	streamIdle   time.Duration
	places       placePool

	grpc     *grpc.Server
	health   *health.Server
	draining chan struct{} // closed once the server is to stop
}

// New makes a server in front of engine. It fails if the limits contradict
// themselves.
func New(engine Engine, options Options) (*Server, error) {
	if options.Limits == (Limits{}) {
		options.Limits = DefaultLimits()
	}
	if err := options.Limits.check(); err != nil {
		return nil, err
	}
	if options.DrainTimeout == 0 {
		options.DrainTimeout = 10 * time.Second
	}
	if options.StreamIdle == 0 {
		options.StreamIdle = 500 * time.Millisecond
	}
	s := &Server{
		engine: engine, classify: engine.Classify, limits: options.Limits, log: options.Log,
		drainTimeout: options.DrainTimeout, streamIdle: options.StreamIdle,
		health: health.NewServer(), draining: make(chan struct{}),
		gate: options.Gatekeeper, credentials: options.Credentials,
	}
	if s.gate == nil {
		s.gate = open{}
	}
	if s.handlers = options.Handlers; s.handlers == nil {
		s.handlers = s
	}
	return s, nil
}

// register makes the gRPC server, which has goroutines from then on.
func (s *Server) register() {
	codec := newCodec(s.limits)
	calls := &callLog{
		log: s.log, codec: codec, ruleset: func() string { return s.engine.Rules().Version },
		gate: s.gate, intercept: s.recoverUnary, recoverTo: s.recoverTo, unaries: map[string]bool{},
	}
	s.grpc = grpc.NewServer(append(s.transport(),
		grpc.ForceServerCodecV2(codec),
		experimental.BufferPool(codec.pool),
		grpc.UnaryInterceptor(s.recoverUnary),
		grpc.ChainStreamInterceptor(calls.onlyStreams(calls.stream), calls.onlyStreams(s.drainStream), s.recoverStream),
		grpc.UnknownServiceHandler(unknownMethod),
	)...)
	logged := calls.registrar(s.grpc)
	pecetev1.RegisterClassifierServiceServer(logged, s.handlers)
	healthv1.RegisterHealthServer(logged, s.health)
	reflection.Register(logged)
	channelz.RegisterChannelzServiceToServer(logged)
}

// streamWorkers is how many goroutines wait for calls. One that was made for a call
// has a stack of a few kilobytes, and an engine at work more than that: a fifth of the
// time of a call went into copying its stack while it grew. Calls beyond these get a
// goroutine of their own.
const streamWorkers = 64

// transport gives the settings of connections. gRPC's own are made for trusted
// peers: 16 MiB of headers, two minutes for a handshake, two hours until a dead
// peer is noticed, and no client may ask sooner than every five minutes whether
// the server is alive, which middleboxes call for.
func (s *Server) transport() []grpc.ServerOption {
	return []grpc.ServerOption{
		grpc.Creds(s.credentials),
		grpc.MaxRecvMsgSize(2 * s.limits.RequestBytes),
		grpc.MaxConcurrentStreams(uint32(s.limits.ConcurrentStreams)),
		grpc.MaxHeaderListSize(16 << 10),
		grpc.NumStreamWorkers(streamWorkers),
		grpc.ConnectionTimeout(5 * time.Second),
		grpc.KeepaliveParams(keepalive.ServerParameters{
			MaxConnectionIdle: 15 * time.Minute, Time: time.Minute, Timeout: 20 * time.Second,
		}),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{
			MinTime: 10 * time.Second, PermitWithoutStream: true,
		}),
	}
}

// unknownMethod answers calls of methods that do not exist. Unlike gRPC's own
// answer it does not repeat the name, which is whatever the caller wrote.
func unknownMethod(any, grpc.ServerStream) error {
	return status.Error(codes.Unimplemented, "no such service or method")
}

// Serve answers calls that come to listener until ctx ends. It then reports
// NOT_SERVING, takes no more calls, lets those in flight finish for as long as
// the drain timeout allows, cuts off the rest, and returns nil. It closes
// listener. A server serves once.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	s.register()
	defer s.grpc.Stop()
	served := make(chan error, 1)
	go func() { served <- s.grpc.Serve(plainListener{listener}) }()
	s.health.SetServingStatus(pecetev1.ClassifierService_ServiceDesc.ServiceName, healthv1.HealthCheckResponse_SERVING)
	s.log.Info().Stringer("address", listener.Addr()).
		Int("detectors", len(s.engine.Rules().Detectors)).Str("ruleset", s.engine.Rules().Version).
		Msg("serving")
	select {
	case err := <-served:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	s.drain()
	if err := <-served; err != nil {
		return fmt.Errorf("serving: %w", err)
	}
	return nil
}

// drain stops the server, gracefully while the drain timeout lasts.
func (s *Server) drain() {
	s.log.Info().Stringer("timeout", s.drainTimeout).Msg("stopping: finishing the calls in flight")
	s.health.Shutdown()
	close(s.draining)
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		s.grpc.GracefulStop()
	}()
	select {
	case <-finished:
		s.log.Info().Msg("stopped")
	case <-time.After(s.drainTimeout):
		s.log.Warn().Msg("stopped: calls that did not finish in time were cut off")
		s.grpc.Stop()
		<-finished
	}
}
