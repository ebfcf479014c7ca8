package telemetry

import (
	"maps"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/pecete/pecete/classifier"
)

// verdicts is the length of a list with a place for each verdict; the first is for none.
const verdicts = int(classifier.Block) + 1

// VerdictName gives the name of a verdict, as it is in metrics, traces and the log.
func VerdictName(v classifier.Verdict) string {
	switch v {
	case classifier.Allow:
		return "allow"
	case classifier.Warn:
		return "warn"
	case classifier.Block:
		return "block"
	}
	return "unspecified"
}

func (m *Metrics) addMessages() {
	messages := m.counters("pecete_messages_total", "Messages judged, by verdict.", "verdict")
	for v := classifier.Allow; v <= classifier.Block; v++ {
		m.messages[v] = messages.WithLabelValues(VerdictName(v))
	}
	m.failed = m.counter("pecete_messages_failed_total", "Messages of batches and streams that have an error instead of an assessment.")
	m.incomplete = m.counter("pecete_messages_incomplete_total", "Messages of which a detector ran out of time, so that its findings may be lacking.")
	m.panicked = m.counter("pecete_panics_total", "Panics that cost a call or message an INTERNAL error.")
	m.messageBytes = m.histogram("pecete_message_bytes", "Length of the texts judged, in bytes.", 64, 256, 1<<10, 4<<10, 16<<10, 64<<10, 256<<10, 1<<20, 4<<20, 16<<20)
	m.batch = m.histogram("pecete_batch_messages", "Messages in a batch.", 1, 3, 10, 30, 100, 300, 1000, 3000, 10000)
	m.findings = m.counters("pecete_findings_total", "Findings, by detector and by the verdict on the message they are in.", "detector", "verdict")
}

// detectorCounters count the findings of a detector, by verdict.
type detectorCounters [verdicts]prometheus.Counter

// Assessed counts a message of some length that was judged.
func (m *Metrics) Assessed(a *classifier.Assessment, bytes int) {
	if m == nil || a.Verdict < classifier.Allow || a.Verdict > classifier.Block {
		return
	}
	m.messages[a.Verdict].Inc()
	m.messageBytes.Observe(float64(bytes))
	if len(a.Incomplete) > 0 {
		m.incomplete.Inc()
	}
	for i := range a.Findings {
		m.detector(a.Findings[i].Detector)[a.Verdict].Inc()
	}
}

// detector gives the counters of a detector.
func (m *Metrics) detector(id string) *detectorCounters {
	if known := (*m.detectors.Load())[id]; known != nil {
		return known
	}
	m.lock.Lock()
	defer m.lock.Unlock()
	if known := (*m.detectors.Load())[id]; known != nil {
		return known
	}
	counters := &detectorCounters{}
	for v := classifier.Allow; v <= classifier.Block; v++ {
		counters[v] = m.findings.WithLabelValues(id, VerdictName(v))
	}
	more := maps.Clone(*m.detectors.Load())
	more[id] = counters
	m.detectors.Store(&more)
	return counters
}

// Failed counts a message of a batch or stream that has its own error.
func (m *Metrics) Failed() {
	if m != nil {
		m.failed.Inc()
	}
}

// Batch counts a batch of some messages.
func (m *Metrics) Batch(messages int) {
	if m != nil {
		m.batch.Observe(float64(messages))
	}
}

// Panicked counts a panic that was recovered from.
func (m *Metrics) Panicked() {
	if m != nil {
		m.panicked.Inc()
	}
}
