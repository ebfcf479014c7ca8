package main

import (
	"bytes"
	"compress/gzip"
	"fmt"
	"math/rand/v2"
	"strings"
)

// Where the web door takes calls: in plain JSON, and in all other protocols.
const (
	restPath = "/v1/messages:classify"
	callPath = "/pecete.v1.ClassifierService/Classify"
	// streamPath is that of a call whose messages never need to end.
	streamPath = "/pecete.v1.ClassifierService/ClassifyStream"
)

// requestLimit is the largest request that the service is told to take while this program
// sends it bodies without an end, in bytes: what is beyond any limit need not be large.
const requestLimit = 256 << 10

// webAttacks are for the web door, which speaks HTTP/1.1, and HTTP/2 in the clear with
// all that the door of gRPC speaks too.
func webAttacks() []attack {
	all := append(grpcAttacks(), lineAttacks()...)
	all = append(all, lengthAttacks()...)
	all = append(all, packedAttacks()...)
	all = append(all, contentAttacks()...)
	return append(all, envelopeAttacks()...)
}

// post writes the head of a POST over HTTP/1.1, with headers as they stand on their lines.
func (c *client) post(path string, headers ...string) {
	c.send([]byte("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + strings.Join(headers, "\r\n") + "\r\n\r\n"))
}

// whole writes a POST that is in order but for what its body says.
func (c *client) whole(path, contentType string, body []byte, headers ...string) {
	c.post(path, append(headers, "Content-Type: "+contentType, fmt.Sprintf("Content-Length: %d", len(body)))...)
	c.send(body)
}

// overH2 writes the same over HTTP/2.
func (c *client) overH2(path, contentType string, body []byte, headers ...string) {
	c.hello()
	c.headers(1, false, append([]string{
		":method", "POST", ":scheme", "http", ":path", path, ":authority", "localhost", "content-type", contentType,
	}, headers...)...)
	for ; len(body) > 16<<10; body = body[16<<10:] {
		_ = c.frames.WriteData(1, false, body[:16<<10])
	}
	c.data(1, body)
}

// packed packs as gzip.
func packed(plain []byte) []byte {
	var data bytes.Buffer
	w := gzip.NewWriter(&data)
	_, _ = w.Write(plain) // into memory, which takes everything
	_ = w.Close()
	return data.Bytes()
}

// spoilt gives data of which some bytes are others.
func spoilt(data []byte, random *rand.Rand) []byte {
	data = bytes.Clone(data)
	for range 1 + random.IntN(8) {
		data[random.IntN(len(data))] = byte(random.Uint32())
	}
	return data
}

// line gives the bytes of noise that can stand in a line.
func line(random *rand.Rand, most int) string {
	return strings.NewReplacer("\r", "", "\n", "").Replace(string(noise(random, most)))
}

func lineAttacks() []attack {
	return []attack{
		{name: "request lines that are none", write: func(c *client, r *rand.Rand) {
			lines := []string{
				"POST", "POST " + restPath, "POST " + restPath + " HTTP/9.9", "POST " + restPath + " HTTP/1.1 more", "\x00\x00 / HTTP/1.1",
				"POST http://[::1 HTTP/1.1", "POST //../../etc/passwd HTTP/1.1", "GET /%zz HTTP/1.1", "PRI * HTTP/1.1", "CONNECT :0 HTTP/1.1", line(r, 200),
			}
			c.send([]byte(lines[r.IntN(len(lines))] + "\r\nHost: localhost\r\n\r\n"))
		}},
		{name: "a request line without an end", write: func(c *client, _ *rand.Rand) {
			c.send([]byte("GET /" + strings.Repeat("a", 64<<10)))
		}},
		{name: "methods and paths of all kinds", write: func(c *client, r *rand.Rand) {
			methods, paths := []string{"GET", "PUT", "DELETE", "OPTIONS", "TRACE", "HEAD", "PROPFIND"}, []string{restPath, callPath, streamPath, "/metrics", "/readyz", "/", "*"}
			for range 5 {
				c.send([]byte(methods[r.IntN(len(methods))] + " " + paths[r.IntN(len(paths))] + " HTTP/1.1\r\nHost: localhost\r\n\r\n"))
			}
		}},
		{name: "headers that are none", write: func(c *client, r *rand.Rand) {
			lines := []string{"no colon", ": no name", "na me: v", "Name : v", " folded: v", "Content-Type", "X: \x00", "Host: another", line(r, 300)}
			c.post(restPath, "Content-Type: application/json", lines[r.IntN(len(lines))], "Content-Length: 2")
			c.send([]byte("{}"))
		}},
		{name: "a long header", write: func(c *client, _ *rand.Rand) {
			c.post(restPath, "Content-Type: application/json", "X-Filler: "+strings.Repeat("a", 64<<10), "Content-Length: 2")
			c.send([]byte("{}"))
		}},
		{name: "many headers", write: func(c *client, _ *rand.Rand) {
			c.send([]byte("GET /readyz HTTP/1.1\r\nHost: localhost\r\n"))
			for i := range 4000 {
				c.send(fmt.Appendf(nil, "X-%d: a\r\n", i))
			}
		}},
		{name: "requests on a line before any is answered", write: func(c *client, _ *rand.Rand) {
			c.send([]byte(strings.Repeat("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n", 50)))
		}},
		{name: "an upgrade to HTTP/2 and to web sockets", write: func(c *client, r *rand.Rand) {
			c.post(restPath, "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: "+line(r, 50), "Content-Length: 0")
			c.send([]byte("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n\r\n"))
		}},
		{name: "half a head", open: true, write: func(c *client, _ *rand.Rand) { c.send([]byte("POST " + restPath + " HTTP/1.1\r\nHost: loc")) }},
	}
}

func lengthAttacks() []attack {
	asJSON := "Content-Type: application/json"
	return []attack{
		{name: "lengths that are none, or two", write: func(c *client, r *rand.Rand) {
			lengths := []string{"-1", "+2", "2, 3", "0x2", "99999999999999999999", "2\r\nContent-Length: 5", " ", "2e0"}
			c.post(restPath, asJSON, "Content-Length: "+lengths[r.IntN(len(lengths))])
			c.send([]byte("{}"))
		}},
		{name: "a length and chunks", write: func(c *client, _ *rand.Rand) { // what proxies and servers read apart
			c.post(restPath, asJSON, "Content-Length: 4", "Transfer-Encoding: chunked")
			c.send([]byte("0\r\n\r\nGET /metrics HTTP/1.1\r\nHost: localhost\r\n\r\n"))
		}},
		{name: "another transfer than chunks", write: func(c *client, r *rand.Rand) {
			kinds := []string{"gzip, chunked", "chunked, chunked", "identity", "xchunked", "chunked\x0b", line(r, 30)}
			c.post(restPath, asJSON, "Transfer-Encoding: "+kinds[r.IntN(len(kinds))])
			c.send([]byte("2\r\n{}\r\n0\r\n\r\n"))
		}},
		{name: "chunks that are none", write: func(c *client, r *rand.Rand) {
			chunks := []string{"zz\r\n{}\r\n", "-1\r\n{}\r\n", "ffffffffffffffffff\r\n{}", "2\r\n{}}}}}\r\n", "2;" + strings.Repeat("a", 20<<10) + "\r\n{}\r\n0\r\n\r\n", "2\n{}\n0\n\n", line(r, 100)}
			c.post(restPath, asJSON, "Transfer-Encoding: chunked")
			c.send([]byte(chunks[r.IntN(len(chunks))]))
		}},
		{name: "trailers without an end", write: func(c *client, _ *rand.Rand) {
			c.post(restPath, asJSON, "Transfer-Encoding: chunked", "Trailer: X-Filler")
			c.send([]byte("2\r\n{}\r\n0\r\n" + strings.Repeat("X-Filler: "+strings.Repeat("a", 1000)+"\r\n", 64)))
		}},
		{name: "a length beyond any", write: func(c *client, _ *rand.Rand) {
			c.post(restPath, asJSON, "Content-Length: 1099511627776")
			c.send(make([]byte, 16<<10))
		}},
		{name: "a body that ends too soon", write: func(c *client, _ *rand.Rand) {
			c.post(restPath, asJSON, "Content-Length: 1000")
			c.send([]byte(`{"text":"CNP`))
		}},
		{name: "chunks without an end", write: func(c *client, _ *rand.Rand) {
			c.post(restPath, asJSON, "Transfer-Encoding: chunked")
			chunk := fmt.Appendf(nil, "4000\r\n%s\r\n", strings.Repeat("a", 16<<10))
			for range 3 * requestLimit / (16 << 10) {
				c.send(chunk)
			}
		}},
		{name: "a body over HTTP/2 of another length than it says", write: func(c *client, r *rand.Rand) {
			c.overH2(restPath, "application/json", []byte(`{"text":"CNP"}`), "content-length", fmt.Sprint(r.IntN(1000)))
		}},
		{name: "half a body", open: true, write: func(c *client, _ *rand.Rand) {
			c.post(restPath, asJSON, "Content-Length: 100000")
			c.send([]byte(`{"text":"CNP `))
		}},
		{name: "half a body, for which a go-ahead is awaited", open: true, write: func(c *client, _ *rand.Rand) {
			c.post(restPath, asJSON, "Content-Length: 1000", "Expect: 100-continue")
		}},
		{name: "half a body over HTTP/2", open: true, write: func(c *client, _ *rand.Rand) {
			c.hello()
			c.headers(1, false, ":method", "POST", ":scheme", "http", ":path", restPath, ":authority", "localhost", "content-type", "application/json")
			_ = c.frames.WriteData(1, false, []byte(`{"text":"CNP `))
		}},
	}
}

func packedAttacks() []attack {
	// A thousand to one: a few kilobytes that become megabytes.
	bomb := packed([]byte(`{"text":"` + strings.Repeat("a", 8<<20) + `"}`))
	proper := packed([]byte(`{"text":"CNP 1850228120011"}`))
	framed := packed(append([]byte{0x12, 0x80, 0x80, 0x80, 4}, make([]byte, 8<<20)...))
	return []attack{
		{name: "a bomb of gzip", write: func(c *client, _ *rand.Rand) {
			c.whole(restPath, "application/json", bomb, "Content-Encoding: gzip")
		}},
		{name: "a bomb of gzip in Connect, over HTTP/2", write: func(c *client, _ *rand.Rand) {
			c.overH2(callPath, "application/json", bomb, "content-encoding", "gzip", "connect-protocol-version", "1")
		}},
		{name: "a bomb of gzip in a frame of gRPC-Web", write: func(c *client, _ *rand.Rand) {
			c.whole(callPath, "application/grpc-web+proto", message(1, uint32(len(framed)), framed), "Grpc-Encoding: gzip", "X-Grpc-Web: 1")
		}},
		{name: "a bomb of gzip in a frame of a stream", write: func(c *client, _ *rand.Rand) {
			c.whole(streamPath, "application/connect+proto", message(1, uint32(len(framed)), framed), "Connect-Content-Encoding: gzip")
		}},
		{name: "what is not packed as it says", write: func(c *client, r *rand.Rand) {
			broken := [][]byte{spoilt(proper, r), proper[:len(proper)-1-r.IntN(len(proper)-1)], append(bytes.Clone(proper), noise(r, 50)...), packed(proper), noise(r, 200), {}}
			c.whole(restPath, "application/json", broken[r.IntN(len(broken))], "Content-Encoding: gzip")
		}},
		{name: "packings that there are not", write: func(c *client, r *rand.Rand) {
			kinds := []string{"br", "deflate", "gzip, gzip", "zstd", line(r, 30)}
			c.whole(restPath, "application/json", proper, "Content-Encoding: "+kinds[r.IntN(len(kinds))])
		}},
	}
}

func contentAttacks() []attack {
	return []attack{
		{name: "contents of another type", write: func(c *client, r *rand.Rand) {
			types := []string{
				"", "text/plain", "application/xml", "application/json; charset=latin1", "application/json;;;=", "multipart/form-data; boundary=a",
				"application/grpc", "application/grpc-web-text", "application/connect+xml", "application/grpc-web+" + line(r, 20), line(r, 50), "application/json\r\nContent-Type: text/plain",
			}
			for _, path := range []string{restPath, callPath, streamPath} {
				c.whole(path, types[r.IntN(len(types))], []byte(`{"text":"CNP 1850228120011"}`))
			}
		}},
		{name: "JSON that is none", write: func(c *client, r *rand.Rand) {
			texts := []string{
				`{`, `{"text":`, `{"text":"\ud800"}`, "{\"text\":\"\xff\"}", `{"text":1}`, `{"text":"a","text":"b"}`, `{"options":{"minConfidence":1e999}}`,
				strings.Repeat("[", 10_000), strings.Repeat(`{"options":`, 5_000), `{"` + strings.Repeat("a", 10_000) + `":1}`, string(noise(r, 500)), "",
			}
			for _, path := range []string{restPath, callPath} {
				c.whole(path, "application/json", []byte(texts[r.IntN(len(texts))]))
			}
		}},
		{name: "a body of the largest size that is no JSON", write: func(c *client, r *rand.Rand) {
			c.whole(restPath, "application/json", []byte(`{"text":"`+strings.Repeat(`\u0103`, requestLimit/6-100)+line(r, 10)))
		}},
		{name: "headers of the protocols that make no sense", write: func(c *client, r *rand.Rand) {
			c.whole(callPath, "application/json", []byte("{}"), "Connect-Timeout-Ms: "+line(r, 30), "Connect-Protocol-Version: "+line(r, 10),
				"X-Request-Id: "+line(r, 100), "Traceparent: "+line(r, 60), "Authorization: "+line(r, 100), "Origin: "+line(r, 100))
		}},
		{name: "other origins that ask first", write: func(c *client, r *rand.Rand) {
			c.send([]byte("OPTIONS " + restPath + " HTTP/1.1\r\nHost: localhost\r\nOrigin: https://" + line(r, 50) + "\r\nAccess-Control-Request-Method: " + line(r, 20) +
				"\r\nAccess-Control-Request-Headers: " + strings.Repeat("x-a,", r.IntN(2000)) + "\r\n\r\n"))
		}},
	}
}

func envelopeAttacks() []attack {
	proper := []byte{0x12, 5, 's', 'a', 'l', 'u', 't'}
	frames := func(r *rand.Rand) []byte {
		all := [][]byte{
			message(0, 0xffffffff, proper), message(0, 1000, proper), message(1, 7, proper), message(byte(2+r.IntN(254)), 7, proper), {0, 0, 0},
			append(message(0, 7, proper), message(0, 7, proper)...), message(0x80, 20, []byte("grpc-status: 0\r\nx: y")), message(2, 2, []byte("{}")), message(0, 100, noise(r, 100)), noise(r, 300),
		}
		return all[r.IntN(len(all))]
	}
	return []attack{
		{name: "frames of gRPC-Web that are none", write: func(c *client, r *rand.Rand) {
			c.whole(callPath, "application/grpc-web+proto", frames(r), "X-Grpc-Web: 1")
		}},
		{name: "frames of gRPC-Web that are none, over HTTP/2", write: func(c *client, r *rand.Rand) {
			c.overH2(callPath, "application/grpc-web", frames(r), "x-grpc-web", "1")
		}},
		{name: "frames of a stream that are none", write: func(c *client, r *rand.Rand) {
			c.whole(streamPath, "application/connect+"+[]string{"proto", "json"}[r.IntN(2)], frames(r))
		}},
		{name: "frames of a stream that are none, over HTTP/2", write: func(c *client, r *rand.Rand) {
			c.overH2(streamPath, "application/connect+proto", frames(r))
		}},
		{name: "empty frames in a stream, one after the other", write: func(c *client, _ *rand.Rand) {
			c.overH2(streamPath, "application/connect+proto", bytes.Repeat(message(0, 0, nil), 200))
		}},
		{name: "protobuf that is none", write: func(c *client, r *rand.Rand) {
			c.whole(callPath, "application/proto", noise(r, 1000), "Connect-Protocol-Version: 1")
		}},
		{name: "a stream that never goes on", open: true, write: func(c *client, _ *rand.Rand) {
			c.hello()
			c.headers(1, false, ":method", "POST", ":scheme", "http", ":path", streamPath, ":authority", "localhost", "content-type", "application/connect+proto")
			_ = c.frames.WriteData(1, false, message(0, 1000, []byte("CNP")))
		}},
	}
}
