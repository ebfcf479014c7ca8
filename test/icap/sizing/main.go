// Sizing measures what the service costs a proxy: requests through the same Debian's Squid
// without ICAP, with an ICAP server that looks at nothing, and with the service, in turns
// of a moment each within one run, so that what else the machine does weighs on all alike.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/pecete/pecete/test/icap/squid"
	"github.com/pecete/pecete/test/icap/web"
	"github.com/pecete/pecete/test/icap/wire"
	"github.com/pecete/pecete/test/process"
	"github.com/pecete/pecete/test/report"
)

func main() { report.Main("sizing", sizing) }

// deadline is how long a request may take.
const deadline = time.Minute

// form is how long is measured.
type form struct {
	turn  time.Duration
	turns int
	sizes []int
}

func sizing(ctx context.Context, run *report.Run) (err error) {
	if err := squid.Require(ctx); err != nil {
		return err
	}
	f := form{700 * time.Millisecond, 6, []int{1 << 10, 10 << 10, 100 << 10, 1 << 20}}
	if run.Short {
		f = form{250 * time.Millisecond, 1, []int{1 << 10, 100 << 10}}
	}
	server, err := process.Start(ctx, process.Options{Binary: run.Binary, ICAP: "127.0.0.1:0", Args: []string{"--on-failure=block", "--on-warn=tag"}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fmt.Errorf("listening: %w", err)
	}
	ctx, cancel := context.WithCancel(ctx)
	idle := make(chan error, 1)
	go func() { idle <- wire.Serve(ctx, listener) }()
	defer func() {
		cancel()
		err = errors.Join(err, <-idle)
	}()
	origin := httptest.NewServer(http.HandlerFunc(receive))
	defer origin.Close()

	var lanes []*lane
	defer func() {
		for _, l := range lanes {
			err = errors.Join(err, l.squid.End())
		}
	}()
	for _, o := range []squid.Options{
		{Config: "closed.conf", ICAP: server.ICAP, Without: true},
		{Config: "closed.conf", ICAP: listener.Addr().String()},
		{Config: "closed.conf", ICAP: server.ICAP},
	} {
		proxy, err := squid.Launch(ctx, o)
		if err != nil {
			return err
		}
		lanes = append(lanes, &lane{squid: proxy, client: web.Client(proxy.Address, 64, deadline, nil)})
	}
	failed := 0
	for _, load := range loads(f.sizes) {
		for _, atOnce := range []int{1, 16} {
			got := compare(ctx, lanes, origin.URL, load, atOnce, f)
			run.Note(fmt.Sprintf("%s, %d at a time", load.name, atOnce), "%s", got)
			failed += got.failed()
		}
	}
	run.Promise(failed == 0, "requests that failed", "0", "%d", failed)
	peak, err := server.Peak()
	run.Note("most memory of the service that was resident", "%.1f MB", float64(peak)/1e6)
	return err
}

// receive is an origin that does next to nothing.
func receive(w http.ResponseWriter, r *http.Request) {
	_, _ = io.Copy(io.Discard, r.Body) // the client sees what came of it
	w.Header().Set("Content-Type", "text/plain")
	_, _ = io.WriteString(w, "received\n")
}

// lane is a Squid that is measured.
type lane struct {
	squid  *squid.Squid
	client *http.Client
}

// load is what is sent.
type load struct {
	name string
	body web.Body
}

// loads are clean and dirty bodies: in a dirty one every third line is personal data.
func loads(sizes []int) []load {
	var all []load
	for _, size := range sizes {
		row := web.Calm(200, 1) + "\n" + web.Warned + "\n"
		dirty := strings.Repeat(row, size/len(row)+1)[:size]
		kib := fmt.Sprintf("%d KiB", size>>10)
		all = append(all, load{kib + " of clean text", web.Plain(web.Calm(size, 1))}, load{kib + " with personal data", web.Plain(strings.ToValidUTF8(dirty, "."))})
	}
	return all
}

// measured is what was measured of the lanes, in their order.
type measured [3]figure

// figure is what was measured of a lane.
type figure struct {
	times  []time.Duration
	lasted time.Duration
	failed int
}

func (m measured) failed() (all int) {
	for _, f := range m {
		all += f.failed
	}
	return all
}

// String tells requests in a second and the time of half of them, for the others against
// the first.
func (m measured) String() string {
	text := fmt.Sprintf("Squid alone %.0f/s, %s", m[0].rate(), millis(m[0].median()))
	for i, name := range []string{"an ICAP server that looks at nothing", "Pecete"} {
		f := m[i+1]
		text += fmt.Sprintf("; with %s × %.2f, %+.2f ms", name, f.rate()/m[0].rate(), float64(f.median()-m[0].median())/1e6)
	}
	return text
}

func (f figure) rate() float64 { return float64(len(f.times)) / f.lasted.Seconds() }

func (f figure) median() time.Duration {
	if len(f.times) == 0 {
		return 0
	}
	slices.Sort(f.times)
	return f.times[len(f.times)/2]
}

func millis(d time.Duration) string { return fmt.Sprintf("%.2f ms", float64(d)/1e6) }

// compare measures the lanes in turns.
func compare(ctx context.Context, lanes []*lane, origin string, l load, atOnce int, f form) (m measured) {
	for i := range lanes {
		lanes[i].turn(ctx, origin, l, atOnce, f.turn/4) // until connections are there
	}
	for range f.turns {
		for i := range lanes {
			began := time.Now()
			times, failed := lanes[i].turn(ctx, origin, l, atOnce, f.turn)
			m[i].lasted += time.Since(began)
			m[i].times = append(m[i].times, times...)
			m[i].failed += failed
		}
	}
	return m
}

// turn sends a load for a while.
func (l *lane) turn(ctx context.Context, origin string, what load, atOnce int, lasting time.Duration) (times []time.Duration, failed int) {
	var mu sync.Mutex
	var all sync.WaitGroup
	ends := time.Now().Add(lasting)
	for range atOnce {
		all.Go(func() {
			for time.Now().Before(ends) {
				began := time.Now()
				got, err := web.Send(ctx, l.client, origin, web.Sent{Case: "sizing", Method: http.MethodPost, Body: what.body})
				took := time.Since(began)
				mu.Lock()
				if err != nil || got.Status != http.StatusOK {
					failed++
				} else {
					times = append(times, took)
				}
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return times, failed
}
