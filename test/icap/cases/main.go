// Cases sends requests of all kinds through Debian's Squid, set up as docs/icap.md says,
// to a real origin, with the service looking at them, in the clear and within TLS, and
// sees whether each came whole, was stopped, and was noted, as it must be.
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

func main() { report.Main("cases", cases) }

// deadline is how long a request may take.
const deadline = 30 * time.Second

func cases(ctx context.Context, run *report.Run) error {
	if err := squid.Require(ctx); err != nil {
		return err
	}
	for _, encrypted := range []bool{false, true} {
		for _, onWarn := range []string{"tag", "block"} {
			if err := policy(ctx, run, encrypted, onWarn); err != nil {
				return err
			}
		}
	}
	return nil
}

// path is the path that requests take, from the client to the origin.
type path struct {
	name   string
	short  bool
	onWarn string
	squid  *squid.Squid
	client *http.Client
	origin *web.Origin
}

// policy runs all cases on one path under one policy.
func policy(ctx context.Context, run *report.Run, encrypted bool, onWarn string) (err error) {
	server, err := process.Start(ctx, process.Options{Binary: run.Binary, ICAP: "127.0.0.1:0", Args: []string{"--on-warn=" + onWarn, "--on-failure=block"}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	origin := web.NewOrigin(encrypted)
	defer origin.Close()
	o := squid.Options{Config: "closed.conf", ICAP: server.ICAP, Ports: []int{origin.Port()}}
	name := "in the clear"
	if encrypted {
		name, o.Config, o.TLS, o.Trust = "within TLS", "tls.conf", true, origin.Certificate()
	}
	proxy, err := squid.Launch(ctx, o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, proxy.End()) }()
	p := &path{fmt.Sprintf("%s, warnings %s", name, map[string]string{"tag": "noted", "block": "stopped"}[onWarn]), run.Short || encrypted, onWarn, proxy, web.Client(proxy.Address, 4, deadline, proxy.CA), origin}
	groups := p.groups()
	if onWarn == "block" {
		groups = groups[len(groups)-1:]
	}
	if !encrypted && onWarn == "tag" {
		groups = append(groups, group{"what is within TLS and not opened", p.tunnel})
	}
	for _, g := range groups {
		var t tally
		g.run(ctx, &t)
		run.Promise(t.all > 0 && len(t.wrong) == 0, p.name+": "+g.name, "all as they must be", "%s", t)
	}
	return nil
}

// group is cases that are told of together.
type group struct {
	name string
	run  func(context.Context, *tally)
}

// tally counts cases.
type tally struct {
	all   int
	wrong []string
}

// add notes a case, which is well if err is nil.
func (t *tally) add(name string, err error) {
	t.all++
	if err != nil {
		t.wrong = append(t.wrong, fmt.Sprintf("%s: %v", name, err))
	}
}

// String tells how many are well, and of the others the first few.
func (t tally) String() string {
	text := fmt.Sprintf("%d of %d", t.all-len(t.wrong), t.all)
	for _, wrong := range t.wrong[:min(len(t.wrong), 5)] {
		text += "; " + wrong
	}
	return text
}
