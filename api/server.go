package api

import (
	"context"
	"errors"
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

	"github.com/pecete/pecete/api/admission"
	"github.com/pecete/pecete/api/telemetry"
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

// Engines gives the engine that answers now; it must be safe for concurrent use. It
// is asked once for each request, message of a stream included, so that no answer is
// made by two engines.
type Engines func() Engine

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
	// DrainDelay is how long the server that is to stop reports NOT_SERVING before it
	// takes no more calls, so that those who watch its health turn elsewhere first; 0
	// means not at all.
	DrainDelay time.Duration
	// StreamIdle is how long a stream without a new message is kept once the
	// server is to stop; 0 means 500 ms.
	StreamIdle time.Duration
	// Gatekeeper decides who may call what; nil lets everybody call everything.
	Gatekeeper Gatekeeper
	// Credentials secure the connections; nil means that they are in the clear.
	Credentials credentials.TransportCredentials
	// LogSample is of how many lines of calls one is written, chosen evenly; those at
	// warn and above are all written. 0 and 1 mean all.
	LogSample uint32
	// Metrics and Traces are told of calls; nil means nobody is.
	Metrics *telemetry.Metrics
	Traces  *telemetry.Traces
	// Queue decides when requests get to the engine; nil means at once.
	Queue *admission.Queue
	// ConnectionAge is after what time a connection is closed, give or take a tenth, so
	// that callers look for servers anew, and ConnectionGrace how long its calls may then
	// still take. 0 means that connections stay, and for calls all the time they take.
	ConnectionAge, ConnectionGrace time.Duration
	// Handlers answer the calls of the contract in place of the server's own; nil
	// means these. It serves to measure what they cost.
	Handlers pecetev1.ClassifierServiceServer
}

// Server serves the contract, health, reflection and channelz over gRPC.
type Server struct {
	pecetev1.UnimplementedClassifierServiceServer

	engines      Engines
	limits       Limits
	handlers     pecetev1.ClassifierServiceServer
	gate         Gatekeeper
	credentials  credentials.TransportCredentials
	log          zerolog.Logger
	drainDelay   time.Duration
	drainTimeout time.Duration
	streamIdle   time.Duration
	places       placePool
	queue        *admission.Queue
	calls        *callLog
	age          keepalive.ServerParameters

	grpc     *grpc.Server
	health   *health.Server
	draining chan struct{} // closed once the server is to stop
}

// New makes a server in front of engine. It fails if the limits contradict
// themselves.
func New(engine Engine, options Options) (*Server, error) {
	return NewChanging(func() Engine { return engine }, options)
}

// NewChanging is New for an engine that another may take the place of while the
// server serves.
func NewChanging(engines Engines, options Options) (*Server, error) {
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
		engines: engines, limits: options.Limits, log: options.Log,
		drainDelay: options.DrainDelay, drainTimeout: options.DrainTimeout, streamIdle: options.StreamIdle,
		health: health.NewServer(), draining: make(chan struct{}), queue: options.Queue,
		age:  keepalive.ServerParameters{MaxConnectionAge: options.ConnectionAge, MaxConnectionAgeGrace: options.ConnectionGrace},
		gate: options.Gatekeeper, credentials: options.Credentials,
	}
	s.TellRules(true)
	if s.gate == nil {
		s.gate = open{}
	}
	s.calls = &callLog{
		log: Sampled(s.log, options.LogSample), codec: newCodec(s.limits),
		gate: s.gate, intercept: s.recoverUnary, recoverTo: s.recoverTo,
		metrics: options.Metrics, traces: options.Traces, queue: options.Queue,
	}
	options.Metrics.Serving(engines().Rules().Version)
	watchQueue(options.Queue, options.Metrics)
	if s.handlers = options.Handlers; s.handlers == nil {
		s.handlers = s
	}
	return s, nil
}

// Limits gives the limits in force.
func (s *Server) Limits() Limits { return s.limits }

// Ruleset gives the version of the rules in use.
func (s *Server) Ruleset() string { return s.engines().Rules().Version }

// NewGRPC makes a gRPC server whose calls are answered, logged and, once Serve has begun
// to stop, ended like those of Serve. It is for calls that come by other ways, such as
// its ServeHTTP. It has goroutines until it is stopped, which is up to the caller.
func (s *Server) NewGRPC() *grpc.Server { return s.newGRPC(s.gate, s.credentials) }

// NewLocal makes a gRPC server like NewGRPC for calls from within this process, which
// come in the clear and by right; caller is their name in the log.
func (s *Server) NewLocal(caller string) *grpc.Server { return s.newGRPC(open{caller}, nil) }

func (s *Server) newGRPC(gate Gatekeeper, secured credentials.TransportCredentials) *grpc.Server {
	calls := *s.calls
	calls.gate = gate
	calls.unaries = map[string]bool{} // written while services are registered
	server := grpc.NewServer(append(s.transport(),
		grpc.Creds(secured),
		grpc.ForceServerCodecV2(calls.codec),
		experimental.BufferPool(calls.codec.pool),
		grpc.UnaryInterceptor(s.recoverUnary),
		grpc.ChainStreamInterceptor(calls.onlyStreams(calls.stream), calls.onlyStreams(s.drainStream), s.recoverStream),
		grpc.UnknownServiceHandler(unknownMethod),
	)...)
	logged := calls.registrar(server)
	pecetev1.RegisterClassifierServiceServer(logged, s.handlers)
	healthv1.RegisterHealthServer(logged, s.health)
	reflection.Register(logged)
	channelz.RegisterChannelzServiceToServer(logged)
	return server
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
		grpc.MaxRecvMsgSize(2 * s.limits.RequestBytes),
		grpc.MaxConcurrentStreams(uint32(s.limits.ConcurrentStreams)),
		grpc.MaxHeaderListSize(16 << 10),
		// What may be under way to a stream and to a connection before it is read. gRPC's own
		// begins at 64 KiB, so that a larger text takes many round trips, each of which waits
		// for a processor while the engine has them all, and grows to 16 MiB.
		grpc.StaticStreamWindowSize(512 << 10),
		grpc.StaticConnWindowSize(2 << 20),
		grpc.NumStreamWorkers(streamWorkers),
		grpc.ConnectionTimeout(5 * time.Second),
		grpc.KeepaliveParams(keepalive.ServerParameters{
			MaxConnectionIdle: 15 * time.Minute, Time: time.Minute, Timeout: 20 * time.Second,
			MaxConnectionAge: s.age.MaxConnectionAge, MaxConnectionAgeGrace: s.age.MaxConnectionAgeGrace,
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

// RulesHealth is the name that gRPC's health knows the rules by: SERVING if those in use
// are those in their files, NOT_SERVING if these have a fault. Calls are answered either way.
const RulesHealth = "pecete.rules"

// TellRules has the health say whether the rules in use are those in their files.
func (s *Server) TellRules(current bool) {
	status := healthv1.HealthCheckResponse_SERVING
	if !current {
		status = healthv1.HealthCheckResponse_NOT_SERVING
	}
	s.health.SetServingStatus(RulesHealth, status)
}

// Serve answers calls that come to listener until ctx ends. It then reports
// NOT_SERVING and, after the drain delay, takes no more calls, lets those in flight finish for as long as
// the drain timeout allows, cuts off the rest, and returns nil. It closes
// listener. A server serves once.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	s.grpc = s.NewGRPC()
	defer s.grpc.Stop()
	served := make(chan error, 1)
	go func() { served <- s.grpc.Serve(PlainListener(listener)) }()
	s.health.SetServingStatus(pecetev1.ClassifierService_ServiceDesc.ServiceName, healthv1.HealthCheckResponse_SERVING)
	rules := s.engines().Rules()
	s.log.Info().Stringer("address", listener.Addr()).
		Int("detectors", len(rules.Detectors)).Str("ruleset", rules.Version).
		Msg("serving")
	select {
	case err := <-served:
		return fmt.Errorf("serving: %w", err)
	case <-ctx.Done():
	}
	s.drain()
	if err := <-served; err != nil && !errors.Is(err, grpc.ErrServerStopped) { // before it had begun
		return fmt.Errorf("serving: %w", err)
	}
	return nil
}

// drain stops the server, gracefully while the drain timeout lasts.
func (s *Server) drain() {
	s.log.Info().Stringer("timeout", s.drainTimeout).Msg("stopping: finishing the calls in flight")
	s.health.Shutdown()
	time.Sleep(s.drainDelay)
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
