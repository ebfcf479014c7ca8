package web

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/protobuf/proto"

	"github.com/pecete/pecete/api"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// methods of a client that speaks Connect, gRPC-Web or gRPC.
const (
	classifyPath  = pecetev1.ClassifierService_Classify_FullMethodName
	streamPath    = pecetev1.ClassifierService_ClassifyStream_FullMethodName
	detectorsPath = pecetev1.ClassifierService_ListDetectors_FullMethodName
)

func classifyClient(client *http.Client, url string, options ...connect.ClientOption) *connect.Client[pecetev1.ClassifyRequest, pecetev1.ClassifyResponse] {
	return connect.NewClient[pecetev1.ClassifyRequest, pecetev1.ClassifyResponse](client, url+classifyPath, options...)
}

// dialects are the ways to speak, by name.
func dialects() map[string][]connect.ClientOption {
	return map[string][]connect.ClientOption{
		"Connect with protobuf":  nil,
		"Connect with JSON":      {connect.WithProtoJSON()},
		"gRPC-Web with protobuf": {connect.WithGRPCWeb()},
		"gRPC-Web with JSON":     {connect.WithGRPCWeb(), connect.WithProtoJSON()},
		"Connect, packed":        {connect.WithSendGzip()},
		"gRPC-Web, packed":       {connect.WithGRPCWeb(), connect.WithSendGzip()},
		"Connect JSON, packed":   {connect.WithProtoJSON(), connect.WithSendGzip()},
	}
}

func TestEveryProtocolGivesTheAnswerOfNativeGRPC(t *testing.T) {
	r := startPlain(t)
	ctx := within(t, 30*time.Second)
	in := &pecetev1.ClassifyRequest{MessageId: "1", Text: "SECRET DE SERVICIU\nCNP " + aCNP, Options: &pecetev1.ClassifyOptions{IncludeMatches: true, OffsetUnit: pecetev1.OffsetUnit_OFFSET_UNIT_UTF16}}
	conn, err := grpc.NewClient(r.grpc, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	want, err := pecetev1.NewClassifierServiceClient(conn).Classify(ctx, in)
	if err != nil {
		t.Fatal(err)
	}
	for name, options := range dialects() {
		for _, client := range []*http.Client{r.client, r.h2} {
			got, err := classifyClient(client, r.url, options...).CallUnary(ctx, connect.NewRequest(in))
			if err != nil || !proto.Equal(got.Msg, want) {
				t.Errorf("%s: %v, %v", name, got, err)
			}
			detectors, err := connect.NewClient[pecetev1.ListDetectorsRequest, pecetev1.ListDetectorsResponse](client, r.url+detectorsPath, options...).
				CallUnary(ctx, connect.NewRequest(&pecetev1.ListDetectorsRequest{}))
			if err != nil || len(detectors.Msg.GetDetectors()) < 10 {
				t.Errorf("%s: an empty message: %v", name, err)
			}
		}
	}
	if got, err := classifyClient(r.h2, r.url, connect.WithGRPC()).CallUnary(ctx, connect.NewRequest(in)); err != nil || !proto.Equal(got.Msg, want) {
		t.Errorf("gRPC: %v, %v", got, err)
	}
}

func TestRefusalsInEveryProtocol(t *testing.T) {
	limits := api.DefaultLimits()
	limits.TextBytes, limits.RequestBytes = 1000, 2000
	r := start(t, testEngine(), api.Options{Limits: limits}, Options{})
	ctx := within(t, 30*time.Second)
	tests := map[string]struct {
		text, field string
		code        connect.Code
	}{
		"by the handler": {"", "text", connect.CodeInvalidArgument},
		"by the gate":    {strings.Repeat("a", 2001), "body", connect.CodeResourceExhausted},
	}
	for name, tt := range tests {
		for dialect, options := range dialects() {
			if strings.Contains(dialect, "packed") {
				continue // the long text would be short
			}
			_, err := classifyClient(r.client, r.url, options...).CallUnary(ctx, connect.NewRequest(&pecetev1.ClassifyRequest{Text: tt.text}))
			if connect.CodeOf(err) != tt.code || fieldOf(err) != tt.field {
				t.Errorf("%s, %s: %v about %q", name, dialect, err, fieldOf(err))
			}
		}
	}
}

// fieldOf gives the field that an error complains of.
func fieldOf(err error) string {
	var e *connect.Error
	if !errors.As(err, &e) {
		return ""
	}
	for _, detail := range e.Details() {
		value, err := detail.Value()
		if bad, ok := value.(*errdetails.BadRequest); ok && err == nil {
			return bad.GetFieldViolations()[0].GetField()
		}
	}
	return ""
}

// A caller with plain tools need not know that Connect has a version.
func TestConnectWithoutItsHeader(t *testing.T) {
	r := startPlain(t)
	answer, body := r.ask(t, "POST", classifyPath, `{"text":"Salut"}`, asJSON)
	if answer.StatusCode != 200 || !strings.Contains(body, "VERDICT_ALLOW") {
		t.Errorf("%s: %s", answer.Status, body)
	}
	answer, body = r.ask(t, "POST", classifyPath, `{"text":17}`, asJSON)
	if answer.StatusCode != 400 || decode(t, body)["code"] != "invalid_argument" {
		t.Errorf("%s: %s", answer.Status, body)
	}
}

func TestPackedBodies(t *testing.T) {
	limits := api.DefaultLimits()
	limits.TextBytes, limits.RequestBytes = 10_000, 20_000
	r := start(t, testEngine(), api.Options{Limits: limits}, Options{})
	text := `{"text":"` + strings.Repeat("a", 9000) + `"}`
	if answer, body := r.ask(t, "POST", "/v1/messages:classify", packed(t, text), asJSON, "Content-Encoding: gzip"); answer.StatusCode != 200 {
		t.Errorf("%s: %s", answer.Status, body)
	}
	// A hundred megabytes of blanks, in a hundred kilobytes and then some.
	bomb := packed(t, `{"text":"`+strings.Repeat(" ", 10<<20)+`"}`)
	if len(bomb) > 20_000 {
		t.Fatalf("the bomb has %d bytes", len(bomb))
	}
	for name, tt := range map[string]struct {
		path, body, kind, encoding string
		status                     int
		want                       string
	}{
		"plain JSON": {"/v1/messages:classify", bomb, "application/json", "Content-Encoding", 413, "body: must be at most 20000 bytes long, unpacked as well"},
		"Connect":    {classifyPath, bomb, "application/json", "Content-Encoding", 413, "body: must be at most 20000 bytes long, unpacked as well"},
		"gRPC-Web":   {classifyPath, string(frame(flagPacked, []byte(bomb))), "application/grpc-web+json", "Grpc-Encoding", 200, ""},
		"a stream":   {streamPath, string(frame(flagPacked, []byte(bomb))), "application/connect+json", "Connect-Content-Encoding", 200, "resource_exhausted"},
	} {
		answer, body := r.ask(t, "POST", tt.path, tt.body, "Content-Type: "+tt.kind, tt.encoding+": gzip")
		if answer.StatusCode != tt.status || !strings.Contains(body, tt.want) {
			t.Errorf("%s: %s: %s", name, answer.Status, body)
		}
		if name == "gRPC-Web" && answer.Header.Get("Grpc-Status") != "8" {
			t.Errorf("%s: %v", name, answer.Header)
		}
	}
}

func packed(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func streamClient(r *running, client *http.Client, options ...connect.ClientOption) *connect.Client[pecetev1.ClassifyStreamRequest, pecetev1.ClassifyStreamResponse] {
	return connect.NewClient[pecetev1.ClassifyStreamRequest, pecetev1.ClassifyStreamResponse](client, r.url+streamPath, options...)
}

// Over HTTP/2 each message is answered before the next is sent, in every protocol.
func TestStreamsOverHTTP2(t *testing.T) {
	r := startPlain(t)
	for name, options := range dialects() {
		stream := streamClient(r, r.h2, options...).CallBidiStream(within(t, 20*time.Second))
		for i, text := range []string{"1850228", "120011", ""} {
			if err := stream.Send(&pecetev1.ClassifyStreamRequest{MessageId: text, Text: text, ConversationId: "a"}); err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			got, err := stream.Receive()
			if err != nil || got.GetMessageId() != text {
				t.Fatalf("%s: message %d: %v, %v", name, i, got, err)
			}
			isSplit := len(got.GetAssessment().GetFindings()) == 1 && got.GetAssessment().GetFindings()[0].GetSplit() != nil
			if isSplit != (i == 1) || (got.GetError() != nil) != (i == 2) {
				t.Errorf("%s: message %d: %v", name, i, got)
			}
		}
		if err := stream.CloseRequest(); err != nil {
			t.Fatal(err)
		}
		if _, err := stream.Receive(); !errors.Is(err, io.EOF) {
			t.Errorf("%s: the stream ends with %v", name, err)
		}
		_ = stream.CloseResponse()
	}
}

// Over HTTP/1.1 a caller sends all messages, and then reads all answers.
func TestStreamsOverHTTP1(t *testing.T) {
	r := startPlain(t)
	var body bytes.Buffer
	for _, text := range []string{"1850228", "120011"} {
		message, err := json.Marshal(map[string]string{"text": text, "conversationId": "a"})
		if err != nil {
			t.Fatal(err)
		}
		body.Write(frame(0, message))
	}
	for range 2 { // on one connection
		answer, got := r.ask(t, "POST", streamPath, body.String(), "Content-Type: application/connect+json")
		frames := split(t, got)
		if answer.ProtoMajor != 1 || len(frames) != 3 || !strings.Contains(frames[0], "VERDICT_ALLOW") || !strings.Contains(frames[1], "SPLIT_OVER_MESSAGES") || strings.TrimSpace(frames[2]) != "{}" {
			t.Errorf("%s %s: %q", answer.Proto, answer.Status, frames)
		}
	}
}

// split gives the messages of the frames.
func split(t *testing.T, body string) []string {
	t.Helper()
	var messages []string
	for len(body) >= frameHead {
		length := int(binary.BigEndian.Uint32([]byte(body[1:])))
		if len(body) < frameHead+length {
			t.Fatalf("half a frame: %q", body)
		}
		messages = append(messages, body[frameHead:frameHead+length])
		body = body[frameHead+length:]
	}
	return messages
}

// What is wrong with one message of a stream in JSON ends the stream, with its field; what
// was answered before stays answered.
func TestStreamWithJSONThatIsNone(t *testing.T) {
	r := startPlain(t)
	body := string(frame(0, []byte(`{"text":"Salut"}`))) + string(frame(0, []byte(`{"text":17}`)))
	_, got := r.ask(t, "POST", streamPath, body, "Content-Type: application/connect+json")
	frames := split(t, got)
	last := frames[len(frames)-1]
	if !strings.Contains(last, "invalid_argument") || !strings.Contains(last, "text: must be a string") {
		t.Errorf("%q", frames)
	}
}

func TestStreamFramesThatBreakRules(t *testing.T) {
	limits := api.DefaultLimits()
	limits.TextBytes, limits.RequestBytes = 1000, 2000
	r := start(t, testEngine(), api.Options{Limits: limits}, Options{})
	long := frame(0, []byte(`{"text":"`+strings.Repeat("a", 2000)+`"}`))
	tests := map[string]struct {
		body []byte
		want string
	}{
		"too long":              {long, "resource_exhausted"},
		"too long, it says":     {[]byte{0, 0x40, 0, 0, 0}, "resource_exhausted"},
		"flags of no protocol":  {[]byte{0x40, 0, 0, 0, 0}, "invalid_argument"},
		"packed without saying": {frame(flagPacked, []byte(packed(t, `{}`))), "invalid_argument"},
	}
	for name, tt := range tests {
		for _, kind := range []string{"application/connect+json", "application/connect+proto"} {
			_, got := askWith(t, r.h2, "POST", r.url+streamPath, bytes.NewReader(tt.body), "Content-Type: "+kind)
			frames := split(t, got)
			if len(frames) == 0 || !strings.Contains(frames[len(frames)-1], tt.want) {
				t.Errorf("%s, %s: %q", name, kind, frames)
			}
		}
	}
}

// A caller who sends and does not read is held up, and not remembered.
func TestStreamOfACallerWhoDoesNotRead(t *testing.T) {
	r := startPlain(t)
	reader, writer := io.Pipe()
	ctx, cancel := context.WithCancel(within(t, 30*time.Second))
	request, err := http.NewRequestWithContext(ctx, "POST", r.url+streamPath, reader)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/connect+json")
	answered := make(chan *http.Response, 1)
	go func() {
		answer, err := r.h2.Do(request)
		if err == nil {
			answered <- answer
		}
	}()
	message := frame(0, []byte(`{"text":"`+strings.Repeat("CNP "+aCNP+", ", 500)+`","options":{"includeMatches":true}}`))
	sent := make(chan int, 100_000)
	go func() {
		for i := 0; ; i++ {
			if _, err := writer.Write(message); err != nil {
				return
			}
			sent <- i
		}
	}()
	answer := <-answered
	last := 0
	for quiet := false; !quiet; {
		select {
		case last = <-sent:
		case <-time.After(time.Second):
			quiet = true
		}
	}
	// Windows of HTTP/2 on both sides, what net/http holds, and the one of ours.
	if held := int64(last) * int64(len(message)); held > 16<<20 {
		t.Errorf("%d bytes were taken in before anything was read", held)
	}
	cancel()
	answer.Body.Close()
	writer.CloseWithError(io.ErrClosedPipe)
}

func TestGRPCNeedsHTTP2(t *testing.T) {
	r := startPlain(t)
	answer, body := r.ask(t, "POST", classifyPath, string(frame(0, nil)), "Content-Type: application/grpc")
	if answer.StatusCode != http.StatusHTTPVersionNotSupported || !strings.Contains(body, "gRPC needs HTTP/2") {
		t.Errorf("%s: %s", answer.Status, body)
	}
}

// The handlers see who calls, and nothing that they have no use for.
func TestConnectionsAreBareTCP(t *testing.T) {
	r := startPlain(t)
	conn, err := net.Dial("tcp", r.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	head := make([]byte, 9)
	if _, err := io.ReadFull(conn, head); err != nil || head[3] != 4 { // a frame of settings
		t.Errorf("HTTP/2 with prior knowledge: %v, %v", head, err)
	}
}
