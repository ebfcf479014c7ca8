package icap

import (
	"crypto/tls"
	"net"
	"time"
)

// link is a connection whose reads and writes have to be done in time.
type link struct {
	net.Conn
	// until is when everything must be done.
	until time.Time
	// read and write are how long one read and one write may take. While read is 0 the
	// deadline for reading is set by others.
	read, write time.Duration
}

// Read reads, in time.
func (l *link) Read(into []byte) (int, error) {
	if l.read > 0 {
		if err := l.SetReadDeadline(l.deadline(l.read)); err != nil {
			return 0, err
		}
	}
	return l.Conn.Read(into)
}

// Write writes, in time.
func (l *link) Write(bytes []byte) (int, error) {
	if err := l.SetWriteDeadline(l.deadline(l.write)); err != nil {
		return 0, err
	}
	return l.Conn.Write(bytes)
}

// deadline gives when something that may take so long must be done.
func (l *link) deadline(within time.Duration) time.Time {
	deadline := time.Now().Add(within)
	if !l.until.IsZero() && l.until.Before(deadline) {
		return l.until
	}
	return deadline
}

// cut ends the connection at once, with nothing said.
func (l *link) cut() {
	if encrypted, ok := l.Conn.(*tls.Conn); ok {
		encrypted.NetConn().Close()
		return
	}
	l.Conn.Close()
}

const (
	// lingerTime and lingerBytes are how long, and how much, is still read of a proxy that
	// was told that no more is answered, so that it gets to read that.
	lingerTime  = 2 * time.Second
	lingerBytes = 1 << 20
)

// linger says that nothing more comes, and reads what is still on its way: a connection
// closed with something unread takes the answer with it.
func (l *link) linger() {
	l.until, l.read = time.Now().Add(lingerTime), lingerTime
	if half, ok := l.Conn.(interface{ CloseWrite() error }); ok && half.CloseWrite() != nil {
		return
	}
	scratch := make([]byte, 4<<10)
	for read := 0; read < lingerBytes; {
		n, err := l.Read(scratch)
		if err != nil {
			return
		}
		read += n
	}
}
