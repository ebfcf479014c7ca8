package telemetry

import "time"

func (m *Metrics) addReloads() {
	m.reloads = m.counters("pecete_rule_reloads_total", "Attempts to load the rules anew, by result: \"ok\", or \"failed\", after which the old rules stay in use.", "result")
	m.reloads.WithLabelValues("ok")
	m.reloads.WithLabelValues("failed")
	m.reloadTook = m.histogram("pecete_rule_reload_duration_seconds", "Time it took to load rules anew with success.", 10e-3, 25e-3, 50e-3, 100e-3, 250e-3, 500e-3, 1, 2.5, 5, 10, 30)
	m.reloaded = m.gauges("pecete_rules_loaded_timestamp_seconds", "When the rules in use were loaded, in seconds since 1970.").WithLabelValues()
	m.ruleset = m.gauges("pecete_ruleset_info", "1, with the version of the rules in use.", "version")
}

// Serving tells which rules the server begins with.
func (m *Metrics) Serving(ruleset string) {
	if m == nil {
		return
	}
	m.ruleset.Reset()
	m.ruleset.WithLabelValues(ruleset).Set(1)
	m.reloaded.SetToCurrentTime()
}

// Reloaded counts rules that were loaded anew: their version, which is a hash of them,
// and how long it took.
func (m *Metrics) Reloaded(version string, took time.Duration) {
	if m == nil {
		return
	}
	m.Serving(version)
	m.reloads.WithLabelValues("ok").Inc()
	m.reloadTook.Observe(took.Seconds())
}

// ReloadFailed counts rules that could not be loaded. What was wrong with them is for
// the log: its words come from the file.
func (m *Metrics) ReloadFailed(error) {
	if m != nil {
		m.reloads.WithLabelValues("failed").Inc()
	}
}
