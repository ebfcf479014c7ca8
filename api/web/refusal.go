package web

import (
	"errors"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"connectrpc.com/connect"
	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// refusal says why a request does not come to a handler. It names a field or header and
// the rule or limit it breaks, never what the caller wrote.
type refusal struct {
	code codes.Code
	// status is the HTTP status where that is not what the code says.
	status int
	// field is "" where the fault is in none.
	field, rule string
	// allow is the methods of HTTP that would do.
	allow string
	// retry is in how many seconds to ask again; 0 says nothing.
	retry int
	// cut ends the connection, because there may be more coming.
	cut bool
	// said is the refusal as somebody else has put it, with details of its own; nil if
	// nobody has.
	said *status.Status
}

func longHead() refusal {
	return refusal{
		code: codes.ResourceExhausted, status: http.StatusRequestHeaderFieldsTooLarge, cut: true,
		rule: fmt.Sprintf("the head of a request must be at most %d bytes long", headerBytes),
	}
}

func wrongMethod(allow string) refusal {
	return refusal{code: codes.Unimplemented, status: http.StatusMethodNotAllowed, field: "method", rule: "must be " + allow, allow: allow}
}

func (f refusal) message() string {
	if f.field == "" {
		return f.rule
	}
	return f.field + ": " + f.rule
}

// asStatus gives the refusal as gRPC has it.
func (f refusal) asStatus() *status.Status {
	if f.said != nil {
		return f.said
	}
	plain := status.New(f.code, f.message())
	if f.field == "" {
		return plain
	}
	detailed, err := plain.WithDetails(&errdetails.BadRequest{FieldViolations: []*errdetails.BadRequest_FieldViolation{{Field: f.field, Description: f.rule}}})
	if err != nil {
		return plain
	}
	return detailed
}

// asConnect gives the refusal as Connect has it.
func (f refusal) asConnect() *connect.Error {
	out := connect.NewError(connect.Code(f.code), errors.New(f.message()))
	for _, detail := range f.asStatus().Proto().GetDetails() {
		if d, err := connect.NewErrorDetail(detail); err == nil {
			out.AddDetail(d)
		}
	}
	return out
}

// httpStatus gives the status of the answer where a protocol says it with that.
func (f refusal) httpStatus() int {
	if f.status != 0 {
		return f.status
	}
	switch f.code {
	case codes.InvalidArgument:
		return http.StatusBadRequest
	case codes.Unauthenticated:
		return http.StatusUnauthorized
	case codes.PermissionDenied:
		return http.StatusForbidden
	case codes.NotFound:
		return http.StatusNotFound
	case codes.ResourceExhausted:
		return http.StatusTooManyRequests
	case codes.Unimplemented:
		return http.StatusNotImplemented
	case codes.Unavailable:
		return http.StatusServiceUnavailable
	case codes.DeadlineExceeded:
		return http.StatusGatewayTimeout
	}
	return http.StatusInternalServerError
}

// refuse answers with a refusal as the protocol has it, and logs it.
func (s *Server) refuse(a *answer, r *http.Request, p protocol, f refusal) {
	h := a.Header()
	h.Set("Cache-Control", "no-store")
	if f.allow != "" {
		h.Set("Allow", f.allow)
	}
	if f.retry > 0 {
		h.Set("Retry-After", strconv.Itoa(f.retry))
	}
	if f.cut && r.ProtoMajor < 2 {
		h.Set("Connection", "close")
	}
	switch {
	case p == rest || p == none:
		body, err := jsonCodec{}.MarshalAppend(nil, f.asStatus().Proto())
		if err != nil {
			body = []byte(`{"code":13,"message":"internal error"}`)
		}
		h.Set("Content-Type", "application/json")
		a.WriteHeader(f.httpStatus())
		_, _ = a.Write(append(body, '\n'))
	case p == connectUnary:
		_ = connect.NewErrorWriter().Write(withStatus{a, f.httpStatus()}, r, f.asConnect())
	default:
		_ = connect.NewErrorWriter().Write(a, r, f.asConnect())
	}
	s.noteRefusal(a, p, f)
}

// withStatus is an answer with a status of ours in place of that of whoever writes it.
type withStatus struct {
	*answer
	status int
}

// WriteHeader begins the answer.
func (w withStatus) WriteHeader(int) { w.answer.WriteHeader(w.status) }

// noteRefusal notes and logs a refusal that has been answered.
func (s *Server) noteRefusal(a *answer, p protocol, f refusal) {
	a.refused = true
	method := a.method
	if method == "" {
		method = "unknown" // whatever the caller wrote
	}
	spoken := string(p)
	if p == none {
		spoken = "none"
	}
	s.refused.Info().Str("method", method).Str("protocol", spoken).Str("code", codeName(f.code)).
		Int("status", a.status).Str("request_id", a.id).Msg("refused")
}

// codeName gives the name of a code as the log of calls has it: INVALID_ARGUMENT.
func codeName(code codes.Code) string {
	var b strings.Builder
	for i, c := range code.String() {
		if i > 0 && c >= 'A' && c <= 'Z' {
			b.WriteByte('_')
		}
		b.WriteRune(c)
	}
	return strings.ToUpper(b.String())
}
