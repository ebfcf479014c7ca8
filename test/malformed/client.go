package main

import (
	"bytes"
	"fmt"
	"io"
	"net"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
)

// client is a connection to write anything to. It ignores errors: a server that has
// hung up has done right.
type client struct {
	net.Conn
	frames *http2.Framer
}

// patience is how long a thing may take to be sent, and how long its answer is read.
const patience = 2 * time.Second

func dial(address string) (*client, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil || !net.ParseIP(host).IsLoopback() {
		return nil, fmt.Errorf("%s is not on this machine", address)
	}
	connection, err := net.DialTimeout("tcp", address, patience)
	if err != nil {
		return nil, err
	}
	_ = connection.SetDeadline(time.Now().Add(patience))
	c := &client{Conn: connection, frames: http2.NewFramer(connection, connection)}
	c.frames.AllowIllegalWrites = true
	return c, nil
}

// send writes bytes.
func (c *client) send(data []byte) { _, _ = c.Write(data) }

// hello begins HTTP/2 as it ought to be.
func (c *client) hello() {
	c.send([]byte(http2.ClientPreface))
	_ = c.frames.WriteSettings()
}

// headers begins a call with headers, one after the other as name and value, in place of
// or besides those that a call has.
func (c *client) headers(stream uint32, endStream bool, fields ...string) {
	_ = c.frames.WriteHeaders(http2.HeadersFrameParam{
		StreamID: stream, BlockFragment: encode(fields...), EndHeaders: true, EndStream: endStream,
	})
}

// call begins a proper call.
func (c *client) call(stream uint32, more ...string) {
	c.headers(stream, false, append([]string{
		":method", "POST", ":scheme", "http", ":path", "/pecete.v1.ClassifierService/Classify", ":authority", "localhost",
		"content-type", "application/grpc", "te", "trailers",
	}, more...)...)
}

// data sends the end of a call.
func (c *client) data(stream uint32, data []byte) { _ = c.frames.WriteData(stream, true, data) }

func encode(fields ...string) []byte {
	var block bytes.Buffer
	encoder := hpack.NewEncoder(&block)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = encoder.WriteField(hpack.HeaderField{Name: fields[i], Value: fields[i+1]})
	}
	return block.Bytes()
}

// message puts data into the frame of a message of gRPC.
func message(flag byte, length uint32, data []byte) []byte {
	return append([]byte{flag, byte(length >> 24), byte(length >> 16), byte(length >> 8), byte(length)}, data...)
}

// finish hangs up after a look at what comes back, and without one where nothing does.
func (c *client) finish() {
	_ = c.SetReadDeadline(time.Now().Add(20 * time.Millisecond))
	_, _ = io.CopyN(io.Discard, c, 64<<10)
	_ = c.Close()
}
