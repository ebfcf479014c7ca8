package main

import (
	"math/rand/v2"
	"strings"

	"golang.org/x/net/http2"
)

// grpcAttacks are for the door of gRPC, which speaks HTTP/2 in the clear.
func grpcAttacks() []attack {
	all := append(frameAttacks(), headerAttacks()...)
	all = append(all, bodyAttacks()...)
	return append(all, floods()...)
}

// noise gives random bytes, up to some number.
func noise(random *rand.Rand, most int) []byte {
	data := make([]byte, 1+random.IntN(most))
	for i := range data {
		data[i] = byte(random.Uint32())
	}
	return data
}

func frameAttacks() []attack {
	return []attack{
		{name: "noise", write: func(c *client, r *rand.Rand) { c.send(noise(r, 4096)) }},
		{name: "noise after the preface", write: func(c *client, r *rand.Rand) {
			c.send([]byte(http2.ClientPreface))
			c.send(noise(r, 4096))
		}},
		{name: "frames of any kind", write: func(c *client, r *rand.Rand) {
			c.hello()
			for range 1 + r.IntN(20) {
				_ = c.frames.WriteRawFrame(http2.FrameType(r.IntN(12)), http2.Flags(r.Uint32()), r.Uint32()%8, noise(r, 512))
			}
		}},
		{name: "a frame that says it is longer than any", write: func(c *client, _ *rand.Rand) {
			c.hello()
			c.send([]byte{0xff, 0xff, 0xff, byte(http2.FrameData), 0, 0, 0, 0, 1})
			c.send(make([]byte, 1024))
		}},
		{name: "half a frame", write: func(c *client, r *rand.Rand) {
			c.hello()
			c.send([]byte{0, 1, 0, byte(http2.FrameHeaders), 4, 0, 0})
			c.send(noise(r, 64))
		}},
		{name: "HTTP/1.1", write: func(c *client, _ *rand.Rand) {
			c.send([]byte("POST /pecete.v1.ClassifierService/Classify HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000000\r\n\r\n{}"))
		}},
		{name: "TLS", write: func(c *client, r *rand.Rand) {
			c.send(append([]byte{0x16, 3, 1, 2, 0, 1, 0, 1, 0xfc, 3, 3}, noise(r, 512)...))
		}},
		{name: "nothing at all", open: true, write: func(*client, *rand.Rand) {}},
		{name: "half a preface", open: true, write: func(c *client, _ *rand.Rand) { c.send([]byte(http2.ClientPreface[:10])) }},
		{name: "a call that never goes on", open: true, write: func(c *client, _ *rand.Rand) {
			c.hello()
			c.call(1)
			_ = c.frames.WriteData(1, false, message(0, 1000, []byte("CNP")))
		}},
	}
}

func headerAttacks() []attack {
	return []attack{
		{name: "headers that are no HPACK", write: func(c *client, r *rand.Rand) {
			c.hello()
			_ = c.frames.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: noise(r, 512), EndHeaders: true, EndStream: true})
		}},
		{name: "headers without end", write: func(c *client, r *rand.Rand) {
			c.hello()
			_ = c.frames.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: encode(":method", "POST")})
			for range 100 {
				_ = c.frames.WriteContinuation(1, false, encode("x-filler", strings.Repeat("a", 1000)))
			}
		}},
		{name: "more headers than may be", write: func(c *client, _ *rand.Rand) {
			c.hello()
			c.call(1, "x-filler", strings.Repeat("a", 15<<10), "x-more", strings.Repeat("b", 15<<10))
		}},
		{name: "no path, or one of another kind", write: func(c *client, r *rand.Rand) {
			c.hello()
			c.headers(1, true, ":method", "POST", ":scheme", "http", "content-type", "application/grpc")
			c.headers(3, true, ":method", "POST", ":scheme", "http", ":path", string(noise(r, 100)), "content-type", "application/grpc")
			c.headers(5, true, ":method", "GET", ":scheme", "http", ":path", "/", "content-type", "text/html")
		}},
		{name: "headers with a meaning that make no sense", write: func(c *client, r *rand.Rand) {
			c.hello()
			c.call(1, "grpc-timeout", "99999999999999999S", "grpc-encoding", string(noise(r, 50)), "x-request-id", string(noise(r, 100)),
				"traceparent", string(noise(r, 60)), "grpc-bin", "%%%", "x-bin-bin", "not base64 !")
			c.data(1, message(0, 0, nil))
		}},
		{name: "streams in no order", write: func(c *client, r *rand.Rand) {
			c.hello()
			for range 10 {
				c.call(r.Uint32() % 64)
			}
		}},
	}
}

func bodyAttacks() []attack {
	proper := []byte{0x12, 5, 's', 'a', 'l', 'u', 't'}
	return []attack{
		{name: "a message that says it is longer than any", write: func(c *client, _ *rand.Rand) {
			c.hello()
			c.call(1)
			c.data(1, message(0, 0xffffffff, proper))
		}},
		{name: "a message that ends too soon", write: func(c *client, _ *rand.Rand) {
			c.hello()
			c.call(1)
			c.data(1, message(0, 1000, proper))
		}},
		{name: "a message that is not compressed as it says", write: func(c *client, r *rand.Rand) {
			c.hello()
			c.call(1, "grpc-encoding", "gzip")
			c.data(1, message(1, 7, proper))
			c.call(3)
			c.data(3, message(byte(1+r.IntN(255)), 7, proper))
		}},
		{name: "a message that is no protobuf", write: func(c *client, r *rand.Rand) {
			c.hello()
			for stream := uint32(1); stream < 20; stream += 2 {
				data := noise(r, 2000)
				c.call(stream)
				c.data(stream, message(0, uint32(len(data)), data))
			}
		}},
		{name: "more messages than one", write: func(c *client, _ *rand.Rand) {
			c.hello()
			c.call(1)
			one := message(0, uint32(len(proper)), proper)
			c.data(1, append(append([]byte{}, one...), one...))
		}},
	}
}

func floods() []attack {
	return []attack{
		{name: "calls that are given up at once", write: func(c *client, _ *rand.Rand) {
			c.hello()
			for stream := uint32(1); stream < 400; stream += 2 {
				c.call(stream)
				_ = c.frames.WriteRSTStream(stream, http2.ErrCodeCancel)
			}
		}},
		{name: "pings", write: func(c *client, _ *rand.Rand) {
			c.hello()
			for range 200 {
				_ = c.frames.WritePing(false, [8]byte{})
			}
		}},
		{name: "settings", write: func(c *client, r *rand.Rand) {
			c.hello()
			for range 200 {
				_ = c.frames.WriteSettings(http2.Setting{ID: http2.SettingID(r.IntN(10)), Val: r.Uint32()})
			}
		}},
		{name: "windows beyond any", write: func(c *client, _ *rand.Rand) {
			c.hello()
			c.call(1)
			for range 4 {
				_ = c.frames.WriteWindowUpdate(0, 1<<31-1)
				_ = c.frames.WriteWindowUpdate(1, 1<<31-1)
			}
		}},
		{name: "empty pieces of a call", write: func(c *client, _ *rand.Rand) {
			c.hello()
			c.call(1)
			for range 200 {
				_ = c.frames.WriteData(1, false, nil)
			}
		}},
	}
}
