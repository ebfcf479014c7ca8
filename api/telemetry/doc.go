// Package telemetry tells operators what the service does: numbers for Prometheus,
// spans for OpenTelemetry, and the ids that tie a caller's request to both and to the
// log.
//
// Everything in it is made for one server and handed to it; nothing is registered for
// the process. What a number or a span may hold is decided here and nowhere else:
// names of our own (methods, codes, verdicts, detectors, versions), counts, sizes and
// times. Nothing that a caller wrote becomes a label, and of what a caller wrote only
// the request id, which has a narrow alphabet, gets into a span.
package telemetry
