package telemetry

import (
	"sync"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"google.golang.org/genproto/googleapis/rpc/code"
	"google.golang.org/grpc/codes"
)

func (m *Metrics) addRequests() {
	m.requests = m.counters("pecete_requests_total", "Calls that ended, by method and gRPC code. Methods that do not exist are \"unknown\".", "method", "code")
	m.durations = m.times("pecete_request_duration_seconds", "Time from the first sight of a call to its end; of a stream, its whole life.", "method")
	m.inFlight = m.gauges("pecete_requests_in_flight", "Calls that have begun and not ended.", "method")
	m.requestBytes = m.counters("pecete_request_bytes_total", "Bytes of requests as encoded, uncompressed.", "method")
	m.web = m.counters("pecete_web_requests_total", "Requests of the web door that were answered, by its protocol, or \"none\" where no method was called, and HTTP status.", "protocol", "status")
	m.responseBytes = m.counters("pecete_response_bytes_total", "Bytes of answers as encoded, uncompressed.", "method")
}

// Method is what is counted about the calls of one method. A nil *Method counts
// nothing.
type Method struct {
	name     string
	requests *prometheus.CounterVec
	duration prometheus.Observer
	inFlight prometheus.Gauge
	in, out  prometheus.Counter
	codes    [codes.Unauthenticated + 1]onceCounter
}

// onceCounter is a counter that is shown from its first use on.
type onceCounter struct {
	once    sync.Once
	counter prometheus.Counter
}

// Method gives what counts the calls of a method. The name must be one that the server
// has, or a constant, never what a caller wrote.
func (m *Metrics) Method(name string) *Method {
	if m == nil {
		return nil
	}
	method := &Method{
		name: name, requests: m.requests,
		duration: m.durations.WithLabelValues(name), inFlight: m.inFlight.WithLabelValues(name),
		in: m.requestBytes.WithLabelValues(name), out: m.responseBytes.WithLabelValues(name),
	}
	method.ended(codes.OK) // so that rates have a beginning
	return method
}

// Began counts a call that begins; Ended must follow.
func (m *Method) Began() {
	if m != nil {
		m.inFlight.Inc()
	}
}

// Ended counts a call that ended with a code after some time, of which so many bytes
// came in and went out.
func (m *Method) Ended(code codes.Code, took time.Duration, in, out int) {
	if m == nil {
		return
	}
	m.inFlight.Dec()
	m.duration.Observe(took.Seconds())
	m.in.Add(float64(in))
	m.out.Add(float64(out))
	m.ended(code).Inc()
}

func (m *Method) ended(c codes.Code) prometheus.Counter {
	if int(c) >= len(m.codes) {
		c = codes.Unknown
	}
	entry := &m.codes[c]
	entry.once.Do(func() { entry.counter = m.requests.WithLabelValues(m.name, CodeName(c)) })
	return entry.counter
}

// CodeName gives the name of a code, as it is in metrics, traces and the log:
// "INVALID_ARGUMENT". That of the usual one it gives without asking for it.
func CodeName(c codes.Code) string {
	if c == codes.OK {
		return "OK"
	}
	return code.Code(c).String()
}
