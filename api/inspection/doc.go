// Package inspection judges bodies: what a proxy or a mail server holds in its hands and
// asks about. It stands between the doors for those, which speak their protocols and no
// more, and the service, which it asks over the contract, be it in this process or far
// away. A body becomes text in package content, the text is asked about in windows that
// overlap, so that nothing is missed at an edge and memory stays flat however large the
// body is, and what was found becomes a Ruling by a Policy. It remembers nothing, and
// what it logs and reports is numbers and names of the project's own.
package inspection
