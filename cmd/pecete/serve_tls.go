package main

import (
	"errors"

	"github.com/pecete/pecete/api/identity"
)

// tlsFlags say how connections are secured.
type tlsFlags struct {
	TLSCert           string   `name:"tls-cert" placeholder:"FILE" help:"Certificate of the service, with those between it and the root, as PEM. It, the key and the authorities are read again when they change."`
	TLSKey            string   `name:"tls-key" placeholder:"FILE" help:"Private key of the certificate, as PEM."`
	TLSMin            string   `needs:"tls-cert" name:"tls-min" default:"1.3" enum:"1.2,1.3" placeholder:"VERSION" help:"Least version of TLS: ${enum} (${default})."`
	TLSClientCA       string   `name:"tls-client-ca" placeholder:"FILE" help:"Certificates of the authorities that sign those of clients, as PEM; clients must then show one (mutual TLS)."`
	TLSClientName     []string `name:"tls-client-name" placeholder:"NAME" help:"Name in a client's certificate that may call: a URI (spiffe://example.org/chat, or /* at its end) or a DNS name (or *. at its beginning). Without it and without --callers, every certificate of the authorities may."`
	TLSClientOptional bool     `needs:"tls-client-ca" name:"tls-client-optional" help:"Let in clients without a certificate too; they then need a key or token."`
	Insecure          bool     `help:"Listen in the clear on addresses that others than this machine can reach. Say it only on a network that is trusted, or behind a proxy that has the TLS."`
}

// certificates loads those of the flags; nil if connections are in the clear.
func (f tlsFlags) certificates(watch identity.Watch) (*identity.Certificates, error) {
	if f.TLSCert == "" && f.TLSKey == "" {
		if f.TLSClientCA != "" || len(f.TLSClientName) > 0 || f.TLSClientOptional {
			return nil, errors.New("client certificates need TLS: give --tls-cert and --tls-key")
		}
		return nil, nil
	}
	if f.TLSClientCA == "" && (len(f.TLSClientName) > 0 || f.TLSClientOptional) {
		return nil, errors.New("client certificates need who signs them: give --tls-client-ca")
	}
	return identity.LoadCertificates(identity.CertificateOptions{
		CertFile: f.TLSCert, KeyFile: f.TLSKey, ClientCAFile: f.TLSClientCA,
		ClientOptional: f.TLSClientOptional, AllowTLS12: f.TLSMin == "1.2",
	}, watch)
}
