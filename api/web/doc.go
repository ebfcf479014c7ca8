// Package web is the second door of Pecete: it serves the contract to browsers, scripts
// and proxies, over HTTP/1.1 and HTTP/2, as gRPC-Web, Connect and plain JSON.
//
// A request passes, from the outside in: recovery from panics and what every answer has
// in its head (handler.go), the permission of other origins (cors.go), the choice
// between calls and the pages beside them (handler.go, health.go), and, if it is a call,
// the gate. The gate (gate.go) finds out which method is called in which protocol
// (endpoints.go, protocol.go), checks the head (head.go), takes in the body within its
// limits of size, time and memory (body.go, frames.go, budget.go), or, if the call is a
// stream, lets it in message by message (stream.go), and reads JSON (json.go, naming.go).
// What it refuses it answers in the caller's protocol with the name of the field and the
// limit (refusal.go). What is left is in order; it is translated to gRPC by vanguard, and
// answered by the handlers of package api.
//
// The package decides nothing about sensitivity, and no text of a message goes into a
// log line, an error or a URL. Memory that held text is not handed to another call: a
// body is cleared, and the translation, which keeps its buffers, is made anew for each
// call.
package web
