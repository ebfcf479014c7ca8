package web

import (
	"crypto/tls"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/rs/zerolog"

	"github.com/pecete/pecete/api/telemetry"
)

// Options are the settings of a Server. The zero value is usable: default limits, no
// other origins, no encryption, no log, no pages but health and the description.
type Options struct {
	// Log gets a line for each request that is refused before a handler of the contract
	// sees it (those log their own); the zero value drops them.
	Log zerolog.Logger
	// LogSample is of how many of those lines one is written, chosen evenly. 0 and 1 mean
	// all.
	LogSample uint32
	// TLS encrypts; nil serves in the clear.
	TLS *tls.Config
	// Origins are the origins whose pages may call from a browser, such as
	// "https://chat.example.com" or "https://*.example.com"; "*" means every one. Empty
	// means only pages that this server serves itself.
	Origins []string
	// Home gives what serves a path that is not of the door's own, such as "/", to GET and
	// HEAD, or nil where nothing is; nil means that nothing is anywhere.
	Home func(path string) http.Handler
	// Metrics serves /metrics, to who may read that by the gatekeeper of the server behind;
	// nil means that nothing is there.
	Metrics http.Handler
	// Ready tells whether the server is ready for calls, and what is to be said of it on
	// /readyz as JSON, such as how the last reload of the rules went; nil means that it
	// is whenever it serves.
	Ready func() (ok bool, detail any)
	// RequestID gives the id of a request from the one that the caller asks for, or from
	// ""; nil means telemetry.RequestID.
	RequestID func(asked string) string
	// Forward are the names of headers that are handed to the handlers besides those
	// that every caller may need: Authorization, X-Request-Id, Traceparent, Tracestate,
	// User-Agent.
	Forward []string
	// Observe, if not nil, is called once for each request that was answered.
	Observe func(Observation)

	// BodyTimeout is how long the body of a request may take to arrive, and an answer to
	// be taken; 0 means 30 s. Streams are held to it message by message.
	BodyTimeout time.Duration
	// BufferedBytes is the most that the bodies of requests in flight may take up
	// together; more are refused at once. 0 means 256 MiB.
	BufferedBytes int64
	// DrainDelay is how long a server that is to stop says so on /readyz before it takes
	// no more requests; 0 means not at all.
	DrainDelay time.Duration
	// DrainTimeout is how long requests in flight may then take to finish; 0 means 10 s.
	DrainTimeout time.Duration
}

// Observation is what is known about a request that was answered. It holds names and
// numbers of our own only.
type Observation struct {
	// Method is the full name of the method that was called, such as
	// "/pecete.v1.ClassifierService/Classify", or "" where none that exists was; "/metrics" for the
	// metrics.
	Method string
	// Protocol is "rest", "connect", "connect-stream", "grpc-web", "grpc", or "" where no
	// method was called.
	Protocol string
	// Status is the HTTP status of the answer.
	Status int
	// Refused tells whether the request never came to a handler of the contract.
	Refused bool
	// Duration is from the head of the request to the end of the answer.
	Duration time.Duration
}

func (o Options) withDefaults() Options {
	if o.BodyTimeout == 0 {
		o.BodyTimeout = 30 * time.Second
	}
	if o.BufferedBytes == 0 {
		o.BufferedBytes = 256 << 20
	}
	if o.DrainTimeout == 0 {
		o.DrainTimeout = 10 * time.Second
	}
	if o.RequestID == nil {
		o.RequestID = telemetry.RequestID
	}
	return o
}

// check tells what is wrong with the options; the bytes of a request are the largest that
// one may have.
func (o Options) check(requestBytes int) error {
	for _, origin := range o.Origins {
		if err := checkOrigin(origin); err != nil {
			return err
		}
	}
	if o.BodyTimeout < 0 || o.DrainDelay < 0 || o.DrainTimeout < 0 {
		return fmt.Errorf("the timeouts of the web door are %v, %v and %v, but must not be negative", o.BodyTimeout, o.DrainDelay, o.DrainTimeout)
	}
	if o.BufferedBytes < int64(requestBytes) {
		return fmt.Errorf("the bodies in flight may take up %d bytes, but one request alone may have %d", o.BufferedBytes, requestBytes)
	}
	return nil
}

// checkOrigin checks that something is an origin as browsers send it, or a pattern of
// some: a scheme and a host, nothing behind them.
func checkOrigin(origin string) error {
	if origin == "*" {
		return nil
	}
	parsed, err := url.Parse(strings.Replace(origin, "*", "any", 1))
	if err != nil || strings.Count(origin, "*") > 1 || parsed.Scheme != "https" && parsed.Scheme != "http" || parsed.Host == "" ||
		parsed.Scheme+"://"+parsed.Host != strings.Replace(origin, "*", "any", 1) {
		return fmt.Errorf(`%q is no origin; one looks like "https://chat.example.com", "https://*.example.com" or "*"`, origin)
	}
	return nil
}
