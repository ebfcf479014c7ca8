package main

import (
	"errors"
	"net"
	"time"

	"github.com/rs/zerolog"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/api/playground"
	"github.com/pecete/pecete/api/web"
)

// webFlags are about the door for browsers, scripts and proxies.
type webFlags struct {
	WebListen      string        `placeholder:"HOST:PORT" help:"Also serve gRPC-Web, Connect and plain JSON over HTTP at this address; port 0 takes a free one. Not served unless given. In the clear unless --tls-cert is given."`
	WebCORSOrigin  []string      `name:"web-cors-origin" sep:"," placeholder:"ORIGIN" help:"Origin whose pages may call from a browser, such as https://chat.example.com or https://*.example.com; * means every one. Can be given several times. None by default."`
	WebBodyTimeout time.Duration `needs:"web-listen" default:"30s" help:"How long the body of a request may take to arrive, and an answer to be taken (${default})."`
	WebPlayground  bool          `needs:"web-listen" default:"true" negatable:"" help:"Serve the playground at / of that address (on by default)."`
	WebMaxBuffered byteSize      `needs:"web-listen" default:"256MiB" placeholder:"SIZE" help:"Most that the bodies of requests in flight take up together (${default}); more are refused at once."`
}

// webDoor gives the web door to server, or nil if none is asked for.
func (c *serveCommand) webDoor(server *api.Server, secured security, o *observed, rules *servedRules, log zerolog.Logger) (*webDoor, error) {
	if c.Web.WebListen == "" {
		if len(c.Web.WebCORSOrigin) > 0 {
			return nil, errors.New("--web-cors-origin is about the web door, which is not open: give --web-listen, or leave it out")
		}
		return nil, nil
	}
	options := web.Options{
		Log: log, LogSample: c.Telemetry.LogSample, Origins: c.Web.WebCORSOrigin, BodyTimeout: c.Web.WebBodyTimeout, BufferedBytes: int64(c.Web.WebMaxBuffered),
		DrainDelay: c.DrainDelay, DrainTimeout: c.DrainTimeout,
		Metrics: o.metrics.NamelessHandler(), Ready: rules.ready,
		Observe: func(seen web.Observation) { o.metrics.WebAnswered(seen.Protocol, seen.Status) },
	}
	if c.Web.WebPlayground {
		options.Home = playground.Page
	}
	if secured.certificates != nil {
		options.TLS = secured.certificates.Config("h2", "http/1.1")
	}
	door, err := web.New(server, options)
	if err != nil {
		return nil, err
	}
	listener, err := listenAt(c.Web.WebListen, "--web-listen")
	if err != nil {
		return nil, err
	}
	return &webDoor{door, listener}, nil
}

// webDoor is a web door and where it listens.
type webDoor struct {
	*web.Server
	listener net.Listener
}

// close closes a door that is not served.
func (d *webDoor) close() error {
	if d == nil {
		return nil
	}
	return d.listener.Close()
}
