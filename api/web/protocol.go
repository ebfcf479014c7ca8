package web

import (
	"mime"
	"net/http"
	"strings"

	"google.golang.org/grpc/codes"
)

// protocol is how a call is spoken.
type protocol string

const (
	none          protocol = ""
	rest          protocol = "rest"
	connectUnary  protocol = "connect"
	connectStream protocol = "connect-stream"
	grpcWeb       protocol = "grpc-web"
	grpcNative    protocol = "grpc"
)

// enveloped tells whether messages stand in frames of five bytes and the message.
func (p protocol) enveloped() bool {
	return p == connectStream || p == grpcWeb || p == grpcNative
}

// encodingHeader names the header that tells how messages are compressed.
func (p protocol) encodingHeader() string {
	switch p {
	case connectStream:
		return "Connect-Content-Encoding"
	case grpcWeb, grpcNative:
		return "Grpc-Encoding"
	}
	return "Content-Encoding"
}

// protocolOf tells what is spoken at an endpoint, by the Content-Type, of which it leaves
// only what matters in the request.
func protocolOf(r *http.Request, called endpoint) (protocol, *refusal) {
	if called.rest && r.Method == http.MethodGet {
		r.Header.Del("Content-Type")
		return rest, nil
	}
	kind, ok := contentType(r.Header)
	if !ok {
		return called.nearest(), wrongContentType(called)
	}
	spoken := called.spoken(kind)
	if spoken == none {
		return called.nearest(), wrongContentType(called)
	}
	r.Header.Set("Content-Type", kind)
	if spoken == grpcNative && r.ProtoMajor < 2 {
		return none, &refusal{code: codes.Unimplemented, status: http.StatusHTTPVersionNotSupported, rule: "gRPC needs HTTP/2; over HTTP/1.1 there are gRPC-Web, Connect and plain JSON"}
	}
	if spoken == connectUnary { // which some clients leave out, as they may
		r.Header.Set("Connect-Protocol-Version", "1")
	}
	return spoken, nil
}

// callsGRPC gives which of the protocols of gRPC a request is in, by its Content-Type, or
// none.
func callsGRPC(r *http.Request) protocol {
	kind, ok := contentType(r.Header)
	if !ok || r.Method != http.MethodPost {
		return none
	}
	spoken := endpoint{}.spoken(kind)
	if spoken == grpcWeb || spoken == grpcNative && r.ProtoMajor >= 2 {
		return spoken
	}
	return none
}

// contentType reads the one Content-Type, whose text can only be UTF-8.
func contentType(h http.Header) (kind string, ok bool) {
	values := h.Values("Content-Type")
	if len(values) != 1 {
		return "", false
	}
	kind, parameters, err := mime.ParseMediaType(values[0])
	if err != nil {
		return "", false
	}
	charset, has := parameters["charset"]
	return kind, !has || strings.EqualFold(charset, "utf-8")
}

// spoken gives the protocol of a Content-Type, or none if it cannot be spoken here.
func (e endpoint) spoken(kind string) protocol {
	if e.rest {
		if kind == "application/json" {
			return rest
		}
		return none
	}
	switch kind {
	case "application/json", "application/proto":
		if !e.streams {
			return connectUnary
		}
	case "application/connect+json", "application/connect+proto":
		if e.streams {
			return connectStream
		}
	case "application/grpc-web", "application/grpc-web+proto", "application/grpc-web+json":
		return grpcWeb
	case "application/grpc", "application/grpc+proto":
		return grpcNative
	}
	return none
}

// nearest is the protocol in which somebody is answered who speaks none.
func (e endpoint) nearest() protocol {
	if e.rest {
		return rest
	}
	return none
}

func wrongContentType(called endpoint) *refusal {
	kinds := "application/json or application/proto (Connect), application/grpc-web or application/grpc"
	switch {
	case called.rest:
		kinds = "application/json"
	case called.streams:
		kinds = "application/connect+json or application/connect+proto, application/grpc-web or application/grpc"
	}
	return &refusal{
		code: codes.InvalidArgument, status: http.StatusUnsupportedMediaType,
		field: "Content-Type", rule: "must be " + kinds + ", in UTF-8",
	}
}
