package icap

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pecete/pecete/api/inspection"
)

// Inspector judges what proxies hand over; an inspection.Inspector is one.
type Inspector interface {
	// Inspect reads body, or the beginning of it if that is enough, and rules about it.
	// Unless settled is nil it is told, from within the call, how many bytes of body were
	// read and may go. An error is one of body or of ctx.
	Inspect(ctx context.Context, subject inspection.Subject, body io.Reader, settled func(read int64)) (*inspection.Ruling, error)
}

// Server answers proxies. It may serve several listeners, which share its limits.
type Server struct {
	inspector Inspector
	options   Options
	store     store
	open      atomic.Int64
}

// New makes a server that has messages inspected by inspector. It fails if the options
// contradict themselves.
func New(inspector Inspector, options Options) (*Server, error) {
	options = options.withDefaults()
	if err := options.check(); err != nil {
		return nil, err
	}
	s := &Server{inspector: inspector, options: options}
	s.store.most = options.HeldBytes
	return s, nil
}

// Connections gives how many connections are open now.
func (s *Server) Connections() int { return int(s.open.Load()) }

// HeldBytes gives how many bytes of messages are held now.
func (s *Server) HeldBytes() int64 { return s.store.used.Load() }

// Serve answers proxies that come to listener until ctx ends. Then it takes no more
// requests, lets those in flight finish for as long as the drain timeout allows, cuts off
// the rest, and returns nil. It closes listener.
func (s *Server) Serve(ctx context.Context, listener net.Listener) error {
	work, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	v := &serving{Server: s, ctx: work, connections: map[*connection]bool{}}
	stop := context.AfterFunc(ctx, func() { listener.Close() })
	err := v.accept(listener)
	stop()
	listener.Close()
	cutOff := v.drain(cancel)
	if ctx.Err() == nil {
		return fmt.Errorf("serving ICAP: %w", err)
	}
	if cutOff {
		s.options.Log.Warn().Str("door", "icap").Msg("cut off what did not finish in time")
	}
	return nil
}

// serving is the life of one listener.
type serving struct {
	*Server
	// ctx ends when the exchanges in flight have to.
	ctx context.Context

	mu sync.Mutex
	// connections are those that are open; of those that wait for a request it is true.
	connections map[*connection]bool
	draining    bool
	done        sync.WaitGroup
}

// accept takes connections until there is no listener any more.
func (v *serving) accept(listener net.Listener) error {
	var pause time.Duration
	for {
		raw, err := listener.Accept()
		switch {
		case errors.Is(err, net.ErrClosed):
			return err
		case err != nil: // such as too many open files
			pause = min(max(2*pause, 5*time.Millisecond), time.Second)
			v.options.Log.Warn().Msg("no connection could be accepted")
			select {
			case <-v.ctx.Done():
			case <-time.After(pause):
			}
			continue
		}
		pause = 0
		v.take(raw)
	}
}

// take serves a connection, or says that there are too many.
func (v *serving) take(raw net.Conn) {
	if v.open.Add(1) > int64(v.options.Connections) {
		v.open.Add(-1)
		v.refuseConnection(raw)
		return
	}
	if v.options.TLS != nil {
		raw = tls.Server(raw, v.options.TLS)
	}
	c := newConnection(v, raw)
	v.mu.Lock()
	v.connections[c] = false
	v.done.Add(1)
	v.mu.Unlock()
	go func() {
		defer v.done.Done()
		defer v.open.Add(-1)
		defer v.forget(c)
		c.serve()
	}()
}

// refuseConnection says that there are too many connections, where that can be said at once.
func (v *serving) refuseConnection(raw net.Conn) {
	defer raw.Close()
	if v.options.TLS != nil || raw.SetWriteDeadline(time.Now().Add(10*time.Millisecond)) != nil {
		return
	}
	fmt.Fprintf(raw, "ICAP/1.0 503 %s\r\nISTag: %s\r\nConnection: close\r\nEncapsulated: null-body=0\r\n\r\n",
		statusText(503), istag(v.options.Ruleset()))
}

func (v *serving) forget(c *connection) {
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.connections, c)
}

// waits notes whether a connection waits for a request, and gives it until then to get
// one. It is false if it should not wait, for the server is to stop.
func (v *serving) waits(c *connection, waits bool, until time.Time) bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	if waits && v.draining {
		return false
	}
	v.connections[c] = waits
	return c.link.SetReadDeadline(until) == nil
}

// isDraining tells whether the server is to stop.
func (v *serving) isDraining() bool {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.draining
}

// drain ends the connections that wait at once, and the others when they have answered,
// or when the drain timeout is over. It tells whether it was.
func (v *serving) drain(cancel context.CancelFunc) (cutOff bool) {
	v.mu.Lock()
	v.draining = true
	for c, waits := range v.connections {
		if waits {
			c.link.SetReadDeadline(time.Unix(1, 0))
		}
	}
	v.mu.Unlock()
	timer := time.AfterFunc(v.options.DrainTimeout, func() {
		cancel()
		v.mu.Lock()
		defer v.mu.Unlock()
		for c := range v.connections {
			c.link.cut()
		}
	})
	v.done.Wait()
	return !timer.Stop()
}
