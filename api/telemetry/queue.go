package telemetry

import (
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

func (m *Metrics) addQueue() {
	m.queueWait = m.times("pecete_queue_wait_seconds", "Time that a request waited for its turn, by class of size; those that need not wait are not counted.", "class")
	m.queueRejected = m.counters("pecete_queue_rejected_total", "Requests that did not get their turn, by class of size and reason: \"full\", or \"deadline\" (the caller's deadline passed, or the caller left).", "class", "reason")
}

// Queue is the state of the requests of one class of size.
type Queue struct {
	// Running and Waiting are numbers of requests, WaitingBytes what the waiting take up.
	Running, Waiting, WaitingBytes int
	// Slots is how many may run at once.
	Slots int
}

// WatchQueue shows the state of a class of the queue, which is asked for whenever
// somebody looks. It is for the beginning, once for each class.
func (m *Metrics) WatchQueue(class string, state func() Queue) {
	if m == nil {
		return
	}
	for name, part := range map[string]struct {
		help string
		of   func(Queue) int
	}{
		"pecete_queue_running":       {"Requests at work, by class of size.", func(q Queue) int { return q.Running }},
		"pecete_queue_waiting":       {"Requests that wait for their turn, by class of size.", func(q Queue) int { return q.Waiting }},
		"pecete_queue_waiting_bytes": {"Bytes of the requests that wait, by class of size.", func(q Queue) int { return q.WaitingBytes }},
		"pecete_queue_slots":         {"Requests that may be at work at once, by class of size.", func(q Queue) int { return q.Slots }},
	} {
		m.registry.MustRegister(prometheus.NewGaugeFunc(
			prometheus.GaugeOpts{Name: name, Help: part.help, ConstLabels: prometheus.Labels{"class": class}},
			func() float64 { return float64(part.of(state())) },
		))
	}
	for _, reason := range []string{RejectedFull, RejectedDeadline} {
		m.queueRejected.WithLabelValues(class, reason)
	}
}

// The reasons for which a request does not get its turn.
const (
	RejectedFull     = "full"
	RejectedDeadline = "deadline"
)

// Waited counts a request of a class that waited for its turn and got it.
func (m *Metrics) Waited(class string, waited time.Duration) {
	if m != nil {
		m.queueWait.WithLabelValues(class).Observe(waited.Seconds())
	}
}

// Rejected counts a request of a class that did not get its turn.
func (m *Metrics) Rejected(class, reason string) {
	if m != nil {
		m.queueRejected.WithLabelValues(class, reason).Inc()
	}
}
