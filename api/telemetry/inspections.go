package telemetry

import "time"

// Inspection is what is counted about one body that a proxy or a mail server asked
// about. All names are of the project's own, and few.
type Inspection struct {
	// Door, Direction, Action and Verdict are such as "icap", "reqmod", "block", "warn".
	Door, Direction, Action, Verdict string
	// Missed are the kinds of things that could not be read as text.
	Missed []string
	// Failed tells whether the service could not be asked.
	Failed bool
	Bytes  int64
	// Took is the time from the first to the last byte; Asked is how much of it answers took.
	Took, Asked time.Duration
}

func (m *Metrics) addInspections() {
	m.inspections = m.counters("pecete_inspections_total", "Bodies inspected for proxies and mail servers, by door, direction, what was done and the verdict (\"none\" where the service could not be asked).", "door", "direction", "action", "verdict")
	m.inspectionsFailed = m.counters("pecete_inspections_unasked_total", "Bodies about which the service could not be asked, by door.", "door")
	m.missed = m.counters("pecete_inspection_missed_total", "Bodies of which some part could not be read as text, by door and reason.", "door", "reason")
	m.inspectedBytes = m.counters("pecete_inspected_bytes_total", "Bytes of bodies read, as they came, by door.", "door")
	m.inspectionTook = m.times("pecete_inspection_seconds", "Time from the beginning of a body to the ruling about it, with the time that it took to arrive, by door.", "door")
	m.inspectionAsked = m.times("pecete_inspection_asked_seconds", "Time that the service took to answer about a body, by door.", "door")
}

// Inspected counts a body.
func (m *Metrics) Inspected(seen Inspection) {
	if m == nil {
		return
	}
	m.inspections.WithLabelValues(seen.Door, seen.Direction, seen.Action, seen.Verdict).Inc()
	if seen.Failed {
		m.inspectionsFailed.WithLabelValues(seen.Door).Inc()
	}
	for _, reason := range seen.Missed {
		m.missed.WithLabelValues(seen.Door, reason).Inc()
	}
	m.inspectedBytes.WithLabelValues(seen.Door).Add(float64(seen.Bytes))
	m.inspectionTook.WithLabelValues(seen.Door).Observe(seen.Took.Seconds())
	m.inspectionAsked.WithLabelValues(seen.Door).Observe(seen.Asked.Seconds())
}
