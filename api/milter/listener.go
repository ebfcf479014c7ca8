package milter

import (
	"errors"
	"net"
	"time"

	"golang.org/x/net/netutil"
)

// pause is how long to wait when the system has no room for another connection.
const pause = 50 * time.Millisecond

// framedListener gives connections that read whole frames.
type framedListener struct {
	net.Listener
	server *Server
}

// framed makes a listener that has only so many connections open at once, and gives
// connections that read whole frames.
func (s *Server) framed(listener net.Listener) framedListener {
	return framedListener{Listener: netutil.LimitListener(listener, s.options.Connections), server: s}
}

// Accept waits for the next connection. That there is no room for one is no reason to end.
func (l framedListener) Accept() (net.Conn, error) {
	for {
		conn, err := l.Listener.Accept()
		if err == nil {
			return &framedConn{Conn: conn, idle: l.server.options.Idle, malformed: l.server.malformed}, nil
		}
		if errors.Is(err, net.ErrClosed) || !isTemporary(err) {
			return nil, err
		}
		l.server.options.Log.Warn().Msg("the mail filter cannot take a connection")
		time.Sleep(pause)
	}
}

// isTemporary tells whether accepting failed for something that passes, such as too many
// open files.
func isTemporary(err error) bool {
	var temporary interface{ Temporary() bool }
	return errors.As(err, &temporary) && temporary.Temporary()
}
