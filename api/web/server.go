package web

import (
	"context"
	"errors"
	"fmt"
	"log"
	"net"
	"net/http"
	"sync/atomic"
	"time"

	"github.com/rs/zerolog"
	"google.golang.org/grpc"

	"github.com/pecete/pecete/api"
)

// Limits of the transport that nobody has asked to set.
const (
	headerBytes   = 16 << 10
	headerTimeout = 5 * time.Second
	idleTimeout   = 2 * time.Minute
)

// Server serves the handlers of an api.Server over HTTP. A server serves once.
type Server struct {
	api     *api.Server
	options Options
	refused zerolog.Logger // gets a line for a refusal

	endpoints *endpoints
	budget    budget
	calls     http.Handler // the gRPC server behind the gate, while it serves
	draining  atomic.Bool
	broken    atomic.Uint64 // connections that net/http complained of
}

// New makes a web door to the handlers of server. It fails if the options contradict
// themselves.
func New(server *api.Server, options Options) (*Server, error) {
	options = options.withDefaults()
	if err := options.check(server.Limits().RequestBytes); err != nil {
		return nil, err
	}
	endpoints, err := servedEndpoints()
	if err != nil {
		return nil, err
	}
	s := &Server{
		api: server, options: options, refused: api.Sampled(options.Log, options.LogSample),
		endpoints: endpoints, budget: budget{most: options.BufferedBytes},
	}
	for _, service := range services() {
		if _, err := s.translator(service, http.NotFoundHandler()); err != nil {
			return nil, fmt.Errorf("preparing the translation: %w", err)
		}
	}
	return s, nil
}

// Serve answers requests that come to listener until ctx ends, which is to be the same
// that ends the api.Server's Serve. It then says on /readyz that it is not ready, after
// the drain delay takes no more requests, lets those in flight finish for as long as the
// drain timeout allows, cuts off the rest, and returns nil. It closes listener.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	calls := s.api.NewGRPC()
	defer calls.Stop()
	server := s.httpServer(calls)
	defer server.Close()
	served := make(chan error, 1)
	go func() { served <- serve(server, listener) }()
	s.options.Log.Info().Stringer("address", listener.Addr()).Bool("tls", s.options.TLS != nil).Msg("serving the web")
	select {
	case err := <-served:
		return fmt.Errorf("serving the web: %w", err)
	case <-ctx.Done():
	}
	s.drain(server)
	if err := <-served; !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving the web: %w", err)
	}
	return nil
}

func serve(server *http.Server, listener net.Listener) error {
	if server.TLSConfig != nil {
		return server.ServeTLS(listener, "", "")
	}
	return server.Serve(listener)
}

// httpServer gives the server whose calls go to the gRPC server.
func (s *Server) httpServer(calls *grpc.Server) *http.Server {
	s.calls = calls
	var protocols http.Protocols
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(true)
	protocols.SetUnencryptedHTTP2(true)
	return &http.Server{
		Handler:           s.handler(),
		TLSConfig:         s.options.TLS,
		Protocols:         &protocols,
		ReadHeaderTimeout: headerTimeout,
		IdleTimeout:       idleTimeout,
		WriteTimeout:      3 * s.options.BodyTimeout, // of the body, the call and the answer
		MaxHeaderBytes:    headerBytes,
		// What net/http has to say quotes peers, who are addresses, and panics, which may
		// be messages.
		ErrorLog:                     log.New(countingWriter{&s.broken}, "", 0),
		DisableGeneralOptionsHandler: true,
		HTTP2: &http.HTTP2Config{
			MaxConcurrentStreams: s.api.Limits().ConcurrentStreams,
			SendPingTimeout:      time.Minute,
			PingTimeout:          20 * time.Second,
			WriteByteTimeout:     s.options.BodyTimeout,
		},
	}
}

// drain stops the server, gracefully while the drain timeout lasts.
func (s *Server) drain(server *http.Server) {
	s.draining.Store(true)
	time.Sleep(s.options.DrainDelay)
	ctx, cancel := context.WithTimeout(context.Background(), s.options.DrainTimeout)
	defer cancel()
	err := server.Shutdown(ctx)
	line := s.options.Log.Info()
	if err != nil {
		line = s.options.Log.Warn().Bool("cut_off", true)
	}
	line.Uint64("connections_broken", s.broken.Load()).Msg("stopped serving the web")
}

// countingWriter counts the lines of a log and drops them.
type countingWriter struct{ lines *atomic.Uint64 }

// Write counts a line.
func (w countingWriter) Write(line []byte) (int, error) {
	w.lines.Add(1)
	return len(line), nil
}
