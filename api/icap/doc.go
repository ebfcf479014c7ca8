// Package icap is the door for web proxies: a server of ICAP, the Internet Content
// Adaptation Protocol (RFC 3507), as Squid, c-icap's client and gateways speak it. A
// proxy hands it requests (REQMOD) and responses (RESPMOD) before it passes them on, and
// it has them inspected, and says that they may go, hands them back with a note, or hands
// back a page that says why not.
//
// A connection (connection.go) carries one exchange after another (exchange.go). An
// exchange has a head of ICAP (request.go, fields.go), the heads of the HTTP message in
// it (encapsulated.go, message.go), and a body in chunks (chunks.go), of which the first
// may come as a preview (body.go). What of a body may have to be handed back is held
// within a budget (held.go) and let go as it is judged (passage.go). What goes out is in
// answer.go, capabilities.go, tags.go, and for who is stopped in page.go.
//
// The package decides nothing: what is done with a message is the Action of its ruling.
// No text, no URL and no value of a header goes into a log line, an error or an
// observation.
package icap
