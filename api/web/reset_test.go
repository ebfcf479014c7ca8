package web

import (
	"bytes"
	"io"
	"net"
	"runtime"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"

	"github.com/pecete/pecete/api"
)

// heldBytes gives what is in memory and needed.
func heldBytes() int64 {
	var stats runtime.MemStats
	runtime.GC()
	runtime.GC() // pools give up what they have at the second
	runtime.ReadMemStats(&stats)
	return int64(stats.HeapAlloc)
}

// What streams had that were reset at once is not held until the time for their bodies
// has passed, or their connections would fill the memory.
func TestStreamsThatAreReset(t *testing.T) {
	const connections, streams = 60, 200
	r := start(t, testEngine(), api.Options{}, Options{BodyTimeout: time.Hour})
	resetStreams(t, r.address, streams) // so that what grows once has grown
	before := heldBytes()
	for range connections {
		resetStreams(t, r.address, streams)
	}
	held := int64(0)
	for range 200 { // until all handlers have ended
		if held = heldBytes() - before; held < 6<<20 {
			return
		}
		time.Sleep(100 * time.Millisecond)
	}
	t.Errorf("%d bytes are held after %d streams were reset", held, connections*streams)
}

// resetStreams begins calls on a connection, resets each at once, and hangs up.
func resetStreams(t *testing.T, address string, streams uint32) {
	t.Helper()
	conn, framer := speakHTTP2(t, address)
	defer conn.Close()
	begin := beginner(framer)
	for stream := uint32(1); stream < 2*streams; stream += 2 {
		begin(stream)
		_ = framer.WriteRSTStream(stream, http2.ErrCodeCancel)
	}
	_ = conn.SetReadDeadline(time.Now().Add(50 * time.Millisecond))
	_, _ = io.Copy(io.Discard, conn)
}

// speakHTTP2 makes a connection of HTTP/2 without a client that keeps to rules.
func speakHTTP2(t *testing.T, address string) (net.Conn, *http2.Framer) {
	t.Helper()
	conn, err := net.Dial("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = io.WriteString(conn, http2.ClientPreface)
	framer := http2.NewFramer(conn, conn)
	_ = framer.WriteSettings()
	return conn, framer
}

// beginner gives what begins calls, whose bodies do not come, on streams of a connection.
func beginner(framer *http2.Framer) func(stream uint32) {
	var block bytes.Buffer
	encoder := hpack.NewEncoder(&block)
	return func(stream uint32) {
		block.Reset()
		for _, h := range [][2]string{
			{":method", "POST"}, {":scheme", "http"}, {":path", "/v1/messages:classify"}, {":authority", "a"}, {"content-type", "application/json"},
		} {
			_ = encoder.WriteField(hpack.HeaderField{Name: h[0], Value: h[1]})
		}
		_ = framer.WriteHeaders(http2.HeadersFrameParam{StreamID: stream, BlockFragment: block.Bytes(), EndHeaders: true})
	}
}

// A connection has so many calls in flight and no more, which is told to those who ask and
// held against those who do not.
func TestCallsOfAConnectionAreBounded(t *testing.T) {
	const most = 7
	limits := api.DefaultLimits()
	limits.ConcurrentStreams = most
	r := start(t, testEngine(), api.Options{Limits: limits}, Options{})
	conn, framer := speakHTTP2(t, r.address)
	defer conn.Close()
	_ = conn.SetReadDeadline(time.Now().Add(10 * time.Second))
	begin := beginner(framer)
	for stream := uint32(1); stream <= 2*most+1; stream += 2 { // one too many
		begin(stream)
	}
	told := uint32(0)
	for {
		got, err := framer.ReadFrame()
		if err != nil {
			t.Fatalf("nothing is refused: %v", err)
		}
		switch got := got.(type) {
		case *http2.SettingsFrame:
			if value, ok := got.Value(http2.SettingMaxConcurrentStreams); ok {
				told = value
			}
			continue
		case *http2.RSTStreamFrame:
			if got.StreamID != 2*most+1 || told != most {
				t.Errorf("stream %d is reset with %v; told was %d", got.StreamID, got.ErrCode, told)
			}
			return
		case *http2.GoAwayFrame:
			if told != most {
				t.Errorf("the connection ends with %v; told was %d", got.ErrCode, told)
			}
			return
		}
	}
}
