package milter

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"strings"
	"time"
)

const (
	// largestFrame is how long a frame may be, in bytes. Pieces of a body have at most
	// 64 KiB, as nothing else is agreed on; a header may be longer.
	largestFrame = 1 << 20
	// frameTime is how long a frame may take that has begun, and how long the first one may
	// take to begin.
	frameTime = 30 * time.Second
	// keptFrame is the room in bytes that is kept for the next frame.
	keptFrame = 72 << 10
)

// framedConn is a connection that gives its reader whole frames, and only such as the
// milter protocol knows: the library behind it ends the process on an empty frame or one
// without the zero byte it looks for, takes frames of 512 MB, and writes texts of its own
// to the log on errors, some with what the other side sent. So here the connection simply
// ends.
type framedConn struct {
	net.Conn
	// idle is how long to wait for a frame.
	idle time.Duration
	// malformed is called before the connection ends on what is no frame.
	malformed func()

	frame []byte
	// given is how much of the frame was read.
	given int
	begun bool
}

// Read reads of the frame at hand, or waits for the next.
func (c *framedConn) Read(into []byte) (int, error) {
	for c.given == len(c.frame) {
		if err := c.next(); err != nil {
			return 0, io.EOF
		}
	}
	n := copy(into, c.frame[c.given:])
	c.given += n
	return n, nil
}

// next reads a frame that the library can take.
func (c *framedConn) next() error {
	c.forget()
	patience := c.idle
	if !c.begun {
		patience = frameTime
	}
	if err := c.fill(4, patience); err != nil {
		return err
	}
	length := binary.BigEndian.Uint32(c.frame)
	if length == 0 || length > largestFrame {
		return c.refuse()
	}
	if err := c.fill(int(length), frameTime); err != nil {
		return err
	}
	code, data := c.frame[4], c.frame[5:]
	switch {
	case c.begun == (code == 'O') || !isFrame(code, data):
		return c.refuse()
	case code == 'D' && !isStage(data[0]):
		c.forget() // macros of a stage that is not known are no use to anybody
	}
	c.begun = true
	return nil
}

// fill reads as many bytes more into the frame, as they come: who claims a long frame
// and sends none takes up no room.
func (c *framedConn) fill(more int, within time.Duration) error {
	if err := c.Conn.SetReadDeadline(time.Now().Add(within)); err != nil {
		return err
	}
	for more > 0 {
		had := len(c.frame)
		c.frame = append(c.frame, make([]byte, min(more, keptFrame))...)
		n, err := io.ReadFull(c.Conn, c.frame[had:])
		if err != nil {
			return err
		}
		more -= n
	}
	return nil
}

// forget wipes the frame.
func (c *framedConn) forget() {
	clear(c.frame)
	if cap(c.frame) > 2*keptFrame {
		c.frame = nil
	}
	c.frame, c.given = c.frame[:0], 0
}

// refuse ends the connection.
func (c *framedConn) refuse() error {
	c.forget()
	c.malformed()
	return io.EOF
}

// Write writes; whatever fails, the connection is gone.
func (c *framedConn) Write(from []byte) (int, error) {
	n, err := c.Conn.Write(from)
	if err != nil {
		err = net.ErrClosed
	}
	return n, err
}

// Close closes the connection.
func (c *framedConn) Close() error {
	_ = c.Conn.Close()
	return nil
}

// SetReadDeadline does nothing: the frames have deadlines of their own.
func (c *framedConn) SetReadDeadline(time.Time) error { return nil }

// isFrame tells whether a frame is one that a mail server sends, with all that the
// protocol says is in it. See milter-protocol.txt in the library's internal/wire.
func isFrame(code byte, data []byte) bool {
	switch code {
	case 'O': // version, actions, protocol
		return len(data) >= 12
	case 'D':
		return len(data) >= 1
	case 'C':
		return isConnect(data)
	case 'H':
		return len(data) >= 1
	case 'M', 'R':
		return bytes.IndexByte(data, 0) >= 0
	case 'L': // name and value
		return len(data) >= 2 && bytes.Count(data[:len(data)-1], []byte{0}) == 1
	case 'E':
		return len(data) == 0
	case 'T', 'N', 'B', 'A', 'U', 'K', 'Q':
		return true
	}
	return false
}

// isConnect tells whether data are a host name, a family and what belongs to it.
func isConnect(data []byte) bool {
	_, rest, ok := bytes.Cut(data, []byte{0})
	if !ok || len(rest) == 0 {
		return false
	}
	family, rest := rest[0], rest[1:]
	if family == 'U' {
		return true
	}
	if len(rest) < 2 {
		return false
	}
	address, _, _ := bytes.Cut(rest[2:], []byte{0})
	switch family {
	case 'L':
		return true
	case '4':
		parsed, err := netip.ParseAddr(string(address))
		return err == nil && parsed.Is4()
	case '6':
		return isIPv6(string(address))
	}
	return false
}

// isIPv6 tells whether an address is one as mail servers write it: "IPv6:2001:db8::1".
func isIPv6(address string) bool {
	address = strings.TrimPrefix(address, "IPv6:")
	if inner, ok := strings.CutPrefix(address, "["); ok {
		address = strings.TrimSuffix(inner, "]")
	}
	parsed, err := netip.ParseAddr(address)
	return err == nil && parsed.Is6() && parsed.Zone() == ""
}

// isStage tells whether macros may belong to a command.
func isStage(code byte) bool { return bytes.IndexByte([]byte("CHMRTNEULAB"), code) >= 0 }
