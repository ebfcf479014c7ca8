package extproc

import (
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	pb "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/experimental"
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/api"
)

// Server is an external processor for Envoy. It serves once.
type Server struct {
	pb.UnimplementedExternalProcessorServer

	inspector Inspector
	options   Options
	health    *health.Server
}

// New makes a server that has inspector judge what Envoy shows. It fails if the options
// make no sense.
func New(inspector Inspector, options Options) (*Server, error) {
	options = options.withDefaults()
	if err := options.check(); err != nil {
		return nil, fmt.Errorf("external processing: %w", err)
	}
	return &Server{inspector: inspector, options: options, health: health.NewServer()}, nil
}

// Process answers what Envoy tells of one HTTP request and its response.
func (s *Server) Process(stream pb.ExternalProcessor_ProcessServer) error {
	return newExchange(s, stream).run()
}

// Serve answers Envoy's streams that come to listener until ctx ends. It then reports
// NOT_SERVING, takes no more streams, lets those in flight finish for as long as the drain
// timeout allows, cuts off the rest, and returns nil. It closes listener.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	server := grpc.NewServer(s.transport()...)
	defer server.Stop()
	pb.RegisterExternalProcessorServer(server, s)
	healthv1.RegisterHealthServer(server, s.health)
	s.health.SetServingStatus(pb.ExternalProcessor_ServiceDesc.ServiceName, healthv1.HealthCheckResponse_SERVING)
	served := make(chan error, 1)
	go func() { served <- server.Serve(api.PlainListener(listener)) }()
	s.options.Log.Info().Stringer("address", listener.Addr()).Msg("serving external processing")
	select {
	case err := <-served:
		return fmt.Errorf("serving external processing: %w", err)
	case <-ctx.Done():
	}
	s.drain(server)
	if err := <-served; err != nil && !errors.Is(err, grpc.ErrServerStopped) { // before it had begun
		return fmt.Errorf("serving external processing: %w", err)
	}
	return nil
}

// drain stops the server, gracefully while the drain timeout lasts.
func (s *Server) drain(server *grpc.Server) {
	s.health.Shutdown()
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		server.GracefulStop()
	}()
	select {
	case <-finished:
	case <-time.After(s.options.DrainTimeout):
		s.options.Log.Warn().Msg("stopped: HTTP requests that did not finish in time were cut off")
		server.Stop()
		<-finished
	}
}

// transport gives the settings of connections, as the service's own are: gRPC's are made
// for trusted peers. Streams last as long as HTTP requests, so that no goroutines wait for
// them.
func (s *Server) transport() []grpc.ServerOption {
	return []grpc.ServerOption{
		grpc.Creds(s.options.Credentials),
		grpc.MaxRecvMsgSize(s.options.MessageBytes),
		grpc.MaxConcurrentStreams(s.options.Streams),
		grpc.MaxHeaderListSize(16 << 10),
		grpc.StaticStreamWindowSize(512 << 10),
		grpc.StaticConnWindowSize(2 << 20),
		grpc.ConnectionTimeout(5 * time.Second),
		grpc.KeepaliveParams(keepalive.ServerParameters{
			MaxConnectionIdle: 15 * time.Minute, Time: time.Minute, Timeout: 20 * time.Second,
		}),
		grpc.KeepaliveEnforcementPolicy(keepalive.EnforcementPolicy{
			MinTime: 10 * time.Second, PermitWithoutStream: true,
		}),
		experimental.BufferPool(api.NewBufferPool()),
		grpc.StreamInterceptor(s.recoverStream),
		grpc.UnaryInterceptor(s.recoverUnary),
		grpc.UnknownServiceHandler(unknownMethod),
	}
}

// unknownMethod answers calls of methods that do not exist. Unlike gRPC's own answer it
// does not repeat the name, which is whatever the caller wrote.
func unknownMethod(any, grpc.ServerStream) error {
	return status.Error(codes.Unimplemented, "no such service or method")
}
