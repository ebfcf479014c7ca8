package main

import (
	"context"
	"errors"
	"net"
	"slices"

	"github.com/rs/zerolog"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/api/identity"
	"github.com/pecete/pecete/api/telemetry"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// service is what `pecete serve` runs, put together from its flags: who may call, what
// operators see, the rules in use, and the doors, which are open but not served yet.
type service struct {
	doors    doors
	listener net.Listener // of gRPC
	// closers undo what was begun, the last first.
	closers []func()
}

// close ends all that goes on beside the doors.
func (s *service) close() {
	for _, undo := range slices.Backward(s.closers) {
		undo()
	}
}

// open begins everything but to serve. What it gives must be closed; what it had begun
// when it failed is closed already.
func (c *serveCommand) open(ctx context.Context, log zerolog.Logger, processors int) (_ *service, err error) {
	s := &service{}
	defer func() {
		if err != nil {
			s.close()
		}
	}()
	metrics := telemetry.NewMetrics(programVersion())
	secured, err := c.security(ctx, log, metrics)
	if err != nil {
		return nil, err
	}
	if err := c.exposed(secured); err != nil {
		return nil, err
	}
	observed, err := c.Telemetry.start(ctx, log, metrics)
	if err != nil {
		return nil, err
	}
	s.closers = append(s.closers, func() { _ = observed.stop() }) // what is lost then is told in the log
	witness := &rulesWitness{Observer: observed.metrics}
	rules, err := startingUp(func() (*servedRules, error) { return c.Engine.served(log, witness) })
	if err != nil {
		return nil, err
	}
	options := api.Options{Limits: c.Limits.limits(), Log: log, DrainDelay: c.DrainDelay, DrainTimeout: c.DrainTimeout}
	secured.apply(&options)
	c.Telemetry.tell(&options, observed)
	if err := c.Admission.tell(&options, observed.metrics, processors); err != nil {
		return nil, err
	}
	if s.doors.grpc, err = api.NewChanging(rules.engine, options); err != nil {
		return nil, err
	}
	witness.server.Store(s.doors.grpc)
	s.closers = append(s.closers, rules.watch(ctx))
	stopDebug, err := c.Debug.serve(ctx)
	if err != nil {
		return nil, err
	}
	s.closers = append(s.closers, stopDebug, secured.follow(ctx))
	if s.listener, err = listenAt(c.Listen, "--listen"); err != nil {
		return nil, err
	}
	if s.doors.web, err = c.webDoor(s.doors.grpc, secured, observed, rules, log); err != nil {
		return nil, errors.Join(err, s.listener.Close())
	}
	if err = c.proxies(s, secured, observed, log); err != nil {
		return nil, errors.Join(err, s.listener.Close(), s.doors.web.close())
	}
	return s, nil
}

// exposed fails where texts or keys would go over a network in the clear without anybody
// having said so.
func (c *serveCommand) exposed(secured security) error {
	if c.Sample && !secured.public() {
		return errors.New("--sample asks in the clear and without a key, which would be refused: leave it out")
	}
	if err := identity.CheckExposure("--listen", c.Listen, secured.certificates != nil, c.TLS.Insecure); err != nil {
		return err
	}
	if c.Telemetry.Metrics.MetricsListen != "" {
		if err := identity.CheckMetricsExposure("--metrics-listen", c.Telemetry.Metrics.MetricsListen, c.TLS.Insecure); err != nil {
			return err
		}
	}
	if err := c.Proxies.exposed(secured.certificates, c.TLS.Insecure); err != nil {
		return err
	}
	if c.Web.WebListen == "" {
		return nil
	}
	return identity.CheckExposure("--web-listen", c.Web.WebListen, secured.certificates != nil, c.TLS.Insecure)
}

// proxies opens the doors for proxies and mail servers, if any are asked for.
func (c *serveCommand) proxies(s *service, secured security, o *observed, log zerolog.Logger) error {
	if !c.Proxies.asked() {
		return nil
	}
	conn, stop, err := askHere(s.doors.grpc)
	if err != nil {
		return err
	}
	s.closers = append(s.closers, stop)
	s.doors.proxies, err = c.Proxies.open(behind{
		service: pecetev1.NewClassifierServiceClient(conn), ruleset: s.doors.grpc.Ruleset,
		certificates: secured.certificates, observed: o, drainTimeout: c.DrainTimeout, log: log,
	})
	return err
}
