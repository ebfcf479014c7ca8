package web

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"google.golang.org/protobuf/proto"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// spy is a body that remembers the memory it was read into.
type spy struct {
	io.Reader
	into [][]byte
}

func (s *spy) Read(p []byte) (int, error) {
	n, err := s.Reader.Read(p)
	if len(p) > frameHead { // what is shorter is the head of a frame, and has no text
		s.into = append(s.into, p[:n])
	}
	return n, err
}

func (s *spy) Close() error { return nil }

// kept gives how many bytes were read, and what of them is still in memory.
func (s *spy) kept() (read int, kept []byte) {
	for _, piece := range s.into {
		read += len(piece)
		if !bytes.Equal(piece, make([]byte, len(piece))) {
			kept = append(kept, piece...)
		}
	}
	return read, kept
}

// Memory that a body took up is overwritten when the call is over, whatever became of it.
func TestBodiesAreOverwritten(t *testing.T) {
	door := idle(t, Options{BodyTimeout: 10 * time.Second})
	calls := door.api.NewGRPC()
	defer calls.Stop()
	door.calls = calls
	long := strings.Repeat("CNP "+aCNP+"\n", 2000)
	message, streamed := encode(t, &pecetev1.ClassifyRequest{Text: "CNP " + aCNP}), encode(t, &pecetev1.ClassifyStreamRequest{Text: "CNP " + aCNP})
	for name, tt := range map[string]struct {
		path, kind string
		body       []byte
		cut        bool // whether the body breaks off
		want       string
	}{
		"Connect":                             {classifyPath, "application/proto", message, false, "200"},
		"Connect, packed":                     {classifyPath, "application/proto gzip", []byte(packed(t, string(message))), false, "200"},
		"Connect, in JSON":                    {classifyPath, "application/json", []byte(`{"text":"` + aCNP + `"}`), false, "200"},
		"Connect, of a length nobody said":    {classifyPath, "application/proto", encode(t, &pecetev1.ClassifyRequest{Text: long}), false, "200"},
		"Connect, packed, but not by gzip":    {classifyPath, "application/proto gzip", message, false, "400"},
		"Connect, broken off":                 {classifyPath, "application/proto", message, true, "400"},
		"gRPC-Web":                            {classifyPath, "application/grpc-web", frame(0, message), false, "200"},
		"gRPC-Web, packed":                    {classifyPath, "application/grpc-web gzip", frame(flagPacked, []byte(packed(t, string(message)))), false, "200"},
		"gRPC-Web, with flags of no kind":     {classifyPath, "application/grpc-web", frame(0x40, message), false, "200 3"},
		"gRPC-Web, without a frame":           {classifyPath, "application/grpc-web", message, false, "200 3"},
		"plain JSON":                          {"/v1/messages:classify", "application/json", []byte(`{"text":"` + aCNP + `"}`), false, "200"},
		"plain JSON that is none":             {"/v1/messages:classify", "application/json", []byte(`{"text":"` + aCNP), false, "400"},
		"plain JSON, packed, that is none":    {"/v1/messages:classify", "application/json gzip", []byte(packed(t, `{"text":"`+aCNP)), false, "400"},
		"plain JSON where there is no body":   {"/v1/detectors", "", []byte(aCNP), false, "400"},
		"a stream at once":                    {streamPath, "application/connect+proto HTTP/1.1", frame(0, streamed), false, "200"},
		"a stream":                            {streamPath, "application/connect+proto", frame(0, streamed), false, "200"},
		"a stream in JSON":                    {streamPath, "application/connect+json", frame(0, []byte(`{"text":"`+aCNP+`"}`)), false, "200"},
		"a stream, packed":                    {streamPath, "application/connect+proto gzip", frame(flagPacked, []byte(packed(t, string(streamed)))), false, "200"},
		"a stream, with flags of no kind":     {streamPath, "application/connect+proto", frame(0x40, streamed), false, "200"},
		"a stream, broken off":                {streamPath, "application/connect+proto", frame(0, streamed), true, "200"},
		"a stream that ends within a message": {streamPath, "application/connect+proto", frame(0, streamed)[:len(streamed)], false, "200"},
	} {
		from := &spy{Reader: bytes.NewReader(tt.body)}
		if tt.cut {
			from.Reader = io.MultiReader(bytes.NewReader(tt.body[:len(tt.body)-2]), iotest.ErrReader(errors.New("the line broke")))
		}
		called := door.endpoints.byPath[tt.path]
		request := httptest.NewRequest(called.verb, tt.path, from)
		request.ContentLength, request.ProtoMajor = -1, 2
		if strings.Contains(tt.kind, "HTTP/1.1") {
			request.ProtoMajor = 1
		}
		kind, rest, _ := strings.Cut(tt.kind, " ")
		request.Header.Set("Content-Type", kind)
		if rest == "gzip" {
			for _, name := range []string{"Content-Encoding", "Grpc-Encoding", "Connect-Content-Encoding"} {
				request.Header.Set(name, "gzip")
			}
		}
		recorder := httptest.NewRecorder()
		door.call(&answer{ResponseWriter: recorder}, request, called)
		got := fmt.Sprint(recorder.Code)
		if code := recorder.Header().Get("Grpc-Status"); code != "" {
			got += " " + code
		}
		if got != tt.want {
			t.Errorf("%s: answered with %s: %s", name, got, recorder.Body)
		}
		if strings.Contains(kind, "grpc") { // where the head of the frame has no text
			from.into[0] = from.into[0][frameHead:]
		}
		if read, kept := from.kept(); read == 0 || len(kept) > 0 {
			t.Errorf("%s: of %d bytes these are kept: %.100q", name, read, kept)
		}
	}
}

// encode gives a message as protobuf.
func encode(t *testing.T, m proto.Message) []byte {
	t.Helper()
	data, err := proto.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// What is unpacked is overwritten too where it is refused, and what it has outgrown.
func TestWhatIsUnpackedIsOverwritten(t *testing.T) {
	long := strings.Repeat(aCNP, 1000)
	for name, tt := range map[string]struct {
		limit int
		most  int64
		err   error
	}{
		"that fits":          {len(long), 1 << 20, nil},
		"that is too long":   {len(long) - 1, 1 << 20, errTooLong},
		"that finds no room": {len(long), 5000, errBusy},
	} {
		from, room := &spy{Reader: strings.NewReader(long)}, &budget{most: tt.most}
		taken := &share{of: room}
		all, err := taken.readAll(atMost(from, tt.limit), 10)
		if !errors.Is(err, tt.err) || err == nil && string(all) != long {
			t.Errorf("%s: %d bytes, %v", name, len(all), err)
		}
		clear(all)
		if read, kept := from.kept(); read == 0 || len(kept) > 0 {
			t.Errorf("%s: of %d bytes %d are kept", name, read, len(kept))
		}
		if taken.give(); room.used.Load() != 0 {
			t.Errorf("%s: %d bytes are never given back", name, room.used.Load())
		}
	}
}

// What was handed on of a frame is overwritten at once.
func TestFramesAreOverwritten(t *testing.T) {
	body := &streamBody{left: []byte(aCNP)}
	kept := body.left
	got := make([]byte, len(kept))
	if _, err := body.Read(got[:4]); err != nil || string(kept) != "\x00\x00\x00\x00"+aCNP[4:] {
		t.Errorf("kept %q, %v", kept, err)
	}
	if _, err := body.Read(got[4:]); err != nil || string(got) != aCNP || !bytes.Equal(kept, make([]byte, len(kept))) {
		t.Errorf("read %q, kept %q, %v", got, kept, err)
	}
}

// What was not is overwritten when the stream ends.
func TestFramesThatNobodyReadsAreOverwritten(t *testing.T) {
	door := idle(t, Options{})
	door.calls = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.ReadFull(r.Body, make([]byte, 1))
		w.Header().Set("Content-Type", "application/grpc+proto")
		w.Header().Set("Grpc-Status", "7")
	})
	message := encode(t, &pecetev1.ClassifyStreamRequest{Text: aCNP})
	request := httptest.NewRequest("POST", streamPath, bytes.NewReader(frame(0, message)))
	request.ProtoMajor = 2
	request.Header.Set("Content-Type", "application/connect+proto")
	door.call(&answer{ResponseWriter: httptest.NewRecorder()}, request, door.endpoints.byPath[streamPath])
	body, ok := request.Body.(*streamBody)
	if !ok || len(body.left) == 0 {
		t.Fatalf("all of it was read, or the body is a %T", request.Body)
	}
	if !bytes.Equal(body.left, make([]byte, len(body.left))) {
		t.Errorf("kept %q", body.left)
	}
}
