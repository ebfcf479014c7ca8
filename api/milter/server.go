package milter

import (
	"context"
	"fmt"
	"net"

	gomilter "github.com/d--j/go-milter"
)

const (
	// wanted is what the filter may have to do to a mail.
	wanted = gomilter.OptAddHeader | gomilter.OptChangeHeader
	// welcome is what the mail server may leave out, where it can: what the filter does
	// not look at, and the rest of a body that is ruled about. It is not asked to do without
	// answers, nor without DATA: over TCP what it then writes waits for the acknowledgement
	// of what it wrote before, which comes 40 ms late where no answer carries it (measured
	// with Postfix 3.7).
	welcome = gomilter.OptNoHelo | gomilter.OptNoUnknown | gomilter.OptSkip
)

// Server is the door for mail.
type Server struct {
	inspector Inspector
	options   Options
	work      work
	notices   *notices
}

// New makes a server that has mail judged by inspector. It fails if the options contradict
// themselves.
func New(inspector Inspector, options Options) (*Server, error) {
	options = options.withDefaults()
	if err := options.check(); err != nil {
		return nil, fmt.Errorf("mail: %w", err)
	}
	return &Server{inspector: inspector, options: options, notices: newNotices(options)}, nil
}

// Serve takes connections from mail servers at a listener, of TCP or of a unix socket,
// until ctx ends; then it takes no more, gives the sessions that are open
// Options.DrainTimeout to end, and gives nil. It closes the listener. It serves once.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	defer listener.Close()
	life, end := context.WithCancel(context.WithoutCancel(ctx))
	defer end()
	library := gomilter.NewServer(
		gomilter.WithMilter(func() gomilter.Milter { return s.session(life) }),
		gomilter.WithNegotiationCallback(s.negotiate),
		gomilter.WithWriteTimeout(frameTime),
	)
	served := make(chan error, 1)
	go func() { served <- library.Serve(s.framed(listener)) }()
	posted := make(chan struct{})
	go func() { defer close(posted); s.notices.run(life) }()
	var err error
	select {
	case err = <-served:
	case <-ctx.Done():
	}
	s.drain(library, listener, posted)
	end()
	s.work.end()
	<-posted
	if err != nil && ctx.Err() == nil {
		return fmt.Errorf("taking connections from mail servers: %w", err)
	}
	return nil
}

// drain waits for the sessions and notices, and then ends those that are left.
func (s *Server) drain(library *gomilter.Server, listener net.Listener, posted <-chan struct{}) {
	drained, cancel := context.WithTimeout(context.Background(), s.options.DrainTimeout)
	defer cancel()
	_ = listener.Close()
	if library.Shutdown(drained) != nil && drained.Err() != nil {
		s.options.Log.Warn().Dur("after", s.options.DrainTimeout).Msg("ended mail sessions that were still open")
	}
	s.notices.close()
	select {
	case <-posted:
	case <-drained.Done():
	}
}

// negotiate agrees with a mail server on what is to be told and done. What it may leave
// out depends on what it can.
func (s *Server) negotiate(mtaVersion, version uint32, mtaActions, _ gomilter.OptAction, mtaProtocol, _ gomilter.OptProtocol, _ gomilter.DataSize) (uint32, gomilter.OptAction, gomilter.OptProtocol, gomilter.DataSize, error) {
	actions := gomilter.OptAction(wanted)
	if s.options.OnBlock == Quarantine || s.options.OnWarn == Quarantine {
		actions |= gomilter.OptQuarantine
	}
	if mtaVersion < 2 || mtaActions&actions != actions {
		s.options.Log.Error().Uint32("version", mtaVersion).Msg("the mail server cannot do what the filter needs: change headers, hold mail")
		return 0, 0, 0, 0, closing{}
	}
	return min(version, mtaVersion), actions, welcome & mtaProtocol, gomilter.DataSize64K, nil
}

// malformed notes that a connection sent what is no frame.
func (s *Server) malformed() {
	s.options.Log.Warn().Msg("closed a connection that does not speak the milter protocol")
}
