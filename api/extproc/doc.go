// Package extproc is the door for Envoy: an external processor
// (envoy.service.ext_proc.v3) that judges the bodies of HTTP requests and, if so set, of
// responses. It speaks the protocol and no more: what a body means is ruled by package
// inspection, and what stands in place of a blocked one is worded by package refusal.
//
// Envoy opens one stream for each HTTP request and tells of its parts in order. How much
// may still be done depends on the mode in which it sends a body:
//
//   - BUFFERED: the whole body comes in one message while Envoy holds the headers, so that
//     the request can be refused or its headers marked before any of it has gone on.
//   - BUFFERED_PARTIAL: the same, but what is beyond Envoy's buffer is never shown; what
//     that means is up to Options.Unseen.
//   - STREAMED: chunks come one after the other, without Envoy waiting for answers, and
//     each goes on once it is answered. A chunk is answered as soon as it has been found
//     good, and the end of the body once the ruling is made, so that nothing that is
//     refused arrives as a whole.
//   - FULL_DUPLEX_STREAMED: the same, but Envoy keeps nothing, so that the bytes are sent
//     back with the answers, and the headers may wait for the ruling as well.
package extproc
