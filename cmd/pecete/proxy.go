package main

import (
	"context"
	"errors"
	"os"
	"time"

	"github.com/rs/zerolog"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/api/identity"
	"github.com/pecete/pecete/api/telemetry"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// proxyCommand is `pecete proxy`: the doors for proxies and mail servers alone, in front
// of a service that is somewhere else.
type proxyCommand struct {
	Upstream upstreamFlags `embed:"" group:"Upstream"`
	Proxies  proxyFlags    `embed:"" group:"Doors"`

	DrainTimeout time.Duration `default:"10s" help:"How long what is in flight may take to finish after SIGTERM or SIGINT."`
	Reread       time.Duration `needs:"tls-cert" default:"10s" help:"How often certificates are looked at for changes (${default})."`

	TLS       tlsFlags     `embed:"" group:"Connections"`
	Log       logFlags     `embed:"" group:"Log"`
	Memory    memoryFlags  `embed:"" group:"Memory"`
	Telemetry metricsFlags `embed:"" group:"Telemetry"`
}

// Run serves until ctx ends and what is in flight is done.
func (c *proxyCommand) Run(ctx context.Context, std streams) error {
	if !c.Proxies.asked() {
		return errors.New("there is no door to open: give --icap-listen, --extproc-listen or --milter-listen")
	}
	lines := api.NewLogWriter(std.err)
	defer lines.Close() // a log that cannot be written is no reason to fail
	log, err := c.Log.logger(lines, screenOf(std.err))
	if err != nil {
		return err
	}
	if err := c.Memory.keepIn(); err != nil {
		return err
	}
	limitMemory(log)
	return c.serve(ctx, log)
}

// serve opens the doors and serves them.
func (c *proxyCommand) serve(ctx context.Context, log zerolog.Logger) error {
	certificates, err := c.TLS.certificates(reread(c.Reread, log))
	if err != nil {
		return err
	}
	if err := c.exposed(certificates); err != nil {
		return err
	}
	o := &observed{metrics: telemetry.NewMetrics(programVersion())}
	if err := c.Telemetry.start(o, log); err != nil {
		return err
	}
	defer func() { _ = o.stop() }() // what is lost then is told in the log
	conn, err := c.Upstream.connect()
	if err != nil {
		return err
	}
	defer conn.Close()
	beside := newFollowers(ctx)
	defer beside.stop()
	doors, err := c.Proxies.open(behind{
		service: pecetev1.NewClassifierServiceClient(conn), certificates: certificates, beside: beside.add,
		observed: o, drainTimeout: c.DrainTimeout, log: log,
	})
	if err != nil {
		return err
	}
	security := security{certificates: certificates}
	defer security.follow(ctx)()
	reportToSupervisor(ctx, os.Getenv("NOTIFY_SOCKET"), log)
	return serveAll(ctx, doors.serves()...)
}

// exposed fails where bodies or numbers would go over a network in the clear without
// anybody having said so.
func (c *proxyCommand) exposed(certificates *identity.Certificates) error {
	if err := c.Proxies.exposed(certificates, c.TLS.Insecure); err != nil {
		return err
	}
	if c.Telemetry.MetricsListen == "" {
		return nil
	}
	return identity.CheckMetricsExposure("--metrics-listen", c.Telemetry.MetricsListen, c.TLS.Insecure)
}
