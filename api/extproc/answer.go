package extproc

import (
	modes "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/ext_proc/v3"
	pb "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"

	"github.com/pecete/pecete/api/inspection"
)

// pieceBytes is how much of a body is sent back in one message, as Envoy's documentation
// of FULL_DUPLEX_STREAMED advises.
const pieceBytes = 64 << 10

// answers words what pays a debt, in order: several messages where a chunk is to be sent
// back in pieces.
func (s *side) answers(d debt) []*pb.ProcessingResponse {
	switch {
	case d.part == headers:
		return []*pb.ProcessingResponse{s.answerHeaders()}
	case d.part == trailers:
		return []*pb.ProcessingResponse{s.answerTrailers()}
	case !s.isDuplex():
		return []*pb.ProcessingResponse{s.answerBody(&pb.CommonResponse{HeaderMutation: s.mutationWithBody(d)})}
	}
	var all []*pb.ProcessingResponse
	for rest, first := d.chunk, true; first || len(rest) > 0; first = false {
		piece := rest[:min(len(rest), pieceBytes)]
		rest = rest[len(piece):]
		all = append(all, s.answerBody(&pb.CommonResponse{BodyMutation: sentBack(piece, d.last && len(rest) == 0)}))
	}
	return all
}

// answerHeaders lets the headers go: without the marks that they came with, and with those
// of what is known by now.
func (s *side) answerHeaders() *pb.ProcessingResponse {
	known := s.ruling
	if known == nil {
		known = s.lead
	}
	s.tagged = s.ruling != nil
	answer := &pb.HeadersResponse{Response: &pb.CommonResponse{HeaderMutation: s.mutation(known)}}
	response := &pb.ProcessingResponse{ModeOverride: s.override(), DynamicMetadata: s.note()}
	if s.isResponse {
		response.Response = &pb.ProcessingResponse_ResponseHeaders{ResponseHeaders: answer}
	} else {
		response.Response = &pb.ProcessingResponse_RequestHeaders{RequestHeaders: answer}
	}
	return response
}

// answerBody lets a body, or a chunk of it, go.
func (s *side) answerBody(common *pb.CommonResponse) *pb.ProcessingResponse {
	answer := &pb.BodyResponse{Response: common}
	response := &pb.ProcessingResponse{DynamicMetadata: s.note()}
	if s.isResponse {
		response.Response = &pb.ProcessingResponse_ResponseBody{ResponseBody: answer}
	} else {
		response.Response = &pb.ProcessingResponse_RequestBody{RequestBody: answer}
	}
	return response
}

// answerTrailers lets the trailers go, with the marks that came too late for the headers.
func (s *side) answerTrailers() *pb.ProcessingResponse {
	answer := &pb.TrailersResponse{}
	if !s.tagged {
		s.tagged = true
		answer.HeaderMutation = s.mutation(s.ruling)
	}
	response := &pb.ProcessingResponse{DynamicMetadata: s.note()}
	if s.isResponse {
		response.Response = &pb.ProcessingResponse_ResponseTrailers{ResponseTrailers: answer}
	} else {
		response.Response = &pb.ProcessingResponse_RequestTrailers{RequestTrailers: answer}
	}
	return response
}

// mutationWithBody gives what is to be done to the headers with the answer to a body. Envoy
// still holds them where it sends the body in one message, which it may also do in the mode
// STREAMED if the body was there before the headers were answered; else it ignores this.
func (s *side) mutationWithBody(d debt) *pb.HeaderMutation {
	if s.tagged || s.ruling == nil {
		return nil
	}
	if s.isBuffered() {
		s.tagged = true
		return s.mutation(s.ruling)
	}
	if d.last && d.until == int64(d.size) && s.ruling.Action == inspection.Tag {
		return s.mutation(s.ruling)
	}
	return nil
}

// override gives the modes to ask for, or nil if those of the configuration will do. What
// is not named stays as it was configured, but for the modes of bodies, which must be named
// because there is no name for that.
func (s *side) override() *modes.ProcessingMode {
	if s.ask == modes.ProcessingMode_NONE {
		return nil
	}
	mode := &modes.ProcessingMode{}
	if s.isResponse {
		mode.ResponseBodyMode = s.ask
		mode.ResponseTrailerMode = trailersFor(s.ask)
	} else {
		mode.RequestBodyMode, mode.ResponseBodyMode = s.ask, s.otherMode
		mode.RequestTrailerMode = trailersFor(s.ask)
	}
	return mode
}

// trailersFor gives how trailers are to be sent with a mode: those of a streamed body tell
// that it is at its end.
func trailersFor(mode modes.ProcessingMode_BodySendMode) modes.ProcessingMode_HeaderSendMode {
	if mode == modes.ProcessingMode_STREAMED || mode == modes.ProcessingMode_FULL_DUPLEX_STREAMED {
		return modes.ProcessingMode_SEND
	}
	return modes.ProcessingMode_DEFAULT
}

// sentBack gives the mutation that is no mutation: the bytes as they came.
func sentBack(piece []byte, last bool) *pb.BodyMutation {
	return &pb.BodyMutation{Mutation: &pb.BodyMutation_StreamedResponse{
		StreamedResponse: &pb.StreamedBodyResponse{Body: piece, EndOfStream: last},
	}}
}
