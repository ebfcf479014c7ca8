package icap

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"net"
	"time"

	"github.com/pecete/pecete/api/telemetry"
)

// connection is a connection of a proxy.
type connection struct {
	*serving
	link *link
	r    *bufio.Reader
	w    *bufio.Writer
	// lingers tells that the proxy was told that nothing more is answered while it was still
	// sending.
	lingers bool
}

func newConnection(v *serving, raw net.Conn) *connection {
	l := &link{Conn: raw, write: v.options.WriteTimeout}
	return &connection{serving: v, link: l, r: bufio.NewReaderSize(l, 4<<10), w: bufio.NewWriterSize(l, 4<<10)}
}

// serve answers one request after another until one side has enough, and closes the
// connection.
func (c *connection) serve() {
	defer c.link.Close()
	if !c.handshake() {
		return
	}
	for c.await() && c.exchange() {
	}
	if c.lingers {
		c.link.linger()
	}
}

// handshake begins the encryption, if there is one.
func (c *connection) handshake() bool {
	encrypted, ok := c.link.Conn.(*tls.Conn)
	if !ok {
		return true
	}
	return c.link.SetDeadline(time.Now().Add(c.options.HeadTimeout)) == nil && encrypted.HandshakeContext(c.ctx) == nil
}

// await waits for a request, and tells whether there is one. It then has until the head
// timeout to be told.
func (c *connection) await() bool {
	c.link.read, c.link.until = 0, time.Time{}
	if !c.waits(c, true, time.Now().Add(c.options.IdleTimeout)) {
		return false
	}
	if _, err := c.r.Peek(1); err != nil {
		return false
	}
	return c.waits(c, false, time.Now().Add(c.options.HeadTimeout))
}

// exchange answers a request, and tells whether there may be one more.
func (c *connection) exchange() (again bool) {
	x := newExchange(c)
	defer x.end()
	defer func() {
		if value := recover(); value != nil {
			c.options.Log.Error().Str("panic_type", fmt.Sprintf("%T", value)).
				Strs("at", telemetry.PanicPlaces()).Msg("recovered from a panic")
			again = x.fail(refuse(500, "internal error"))
		}
	}()
	if err := x.run(); err != nil {
		return x.fail(err)
	}
	return x.keepsAlive()
}
