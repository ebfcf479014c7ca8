package extproc

import (
	"strings"

	core "github.com/envoyproxy/go-control-plane/envoy/config/core/v3"

	"github.com/pecete/pecete/api/content"
	"github.com/pecete/pecete/api/inspection"
	"github.com/pecete/pecete/api/telemetry"
)

// fields are the headers that matter here, those of one name joined, by names in lower
// case.
type fields map[string]string

// maxField is how long, in bytes, headers of one name may be together; what is beyond is
// left out. It is more than Envoy takes in all headers unless it is told to.
const maxField = 96 << 10

// fieldsOf reads what Envoy says of headers. Newer versions write the value as bytes.
func fieldsOf(headers *core.HeaderMap) fields {
	all := fields{}
	for _, header := range headers.GetHeaders() {
		name := strings.ToLower(header.GetKey())
		if !matters(name) {
			continue
		}
		value := header.GetValue()
		if raw := header.GetRawValue(); len(raw) > 0 {
			value = string(raw)
		}
		if before, twice := all[name]; twice {
			value = before + ", " + value
		}
		all[name] = value[:min(len(value), maxField)]
	}
	return all
}

// matters tells whether a header says something about the body, the query or who asks.
func matters(name string) bool {
	switch name {
	case ":method", ":path", "upgrade", "x-request-id", "accept", "accept-language",
		"content-type", "content-encoding", "content-disposition", "grpc-encoding":
		return true
	}
	return false
}

// isTunnel tells whether what follows the headers of a request is no body but a
// conversation in another protocol, such as WebSocket. Requests that can have a body are
// none, whatever upgrade they offer, or else the offer would hide the body.
func (f fields) isTunnel() bool {
	return f[":method"] == "CONNECT" || f[":method"] == "GET" && f["upgrade"] != ""
}

// isGRPC tells whether a body is a sequence of gRPC messages.
func (f fields) isGRPC() bool {
	kind, _, _ := strings.Cut(f["content-type"], ";")
	kind = strings.ToLower(strings.TrimSpace(kind))
	return kind == "application/grpc" || strings.HasPrefix(kind, "application/grpc+")
}

// head gives what headers say of the body.
func (f fields) head() content.Head {
	return content.Head{
		Type: f["content-type"], Encoding: f["content-encoding"], Disposition: f["content-disposition"],
	}
}

// requestOf gives the subject that the headers of a request make, with its path if that is
// wanted.
func requestOf(f fields, withPath bool) inspection.Subject {
	return inspection.Subject{
		Head: f.head(), Lead: inspection.Target(f[":path"], withPath), Door: "extproc", Direction: "request",
		RequestID: telemetry.RequestID(f["x-request-id"]),
	}
}

// responseOf gives the subject that the headers of a response make, to a request with an id.
func responseOf(f fields, id string) inspection.Subject {
	return inspection.Subject{Head: f.head(), Door: "extproc", Direction: "response", RequestID: telemetry.RequestID(id)}
}
