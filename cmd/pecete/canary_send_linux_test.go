package main

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/net/http2"
	"golang.org/x/net/http2/hpack"
	"google.golang.org/grpc"
	channelzv1 "google.golang.org/grpc/channelz/grpc_channelz_v1"
	"google.golang.org/grpc/encoding"
	grpcproto "google.golang.org/grpc/encoding/proto"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/mem"
	"google.golang.org/grpc/metadata"
	reflectionv1 "google.golang.org/grpc/reflection/grpc_reflection_v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/encoding/protowire"
	"google.golang.org/protobuf/proto"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// freeAddress gives an address of the loopback that nobody listens at.
func freeAddress(t *testing.T) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// get gives what a URL gives.
func fetch(t *testing.T, address string) ([]byte, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(within(t, 20*time.Second), http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	return io.ReadAll(response.Body)
}

// asIs is the call option for requests that are []byte.
type asIs struct{ encoding.CodecV2 }

func (c asIs) Marshal(v any) (mem.BufferSlice, error) {
	if raw, ok := v.([]byte); ok {
		return mem.BufferSlice{mem.SliceBuffer(raw)}, nil
	}
	return c.CodecV2.Marshal(v)
}

func rawRequest() grpc.CallOption {
	return grpc.ForceCodecV2(asIs{encoding.GetCodecV2(grpcproto.Name)})
}

// field encodes a field that has a length.
func field[T string | []byte](number protowire.Number, value T) []byte {
	return protowire.AppendString(protowire.AppendTag(nil, number, protowire.BytesType), string(value))
}

// send sends canaries through every door and into every failure, and gives how many
// calls it made.
func (b *built) send(t *testing.T, key, slow string) (calls int) {
	t.Helper()
	all := strings.Join(sentSecrets(), " ")
	conn, stranger, held := b.dial(t, key, grpc.WithUserAgent(all)), b.dial(t, ""), b.dial(t, slow)
	texts := map[string]string{
		"fine": "CNP " + all, "invalid": all + "\xff", "long": strings.Repeat(all+" ", 1000), "longer than a request": strings.Repeat(all, 4000),
		"beyond the transport": strings.Repeat(all, 10_000), "empty": "",
	}
	options := map[string][]byte{
		"none": nil, "matches": {4 << 3, 1}, "a detector": field(2, sentSecrets()[3]), "a locale": field(5, all), "nothing known": []byte(all),
	}
	for name, text := range texts {
		for _, option := range options {
			for _, id := range []string{all, all + "\xff", strings.Repeat(all, 50)} {
				message := slicesJoin(field(1, id), field(2, text), field(3, option), field(4, id))
				ctx := metadata.AppendToOutgoingContext(within(t, 20*time.Second), sentSecrets()[3], all, "x-user-bin", all, "traceparent", all, "x-request-id", all)
				short, cancel := context.WithTimeout(ctx, 300*time.Microsecond)
				for _, c := range []struct {
					ctx  context.Context
					conn *grpc.ClientConn
				}{{ctx, conn}, {ctx, stranger}, {ctx, held}, {short, conn}} {
					for _, method := range []string{
						pecetev1.ClassifierService_Classify_FullMethodName, pecetev1.ClassifierService_Redact_FullMethodName,
						"/pecete.v1.ClassifierService/" + sentSecrets()[3], "/" + sentSecrets()[0] + "/Classify", healthv1.Health_Check_FullMethodName,
					} {
						_ = c.conn.Invoke(c.ctx, method, message, &pecetev1.RedactResponse{}, rawRequest())
						calls++
					}
					_ = c.conn.Invoke(c.ctx, pecetev1.ClassifierService_ClassifyBatch_FullMethodName, slicesJoin(field(1, message), field(1, message), field(2, option)), &pecetev1.ClassifyBatchResponse{}, rawRequest())
					b.sendStream(c.ctx, c.conn, message)
					calls += 2
				}
				cancel()
			}
		}
		if t.Failed() {
			t.Fatalf("after %s", name)
		}
	}
	wrongKeys := metadata.AppendToOutgoingContext(within(t, 20*time.Second), "authorization", "Bearer "+sentSecrets()[3], "authorization", "pecete_"+sentSecrets()[0])
	_ = stranger.Invoke(wrongKeys, pecetev1.ClassifierService_Classify_FullMethodName, field(2, all), &pecetev1.ClassifyResponse{}, rawRequest())
	_, _ = pecetev1.NewClassifierServiceClient(held).Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Text: all, Options: &pecetev1.ClassifyOptions{IncludeMatches: true}})
	time.Sleep(2100 * time.Millisecond) // so that who was held back may ask, and is refused what was not permitted
	_, _ = pecetev1.NewClassifierServiceClient(held).Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Text: all, Options: &pecetev1.ClassifyOptions{IncludeMatches: true}})
	b.sendConversation(t, conn)
	b.sendElsewhere(t, conn)
	b.sendFrames(t, key)
	return calls
}

func slicesJoin(parts ...[]byte) []byte {
	var whole []byte
	for _, part := range parts {
		whole = append(whole, part...)
	}
	return whole
}

// sendStream sends a message on a stream and resets the stream, or not.
func (b *built) sendStream(ctx context.Context, conn *grpc.ClientConn, message []byte) {
	ctx, reset := context.WithCancel(ctx)
	defer reset()
	stream, err := conn.NewStream(ctx, &grpc.StreamDesc{ClientStreams: true, ServerStreams: true}, pecetev1.ClassifierService_ClassifyStream_FullMethodName, rawRequest())
	if err != nil {
		return
	}
	if errors.Join(stream.SendMsg(message), stream.SendMsg(message)) == nil && len(message)%2 == 0 {
		_ = stream.RecvMsg(&pecetev1.ClassifyStreamResponse{})
	}
}

// sendConversation splits canaries over the messages of a conversation that is left open.
func (b *built) sendConversation(t *testing.T, conn *grpc.ClientConn) {
	t.Helper()
	stream, err := pecetev1.NewClassifierServiceClient(conn).ClassifyStream(within(t, 60*time.Second))
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range []string{"CNP-ul meu e", sentSecrets()[0][:7], sentSecrets()[0][7:], sentSecrets()[3]} {
		if err := stream.Send(&pecetev1.ClassifyStreamRequest{MessageId: sentSecrets()[1], ConversationId: sentSecrets()[2], Text: text}); err != nil {
			t.Fatal(err)
		}
		if _, err := stream.Recv(); err != nil {
			t.Fatal(err)
		}
	}
}

// sendElsewhere puts canaries into the questions of the other services.
func (b *built) sendElsewhere(t *testing.T, conn *grpc.ClientConn) {
	t.Helper()
	ctx := within(t, 20*time.Second)
	_, _ = healthv1.NewHealthClient(conn).Check(ctx, &healthv1.HealthCheckRequest{Service: sentSecrets()[3]})
	_, _ = channelzv1.NewChannelzClient(conn).GetChannel(ctx, &channelzv1.GetChannelRequest{ChannelId: 1850228120011})
	reflection, err := reflectionv1.NewServerReflectionClient(conn).ServerReflectionInfo(ctx)
	if err != nil {
		t.Fatal(err)
	}
	_ = reflection.Send(&reflectionv1.ServerReflectionRequest{Host: sentSecrets()[2], MessageRequest: &reflectionv1.ServerReflectionRequest_FileContainingSymbol{FileContainingSymbol: sentSecrets()[3]}})
	_, _ = reflection.Recv()
	_ = reflection.CloseSend()
}

// sendFrames sends what no client would: another protocol, headers out of order, frames
// cut short, bodies that lie about their length, a stream that is reset.
func (b *built) sendFrames(t *testing.T, key string) {
	t.Helper()
	all := strings.Join(sentSecrets(), " ")
	body := field(2, all)
	prefixed := binary.BigEndian.AppendUint32([]byte{0}, uint32(len(body)))
	message := append(prefixed, body...)
	for _, opening := range []string{"GET /" + sentSecrets()[3] + " HTTP/1.1\r\nHost: " + sentSecrets()[0] + "\r\n\r\n", all, http2.ClientPreface + all, "\x16\x03\x01" + all} {
		b.speak(t, func(conn net.Conn) { _, _ = io.WriteString(conn, opening) })
	}
	plain := [][2]string{
		{":method", "POST"}, {":scheme", "http"}, {":path", pecetev1.ClassifierService_Classify_FullMethodName}, {":authority", sentSecrets()[0]},
		{"content-type", "application/grpc"}, {"te", "trailers"}, {"authorization", "Bearer " + key}, {"x-user", all},
	}
	odd := map[string][2]string{
		"nothing": {"", ""}, "another path": {":path", sentSecrets()[3]}, "another method": {":method", sentSecrets()[3]}, "a content type": {"content-type", "application/" + sentSecrets()[3]},
		"an encoding": {"grpc-encoding", sentSecrets()[3]}, "a timeout": {"grpc-timeout", sentSecrets()[0]}, "a header in capitals": {"X-" + sentSecrets()[3], "a"}, "a pseudo-header": {":" + sentSecrets()[3], "a"},
		"a binary header": {"x-bin", all + "!"}, "a sub-type": {"content-type", "application/grpc+" + sentSecrets()[3]},
	}
	bodies := map[string][]byte{
		"whole": message, "short": message[:len(message)-5], "compressed": append([]byte{1}, message[1:]...), "odd flag": append([]byte{0xfe}, message[1:]...),
		"longer than it is": append([]byte{0, 0xff, 0xff, 0xff, 0xff}, all...), "no message": append(binary.BigEndian.AppendUint32([]byte{0}, uint32(len(all))), all...),
	}
	for _, header := range odd {
		for name, data := range bodies {
			b.speak(t, func(conn net.Conn) {
				_, _ = io.WriteString(conn, http2.ClientPreface)
				framer := http2.NewFramer(conn, conn)
				_ = framer.WriteSettings()
				var block strings.Builder
				encoder := hpack.NewEncoder(&block)
				for _, h := range plain {
					if h[0] == header[0] {
						h[1] = header[1]
					}
					_ = encoder.WriteField(hpack.HeaderField{Name: h[0], Value: h[1]})
				}
				if header[0] != "" && !strings.HasPrefix(header[0], ":m") && !strings.HasPrefix(header[0], ":p") && header[0] != "content-type" {
					_ = encoder.WriteField(hpack.HeaderField{Name: header[0], Value: header[1]})
				}
				_ = framer.WriteHeaders(http2.HeadersFrameParam{StreamID: 1, BlockFragment: []byte(block.String()), EndHeaders: true})
				_ = framer.WriteData(1, name == "short", data)
				if name != "whole" {
					_ = framer.WriteRSTStream(1, http2.ErrCodeCancel)
				}
				_ = framer.WriteGoAway(0, http2.ErrCodeProtocol, []byte(all))
				_ = framer.WriteRawFrame(0xfa, 0xff, 7, []byte(all))
			})
		}
	}
}

// speak has something said on a connection, and waits a little for an answer.
func (b *built) speak(t *testing.T, say func(net.Conn)) {
	t.Helper()
	conn, err := net.Dial("tcp", b.address)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	say(conn)
	_ = conn.SetReadDeadline(time.Now().Add(5 * time.Millisecond))
	_, _ = io.Copy(io.Discard, conn)
}

// watcher is another caller, who asks for all there is to know meanwhile.
type watcher struct {
	client pecetev1.ClassifierServiceClient
	conn   *grpc.ClientConn
	end    chan struct{}
	all    sync.WaitGroup
	seen   output
}

func (b *built) watch(t *testing.T, key string) *watcher {
	t.Helper()
	conn := b.dial(t, key)
	w := &watcher{client: pecetev1.NewClassifierServiceClient(conn), conn: conn, end: make(chan struct{})}
	w.all.Go(func() {
		for {
			w.look(context.Background())
			select {
			case <-w.end:
				w.look(context.Background())
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	})
	return w
}

// note keeps an answer as it came and as people read it, or an error.
func (w *watcher) note(m proto.Message, err error) {
	if err != nil {
		fmt.Fprintln(&w.seen, err)
		return
	}
	raw, _ := proto.Marshal(m)
	_, _ = w.seen.Write(raw)
	text, _ := protojson.Marshal(m)
	_, _ = w.seen.Write(text)
}

// look asks every service.
func (w *watcher) look(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	answer, err := w.client.Classify(ctx, &pecetev1.ClassifyRequest{MessageId: "m", Text: "Ne vedem la 10? Am CNP-ul 2900101400015."})
	w.note(answer, err)
	detectors, err := w.client.ListDetectors(ctx, &pecetev1.ListDetectorsRequest{})
	w.note(detectors, err)
	health, err := healthv1.NewHealthClient(w.conn).List(ctx, &healthv1.HealthListRequest{})
	w.note(health, err)
	channelz := channelzv1.NewChannelzClient(w.conn)
	top, err := channelz.GetTopChannels(ctx, &channelzv1.GetTopChannelsRequest{})
	w.note(top, err)
	servers, err := channelz.GetServers(ctx, &channelzv1.GetServersRequest{})
	w.note(servers, err)
	for _, server := range servers.GetServer() {
		sockets, err := channelz.GetServerSockets(ctx, &channelzv1.GetServerSocketsRequest{ServerId: server.GetRef().GetServerId()})
		w.note(sockets, err)
		for _, ref := range sockets.GetSocketRef() {
			socket, err := channelz.GetSocket(ctx, &channelzv1.GetSocketRequest{SocketId: ref.GetSocketId()})
			w.note(socket, err)
		}
	}
	stream, err := w.client.ClassifyStream(ctx)
	if err != nil {
		return
	}
	for range 3 { // in a conversation that has the name of another's
		_ = stream.Send(&pecetev1.ClassifyStreamRequest{ConversationId: sentSecrets()[2], Text: "si restul"})
		out, err := stream.Recv()
		w.note(out, err)
	}
	_ = stream.CloseSend()
	reflection, err := reflectionv1.NewServerReflectionClient(w.conn).ServerReflectionInfo(ctx)
	if err != nil {
		return
	}
	_ = reflection.Send(&reflectionv1.ServerReflectionRequest{MessageRequest: &reflectionv1.ServerReflectionRequest_ListServices{}})
	services, err := reflection.Recv()
	w.note(services, err)
	_ = reflection.CloseSend()
}

// stop ends the looking and searches what was seen.
func (w *watcher) stop(t *testing.T) {
	t.Helper()
	close(w.end)
	w.all.Wait()
	seen := w.seen.String()
	for _, want := range []string{"ro.cnp", "SERVING", "grpc.channelz.v1.Channelz", "remote"} {
		if !strings.Contains(seen, want) {
			t.Errorf("the other caller saw no %q", want)
		}
	}
	wantNoCanary(t, "what another caller saw", []byte(seen))
}
