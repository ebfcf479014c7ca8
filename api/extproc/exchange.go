package extproc

import (
	"context"
	"errors"
	"io"
	"sync"
	"time"

	modes "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/ext_proc/v3"
	pb "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/api/inspection"
)

// Why an exchange ends that did not go as it should: statuses that hold nothing of what was
// exchanged.
const (
	wrongOrder  = "a part of the HTTP message came out of order"
	emptyPart   = "a message without a part of the HTTP message"
	unknownMode = "bodies are not taken in this mode"
	tooSilent   = "nothing came for too long"
	notJudged   = "the inspection failed"
)

// exchange is one HTTP request with its response, told by Envoy on one stream. All that it
// knows belongs to the goroutine of run.
type exchange struct {
	server *Server
	stream pb.ExternalProcessor_ProcessServer
	ctx    context.Context
	cancel context.CancelFunc

	request, response *side
	begun             bool
	// configured tells that Envoy told its modes, and observed that it takes no answers.
	configured, observed bool
	lastHeard            time.Time

	heard chan heard
	ruled chan ruled
	// stirred has a signal after something has been judged, or there is room again.
	stirred     chan struct{}
	inspections sync.WaitGroup
}

// heard is what came from Envoy.
type heard struct {
	message *pb.ProcessingRequest
	err     error
}

// ruled is how an inspection ended.
type ruled struct {
	side   *side
	ruling *inspection.Ruling
	err    error
}

func newExchange(server *Server, stream pb.ExternalProcessor_ProcessServer) *exchange {
	ctx, cancel := context.WithCancel(stream.Context())
	x := &exchange{
		server: server, stream: stream, ctx: ctx, cancel: cancel, lastHeard: time.Now(),
		heard: make(chan heard), ruled: make(chan ruled), stirred: make(chan struct{}, 1),
	}
	x.request, x.response = x.newSide(false), x.newSide(true)
	if !server.options.Responses {
		x.response.ignore()
	}
	return x
}

// run answers the stream until it ends.
func (x *exchange) run() error {
	defer x.inspections.Wait()
	defer x.cancel()
	go x.hear()
	for {
		over, err := x.step()
		if err != nil || over {
			return err
		}
	}
}

// hear takes what Envoy says to the exchange. It ends with the stream.
func (x *exchange) hear() {
	for {
		message, err := x.stream.Recv()
		select {
		case x.heard <- heard{message, err}:
		case <-x.ctx.Done():
			return
		}
		if err != nil {
			return
		}
	}
}

// step waits until something happens, and does what follows from it.
func (x *exchange) step() (over bool, err error) {
	alarm := time.NewTimer(time.Until(x.nextAlarm()))
	defer alarm.Stop()
	listening := x.heard
	if x.request.feed.full() || x.response.feed.full() {
		listening = nil
	}
	select {
	case h := <-listening:
		if h.err != nil {
			return true, x.hungUp(h.err)
		}
		x.lastHeard = time.Now()
		if err := x.take(h.message); err != nil {
			return true, err
		}
	case r := <-x.ruled:
		if r.err != nil {
			return true, x.failed(r.err)
		}
		r.side.rule(r.ruling)
	case <-x.stirred:
	case <-alarm.C:
		if err := x.alarmed(); err != nil {
			return true, err
		}
	case <-x.ctx.Done():
		return true, status.FromContextError(x.ctx.Err()).Err()
	}
	return x.answer()
}

// take takes in what Envoy says.
func (x *exchange) take(message *pb.ProcessingRequest) error {
	if !x.begun {
		if err := x.begin(message); err != nil {
			return err
		}
	}
	switch part := message.GetRequest().(type) {
	case *pb.ProcessingRequest_RequestHeaders:
		return x.request.takeHeaders(part.RequestHeaders, func(f fields) inspection.Subject {
			return requestOf(f, x.server.options.Paths)
		})
	case *pb.ProcessingRequest_RequestBody:
		return x.request.takeBody(part.RequestBody)
	case *pb.ProcessingRequest_RequestTrailers:
		return x.request.takeTrailers()
	case *pb.ProcessingRequest_ResponseHeaders:
		return x.response.takeHeaders(part.ResponseHeaders, func(f fields) inspection.Subject {
			return responseOf(f, x.request.subject.RequestID)
		})
	case *pb.ProcessingRequest_ResponseBody:
		return x.response.takeBody(part.ResponseBody)
	case *pb.ProcessingRequest_ResponseTrailers:
		return x.response.takeTrailers()
	}
	return status.Error(codes.InvalidArgument, emptyPart)
}

// begin reads what the first message says of the stream.
func (x *exchange) begin(message *pb.ProcessingRequest) error {
	x.begun, x.observed = true, message.GetObservabilityMode()
	config := message.GetProtocolConfig()
	if config == nil {
		x.request.mode, x.response.mode = x.server.options.BodyMode, x.server.options.BodyMode
		if x.observed { // the only mode that there is then
			x.request.mode, x.response.mode = modes.ProcessingMode_STREAMED, modes.ProcessingMode_STREAMED
		}
		return nil
	}
	x.configured = true
	x.request.mode, x.response.mode = config.RequestBodyMode, config.ResponseBodyMode
	for _, s := range []*side{x.request, x.response} {
		if !isKnown(s.mode) {
			return status.Error(codes.Unimplemented, unknownMode)
		}
		s.early = config.SendBodyWithoutWaitingForHeaderResponse && s.mode == modes.ProcessingMode_STREAMED
	}
	x.request.otherMode = config.ResponseBodyMode
	x.response.otherMode = config.RequestBodyMode
	return nil
}

// isKnown tells whether bodies are taken in a mode. That for gRPC messages one by one is not
// among what Envoy has.
func isKnown(mode modes.ProcessingMode_BodySendMode) bool {
	return mode >= modes.ProcessingMode_NONE && mode <= modes.ProcessingMode_FULL_DUPLEX_STREAMED
}

// answer pays what can be paid. It tells whether nothing is left to do.
func (x *exchange) answer() (over bool, err error) {
	if x.observed {
		x.request.forgive()
		x.response.forgive()
		return false, nil
	}
	for _, s := range []*side{x.request, x.response} {
		if s.ruling != nil && s.ruling.Action == inspection.Block {
			return true, x.send(s.refuse(x.request))
		}
		for s.due() {
			d := s.pay()
			for _, response := range s.answers(d) {
				if err := x.send(response); err != nil {
					return true, err
				}
			}
			clear(d.chunk)
		}
	}
	return x.request.isDone() && x.mayHangUp(), nil
}

func (x *exchange) send(response *pb.ProcessingResponse) error {
	if err := x.stream.Send(response); err != nil {
		return status.Error(codes.Unavailable, "the answer could not be sent")
	}
	return nil
}

// mayHangUp tells whether the stream can be ended once the request is done, so that Envoy
// goes on alone and need not ask about the response. It must be known that it does not
// send what it would need back.
func (x *exchange) mayHangUp() bool {
	return x.response.isIgnored && x.configured && !x.response.isDuplex()
}

// hungUp ends the exchange after Envoy has, which it may do at any time: once it has no more
// to tell, or because the client has gone. What is only observed is judged to its end.
func (x *exchange) hungUp(err error) error {
	if !errors.Is(err, io.EOF) {
		return status.Error(status.Code(err), "a message could not be received")
	}
	if x.request.ask != modes.ProcessingMode_NONE && x.request.shown == 0 && !x.request.ended && x.response.got != nothing {
		x.server.options.Log.Warn().Str("request_id", x.request.reference()).
			Msg("Envoy showed no body: its request_body_mode is NONE, and allow_mode_override not set")
	}
	if x.observed {
		return x.observeEnd()
	}
	return nil
}

// observeEnd waits for the rulings about what was observed.
func (x *exchange) observeEnd() error {
	x.request.feed.finish(io.EOF)
	x.response.feed.finish(io.EOF)
	for x.request.isRunning() || x.response.isRunning() {
		select {
		case r := <-x.ruled:
			if r.err != nil {
				return x.failed(r.err)
			}
			r.side.rule(r.ruling)
		case <-x.ctx.Done():
			return status.FromContextError(x.ctx.Err()).Err()
		}
	}
	return nil
}

// failed words the end of an exchange of which the inspection failed. Its error may be that
// of a reader, which is not for others.
func (x *exchange) failed(err error) error {
	if x.ctx.Err() != nil {
		return status.FromContextError(x.ctx.Err()).Err()
	}
	x.server.options.Log.Error().Str("request_id", x.request.reference()).Bool("panic", errors.Is(err, errPanic)).Msg(notJudged)
	return status.Error(codes.Internal, notJudged)
}
