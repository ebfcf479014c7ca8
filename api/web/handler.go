package web

import (
	"fmt"
	"maps"
	"net/http"
	"strings"
	"time"

	"google.golang.org/grpc/codes"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/api/telemetry"
)

// handler gives what answers every request.
func (s *Server) handler() http.Handler {
	inner := s.withOrigins(http.HandlerFunc(s.dispatch))
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		began := time.Now()
		a := &answer{ResponseWriter: w, id: s.options.RequestID(r.Header.Get("X-Request-Id"))}
		head := headSize(r)
		r.Header.Set("X-Request-Id", a.id)
		a.Header().Set("X-Content-Type-Options", "nosniff")
		if r.ProtoMajor < 2 && len(r.TransferEncoding) > 0 {
			// A length may have stood beside the chunks, which net/http does not tell. A proxy
			// that went by it takes for part of this request what would be the next one here.
			a.Header().Set("Connection", "close")
		}
		defer func() {
			if s.options.Observe != nil {
				s.options.Observe(a.observation(time.Since(began)))
			}
		}()
		defer s.recover(a, r)
		if head > headerBytes {
			s.refuse(a, r, callsGRPC(r), longHead())
			return
		}
		inner.ServeHTTP(a, r)
	})
}

// recover, when deferred, turns a panic into an answer and a line in the log, which has
// the type of the panic's value and the places in the code, but not the value. If the
// answer has begun, the connection is cut, so that nobody takes it for whole.
func (s *Server) recover(a *answer, r *http.Request) {
	value := recover()
	if value == nil {
		return
	}
	if value == http.ErrAbortHandler {
		panic(value)
	}
	s.options.Log.Error().Str("method", a.method).Str("panic_type", fmt.Sprintf("%T", value)).
		Strs("at", telemetry.PanicPlaces()).Msg("recovered from a panic")
	if a.status != 0 {
		panic(http.ErrAbortHandler) // which net/http does not log
	}
	s.refuse(a, r, a.protocol, refusal{code: codes.Internal, rule: "internal error"})
}

// dispatch leads a request to what answers it, by its path.
func (s *Server) dispatch(w http.ResponseWriter, r *http.Request) {
	a := w.(*answer)
	called, isCall := s.endpoints.byPath[r.URL.Path]
	if isCall {
		a.Header().Set("Cache-Control", "no-store")
		s.call(a, r, called)
		return
	}
	page := s.page(r.URL.Path)
	switch {
	case page == nil && callsGRPC(r) != none:
		// Such as gRPC's own servers say it: clients that ask for what a server may lack, as
		// for its health, then know that it does.
		s.refuse(a, r, callsGRPC(r), refusal{code: codes.Unimplemented, rule: "no such service or method"})
	case page == nil:
		s.refuse(a, r, none, refusal{code: codes.NotFound, rule: "nothing is at this path"})
	case r.Method != http.MethodGet && r.Method != http.MethodHead:
		s.refuse(a, r, none, wrongMethod("GET, HEAD"))
	default:
		page.ServeHTTP(a, r)
	}
}

// page gives what serves a path that is not a call's, or nil.
func (s *Server) page(path string) http.Handler {
	switch {
	case path == "/healthz":
		return http.HandlerFunc(s.alive)
	case path == "/readyz":
		return http.HandlerFunc(s.ready)
	case path == "/openapi.json":
		return http.HandlerFunc(description)
	case path == api.ReadMetrics && s.options.Metrics != nil:
		return http.HandlerFunc(s.metrics)
	case path == api.ReadMetrics:
		return nil
	case strings.HasPrefix(path, "/v1/"), strings.HasPrefix(path, "/pecete."), s.options.Home == nil:
		return nil // of the contract, some day
	}
	return s.options.Home(path)
}

// answer is the answer to a request, and what is noted about it.
type answer struct {
	http.ResponseWriter
	id       string // of the request
	method   string
	protocol protocol
	status   int // 0 until it has begun
	refused  bool
}

// begin notes the status of an answer whose head is about to be sent, unless it has been,
// and puts the id of the request there, once: the handlers of calls give it too, with an
// error as a trailer, which Connect has in the head as well.
func (a *answer) begin(status int) {
	if a.status != 0 {
		return
	}
	a.status = status
	a.Header().Set("X-Request-Id", a.id)
	if status == http.StatusUnauthorized {
		a.Header().Set("WWW-Authenticate", "Bearer") // as HTTP wants it with that status
	}
	maps.DeleteFunc(a.Header(), func(name string, values []string) bool {
		// gRPC sets the date to nothing, which would keep net/http from setting it.
		return strings.EqualFold(name, "Trailer-X-Request-Id") || name == "Date" && len(values) == 0
	})
}

// WriteHeader begins the answer.
func (a *answer) WriteHeader(status int) {
	if status >= 200 {
		a.begin(status)
	}
	a.ResponseWriter.WriteHeader(status)
}

// Write writes a piece of the body.
func (a *answer) Write(p []byte) (int, error) {
	a.begin(http.StatusOK)
	return a.ResponseWriter.Write(p)
}

// Flush sends what has been written.
func (a *answer) Flush() {
	a.begin(http.StatusOK)
	_ = http.NewResponseController(a.ResponseWriter).Flush() // whoever is gone needs nothing
}

// Unwrap gives net/http's own writer, for http.ResponseController.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }

func (a *answer) observation(took time.Duration) Observation {
	return Observation{Method: a.method, Protocol: string(a.protocol), Status: a.status, Refused: a.refused, Duration: took}
}
