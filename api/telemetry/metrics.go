package telemetry

import (
	"net/http"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// Metrics are the numbers of one server, in a registry of their own. They are safe for
// concurrent use. A nil *Metrics counts nothing, so that who reports need not ask
// whether anybody counts.
type Metrics struct {
	registry *prometheus.Registry
	// named has what tells of callers by name, which is for fewer eyes.
	named *prometheus.Registry

	requests                     *prometheus.CounterVec
	durations                    *prometheus.HistogramVec
	inFlight                     *prometheus.GaugeVec
	requestBytes, responseBytes  *prometheus.CounterVec
	messages                     [verdicts]prometheus.Counter
	failed, incomplete, panicked prometheus.Counter
	messageBytes, batch          prometheus.Histogram
	findings                     *prometheus.CounterVec
	reloads                      *prometheus.CounterVec
	reloadTook                   prometheus.Histogram
	reloaded                     prometheus.Gauge
	ruleset                      *prometheus.GaugeVec
	queueWait                    *prometheus.HistogramVec
	queueRejected                *prometheus.CounterVec
	web, callers                 *prometheus.CounterVec

	inspections, inspectionsFailed, missed, inspectedBytes *prometheus.CounterVec
	inspectionTook, inspectionAsked                        *prometheus.HistogramVec

	icap                    *prometheus.CounterVec
	icapCut, icapOverloaded prometheus.Counter

	// detectors are the counters of findings by the detector's id. The map is never
	// written to but replaced, under lock.
	detectors atomic.Pointer[map[string]*detectorCounters]
	lock      sync.Mutex
}

// NewMetrics makes the numbers of a server that runs some version of the program.
func NewMetrics(version string) *Metrics {
	m := &Metrics{registry: prometheus.NewRegistry(), named: prometheus.NewRegistry()}
	m.detectors.Store(&map[string]*detectorCounters{})
	m.addRequests()
	m.addMessages()
	m.addReloads()
	m.addQueue()
	m.addCallers()
	m.addInspections()
	m.addICAP()
	build := m.gauges("pecete_build_info", "1, with the version of the program and of Go.", "version", "goversion")
	build.WithLabelValues(version, runtime.Version()).Set(1)
	m.registry.MustRegister(
		collectors.NewGoCollector(),
		collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
	)
	return m
}

// Register adds what another part of the server counts. It fails if its names are
// taken.
func (m *Metrics) Register(more prometheus.Collector) error { return m.registry.Register(more) }

// Handler gives what answers Prometheus at /metrics, with all there is.
func (m *Metrics) Handler() http.Handler {
	return answering(prometheus.Gatherers{m.registry, m.named})
}

// NamelessHandler gives what answers at a /metrics that callers reach too: it has all but
// who the callers are.
func (m *Metrics) NamelessHandler() http.Handler { return answering(m.registry) }

func answering(metrics prometheus.Gatherer) http.Handler {
	return promhttp.HandlerFor(metrics, promhttp.HandlerOpts{
		// A scrape takes milliseconds; many at once are nobody's wish.
		MaxRequestsInFlight: 4,
		EnableOpenMetrics:   true,
	})
}

func (m *Metrics) counters(name, help string, labels ...string) *prometheus.CounterVec {
	v := prometheus.NewCounterVec(prometheus.CounterOpts{Name: name, Help: help}, labels)
	m.registry.MustRegister(v)
	return v
}

func (m *Metrics) counter(name, help string) prometheus.Counter {
	return m.counters(name, help).WithLabelValues()
}

func (m *Metrics) gauges(name, help string, labels ...string) *prometheus.GaugeVec {
	v := prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: name, Help: help}, labels)
	m.registry.MustRegister(v)
	return v
}

func (m *Metrics) histogram(name, help string, buckets ...float64) prometheus.Histogram {
	h := prometheus.NewHistogram(prometheus.HistogramOpts{Name: name, Help: help, Buckets: buckets})
	m.registry.MustRegister(h)
	return h
}

// timeBuckets are the classic buckets of what takes time, in seconds: from 50 µs,
// less than which no call over a network takes, to 10 s.
func timeBuckets() []float64 {
	return []float64{50e-6, 100e-6, 250e-6, 500e-6, 1e-3, 2.5e-3, 5e-3, 10e-3, 25e-3, 50e-3, 100e-3, 250e-3, 500e-3, 1, 2.5, 5, 10}
}

// times makes histograms of times: with classic buckets, and with native ones, a tenth
// apart, for a Prometheus that takes those.
func (m *Metrics) times(name, help string, labels ...string) *prometheus.HistogramVec {
	h := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: name, Help: help, Buckets: timeBuckets(),
		NativeHistogramBucketFactor: 1.1, NativeHistogramMaxBucketNumber: 160,
	}, labels)
	m.registry.MustRegister(h)
	return h
}
