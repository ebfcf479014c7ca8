package extproc

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	modes "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/ext_proc/v3"
	pb "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"
	"pgregory.net/rapid"

	"github.com/pecete/pecete/api/inspection"
)

// streamedModes are those in which a body comes in chunks.
var streamedModes = []modes.ProcessingMode_BodySendMode{modes.ProcessingMode_STREAMED, modes.ProcessingMode_FULL_DUPLEX_STREAMED}

// cut cuts a text in chunks of a size.
func cut(text string, size int) (chunks []string) {
	for len(text) > size {
		chunks, text = append(chunks, text[:size]), text[size:]
	}
	return append(chunks, text)
}

// TestAnIdentifierOverTheEdgeOfChunks: with the real engine, cut at each byte, and into
// single ones.
func TestAnIdentifierOverTheEdgeOfChunks(t *testing.T) {
	base := start(t, realInspector(t, inspection.Options{}), Options{})
	for _, mode := range streamedModes {
		e := *base
		e.request = mode
		for at := 1; at < len(worrying); at += 3 {
			checkMarked(t, e, post("text/plain", worrying[:at], worrying[at:]), fmt.Sprintf("%v, cut at %d", mode, at))
		}
		checkMarked(t, e, post("text/plain", cut(worrying, 1)...), fmt.Sprintf("%v, single bytes", mode))
	}
}

func checkMarked(t *testing.T, e envoy, m message, what string) {
	t.Helper()
	out := e.exchange(within(t, 20*time.Second), m, nil)
	if out.err != nil || out.metadata["verdict"] != "warn" || string(out.request.body) != worrying {
		t.Errorf("%s: metadata %v, passed %q, %v", what, out.metadata, out.request.body, out.err)
	}
}

// TestAnyChunkingGivesTheSameRuling: whatever the body, its mode and where it is cut.
func TestAnyChunkingGivesTheSameRuling(t *testing.T) {
	base := start(t, realInspector(t, inspection.Options{Window: 2 << 10, Overlap: 512}), Options{Held: 4 << 10})
	rapid.Check(t, func(t *rapid.T) {
		pieces := rapid.SliceOfN(rapid.SampledFrom([]string{
			harmless, worrying, secret, "\n", strings.Repeat("text fără nimic în el ", 40), "ă", "CNP ", aCNP[:6],
		}), 0, 12).Draw(t, "pieces")
		text := strings.Join(pieces, rapid.SampledFrom([]string{"", " ", "\n"}).Draw(t, "between"))
		want := rule(t, base, modes.ProcessingMode_BUFFERED, []string{text})
		mode := rapid.SampledFrom(bodyModes).Draw(t, "mode")
		var chunks []string
		for rest := text; rest != ""; {
			n := rapid.IntRange(0, len(rest)).Draw(t, "chunk")
			chunks, rest = append(chunks, rest[:n]), rest[n:]
			if n == 0 && len(chunks) > 40 {
				chunks, rest = append(chunks, rest), ""
			}
		}
		if got := rule(t, base, mode, append(chunks, "")); got != want {
			t.Fatalf("%v in %d chunks: %s, as a whole: %s", mode, len(chunks), got, want)
		}
	})
}

// rule gives what a body is ruled as, in words that can be compared.
func rule(t *rapid.T, base *envoy, mode modes.ProcessingMode_BodySendMode, chunks []string) string {
	e := *base
	e.request = mode
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	out := e.exchange(ctx, post("text/plain", chunks...), nil)
	if out.err != nil {
		t.Fatalf("%v: %v", mode, out.err)
	}
	if out.refused == nil && string(out.request.body) != strings.Join(chunks, "") {
		t.Fatalf("%v: the body passed changed", mode)
	}
	return fmt.Sprint(out.refused != nil, out.metadata["action"], out.metadata["verdict"])
}

// TestNothingRefusedArrivesAsAWhole: what is found at the very end of a body of which the
// beginning has long gone on.
func TestNothingRefusedArrivesAsAWhole(t *testing.T) {
	for name, inspector := range map[string]inspectorFunc{"read as it comes": words, "read as a whole": gathering} {
		for _, mode := range streamedModes {
			e := start(t, inspector, Options{Held: 64 << 10})
			e.request, e.buffer = mode, 256<<10
			text := strings.Repeat("x", 1<<20) + "BAD"
			out := e.exchange(within(t, 20*time.Second), post("text/plain", cut(text, 16<<10)...), nil)
			if out.err != nil || out.refused == nil || out.request.whole || strings.Contains(string(out.request.body), "BAD") {
				t.Errorf("%s, %v: refused %t, passed %d bytes, %v", name, mode, out.refused != nil, len(out.request.body), out.err)
			}
			if len(out.request.body) < 512<<10 {
				t.Errorf("%s, %v: only %d bytes had gone on", name, mode, len(out.request.body))
			}
		}
	}
}

// TestAChunkGoesOnOnceItIsJudged: without waiting for what comes after.
func TestAChunkGoesOnOnceItIsJudged(t *testing.T) {
	e := start(t, inspectorFunc(words), Options{Patience: time.Hour})
	stream, err := e.client.Process(within(t, 10*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []*pb.ProcessingRequest{streamed(requestHeaders(false)), requestBody(strings.Repeat("x", 8<<10), false), requestBody(strings.Repeat("y", 8<<10), false)} {
		if err := stream.Send(m); err != nil {
			t.Fatal(err)
		}
	}
	for _, want := range []string{"headers", "first chunk"} {
		if _, err := stream.Recv(); err != nil {
			t.Fatalf("%s: %v", want, err)
		}
	}
}

// TestASlowBodyIsNotHeldForEver: Envoy waits for an answer no longer than its
// message_timeout, however long the client takes.
func TestASlowBodyIsNotHeldForEver(t *testing.T) {
	for _, mode := range streamedModes {
		e := start(t, inspectorFunc(words), Options{Patience: 50 * time.Millisecond})
		e.request, e.pause = mode, 120*time.Millisecond
		for _, text := range []string{"ab", "cd", "BAD"} {
			out := e.exchange(within(t, 10*time.Second), post("text/plain", "12", "34", "56", text), nil)
			if out.err != nil || (out.refused != nil) != (text == "BAD") {
				t.Errorf("%v, %q: refused %t, %v", mode, text, out.refused != nil, out.err)
			}
			if want := "123456"; out.refused != nil && string(out.request.body) != want {
				t.Errorf("%v: %q had gone on, want %q", mode, out.request.body, want)
			}
		}
	}
}

// TestABusyInspectionIsWaitedFor: a chunk is not let go because the inspection takes long.
func TestABusyInspectionIsWaitedFor(t *testing.T) {
	e := start(t, inspectorFunc(func(ctx context.Context, s inspection.Subject, body io.Reader, settled func(int64)) (*inspection.Ruling, error) {
		first := make([]byte, 3)
		if _, err := io.ReadFull(body, first); err != nil {
			return nil, err
		}
		time.Sleep(300 * time.Millisecond)
		return words(ctx, s, io.MultiReader(bytes.NewReader(first), body), settled)
	}), Options{Patience: 20 * time.Millisecond})
	for _, mode := range streamedModes {
		e.request, e.buffer = mode, 2
		out := e.exchange(within(t, 10*time.Second), post("text/plain", "BAD", "xyz"), nil)
		if out.err != nil || out.refused == nil || len(out.request.body) > 0 {
			t.Errorf("%v: refused %t, passed %q, %v", mode, out.refused != nil, out.request.body, out.err)
		}
	}
}

// TestAThousandAtOnce: half of them are refused.
func TestAThousandAtOnce(t *testing.T) {
	e := start(t, inspectorFunc(words), Options{})
	e.request = modes.ProcessingMode_STREAMED
	ctx := within(t, 60*time.Second)
	var group sync.WaitGroup
	wrong := make(chan string, 1000)
	for i := range 1000 {
		group.Go(func() {
			text := "good"
			if i%2 == 0 {
				text = "BAD"
			}
			one := *e
			out := one.exchange(ctx, post("text/plain", "ab", "cd", text), nil)
			if out.err != nil || (out.refused != nil) != (text == "BAD") {
				wrong <- fmt.Sprintf("%s: refused %t, %v", text, out.refused != nil, out.err)
			}
		})
	}
	group.Wait()
	close(wrong)
	for w := range wrong {
		t.Error(w)
	}
}

// TestALargeBodyTakesLittleMemory: 256 MB in each streamed mode, with the real inspector.
// What is sent and comes back is counted and not kept.
func TestALargeBodyTakesLittleMemory(t *testing.T) {
	if testing.Short() {
		t.Skip("256 MB take a while")
	}
	size := 256 << 20
	if raceDetector {
		size = 16 << 20
	}
	inspector := realInspector(t, inspection.Options{Question: nothingAsked()})
	for _, mode := range streamedModes {
		e := start(t, inspector, Options{})
		before := liveMemory()
		most := pump(t, e, mode, size, 64<<10)
		if grown := int64(most) - int64(before); grown > 48<<20 {
			t.Errorf("%v: memory grew by %d MB", mode, grown>>20)
		}
	}
}

func liveMemory() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// pump sends a body of harmless lines, and gives the most memory that was alive meanwhile.
func pump(t *testing.T, e *envoy, mode modes.ProcessingMode_BodySendMode, size, chunk int) (most uint64) {
	t.Helper()
	stream, err := e.client.Process(within(t, 5*time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	text := strings.Repeat("abcdefghi ", chunk/10+1)[:chunk]
	const window = 1 << 20
	room := make(chan struct{}, window/chunk)
	go func() {
		say := func(m *pb.ProcessingRequest) { _ = stream.Send(m) } // what goes wrong is told by Recv
		say(inMode(requestHeaders(false, "content-type", "text/plain"), mode, modes.ProcessingMode_NONE))
		for sent := 0; sent < size; sent += chunk {
			room <- struct{}{}
			say(requestBody(text, sent+chunk >= size))
		}
	}()
	back := 0
	for {
		answer, err := stream.Recv()
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		if answer.GetRequestBody() == nil {
			continue
		}
		<-room
		if back += chunk; back%(size/4) == 0 {
			most = max(most, liveMemory())
		}
	}
	if back != size {
		t.Errorf("%v: %d bytes were answered", mode, back)
	}
	return most
}
