// Restart ends the service and Debian's Squid again and again while requests go through
// both, as operators do and as accidents do, with each of the documented settings for what
// happens while the service does not answer. No request may hang, none may arrive as
// another, and where nothing may pass unseen nothing does.
package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/pecete/pecete/test/icap/squid"
	"github.com/pecete/pecete/test/icap/web"
	"github.com/pecete/pecete/test/process"
	"github.com/pecete/pecete/test/report"
)

func main() { report.Main("restart", restart) }

const (
	// bound is within what time every request must have ended, however.
	bound = 30 * time.Second
	// down is how long what was ended stays away.
	down = time.Second
	// calm is how long all runs between two restarts.
	calm = 1500 * time.Millisecond
	// patience is how long it may take until all works again.
	patience = 40 * time.Second
)

func restart(ctx context.Context, run *report.Run) error {
	if err := squid.Require(ctx); err != nil {
		return err
	}
	times := 10
	if run.Short {
		times = 1
	}
	for _, config := range []string{"closed.conf", "open.conf"} {
		if err := setting(ctx, run, config, times); err != nil {
			return err
		}
	}
	return nil
}

// scene is what is restarted, and what goes on meanwhile.
type scene struct {
	binary string
	icap   string
	server *process.Server
	squid  *squid.Squid
	origin *web.Origin
	load   *load
	// slowest is the longest that it took until all worked again, by what was restarted.
	slowest map[string]time.Duration
}

// events are the ways to end something.
func (s *scene) events() []event {
	return []event{
		{"the service, SIGTERM", s.restartService(func() error { return s.server.Stop() })},
		{"the service, SIGKILL", s.restartService(func() error { return s.server.Kill() })},
		{"Squid, SIGTERM", s.restartSquid(func() error { return s.squid.Stop() })},
		{"Squid, SIGKILL", s.restartSquid(func() error { return s.squid.Kill() })},
	}
}

type event struct {
	name    string
	restart func(context.Context) error
}

func (s *scene) restartService(end func() error) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := end(); err != nil {
			return err
		}
		time.Sleep(down)
		return s.startService(ctx)
	}
}

func (s *scene) restartSquid(end func() error) func(context.Context) error {
	return func(ctx context.Context) error {
		if err := end(); err != nil {
			return err
		}
		time.Sleep(down)
		return s.squid.Start(ctx)
	}
}

func (s *scene) startService(ctx context.Context) (err error) {
	s.server, err = process.Start(ctx, process.Options{Binary: s.binary, ICAP: s.icap, Args: []string{"--on-failure=block", "--log-sample", "1000"}})
	return err
}

// setting restarts all under one setting of Squid.
func setting(ctx context.Context, run *report.Run, config string, times int) (err error) {
	s := &scene{binary: run.Binary, origin: web.NewOrigin(false), slowest: map[string]time.Duration{}}
	defer s.origin.Close()
	if s.icap, err = squid.FreeAddress(); err != nil {
		return err
	}
	if err := s.startService(ctx); err != nil {
		return err
	}
	if s.squid, err = squid.Launch(ctx, squid.Options{Config: config, ICAP: s.icap}); err != nil {
		return errors.Join(err, s.server.Stop())
	}
	s.load = begin(s.squid.Address, s.origin)
	events := s.events()
	for i := range times * len(events) {
		if err = s.once(ctx, events[i%len(events)]); err != nil {
			break
		}
	}
	s.load.stop()
	s.tell(run, config, times)
	return errors.Join(err, s.server.Stop(), s.squid.End())
}

// once restarts something and waits until all works again.
func (s *scene) once(ctx context.Context, e event) error {
	time.Sleep(calm)
	s.load.restarts.Add(1)
	defer s.load.restarts.Add(1)
	if err := e.restart(ctx); err != nil {
		return fmt.Errorf("restarting %s: %w", e.name, err)
	}
	began := time.Now()
	for !s.works(ctx) {
		if time.Since(began) > patience {
			break // which is told
		}
		time.Sleep(20 * time.Millisecond)
	}
	s.slowest[e.name] = max(s.slowest[e.name], time.Since(began))
	return ctx.Err()
}

// works tells whether what is clean passes and what is forbidden is stopped.
func (s *scene) works(ctx context.Context) bool {
	client := web.Client(s.squid.Address, 1, bound, nil)
	defer client.CloseIdleConnections()
	good, err := web.Send(ctx, client, s.origin.URL(), web.Sent{Case: "works", Method: http.MethodPost, Body: web.Plain("salut")})
	if err != nil || good.Status != http.StatusOK {
		return false
	}
	bad, err := web.Send(ctx, client, s.origin.URL(), web.Sent{Case: "works", Method: http.MethodPost, Body: web.Plain(web.Blocked)})
	return err == nil && bad.Status == http.StatusForbidden
}

// tell notes what came of it.
func (s *scene) tell(run *report.Run, config string, times int) {
	l, name := s.load, map[string]string{"closed.conf": "closed", "open.conf": "open"}[config]
	run.Note(name+": restarts of the service and of Squid, half by SIGKILL", "%d, %d", 2*times, 2*times)
	run.Note(name+": requests, and those that failed or were refused meanwhile", "%d, %d", l.all.Load(), l.failed.Load())
	run.Promise(l.hung.Load() == 0, name+": requests that did not end", "0 beyond 30 s", "%d, the longest took %v", l.hung.Load(), time.Duration(l.longest.Load()).Round(time.Millisecond))
	run.Promise(l.corrupt.Load() == 0, name+": requests that arrived as others, or as whole and were not", "0", "%d", l.corrupt.Load())
	run.Promise(l.lost.Load() == 0, name+": requests that did not arrive though the client was told so", "0", "%d", l.lost.Load())
	if config == "closed.conf" {
		run.Promise(l.unseen.Load() == 0, name+": forbidden requests of which the text reached the origin", "0", "%d of %d", l.unseen.Load(), l.forbidden.Load())
	} else {
		run.Note(name+": forbidden requests of which the text reached the origin", "%d of %d", l.unseen.Load(), l.forbidden.Load())
		run.Promise(l.calmly.Load() == 0, name+": those of them while nothing was being restarted", "0", "%d", l.calmly.Load())
	}
	for _, e := range s.events() {
		slowest := s.slowest[e.name]
		run.Promise(slowest < patience, name+": until all works again, after "+e.name, "≤ 40 s", "%v", slowest.Round(time.Millisecond))
	}
}
