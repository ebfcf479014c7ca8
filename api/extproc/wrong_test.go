package extproc

import (
	"context"
	"errors"
	"io"
	"testing"
	"time"

	modes "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/ext_proc/v3"
	pb "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/api/inspection"
)

// The messages that a stream is made of in these tests.
func requestHeaders(end bool, pairs ...string) *pb.ProcessingRequest {
	return &pb.ProcessingRequest{Request: &pb.ProcessingRequest_RequestHeaders{RequestHeaders: &pb.HttpHeaders{Headers: headerMap(paired(pairs)), EndOfStream: end}}}
}

func requestBody(text string, end bool) *pb.ProcessingRequest {
	return &pb.ProcessingRequest{Request: &pb.ProcessingRequest_RequestBody{RequestBody: &pb.HttpBody{Body: []byte(text), EndOfStream: end}}}
}

func requestTrailers() *pb.ProcessingRequest {
	return &pb.ProcessingRequest{Request: &pb.ProcessingRequest_RequestTrailers{RequestTrailers: &pb.HttpTrailers{}}}
}

func responseHeaders(end bool, pairs ...string) *pb.ProcessingRequest {
	return &pb.ProcessingRequest{Request: &pb.ProcessingRequest_ResponseHeaders{ResponseHeaders: &pb.HttpHeaders{Headers: headerMap(paired(pairs)), EndOfStream: end}}}
}

func responseBody(text string, end bool) *pb.ProcessingRequest {
	return &pb.ProcessingRequest{Request: &pb.ProcessingRequest_ResponseBody{ResponseBody: &pb.HttpBody{Body: []byte(text), EndOfStream: end}}}
}

func responseTrailers() *pb.ProcessingRequest {
	return &pb.ProcessingRequest{Request: &pb.ProcessingRequest_ResponseTrailers{ResponseTrailers: &pb.HttpTrailers{}}}
}

func paired(pairs []string) map[string]string {
	all := map[string]string{}
	for at := 0; at+1 < len(pairs); at += 2 {
		all[pairs[at]] = pairs[at+1]
	}
	return all
}

// inMode adds the modes of both bodies to a message.
func inMode(m *pb.ProcessingRequest, request, response modes.ProcessingMode_BodySendMode) *pb.ProcessingRequest {
	m.ProtocolConfig = &pb.ProtocolConfiguration{RequestBodyMode: request, ResponseBodyMode: response}
	return m
}

// streamed is inMode with STREAMED.
func streamed(m *pb.ProcessingRequest) *pb.ProcessingRequest {
	return inMode(m, modes.ProcessingMode_STREAMED, modes.ProcessingMode_STREAMED)
}

// tell sends messages on a stream of their own, and gives how it ended.
func tell(t testing.TB, e *envoy, messages ...*pb.ProcessingRequest) error {
	t.Helper()
	stream, err := e.client.Process(within(t, 10*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range messages {
		if stream.Send(m) != nil {
			break // what went wrong is told by Recv
		}
	}
	if err := stream.CloseSend(); err != nil {
		t.Fatal(err)
	}
	for {
		if _, err := stream.Recv(); err != nil {
			return err
		}
	}
}

func TestWhatEnvoyNeverSaysIsRefused(t *testing.T) {
	e := start(t, inspectorFunc(words), Options{Responses: true})
	for _, c := range []struct {
		reason string
		want   codes.Code
		says   []*pb.ProcessingRequest
	}{
		{"no part at all", codes.InvalidArgument, []*pb.ProcessingRequest{{}}},
		{"headers twice", codes.InvalidArgument, []*pb.ProcessingRequest{streamed(requestHeaders(false)), requestHeaders(false)}},
		{"headers after the body", codes.InvalidArgument, []*pb.ProcessingRequest{streamed(requestBody("x", false)), requestHeaders(false)}},
		{"a body after headers that end", codes.InvalidArgument, []*pb.ProcessingRequest{streamed(requestHeaders(true)), requestBody("x", true)}},
		{"a chunk after the last", codes.InvalidArgument, []*pb.ProcessingRequest{streamed(requestHeaders(false)), requestBody("x", true), requestBody("y", true)}},
		{"a chunk after trailers", codes.InvalidArgument, []*pb.ProcessingRequest{streamed(requestHeaders(false)), requestTrailers(), requestBody("y", true)}},
		{"trailers after the last chunk", codes.InvalidArgument, []*pb.ProcessingRequest{streamed(requestHeaders(false)), requestBody("x", true), requestTrailers()}},
		{"trailers twice", codes.InvalidArgument, []*pb.ProcessingRequest{streamed(requestHeaders(false)), requestTrailers(), requestTrailers()}},
		{"two bodies where it comes in one", codes.InvalidArgument, []*pb.ProcessingRequest{
			inMode(requestHeaders(false), modes.ProcessingMode_BUFFERED, modes.ProcessingMode_NONE), requestBody("x", false), requestBody("y", true),
		}},
		{"the response's headers twice", codes.InvalidArgument, []*pb.ProcessingRequest{streamed(requestHeaders(true)), responseHeaders(true), responseHeaders(true)}},
		{"the response's body after its end", codes.InvalidArgument, []*pb.ProcessingRequest{streamed(requestHeaders(true)), responseHeaders(true), responseBody("x", true)}},
		{"the response's trailers after its end", codes.InvalidArgument, []*pb.ProcessingRequest{streamed(requestHeaders(true)), responseHeaders(true), responseTrailers()}},
		{"a mode that is not documented", codes.Unimplemented, []*pb.ProcessingRequest{inMode(requestHeaders(false), modes.ProcessingMode_GRPC, modes.ProcessingMode_NONE)}},
		{"a mode that does not exist", codes.Unimplemented, []*pb.ProcessingRequest{inMode(requestHeaders(false), 99, modes.ProcessingMode_NONE)}},
		{"a mode that does not exist for responses", codes.Unimplemented, []*pb.ProcessingRequest{inMode(requestHeaders(false), modes.ProcessingMode_NONE, -1)}},
	} {
		if err := tell(t, e, c.says...); status.Code(err) != c.want {
			t.Errorf("%s: %v, want %v", c.reason, err, c.want)
		}
	}
}

// TestEnvoyMayStopAtAnyTime: a client that goes away ends the stream wherever it is.
func TestEnvoyMayStopAtAnyTime(t *testing.T) {
	e := start(t, inspectorFunc(words), Options{Responses: true})
	says := []*pb.ProcessingRequest{
		streamed(requestHeaders(false, ":path", "/?a=b")), requestBody("x", false), requestBody("y", true),
		responseHeaders(false), responseBody("z", false), responseTrailers(),
	}
	for upTo := range len(says) + 1 {
		if err := tell(t, e, says[:upTo]...); !errors.Is(err, io.EOF) {
			t.Errorf("after %d parts: %v", upTo, err)
		}
	}
}

func TestAStreamThatIsCancelledLeavesNothing(t *testing.T) {
	entered := make(chan struct{}, 1)
	left := make(chan error, 1)
	e := start(t, inspectorFunc(func(ctx context.Context, _ inspection.Subject, body io.Reader, _ func(int64)) (*inspection.Ruling, error) {
		entered <- struct{}{}
		_, err := io.Copy(io.Discard, body)
		left <- err
		return nil, err
	}), Options{})
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	stream, err := e.client.Process(ctx)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range []*pb.ProcessingRequest{streamed(requestHeaders(false)), requestBody("x", false)} {
		if err := stream.Send(m); err != nil {
			t.Fatal(err)
		}
	}
	<-entered
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("the inspection ended with %v", err)
	}
}

// TestSilenceEnds: Envoy may have died without a word, or keep what it has for ever.
func TestSilenceEnds(t *testing.T) {
	e := start(t, inspectorFunc(words), Options{Idle: 150 * time.Millisecond, Responses: true})
	for _, c := range []struct {
		reason string
		want   error
		says   []*pb.ProcessingRequest
	}{
		{"nothing was said at all", status.Error(codes.DeadlineExceeded, tooSilent), nil},
		{"the body never comes", status.Error(codes.DeadlineExceeded, tooSilent), []*pb.ProcessingRequest{streamed(requestHeaders(false))}},
		{"the body never ends", status.Error(codes.DeadlineExceeded, tooSilent), []*pb.ProcessingRequest{streamed(requestHeaders(false)), requestBody("x", false)}},
		{"the response never ends", status.Error(codes.DeadlineExceeded, tooSilent), []*pb.ProcessingRequest{streamed(requestHeaders(true)), responseHeaders(false)}},
		{"the response takes its time", nil, []*pb.ProcessingRequest{streamed(requestHeaders(true))}},
	} {
		stream, err := e.client.Process(within(t, 10*time.Second))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range c.says {
			if err := stream.Send(m); err != nil {
				t.Fatal(err)
			}
		}
		ended := make(chan error, 1)
		go func() {
			for {
				if _, err := stream.Recv(); err != nil {
					ended <- err
					return
				}
			}
		}()
		select {
		case err := <-ended:
			if c.want == nil || err.Error() != c.want.Error() {
				t.Errorf("%s: %v", c.reason, err)
			}
		case <-time.After(600 * time.Millisecond):
			if c.want != nil {
				t.Errorf("%s: the stream is still there", c.reason)
			}
		}
	}
}

func TestTooLargeAMessageIsRefused(t *testing.T) {
	e := start(t, inspectorFunc(words), Options{MessageBytes: 1 << 20})
	large := string(make([]byte, 1<<20+1))
	err := tell(t, e, inMode(requestHeaders(false), modes.ProcessingMode_BUFFERED, modes.ProcessingMode_NONE), requestBody(large, true))
	if status.Code(err) != codes.ResourceExhausted {
		t.Error(err)
	}
	many := map[string]string{}
	for at := range 5000 {
		many["x-"+time.Duration(at).String()] = large[:100]
	}
	m := post("text/plain", "BAD")
	for name, value := range many {
		m.headers[name] = value
	}
	if out := e.exchange(within(t, 10*time.Second), m, nil); out.err != nil || out.refused == nil {
		t.Errorf("many headers: %v", out.err)
	}
}
