package main

import (
	"google.golang.org/grpc/credentials"

	"github.com/pecete/pecete/api/extproc"
)

// extprocFlags are about the door for Envoy.
type extprocFlags struct {
	ExtprocListen    string `placeholder:"HOST:PORT" help:"Also serve Envoy's external processing (ext_proc) at this address, with TLS if --tls-cert is given."`
	ExtprocResponses bool   `needs:"extproc-listen" help:"Judge the bodies of responses too, where Envoy sends them."`
	ExtprocPaths     bool   `needs:"extproc-listen" help:"Judge the path of a URL too, and not its query alone."`
}

// extproc gives the door for Envoy.
func (f proxyFlags) extproc(b behind) (server, error) {
	inspector, err := f.Inspection.inspector(b, false)
	if err != nil {
		return nil, err
	}
	policy, err := f.Inspection.policy()
	if err != nil {
		return nil, err
	}
	options := extproc.Options{
		Log: b.log, DrainTimeout: b.drainTimeout, Responses: f.Extproc.ExtprocResponses, Paths: f.Extproc.ExtprocPaths, Unseen: policy.Missed,
	}
	if b.certificates != nil {
		options.Credentials = credentials.NewTLS(b.certificates.Config("h2"))
	}
	return extproc.New(inspector, options)
}
