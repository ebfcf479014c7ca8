package api

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
	"google.golang.org/protobuf/proto"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// hostile is a connection of somebody who speaks HTTP/2 frame by frame.
type hostile struct {
	net.Conn
	framer  *http2.Framer
	encoder *hpack.Encoder
	block   bytes.Buffer
}

// attack connects, and greets as it should be.
func attack(t *testing.T, r *running) *hostile {
	t.Helper()
	conn, err := r.dial(t.Context(), "")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	h := &hostile{Conn: conn, framer: http2.NewFramer(conn, conn)}
	h.encoder = hpack.NewEncoder(&h.block)
	if _, err := io.WriteString(conn, http2.ClientPreface); err != nil {
		t.Fatal(err)
	}
	if err := h.framer.WriteSettings(); err != nil {
		t.Fatal(err)
	}
	return h
}

// headers encodes those of a call, and some more.
func (h *hostile) headers(more ...string) []byte {
	h.block.Reset()
	all := append([]string{
		":method", "POST", ":scheme", "http", ":path", pecetev1.ClassifierService_Classify_FullMethodName, ":authority", "a",
		"content-type", "application/grpc", "te", "trailers",
	}, more...)
	for i := 0; i < len(all); i += 2 {
		_ = h.encoder.WriteField(hpack.HeaderField{Name: all[i], Value: all[i+1]})
	}
	return bytes.Clone(h.block.Bytes())
}

// status reads frames until one tells how the call of a stream ended: its grpc-status,
// "reset", or "closed" if the connection ended.
func (h *hostile) status(t *testing.T, stream uint32) string {
	t.Helper()
	_ = h.SetReadDeadline(time.Now().Add(20 * time.Second))
	decoder := hpack.NewDecoder(4096, nil)
	for {
		frame, err := h.framer.ReadFrame()
		if err != nil {
			return "closed"
		}
		switch f := frame.(type) {
		case *http2.HeadersFrame:
			fields, err := decoder.DecodeFull(f.HeaderBlockFragment())
			if err != nil {
				t.Fatal(err)
			}
			for _, field := range fields {
				if field.Name == "grpc-status" && f.StreamID == stream {
					return field.Value
				}
			}
		case *http2.RSTStreamFrame:
			if f.StreamID == stream {
				return "reset"
			}
		}
	}
}

// wantUnharmed checks that another caller gets an answer in good time.
func wantUnharmed(t *testing.T, r *running) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Second)
	defer cancel()
	client := pecetev1.NewClassifierServiceClient(r.connect(t))
	if _, err := client.Classify(ctx, &pecetev1.ClassifyRequest{Text: "CNP: " + aCNP}); err != nil {
		t.Errorf("another caller gets %v", err)
	}
}

// heap gives how many bytes live on the heap, those in pools that nobody asks left out.
func heap() uint64 {
	for range 2 { // pools give up in the second collection what they did not in the first
		runtime.GC()
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// A few kilobytes stand for gigabytes. The service takes nothing that is compressed; if a
// library that it is built with did, the size limit would hold for what comes out.
func TestDecompressionBombsAreRefused(t *testing.T) {
	server := startPlain(t)
	var packed bytes.Buffer
	packer := gzip.NewWriter(&packed)
	zeros := make([]byte, 1<<20)
	for range 48 { // of which no more comes than may be sent unasked
		if _, err := packer.Write(zeros); err != nil {
			t.Fatal(err)
		}
	}
	if err := packer.Close(); err != nil {
		t.Fatal(err)
	}
	before := heap()
	h := attack(t, server)
	if err := h.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: h.headers("grpc-encoding", "gzip"), EndHeaders: true}); err != nil {
		t.Fatal(err)
	}
	body := append(binary.BigEndian.AppendUint32([]byte{1}, uint32(packed.Len())), packed.Bytes()...)
	go func() {
		for len(body) > 0 {
			n := min(len(body), 16<<10)
			if h.framer.WriteData(1, n == len(body), body[:n]) != nil {
				return
			}
			body = body[n:]
		}
	}()
	if got := h.status(t, 1); got != "12" && got != "8" { // UNIMPLEMENTED or RESOURCE_EXHAUSTED
		t.Errorf("the call ends with %s", got)
	}
	if packed.Len() > 60<<10 {
		t.Errorf("the bomb has %d bytes, more than may be sent unasked", packed.Len())
	}
	if after := heap(); after > before+32<<20 {
		t.Errorf("%d MiB are held", (after-before)>>20)
	}
	wantUnharmed(t, server)
}

// Frames that say they are longer than the limit end the call before they are read.
func TestHugeFramesAreRefused(t *testing.T) {
	server := startPlain(t)
	for name, length := range map[string]uint32{"4 GiB": 1<<32 - 1, "beyond twice the limit": uint32(2*DefaultLimits().RequestBytes + 1)} {
		h := attack(t, server)
		if err := h.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: h.headers(), EndHeaders: true}); err != nil {
			t.Fatal(err)
		}
		if err := h.framer.WriteData(1, false, binary.BigEndian.AppendUint32([]byte{0}, length)); err != nil {
			t.Fatal(err)
		}
		if got := h.status(t, 1); got != "8" {
			t.Errorf("%s: the call ends with %s", name, got)
		}
	}
	h := attack(t, server)
	if err := h.framer.WriteRawFrame(http2.FrameData, 0, 1, make([]byte, 1<<20)); err == nil { // beyond what was agreed
		if got := h.status(t, 1); got != "closed" && got != "reset" {
			t.Errorf("a frame of a mebibyte: %s", got)
		}
	}
	wantUnharmed(t, server)
}

// Headers can be made of nothing: one that is kept in the table of the connection, and
// then named again and again by a byte; or without an end, frame after frame.
func TestHeaderFloodsAreEnded(t *testing.T) {
	server := startPlain(t)
	before := heap()
	t.Run("by reference", func(t *testing.T) {
		h := attack(t, server)
		block := h.headers("x-long", strings.Repeat("a", 3000))
		reference := h.headers("x-long", strings.Repeat("a", 3000))
		last := reference[len(reference)-1:]
		block = append(block, bytes.Repeat(last, 10_000)...)
		if err := h.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: block, EndHeaders: true, EndStream: true}); err != nil {
			t.Fatal(err)
		}
		if got := h.status(t, 1); got != "reset" && got != "closed" {
			t.Errorf("the call ends with %s", got)
		}
	})
	t.Run("without an end", func(t *testing.T) {
		h := attack(t, server)
		if err := h.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: h.headers()}); err != nil {
			t.Fatal(err)
		}
		_ = h.SetWriteDeadline(time.Now().Add(20 * time.Second))
		sent := 0
		for sent < 64<<20 {
			if err := h.framer.WriteContinuation(1, false, h.headers("x-"+strconv.Itoa(sent), strings.Repeat("b", 8000))[40:]); err != nil {
				break
			}
			sent += 8000
		}
		if sent >= 64<<20 {
			t.Errorf("%d MiB of headers were taken", sent>>20)
		}
	})
	if after := heap(); after > before+32<<20 {
		t.Errorf("%d MiB are held", (after-before)>>20)
	}
	wantUnharmed(t, server)
}

// Who connects and says nothing, or says it letter by letter, is hung up on.
func TestHalfOpenConnectionsAreClosed(t *testing.T) {
	server := startPlain(t)
	for name, say := range map[string]func(net.Conn){
		"silence": func(net.Conn) {},
		"letter by letter": func(conn net.Conn) {
			for _, b := range []byte(http2.ClientPreface) {
				if _, err := conn.Write([]byte{b}); err != nil {
					return
				}
				time.Sleep(time.Second)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			conn, err := server.dial(t.Context(), "")
			if err != nil {
				t.Fatal(err)
			}
			defer conn.Close()
			go say(conn)
			began := time.Now()
			_ = conn.SetReadDeadline(began.Add(15 * time.Second))
			_, err = io.Copy(io.Discard, conn)
			var late net.Error
			if errors.As(err, &late) && late.Timeout() {
				t.Errorf("after %v the connection is open", time.Since(began))
			}
		})
	}
}

// Streams that send a piece of a message and no more hold that piece, and nobody up.
func TestSlowStreamsHoldNobodyUp(t *testing.T) {
	server := startPlain(t)
	before := heap()
	for range 8 {
		h := attack(t, server)
		go func() { _, _ = io.Copy(io.Discard, h) }()
		for i := range 200 {
			id := uint32(2*i + 1)
			if err := h.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: h.headers(), EndHeaders: true}); err != nil {
				t.Fatal(err)
			}
			if err := h.framer.WriteData(id, false, append(binary.BigEndian.AppendUint32([]byte{0}, 16<<20), "one letter"...)); err != nil {
				t.Fatal(err)
			}
		}
	}
	wantUnharmed(t, server)
	if after := heap(); after > before+64<<20 {
		t.Errorf("1,600 streams that say they will send 16 MiB hold %d MiB", (after-before)>>20)
	}
}

// Calls that are begun and reset at once cost who serves more than who calls
// (CVE-2023-44487). Others are answered meanwhile, and nothing is left.
func TestCallsThatAreResetAtOnce(t *testing.T) {
	server := startPlain(t)
	wantUnharmed(t, server)
	h := attack(t, server)
	go func() { _, _ = io.Copy(io.Discard, h) }()
	before := runtime.NumGoroutine()
	for i := range 20_000 {
		id := uint32(2*i + 1)
		if h.framer.WriteHeaders(http2.HeadersFrameParam{StreamID: id, BlockFragment: h.headers(), EndHeaders: true}) != nil ||
			h.framer.WriteRSTStream(id, http2.ErrCodeCancel) != nil {
			break // hung up on, which is as well
		}
		if i == 10_000 {
			wantUnharmed(t, server)
		}
	}
	wantUnharmed(t, server)
	for range 200 {
		if runtime.NumGoroutine() <= before+50 {
			return
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Errorf("there are %d goroutines more", runtime.NumGoroutine()-before)
}

// Who asks again and again whether the connection lives is hung up on.
func TestPingFloodsAreEnded(t *testing.T) {
	server := startPlain(t)
	h := attack(t, server)
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		_, _ = io.Copy(io.Discard, h)
	}()
	for i := range 1000 {
		if h.framer.WritePing(false, [8]byte{byte(i)}) != nil {
			break
		}
	}
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("the connection is open after a thousand pings")
	}
	wantUnharmed(t, server)
}

// Whatever others sent before, and at the same time, an answer is about its own message:
// the same to the byte. So nobody can learn of others by asking.
func TestAnswersTellNothingOfOthers(t *testing.T) {
	server := startPlain(t)
	ctx := within(t, 30*time.Second)
	mine := []string{"CNP " + aCNP, aCNP, "IBAN RO49AAAA1B31007593840000", "Ne vedem la 10?", "1850228 120011", "STRICT SECRET"}
	ask := func(text string) []byte {
		t.Helper()
		out, err := server.Classify(ctx, &pecetev1.ClassifyRequest{Text: text, Options: &pecetev1.ClassifyOptions{IncludeMatches: true}})
		if err != nil {
			t.Fatal(err)
		}
		raw, err := proto.MarshalOptions{Deterministic: true}.Marshal(out)
		if err != nil {
			t.Fatal(err)
		}
		return raw
	}
	var before [][]byte
	for _, text := range mine {
		before = append(before, ask(text))
	}
	stop := make(chan struct{})
	done := make(chan struct{})
	other := pecetev1.NewClassifierServiceClient(server.connect(t))
	go func() {
		defer close(done)
		for {
			for _, text := range append(mine, "CNP 2900101400015 "+strings.Repeat("Ana Pop, tel. 0722 123 456 ", 200), "%31%38%35 Q05QIDE4NTA=") {
				_, _ = other.Classify(ctx, &pecetev1.ClassifyRequest{Text: text})
			}
			select {
			case <-stop:
				return
			default:
			}
		}
	}()
	for range 50 {
		for i, text := range mine {
			if !bytes.Equal(ask(text), before[i]) {
				t.Errorf("%q is answered otherwise after what others sent", text)
			}
		}
	}
	close(stop)
	<-done
}
