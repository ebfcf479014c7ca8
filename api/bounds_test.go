package api

import (
	"io"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/http2"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// manyAtOnce is a server that takes four calls at a time on a connection, whose engine
// stands still until it is let go.
func manyAtOnce(t *testing.T) (server *running, at *atomic.Int32, letGo func()) {
	t.Helper()
	at, release := &atomic.Int32{}, make(chan struct{})
	limits := DefaultLimits()
	limits.ConcurrentStreams = 4
	server = start(t, hookedEngine{testEngine(), func(string) {
		at.Add(1)
		<-release
	}}, Options{Limits: limits})
	letGo = sync.OnceFunc(func() { close(release) })
	t.Cleanup(letGo)
	return server, at, letGo
}

// begin begins a call that has all it takes.
func (h *hostile) begin(t *testing.T, id uint32) {
	t.Helper()
	if err := h.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: h.headers(), EndHeaders: true}); err != nil {
		t.Fatal(err)
	}
	message := field(2, "a")
	if err := h.framer.WriteData(id, true, append([]byte{0, 0, 0, 0, byte(len(message))}, message...)); err != nil {
		t.Fatal(err)
	}
}

// wantAt waits until so many messages have come to the engine, and a while for one more.
func wantAt(t *testing.T, at *atomic.Int32, want int32) {
	t.Helper()
	for range 1000 {
		if at.Load() >= want {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	time.Sleep(100 * time.Millisecond)
	if got := at.Load(); got != want {
		t.Errorf("%d messages came to the engine, want %d", got, want)
	}
}

// A caller who does not heed how many calls a connection takes is refused the others.
func TestCallsOnAConnectionAreBounded(t *testing.T) {
	server, at, _ := manyAtOnce(t)
	h := attack(t, server)
	for i := range uint32(5) {
		h.begin(t, 2*i+1)
	}
	_ = h.SetReadDeadline(time.Now().Add(20 * time.Second))
	announced := uint32(0)
	for {
		frame, err := h.framer.ReadFrame()
		if err != nil {
			t.Fatalf("one more call than a connection takes is not refused: %v", err)
		}
		if settings, ok := frame.(*http2.SettingsFrame); ok {
			if n, ok := settings.Value(http2.SettingMaxConcurrentStreams); ok {
				announced = n
			}
		}
		if reset, ok := frame.(*http2.RSTStreamFrame); ok {
			if reset.StreamID != 9 || reset.ErrCode != http2.ErrCodeRefusedStream {
				t.Errorf("call %d is reset with %v, want the fifth, refused", reset.StreamID/2+1, reset.ErrCode)
			}
			break
		}
	}
	if announced != 4 {
		t.Errorf("callers are told that a connection takes %d calls, want 4", announced)
	}
	wantAt(t, at, 4)
}

// Who resets his calls and begins others does not get more of them worked on, as long as
// the first are (CVE-2023-44487).
func TestHandlersOfAConnectionAreBounded(t *testing.T) {
	server, at, letGo := manyAtOnce(t)
	h := attack(t, server)
	go func() { _, _ = io.Copy(io.Discard, h) }()
	for i := range uint32(4) {
		h.begin(t, 2*i+1)
	}
	wantAt(t, at, 4)
	for i := range uint32(4) {
		if err := h.framer.WriteRSTStream(2*i+1, http2.ErrCodeCancel); err != nil {
			t.Fatal(err)
		}
	}
	for i := range uint32(4) {
		h.begin(t, 2*(i+4)+1)
	}
	wantAt(t, at, 4)
	letGo()
	wantAt(t, at, 8)
	if _, err := pecetev1.NewClassifierServiceClient(server.connect(t)).Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Text: "a"}); err != nil {
		t.Errorf("another caller: %v", err)
	}
}
