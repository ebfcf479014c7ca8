package telemetry

import (
	"strconv"

	"github.com/prometheus/client_golang/prometheus"
)

func (m *Metrics) addICAP() {
	m.icap = m.counters("pecete_icap_requests_total", "Requests of web proxies that were answered, by ICAP method (\"none\" where it is none of them) and status (0 where there was no answer).", "method", "status")
	m.icapCut = m.counter("pecete_icap_cut_total", "Answers to web proxies that were cut in the middle, because what was let go already turned out to be the beginning of something to block.")
	m.icapOverloaded = m.counter("pecete_icap_overloaded_total", "Requests of web proxies that there was no room to hold.")
}

// ICAPAnswered counts a request of a web proxy, its ICAP method and the status it got,
// whether the answer was cut in the middle, and whether there was no room for it.
func (m *Metrics) ICAPAnswered(method string, status int, cut, overloaded bool) {
	if m == nil {
		return
	}
	if method == "" {
		method = "none"
	}
	m.icap.WithLabelValues(method, strconv.Itoa(status)).Inc()
	if cut {
		m.icapCut.Inc()
	}
	if overloaded {
		m.icapOverloaded.Inc()
	}
}

// WatchICAP shows how many connections of web proxies there are and how many bytes are
// held for them, which are asked for whenever somebody looks. It is for the beginning.
func (m *Metrics) WatchICAP(connections func() int, held func() int64) {
	if m == nil {
		return
	}
	m.registry.MustRegister(
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "pecete_icap_connections", Help: "Connections of web proxies."},
			func() float64 { return float64(connections()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "pecete_icap_held_bytes", Help: "Bytes of messages that are held for web proxies."},
			func() float64 { return float64(held()) }),
	)
}
