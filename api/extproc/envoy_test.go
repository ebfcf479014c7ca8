package extproc

import (
	"context"
	"errors"
	"slices"
	"sync"
	"time"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	modes "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/ext_proc/v3"
	pb "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"
)

// envoy is a filter's configuration, and speaks as Envoy does with it: see
// source/extensions/filters/http/ext_proc of Envoy. It checks what it is answered as
// strictly: an answer out of order is an error, as are two to one message.
type envoy struct {
	client pb.ExternalProcessorClient
	// The processing_mode.
	request, response         modes.ProcessingMode_BodySendMode
	requestHeaders            modes.ProcessingMode_HeaderSendMode
	trailers                  modes.ProcessingMode_HeaderSendMode
	early, override, observed bool
	// silent leaves the modes out of the first message, as before version 1.34.
	silent bool
	// atOnce tells that a body in the mode STREAMED has come whole before the headers were
	// answered, so that Envoy holds the headers for one more answer.
	atOnce bool
	// buffer is per_connection_buffer_limit_bytes.
	buffer int
	// pause is how long the client waits before each chunk.
	pause time.Duration
}

// message is an HTTP request or response.
type message struct {
	headers  map[string]string
	chunks   [][]byte
	trailers map[string]string
}

// passed is what goes on to where the message was to go.
type passed struct {
	headers  map[string]string
	body     []byte
	trailers map[string]string
	// whole tells that the end of the message went on as well.
	whole bool
}

// outcome is what became of an exchange.
type outcome struct {
	request, response passed
	refused           *pb.ImmediateResponse
	metadata          map[string]any
	// alone tells that the processor ended the stream well, so that Envoy went on alone.
	alone bool
	err   error
}

// exchangeState is one stream as Envoy sees it.
type exchangeState struct {
	envoy  *envoy
	stream pb.ExternalProcessor_ProcessClient
	first  bool

	mu      sync.Mutex
	changed *sync.Cond
	out     outcome
	over    bool
	// owed are the answers that must come, by direction; 0 is the request.
	owed   [2][]owedAnswer
	queued [2]int
	mode   [2]modes.ProcessingMode_BodySendMode
	trail  modes.ProcessingMode_HeaderSendMode
}

type owedAnswer struct {
	part  part
	chunk []byte
	last  bool
}

// exchange sends a request, and a response unless it is nil, and gives what became of them.
func (e *envoy) exchange(ctx context.Context, request message, response *message) outcome {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := e.client.Process(ctx)
	if err != nil {
		return outcome{err: err}
	}
	x := &exchangeState{envoy: e, stream: stream, first: true, trail: e.trailers}
	x.changed = sync.NewCond(&x.mu)
	x.mode = [2]modes.ProcessingMode_BodySendMode{e.request, e.response}
	done := make(chan struct{})
	go func() {
		defer close(done)
		x.receive()
	}()
	x.send(0, request)
	if response != nil {
		x.send(1, *response)
	}
	_ = stream.CloseSend()
	<-done
	return x.out
}

func headerMap(fields map[string]string) *core.HeaderMap {
	all := &core.HeaderMap{}
	for name, value := range fields {
		all.Headers = append(all.Headers, &core.HeaderValue{Key: name, RawValue: []byte(value)})
	}
	return all
}

// say sends a message and notes what is owed for it. It tells whether the stream still goes
// on.
func (x *exchangeState) say(direction int, m *pb.ProcessingRequest, owed owedAnswer) bool {
	x.mu.Lock()
	if x.over {
		x.mu.Unlock()
		return false
	}
	if x.first {
		x.first = false
		if !x.envoy.silent {
			m.ProtocolConfig = &pb.ProtocolConfiguration{
				RequestBodyMode: x.envoy.request, ResponseBodyMode: x.envoy.response,
				SendBodyWithoutWaitingForHeaderResponse: x.envoy.early,
			}
		}
	}
	m.ObservabilityMode = x.envoy.observed
	if !x.envoy.observed {
		x.owed[direction] = append(x.owed[direction], owed)
		x.queued[direction] += len(owed.chunk)
	}
	x.mu.Unlock()
	return x.stream.Send(m) == nil
}

// await waits until there is nothing owed, or as little as the buffer takes.
func (x *exchangeState) await(direction, most int) bool {
	x.mu.Lock()
	defer x.mu.Unlock()
	for !x.over && (most == 0 && len(x.owed[direction]) > 0 || most > 0 && x.queued[direction] > most) {
		x.changed.Wait()
	}
	return !x.over
}

func (x *exchangeState) passedOf(direction int) *passed {
	if direction == 0 {
		return &x.out.request
	}
	return &x.out.response
}

// send sends a message in the way of the mode.
func (x *exchangeState) send(direction int, m message) {
	x.mu.Lock()
	x.passedOf(direction).headers = cloned(m.headers)
	x.passedOf(direction).trailers = cloned(m.trailers)
	x.mu.Unlock()
	bodiless := len(m.chunks) == 0 && m.trailers == nil
	if direction == 1 || x.envoy.requestHeaders != modes.ProcessingMode_SKIP {
		h := &pb.HttpHeaders{Headers: headerMap(m.headers), EndOfStream: bodiless}
		sent := &pb.ProcessingRequest{Request: &pb.ProcessingRequest_RequestHeaders{RequestHeaders: h}}
		if direction == 1 {
			sent = &pb.ProcessingRequest{Request: &pb.ProcessingRequest_ResponseHeaders{ResponseHeaders: h}}
		}
		if !x.say(direction, sent, owedAnswer{part: headers, last: bodiless}) {
			x.goOnAlone(direction, m)
			return
		}
		if x.mode[direction] != modes.ProcessingMode_FULL_DUPLEX_STREAMED && !x.envoy.early && !x.await(direction, 0) {
			x.goOnAlone(direction, m)
			return
		}
	}
	if bodiless {
		x.await(direction, 0)
		x.setWhole(direction, m)
		return
	}
	x.sendBody(direction, m)
}

func (x *exchangeState) sendBody(direction int, m message) {
	hasTrailers := m.trailers != nil
	whole := slices.Concat(m.chunks...)
	switch x.mode[direction] {
	case modes.ProcessingMode_NONE:
		x.add(direction, whole)
	case modes.ProcessingMode_BUFFERED, modes.ProcessingMode_BUFFERED_PARTIAL:
		shown := whole[:min(len(whole), x.envoy.buffer)]
		if x.mode[direction] == modes.ProcessingMode_BUFFERED && len(shown) < len(whole) {
			x.fail(errors.New("413"))
			return
		}
		if !x.sendChunk(direction, shown, !hasTrailers && len(shown) == len(whole)) || !x.await(direction, 0) {
			x.goOnAlone(direction, m)
			return
		}
		x.add(direction, whole[len(shown):])
	default:
		for at, chunk := range m.chunks {
			time.Sleep(x.envoy.pause)
			last := at == len(m.chunks)-1 && !hasTrailers
			if !x.sendChunk(direction, chunk, last) || !x.await(direction, x.envoy.buffer) {
				x.goOnAlone(direction, m)
				return
			}
		}
	}
	if hasTrailers && x.trail == modes.ProcessingMode_SEND {
		t := &pb.HttpTrailers{Trailers: headerMap(m.trailers)}
		sent := &pb.ProcessingRequest{Request: &pb.ProcessingRequest_RequestTrailers{RequestTrailers: t}}
		if direction == 1 {
			sent = &pb.ProcessingRequest{Request: &pb.ProcessingRequest_ResponseTrailers{ResponseTrailers: t}}
		}
		x.say(direction, sent, owedAnswer{part: trailers, last: true})
	}
	x.await(direction, 0)
	x.setWhole(direction, m)
}

func (x *exchangeState) sendChunk(direction int, chunk []byte, last bool) bool {
	b := &pb.HttpBody{Body: chunk, EndOfStream: last}
	sent := &pb.ProcessingRequest{Request: &pb.ProcessingRequest_RequestBody{RequestBody: b}}
	if direction == 1 {
		sent = &pb.ProcessingRequest{Request: &pb.ProcessingRequest_ResponseBody{ResponseBody: b}}
	}
	return x.say(direction, sent, owedAnswer{part: body, chunk: chunk, last: last})
}

// add lets bytes go on.
func (x *exchangeState) add(direction int, bytes []byte) {
	x.mu.Lock()
	defer x.mu.Unlock()
	p := x.passedOf(direction)
	p.body = append(p.body, bytes...)
}

// setWhole notes that a message has gone on as a whole, unless something was in the way.
func (x *exchangeState) setWhole(direction int, m message) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if x.out.err != nil || x.out.refused != nil {
		return
	}
	if x.out.alone { // of what went on without the processor it is known to be all
		x.passedOf(direction).body = slices.Concat(m.chunks...)
	}
	x.passedOf(direction).whole = true
}

// goOnAlone has the rest go on if the processor ended the stream well.
func (x *exchangeState) goOnAlone(direction int, m message) {
	x.mu.Lock()
	for !x.over {
		x.changed.Wait()
	}
	x.mu.Unlock()
	x.setWhole(direction, m)
}

func (x *exchangeState) fail(err error) {
	x.mu.Lock()
	defer x.mu.Unlock()
	if !x.over {
		x.over, x.out.err = true, err
	}
	x.changed.Broadcast()
}
