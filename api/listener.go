package api

import "net"

// PlainListener gives a listener whose connections are of a type that gRPC does not know,
// so that nothing of what came through one is left for another.
func PlainListener(listener net.Listener) net.Listener { return plainListener{listener} }

// plainListener gives connections of a type that gRPC does not know. From those it knows
// it reads into buffers that all connections of the process share and that nobody
// clears; for others each connection has one of its own for its life.
type plainListener struct{ net.Listener }

// plainConn is such a connection.
type plainConn struct{ net.Conn }

// Accept waits for the next connection.
func (l plainListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return plainConn{conn}, nil
}
