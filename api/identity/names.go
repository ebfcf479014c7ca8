package identity

import (
	"crypto/x509"
	"errors"
	"strings"
)

// namesOf gives the names of a client certificate: its URIs and DNS names. The common
// name is none, as everywhere since RFC 6125.
func namesOf(certificate *x509.Certificate) []string {
	names := make([]string, 0, len(certificate.URIs)+len(certificate.DNSNames))
	for _, uri := range certificate.URIs {
		names = append(names, uri.String())
	}
	return append(names, certificate.DNSNames...)
}

// checkPattern checks what names are compared with: a URI, which may end in "/*", or a
// DNS name, which may begin with "*.".
func checkPattern(pattern string) error {
	rest := strings.TrimPrefix(pattern, "*.")
	if isURI(pattern) {
		rest = strings.TrimSuffix(pattern, "/*")
	}
	if rest == "" || strings.ContainsAny(rest, "* \t\r\n") {
		return errors.New(`must be a URI such as spiffe://example.org/chat, which may end in "/*", or a DNS name, which may begin with "*."`)
	}
	return nil
}

func isURI(name string) bool { return strings.Contains(name, "://") }

// matches tells whether a name is what a pattern says. "/*" stands for any path below,
// "*." for one label.
func matches(pattern, name string) bool {
	if isURI(pattern) {
		folder, isFolder := strings.CutSuffix(pattern, "*")
		return pattern == name || isFolder && len(name) > len(folder) && strings.HasPrefix(name, folder)
	}
	if isURI(name) {
		return false
	}
	pattern, name = strings.ToLower(pattern), strings.ToLower(name)
	if domain, isWild := strings.CutPrefix(pattern, "*"); isWild {
		label, rest, found := strings.Cut(name, ".")
		return found && label != "" && label != "*" && "."+rest == domain
	}
	return pattern == name
}

// matchesAny tells whether one of the names is what one of the patterns says, and which.
func matchesAny(patterns, names []string) (name string, ok bool) {
	for _, pattern := range patterns {
		for _, name := range names {
			if matches(pattern, name) {
				return name, true
			}
		}
	}
	return "", false
}
