package web

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"google.golang.org/grpc/codes"
)

// maxTimeoutSeconds is the longest deadline that is read from a head; more means the same.
const maxTimeoutSeconds = 1_000_000

// forwarded gives the names of the headers that a handler may need.
func forwarded() []string {
	return []string{"Authorization", "X-Request-Id", "Traceparent", "Tracestate", "User-Agent"}
}

// spokenHeaders gives the names of the headers that belong to the protocols.
func spokenHeaders() []string {
	return []string{
		"Content-Type", "Connect-Protocol-Version", "Connect-Timeout-Ms", "Grpc-Timeout", "X-Server-Timeout", "Te", "X-Grpc-Web",
	}
}

// packedHeaders gives the names of the headers that say how a body is packed, or the
// messages of one.
func packedHeaders() []string {
	return []string{"Content-Encoding", "Connect-Content-Encoding", "Grpc-Encoding"}
}

// checkHead checks what is said about a call before its body, and takes out of the head
// what neither the protocols nor the handlers need: whatever stands there is quoted in
// errors of libraries behind here.
func (s *Server) checkHead(r *http.Request, p protocol) (encoding string, broken *refusal) {
	if r.URL.RawQuery != "" {
		return "", &refusal{code: codes.InvalidArgument, field: "query", rule: "must be empty: what is in a URL is in the logs of proxies"}
	}
	encoding = r.Header.Get(p.encodingHeader())
	if encoding != "" && encoding != "identity" && encoding != "gzip" {
		return "", &refusal{code: codes.Unimplemented, status: http.StatusUnsupportedMediaType, field: p.encodingHeader(), rule: "must be gzip or identity"}
	}
	for _, name := range []string{"Connect-Timeout-Ms", "Grpc-Timeout", "X-Server-Timeout"} {
		if value := r.Header.Get(name); value != "" && !isTimeout(name, value) {
			return "", &refusal{code: codes.InvalidArgument, field: name, rule: "must be a time above 0 as the protocol writes it"}
		}
	}
	keep := append(append(spokenHeaders(), forwarded()...), s.options.Forward...)
	for name := range r.Header {
		if !slices.ContainsFunc(keep, func(k string) bool { return strings.EqualFold(k, name) }) {
			delete(r.Header, name)
		}
	}
	r.Trailer = nil
	return encoding, nil
}

// headSize gives the size of the head of a request, as HTTP/1.1 would write it. What
// net/http itself refuses may be a few kilobytes longer, or in other units.
func headSize(r *http.Request) int {
	size := len(r.Method) + len(r.RequestURI) + len(r.Proto) + len("Host: ") + len(r.Host) + 6
	for name, values := range r.Header {
		for _, value := range values {
			size += len(name) + len(value) + len(": \r\n")
		}
	}
	return size
}

// isTimeout tells whether value is a deadline as the header of that name has it.
func isTimeout(name, value string) bool {
	digits, most := value, 10
	switch name {
	case "X-Server-Timeout":
		seconds, err := strconv.ParseFloat(value, 64)
		return err == nil && seconds > 0 && seconds <= maxTimeoutSeconds // not NaN either
	case "Grpc-Timeout":
		if !strings.ContainsAny(value[len(value)-1:], "HMSmun") {
			return false
		}
		digits, most = value[:len(value)-1], 8
	}
	number, err := strconv.ParseUint(digits, 10, 64)
	return err == nil && number > 0 && len(digits) <= most
}
