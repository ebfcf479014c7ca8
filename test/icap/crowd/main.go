// Crowd has a thousand connections at once ask, first the ICAP door by itself and then
// through Debian's Squid, all at the same moment and again and again, and looks at every
// answer.
package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"time"

	"github.com/pecete/pecete/test/icap/squid"
	"github.com/pecete/pecete/test/icap/web"
	"github.com/pecete/pecete/test/icap/wire"
	"github.com/pecete/pecete/test/load"
	"github.com/pecete/pecete/test/process"
	"github.com/pecete/pecete/test/report"
)

func main() { report.Main("crowd", crowd) }

// deadline is how long a connection may take for all its requests.
const deadline = 3 * time.Minute

func crowd(ctx context.Context, run *report.Run) (err error) {
	// A crowd waits its turn: on two processors, with Squid and the origin on them too, for
	// seconds, and longer where there is other work.
	const patience = "60s"
	connections, rounds := 1000, 10
	if run.Short {
		rounds = 2
	}
	server, err := process.Start(ctx, process.Options{Binary: run.Binary, ICAP: "127.0.0.1:0", Args: []string{"--on-failure=block", "--inspect-timeout", patience, "--log-sample", "1000"}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	straight := together(connections, rounds, func(i int) (asker, error) {
		return dial(server.ICAP)
	})
	tell(run, "straight to the ICAP door", connections, rounds, straight)
	if missing := squid.Require(ctx); missing == nil {
		if err := throughSquid(ctx, run, server, connections, rounds); err != nil {
			return err
		}
	} else if !errors.Is(missing, report.ErrMissing) {
		return missing
	}
	peak, err := server.Peak()
	run.Note("most memory of the service that was resident", "%.1f MB", float64(peak)/1e6)
	return err
}

func throughSquid(ctx context.Context, run *report.Run, server *process.Server, connections, rounds int) error {
	origin := web.NewOrigin(false)
	defer origin.Close()
	proxy, err := squid.Launch(ctx, squid.Options{Config: "closed.conf", ICAP: server.ICAP})
	if err != nil {
		return err
	}
	through := together(connections, rounds, func(i int) (asker, error) {
		return &browser{name: fmt.Sprint(i), client: web.Client(proxy.Address, 1, deadline, nil), origin: origin}, nil
	})
	tell(run, "through Squid", connections, rounds, through)
	return proxy.End()
}

func tell(run *report.Run, way string, connections, rounds int, o *load.Outcome) {
	wrong := o.All() - o.Answered()
	because := ""
	if err := o.Failure(); err != nil {
		because = fmt.Sprintf(", the first: %v", err)
	}
	run.Note(way+": connections, and requests", "%d at once, %d", connections, o.All())
	run.Promise(wrong == 0 && o.All() == connections*rounds, way+": wrong answers, or none", "0", "%d%s", wrong, because)
	run.Note(way+": time of an answer, p50, p99 and longest", "%v, %v, %v", round(o.Quantile(0.5)), round(o.Quantile(0.99)), round(o.Quantile(1)))
}

func round(d time.Duration) time.Duration { return d.Round(time.Millisecond) }

// asker asks on a connection of its own. It fails if the answer is not as it must be.
type asker interface {
	ask(round int) error
	close()
}

// together opens connections and has them ask in rounds, in each all at the same moment.
func together(connections, rounds int, open func(int) (asker, error)) *load.Outcome {
	outcome := &load.Outcome{}
	askers := make([]asker, connections)
	for i := range askers {
		var err error
		if askers[i], err = open(i); err != nil {
			outcome.Add(0, err)
			return outcome
		}
		defer askers[i].close()
	}
	for round := range rounds {
		var all sync.WaitGroup
		begin := make(chan struct{})
		for i, a := range askers {
			all.Go(func() {
				<-begin
				began := time.Now()
				err := a.ask(i + round)
				outcome.Add(time.Since(began), err)
			})
		}
		close(begin)
		all.Wait()
	}
	return outcome
}

// text gives what to send, and whether it is to be stopped: of ten, six are clean and
// small, one is larger than proxies hold, one is warned of, and two are stopped.
func text(round int) (text string, stopped bool) {
	switch round % 10 {
	case 3:
		return web.Calm(100_000, uint64(round)), false
	case 5:
		return web.Warned, false
	case 7:
		return web.Blocked, true
	case 9:
		return web.Within(30_000, 20_000, web.Blocked, uint64(round)), true
	}
	return web.Calm(1_000, uint64(round)), false
}

// browser asks through Squid.
type browser struct {
	name   string
	client *http.Client
	origin *web.Origin
}

func (b *browser) close() { b.client.CloseIdleConnections() }

func (b *browser) ask(round int) error {
	text, stopped := text(round)
	sent := web.Sent{Case: fmt.Sprintf("%s-%d", b.name, round), Method: http.MethodPost, Body: web.Plain(text)}
	got, err := web.Send(context.Background(), b.client, b.origin.URL(), sent)
	if err != nil {
		return err
	}
	seen := b.origin.Seen(sent.Case)
	switch {
	case stopped && (got.Status != http.StatusForbidden || seen.Requests != 0):
		return fmt.Errorf("status %d for what is to be stopped", got.Status)
	case !stopped && (got.Status != http.StatusOK || seen.Whole != 1 || seen.Digest != sha256.Sum256(sent.Bytes)):
		return fmt.Errorf("status %d for what is to pass, or others arrived", got.Status)
	}
	return nil
}

// proxy asks the ICAP door as a proxy does.
type proxy struct {
	address string
	*wire.Client
}

func dial(address string) (*proxy, error) {
	client, err := wire.Dial(address, deadline)
	return &proxy{address, client}, err
}

func (p *proxy) close() { p.Client.Close() }

func (p *proxy) ask(round int) error {
	text, stopped := text(round)
	var body strings.Builder
	q := wire.Post(fmt.Sprint(round), strings.NewReader(text), int64(len(text)))
	q.Allow204 = len(text) < 64<<10 // as Squid says
	a, err := p.Ask(q, &body)
	if err != nil {
		return err
	}
	switch {
	case stopped && a.HTTPStatus() != http.StatusForbidden:
		return fmt.Errorf("ICAP status %d, HTTP status %d for what is to be stopped", a.Status, a.HTTPStatus())
	case !stopped && a.Status != 204 && (a.HTTPStatus() != 0 || body.String() != text):
		return fmt.Errorf("ICAP status %d, HTTP status %d for what is to pass, or others came back", a.Status, a.HTTPStatus())
	}
	if strings.EqualFold(a.Header.Get("Connection"), "close") {
		p.close()
		again, err := dial(p.address)
		if err != nil {
			return err
		}
		p.Client = again.Client
	}
	return nil
}
