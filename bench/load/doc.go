// Package load puts a server on this machine under load and times its answers. It
// sends requests that were encoded beforehand and does not decode the answers, so
// that the server, not the client, is what is measured; Check decodes one of each
// kind first. A run is bounded in time and in number of calls, and an address that
// is not the machine's own is refused.
package load
