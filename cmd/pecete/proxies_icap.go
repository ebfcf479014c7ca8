package main

import (
	"context"
	"time"

	"github.com/pecete/pecete/api/icap"
)

// icapFlags are about the door for web proxies.
type icapFlags struct {
	ICAPListen      string   `name:"icap-listen" placeholder:"HOST:PORT" help:"Also serve ICAP (RFC 3507) at this address, for web proxies such as Squid; 1344 is its usual port. With TLS (icaps) if --tls-cert is given."`
	ICAPConnections int      `needs:"icap-listen" name:"icap-connections" default:"2000" placeholder:"N" help:"Most connections of proxies (${default})."`
	ICAPHold        byteSize `needs:"icap-listen" name:"icap-hold" default:"1MiB" placeholder:"SIZE" help:"How much of a body that the proxy wants back is held for the sake of a page in its place (${default}); of longer ones the beginning goes on once it is judged."`
	ICAPHeld        byteSize `needs:"icap-listen" name:"icap-held" default:"128MiB" placeholder:"SIZE" help:"Most that is held of all bodies together (${default})."`
	ICAPTagRequests bool     `needs:"icap-listen" name:"icap-tag-requests" help:"Put what was found about a request into its own headers too, where the server that it goes to sees it."`
	ICAPPaths       bool     `needs:"icap-listen" name:"icap-paths" help:"Inspect the path of a URL too, and not its query alone."`
}

// followEvery is how often a service elsewhere is asked by which rules it answers.
const followEvery = 30 * time.Second

// icap gives the door for web proxies.
func (f proxyFlags) icap(b behind) (server, error) {
	inspector, err := f.Inspection.inspector(b, false)
	if err != nil {
		return nil, err
	}
	policy, err := f.Inspection.policy()
	if err != nil {
		return nil, err
	}
	options := icap.Options{
		Log: b.log, Ruleset: b.ruleset, DrainTimeout: b.drainTimeout, Overload: policy.Failure,
		Connections: f.ICAP.ICAPConnections, Hold: int64(f.ICAP.ICAPHold), HeldBytes: int64(f.ICAP.ICAPHeld),
		TagRequests: f.ICAP.ICAPTagRequests, Paths: f.ICAP.ICAPPaths,
	}
	if options.Ruleset == nil {
		options.Ruleset = inspector.Ruleset
		b.beside(func(ctx context.Context) { inspector.Follow(ctx, followEvery) })
	}
	if b.certificates != nil {
		options.TLS = b.certificates.Config()
	}
	options.Observe = func(seen icap.Observation) {
		b.observed.metrics.ICAPAnswered(seen.Method, seen.Status, seen.Cut, seen.Overloaded)
	}
	door, err := icap.New(inspector, options)
	if err != nil {
		return nil, err
	}
	b.observed.metrics.WatchICAP(door.Connections, door.HeldBytes)
	return door, nil
}
