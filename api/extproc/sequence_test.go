package extproc

import (
	"bytes"
	"context"
	"io"
	"testing"
	"time"

	modes "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/ext_proc/v3"
	pb "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// scripted is a stream on which a list of messages comes.
type scripted struct {
	grpc.ServerStream
	ctx     context.Context
	says    []*pb.ProcessingRequest
	answers []*pb.ProcessingResponse
}

func (s *scripted) Context() context.Context { return s.ctx }

func (s *scripted) Recv() (*pb.ProcessingRequest, error) {
	if len(s.says) == 0 {
		// Envoy waits for what it is owed before it ends the stream; the exchange is given
		// the time for it.
		time.Sleep(2 * time.Millisecond)
		return nil, io.EOF
	}
	next := s.says[0]
	s.says = s.says[1:]
	return next, nil
}

func (s *scripted) Send(answer *pb.ProcessingResponse) error {
	s.answers = append(s.answers, answer)
	return nil
}

// script makes messages out of bytes: the first says the modes, and each other one a part.
func script(data []byte) (says []*pb.ProcessingRequest) {
	if len(data) == 0 {
		return nil
	}
	first := data[0]
	texts := []string{"", "B", "A", "D", "BAD", "ODD", "x"}
	for _, b := range data[1:] {
		text, end := texts[int(b>>4)%len(texts)], b&8 != 0
		var m *pb.ProcessingRequest
		switch b & 7 {
		case 0:
			m = requestHeaders(end, ":path", "/?"+text, "content-type", "text/plain")
		case 1, 2:
			m = requestBody(text, end)
		case 3:
			m = requestTrailers()
		case 4:
			m = responseHeaders(end)
		case 5:
			m = responseBody(text, end)
		case 6:
			m = responseTrailers()
		default:
			m = &pb.ProcessingRequest{}
		}
		says = append(says, m)
	}
	if len(says) > 0 && first&64 == 0 {
		inMode(says[0], modes.ProcessingMode_BodySendMode(first&7), modes.ProcessingMode_BodySendMode(first>>3&7))
		says[0].ProtocolConfig.SendBodyWithoutWaitingForHeaderResponse = first&128 != 0
	}
	return says
}

// FuzzSequences: whatever comes in whatever order, the exchange ends, with a status that is
// meant, and answers in order what it was asked, once.
func FuzzSequences(f *testing.F) {
	for mode := range byte(6) {
		f.Add([]byte{mode, 0x00, 0x11, 0x21, 0x39})
		f.Add([]byte{mode | 128, 0x50, 0x41, 0x03, 0x04, 0x45, 0x06})
		f.Add([]byte{mode | 64, 0x18, 0x04, 0x4d})
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 40 {
			return
		}
		server, err := New(inspectorFunc(words), Options{Responses: len(data)%2 == 0, Patience: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithCancel(context.Background())
		defer cancel()
		stream := &scripted{ctx: ctx, says: script(data)}
		says := stream.says
		switch err := server.Process(stream); status.Code(err) {
		case codes.OK, codes.InvalidArgument, codes.Unimplemented:
		default:
			t.Fatal(err)
		}
		checkAnswers(t, says, stream.answers)
	})
}

// checkAnswers looks whether the answers are about parts that came, in their order.
func checkAnswers(t *testing.T, says []*pb.ProcessingRequest, answers []*pb.ProcessingResponse) {
	t.Helper()
	var asked, answered [2][]part
	for _, m := range says {
		side, kind, _ := askedAbout(m)
		asked[side] = append(asked[side], kind)
	}
	var shown, back bytes.Buffer
	for at, a := range answers {
		side, kind, piece := answeredAbout(a)
		if kind == nothing {
			if at != len(answers)-1 {
				t.Fatal("something came after a refusal")
			}
			return
		}
		if piece != nil {
			back.Write(piece.Body)
			if len(answered[side]) > 0 && answered[side][len(answered[side])-1] == body {
				continue // pieces are not counted
			}
		}
		answered[side] = append(answered[side], kind)
	}
	for _, m := range says {
		shown.Write(m.GetRequestBody().GetBody())
		shown.Write(m.GetResponseBody().GetBody())
	}
	if back.Len() > shown.Len() {
		t.Fatalf("%d bytes came back of %d", back.Len(), shown.Len())
	}
	for side := range asked {
		if len(answered[side]) > len(asked[side]) {
			t.Fatalf("asked about %v, answered about %v", asked[side], answered[side])
		}
		at := 0
		for _, kind := range answered[side] {
			for at < len(asked[side]) && asked[side][at] != kind {
				at++
			}
			if at == len(asked[side]) {
				t.Fatalf("asked about %v, answered about %v", asked[side], answered[side])
			}
		}
	}
}

func askedAbout(m *pb.ProcessingRequest) (side int, kind part, ok bool) {
	switch m.Request.(type) {
	case *pb.ProcessingRequest_RequestHeaders:
		return 0, headers, true
	case *pb.ProcessingRequest_RequestBody:
		return 0, body, true
	case *pb.ProcessingRequest_RequestTrailers:
		return 0, trailers, true
	case *pb.ProcessingRequest_ResponseHeaders:
		return 1, headers, true
	case *pb.ProcessingRequest_ResponseBody:
		return 1, body, true
	case *pb.ProcessingRequest_ResponseTrailers:
		return 1, trailers, true
	}
	return 0, nothing, false
}

func answeredAbout(a *pb.ProcessingResponse) (side int, kind part, piece *pb.StreamedBodyResponse) {
	switch r := a.Response.(type) {
	case *pb.ProcessingResponse_RequestHeaders:
		return 0, headers, nil
	case *pb.ProcessingResponse_RequestBody:
		return 0, body, r.RequestBody.GetResponse().GetBodyMutation().GetStreamedResponse()
	case *pb.ProcessingResponse_RequestTrailers:
		return 0, trailers, nil
	case *pb.ProcessingResponse_ResponseHeaders:
		return 1, headers, nil
	case *pb.ProcessingResponse_ResponseBody:
		return 1, body, r.ResponseBody.GetResponse().GetBodyMutation().GetStreamedResponse()
	case *pb.ProcessingResponse_ResponseTrailers:
		return 1, trailers, nil
	}
	return 0, nothing, nil
}
