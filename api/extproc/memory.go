package extproc

import (
	"net"

	"google.golang.org/grpc/mem"
)

// wipingPool lends gRPC's buffers and wipes what comes back: bodies were in them.
type wipingPool struct{}

// Get lends a buffer of length bytes.
func (wipingPool) Get(length int) *[]byte { return mem.DefaultBufferPool().Get(length) }

// Put takes a buffer back.
func (wipingPool) Put(buffer *[]byte) {
	clear((*buffer)[:cap(*buffer)])
	mem.DefaultBufferPool().Put(buffer)
}

// plainListener gives connections of a type that gRPC does not know. From those it knows
// it reads into buffers that all connections of the process share and that nobody clears;
// for others each connection has one of its own for its life.
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
