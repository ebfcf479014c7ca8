package web

import (
	"bytes"
	"context"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
	"pgregory.net/rapid"

	"github.com/pecete/pecete/api"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// Whatever comes as JSON, the codec reads what protojson reads, within the limits; and
// what it refuses it names without a word of it.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		`{"messages":[{"text":"a"},{}],"options":{"detectors":["iban"]}}`, `{"messages":[{"text":1}]}`, `"`, `{"a":"\"`, `[[[[`, `{"messages":null}`, `{"messages":[1,2,3,4,5,6]}`, "{\"\xff\":1}", `{"options":{"channel":{"kind":"x"}}}`, `{"messages":[],"messages":[]}`,
	} {
		f.Add([]byte(seed))
	}
	limits := api.DefaultLimits()
	limits.Batch = 5
	f.Fuzz(func(t *testing.T, data []byte) {
		got, want := &pecetev1.ClassifyBatchRequest{}, &pecetev1.ClassifyBatchRequest{}
		broken := jsonReader{limits}.read(data, got)
		readable := protojson.Unmarshal(data, want) == nil
		switch {
		case broken == nil && (!readable || !proto.Equal(got, want)):
			t.Errorf("reads %q as %v, and not as %v", data, got, want)
		case broken != nil && readable && len(want.GetMessages()) <= limits.Batch && len(want.GetOptions().GetDetectors()) <= limits.Batch && !strings.Contains(broken.rule, "must hold at most"):
			t.Errorf("refuses %q: %v", data, broken)
		case broken == nil && len(got.GetMessages()) > limits.Batch:
			t.Errorf("reads %d messages", len(got.GetMessages()))
		case broken != nil && (broken.rule == "" || broken.field == ""):
			t.Errorf("%q is refused for no reason", data)
		}
	})
}

// Whatever comes as a stream, what is given on is whole frames without packing, within the
// limit.
func FuzzStreamBody(f *testing.F) {
	f.Add(frame(0, []byte("a")), true)
	f.Add(append(frame(0, nil), frame(flagPacked, []byte(packed(f, "abc")))...), true)
	f.Add([]byte{0, 0xff, 0, 0, 0}, false)
	f.Add([]byte{0, 0, 0}, false)
	f.Fuzz(func(t *testing.T, data []byte, gzip bool) {
		const limit = 100
		spent := &budget{most: 1 << 20}
		open := &window{changed: make(chan struct{}, 1)}
		encoding := "identity"
		if gzip {
			encoding = "gzip"
		}
		body := &streamBody{
			from: bytes.NewReader(data), encoding: encoding, limit: limit, taken: &share{of: spent}, window: open,
			ctx: context.Background(), cancel: func() {},
		}
		var given []byte
		piece := make([]byte, 7)
		for {
			n, err := body.Read(piece)
			given = append(given, piece[:n]...)
			open.mu.Lock() // as if all were answered
			open.unanswered, open.bytes = nil, 0
			open.mu.Unlock()
			if err != nil {
				break
			}
		}
		for len(given) > 0 {
			length := int64(binary.BigEndian.Uint32(given[1:]))
			if given[0] != 0 || length > limit || length > int64(len(given)-frameHead) {
				t.Fatalf("gives %q", given)
			}
			given = given[frameHead+length:]
		}
		if body.taken.give(); spent.used.Load() != 0 {
			t.Errorf("%d bytes are never given back", spent.used.Load())
		}
	})
}

// However an answer is cut into pieces, its frames are counted.
func TestAnswersAreCounted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lengths := rapid.SliceOfN(rapid.IntRange(0, 30), 1, 10).Draw(t, "lengths")
		var whole []byte
		open := &window{changed: make(chan struct{}, 1)}
		for _, length := range lengths {
			whole = append(whole, frame(0, make([]byte, length))...)
			open.asked(length)
		}
		out := &streamAnswer{answer: &answer{}, window: open}
		for len(whole) > 0 {
			n := rapid.IntRange(1, len(whole)).Draw(t, "piece")
			out.count(whole[:n])
			whole = whole[n:]
		}
		if len(open.unanswered) != 0 || open.bytes != 0 {
			t.Fatalf("%v are not answered", open.unanswered)
		}
	})
}

func TestWindowHoldsUpWhoIsNotAnswered(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	open := &window{changed: make(chan struct{}, 1)}
	open.asked(windowBytes * 10) // one of any size
	waited := make(chan error, 1)
	go func() { waited <- open.wait(ctx) }()
	open.answered()
	if err := <-waited; err != nil {
		t.Error(err)
	}
	for range windowFrames {
		open.asked(0)
	}
	go func() { waited <- open.wait(ctx) }()
	cancel()
	if err := <-waited; !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
}

// FuzzHead: whatever the head of a request says, what is handed on is of the names that
// are handed on, and a deadline is one.
func FuzzHead(f *testing.F) {
	f.Add("Grpc-Timeout", "1S", "application/json")
	f.Add("Connect-Timeout-Ms", "99999999999", "application/grpc-web+proto; charset=utf-8")
	f.Add("X-Server-Timeout", "NaN", "a/b")
	server := &Server{}
	f.Fuzz(func(t *testing.T, name, value, kind string) {
		r := &http.Request{Method: "POST", ProtoMajor: 2, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(""))}
		r.Header.Set("Content-Type", kind)
		r.Header.Set(name, value)
		r.URL = mustParse(t)
		called := endpoint{rpc: classifyPath, verb: "POST"}
		spoken, broken := protocolOf(r, called)
		if broken != nil {
			return
		}
		if _, broken := server.checkHead(r, spoken); broken != nil {
			return
		}
		keep := append(spokenHeaders(), forwarded()...)
		for name := range r.Header {
			if !slices.ContainsFunc(keep, func(k string) bool { return strings.EqualFold(k, name) }) {
				t.Errorf("%q is handed on", name)
			}
		}
		if !json.Valid([]byte(`"`+r.Header.Get("Content-Type")+`"`)) || strings.Contains(r.Header.Get("Content-Type"), ";") {
			t.Errorf("the Content-Type is %q", r.Header.Get("Content-Type"))
		}
	})
}

func mustParse(t *testing.T) *url.URL {
	t.Helper()
	parsed, err := url.Parse("http://127.0.0.1" + classifyPath)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}
