package extproc

import (
	"errors"
	"fmt"
	"io"
	"strings"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"
	modes "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/ext_proc/v3"
	pb "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"
	"google.golang.org/protobuf/types/known/structpb"
)

// receive takes the answers.
func (x *exchangeState) receive() {
	for {
		answer, err := x.stream.Recv()
		x.mu.Lock()
		switch {
		case x.over:
		case errors.Is(err, io.EOF):
			x.over, x.out.alone = true, true
		case err != nil:
			x.over, x.out.err = true, err
		default:
			if wrong := x.apply(answer); wrong != nil {
				x.over, x.out.err = true, wrong
			}
		}
		x.changed.Broadcast()
		over := x.over
		x.mu.Unlock()
		if over || err != nil {
			return
		}
	}
}

// apply does what an answer says.
func (x *exchangeState) apply(answer *pb.ProcessingResponse) error {
	x.addMetadata(answer.DynamicMetadata)
	switch a := answer.Response.(type) {
	case *pb.ProcessingResponse_ImmediateResponse:
		x.out.refused, x.over = a.ImmediateResponse, true
		return nil
	case *pb.ProcessingResponse_RequestHeaders:
		return x.applyHeaders(0, a.RequestHeaders, answer.ModeOverride)
	case *pb.ProcessingResponse_ResponseHeaders:
		return x.applyHeaders(1, a.ResponseHeaders, answer.ModeOverride)
	case *pb.ProcessingResponse_RequestBody:
		return x.applyBody(0, a.RequestBody)
	case *pb.ProcessingResponse_ResponseBody:
		return x.applyBody(1, a.ResponseBody)
	case *pb.ProcessingResponse_RequestTrailers:
		return x.applyTrailers(0, a.RequestTrailers)
	case *pb.ProcessingResponse_ResponseTrailers:
		return x.applyTrailers(1, a.ResponseTrailers)
	}
	return errors.New("an answer to nothing")
}

func (x *exchangeState) addMetadata(s *structpb.Struct) {
	if s == nil {
		return
	}
	if x.out.metadata == nil {
		x.out.metadata = map[string]any{}
	}
	for name, value := range s.AsMap()[namespace].(map[string]any) {
		x.out.metadata[name] = value
	}
}

// take takes the oldest debt, which must be of a kind.
func (x *exchangeState) take(direction int, kind part) (owedAnswer, error) {
	if len(x.owed[direction]) == 0 || x.owed[direction][0].part != kind {
		return owedAnswer{}, fmt.Errorf("spurious answer about part %d of message %d", kind, direction)
	}
	d := x.owed[direction][0]
	x.owed[direction] = x.owed[direction][1:]
	x.queued[direction] -= len(d.chunk)
	return d, nil
}

func (x *exchangeState) applyHeaders(direction int, answer *pb.HeadersResponse, override *modes.ProcessingMode) error {
	if _, err := x.take(direction, headers); err != nil {
		return err
	}
	if override != nil && x.envoy.override && !x.envoy.early {
		x.mode = [2]modes.ProcessingMode_BodySendMode{override.RequestBodyMode, override.ResponseBodyMode}
		if override.RequestTrailerMode != modes.ProcessingMode_DEFAULT {
			x.trail = override.RequestTrailerMode
		}
	}
	return mutate(x.passedOf(direction).headers, answer.GetResponse().GetHeaderMutation())
}

func (x *exchangeState) applyBody(direction int, answer *pb.BodyResponse) error {
	common, p := answer.GetResponse(), x.passedOf(direction)
	if x.mode[direction] == modes.ProcessingMode_FULL_DUPLEX_STREAMED {
		return x.applyStreamed(direction, common.GetBodyMutation().GetStreamedResponse())
	}
	d, err := x.take(direction, body)
	if err != nil {
		return err
	}
	if common.GetBodyMutation() != nil {
		return errors.New("a body was to be changed")
	}
	p.body = append(p.body, d.chunk...)
	held := x.mode[direction] == modes.ProcessingMode_STREAMED && x.envoy.atOnce && d.last
	switch x.mode[direction] {
	case modes.ProcessingMode_BUFFERED, modes.ProcessingMode_BUFFERED_PARTIAL:
		held = true
	}
	if held {
		return mutate(p.headers, common.GetHeaderMutation())
	}
	return nil // headers that have gone stay as they are, whatever the answer says
}

// applyStreamed takes what comes back of the chunks: the debts are paid by bytes, not one by
// one.
func (x *exchangeState) applyStreamed(direction int, piece *pb.StreamedBodyResponse) error {
	if piece == nil {
		return errors.New("nothing came back of the body")
	}
	if len(piece.Body) > 64<<10 {
		return errors.New("too large a piece came back")
	}
	p, owed := x.passedOf(direction), x.owed[direction]
	if len(owed) == 0 || owed[0].part != body {
		return errors.New("a piece came back out of order")
	}
	p.body = append(p.body, piece.Body...)
	rest, ended := len(piece.Body), false
	for len(owed) > 0 && owed[0].part == body && rest >= len(owed[0].chunk) {
		rest -= len(owed[0].chunk)
		x.queued[direction] -= len(owed[0].chunk)
		ended = owed[0].last
		owed = owed[1:]
		if rest == 0 && !ended {
			break
		}
	}
	if rest > 0 {
		if len(owed) == 0 {
			return errors.New("more came back than was sent")
		}
		owed[0].chunk = owed[0].chunk[rest:]
		x.queued[direction] -= rest
	}
	x.owed[direction] = owed
	if ended != piece.EndOfStream {
		return fmt.Errorf("the end of the body is told wrongly: %t", piece.EndOfStream)
	}
	return nil
}

func (x *exchangeState) applyTrailers(direction int, answer *pb.TrailersResponse) error {
	if _, err := x.take(direction, trailers); err != nil {
		return err
	}
	return mutate(x.passedOf(direction).trailers, answer.GetHeaderMutation())
}

// mutate changes headers as Envoy does: it takes out first.
func mutate(fields map[string]string, mutation *pb.HeaderMutation) error {
	for _, name := range mutation.GetRemoveHeaders() {
		delete(fields, name)
	}
	for _, option := range mutation.GetSetHeaders() {
		if option.AppendAction != core.HeaderValueOption_OVERWRITE_IF_EXISTS_OR_ADD || option.Header.Value != "" {
			return fmt.Errorf("the header %s is not set as it should be", option.Header.Key)
		}
		if strings.ContainsAny(string(option.Header.RawValue), "\r\n\x00") {
			return fmt.Errorf("the header %s has more than one line", option.Header.Key)
		}
		fields[option.Header.Key] = string(option.Header.RawValue)
	}
	return nil
}

func cloned(fields map[string]string) map[string]string {
	all := map[string]string{}
	for name, value := range fields {
		all[strings.ToLower(name)] = value
	}
	return all
}
