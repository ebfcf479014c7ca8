package telemetry

import "strconv"

// WebAnswered counts a request of the web door that was answered with an HTTP status, by
// a protocol of that door, "" where no method was called.
func (m *Metrics) WebAnswered(protocol string, status int) {
	if m == nil {
		return
	}
	if protocol == "" {
		protocol = "none"
	}
	m.web.WithLabelValues(protocol, strconv.Itoa(status)).Inc()
}
