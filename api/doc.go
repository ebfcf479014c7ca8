// Package api is the gRPC door of Pecete: it serves the contract in
// proto/pecete/v1 with a classifier behind it.
//
// A request comes in through the codec (codec.go), which refuses what is too
// large before it is unpacked and lets a string of invalid UTF-8 through to
// where it can be refused by name; the handler of its method (classify.go,
// batch.go, stream.go, redact.go, detectors.go) checks it (check.go), turns it
// into a question to the classifier (question.go) and the answer back into the
// contract's terms (answer.go). Around the handlers stand recovery from panics
// (recovery.go), the end of streams when the server stops (drain.go), the turn that a
// request waits for (turns.go, package admission), and what is told of each call: one
// log line (calllog.go), numbers and a span (begin.go, package telemetry).
//
// The engine may change while the server serves (NewChanging): each request takes the
// one in use when it comes and is answered by it alone.
//
// The package decides nothing about sensitivity; that is package classifier's.
// No text of a message, and nothing found in one, goes into a log line or a
// status: statuses name fields and limits only.
package api
