package web

import (
	"bytes"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"connectrpc.com/vanguard"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	rpcstatus "google.golang.org/genproto/googleapis/rpc/status"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protoreflect"
)

// call answers a call.
func (s *Server) call(a *answer, r *http.Request, called endpoint) {
	a.method = called.rpc
	if r.Method != called.verb {
		s.refuse(a, r, called.nearest(), wrongMethod(called.verb))
		return
	}
	spoken, broken := protocolOf(r, called)
	if broken != nil {
		s.refuse(a, r, spoken, *broken)
		return
	}
	a.protocol = spoken
	encoding, broken := s.checkHead(r, spoken)
	if broken != nil {
		s.refuse(a, r, spoken, *broken)
		return
	}
	taken := &share{of: &s.budget}
	defer taken.give()
	if called.streams {
		s.stream(a, r, called, encoding, taken)
		return
	}
	body, broken := s.wholeBody(a, r, called, encoding, taken)
	if broken != nil {
		s.refuse(a, r, spoken, *broken)
		return
	}
	defer clear(body)
	r.Header.Del(spoken.encodingHeader())
	r.Body, r.ContentLength = io.NopCloser(bytes.NewReader(body)), int64(len(body))
	s.translate(r, a, called, r.Body, s.calls)
}

// translate has a call, whose body is the one given, translated to gRPC and answered by
// calls. What is between this and a handler finds a request that is in order.
func (s *Server) translate(r *http.Request, w http.ResponseWriter, called endpoint, body io.Closer, calls http.Handler) {
	translator, err := s.translator(called.service, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r.Body = &endedFirst{ReadCloser: r.Body, first: body}
		calls.ServeHTTP(w, r)
		if seconds := retryAfter(w.Header()); seconds > 0 {
			w.Header().Set("Retry-After", strconv.Itoa(seconds))
		}
	}))
	if err != nil {
		panic(err) // New has made one, in the same way
	}
	translator.ServeHTTP(w, r)
}

// translator makes what translates one call of a service. It is not kept for the next: it hands on its
// buffers, with the text that is still in them.
func (s *Server) translator(of protoreflect.ServiceDescriptor, calls http.Handler) (*vanguard.Transcoder, error) {
	service := vanguard.NewServiceWithSchema(
		of, calls,
		vanguard.WithTargetProtocols(vanguard.ProtocolGRPC),
		vanguard.WithTargetCodecs(vanguard.CodecProto),
		vanguard.WithNoTargetCompression(),
		vanguard.WithMaxMessageBufferBytes(messageBytes(s.api.Limits())),
	)
	return vanguard.NewTranscoder([]*vanguard.Service{service}, vanguard.WithCodec(func(vanguard.TypeResolver) vanguard.Codec { return jsonCodec{} }))
}

// endedFirst is a translated body. To close it means to wait for whoever reads it, and
// they wait for the caller; so what it is translated from is closed first.
type endedFirst struct {
	io.ReadCloser
	first io.Closer
}

// Close ends the body also while somebody reads.
func (e *endedFirst) Close() error {
	return errors.Join(e.first.Close(), e.ReadCloser.Close())
}

// retryAfter reads from the head of gRPC's answer in how many seconds to try again; 0 if
// it does not say.
func retryAfter(h http.Header) int {
	encoded := h.Get("Grpc-Status-Details-Bin")
	if encoded == "" {
		return 0
	}
	data, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(encoded, "="))
	said := &rpcstatus.Status{}
	if err != nil || proto.Unmarshal(data, said) != nil {
		return 0
	}
	return secondsIn(said)
}

// secondsIn gives in how many seconds a status says to try again; 0 if it does not.
func secondsIn(said *rpcstatus.Status) int {
	for _, detail := range said.GetDetails() {
		retry := &errdetails.RetryInfo{}
		if detail.UnmarshalTo(retry) == nil {
			return int((retry.GetRetryDelay().AsDuration() + time.Second - 1) / time.Second)
		}
	}
	return 0
}
