// Malformed sends each door of the service ten thousand things that no client ought to
// send: frames, headers and bodies that are broken, floods of what is allowed once, and
// connections that stay half open. Meanwhile a client as it ought to be must get its
// answers, and afterwards the service must stand there as before.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/pecete/pecete/test/load"
	"github.com/pecete/pecete/test/process"
	"github.com/pecete/pecete/test/report"
)

func main() {
	var s settings
	flag.IntVar(&s.each, "each", 10_000, "how many things to send to each door")
	report.Main("malformed", s.malformed)
}

// settings say how much is sent.
type settings struct{ each int }

// form is how much is sent, and how it is looked at.
type form struct {
	each int
	// settle is for what timers hold: net/http keeps some 5 KB of a connection of HTTP/2
	// that broke off with calls in flight until the time is over that one may be idle, 2
	// minutes. The short form does not wait for that.
	settle time.Duration
	// leak is how many more bytes may be in use in the end than after half of all. How full
	// pages are plays no part in it, so that it shows what little may be kept of each thing
	// sent: in the full form, half a KiB of each of 5,000 is beyond it.
	leak int
}

// door is a way into the service.
type door struct {
	name string
	// address gives where it is. Proper calls are made there too, as gRPC, which both doors
	// speak.
	address func(*process.Server) string
	attacks []attack
}

// doors gives all of them.
func doors() []door {
	return []door{
		{"gRPC", func(s *process.Server) string { return s.Address }, grpcAttacks()},
		{"web", func(s *process.Server) string { return s.Web }, webAttacks()},
	}
}

// attack is something malformed. It writes to a new connection, and leaves it open if it
// says so.
type attack struct {
	name  string
	write func(c *client, random *rand.Rand)
	open  bool
}

const (
	// attackers is how many attack at the same time.
	attackers = 8
	// leftOpen is how many half-open connections there are at most.
	leftOpen = 300
	// parts is how many parts all things are sent in; after each the service may rest and
	// is looked at.
	parts = 4
	// allowance is how many more bytes may be resident in the end than after half of all:
	// what comes and goes with timers that run for a minute and with how full pages are.
	allowance = 16 << 20
)

func (s *settings) malformed(ctx context.Context, run *report.Run) error {
	form := form{each: s.each, settle: 130 * time.Second, leak: 2 << 20}
	if run.Short {
		form.each, form.settle, form.leak = min(s.each, 1_500), 0, 4<<20
	}
	for _, d := range doors() {
		if err := attackDoor(ctx, run, d, form); err != nil {
			return err
		}
	}
	return nil
}

func attackDoor(ctx context.Context, run *report.Run, d door, f form) error {
	profiles, err := freeAddress()
	if err != nil {
		return err
	}
	server, err := process.Start(ctx, process.Options{Binary: run.Binary, Web: true, Args: []string{
		"--debug-listen", profiles,
		"--log-sample", "1000", "--max-request-bytes", fmt.Sprint(requestLimit), "--max-text-bytes", fmt.Sprint(requestLimit),
	}})
	if err != nil {
		return err
	}
	connections, hangUp, err := load.Dial(d.address(server), 1, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer hangUp()
	asking, enough := context.WithCancel(ctx)
	defer enough()
	done := make(chan *load.Outcome)
	go func() {
		done <- load.Plan{Connections: connections, Requests: load.Mixed(), Lasting: time.Hour, Deadline: 30 * time.Second}.Open(asking, 20)
	}()
	states, sent, err := d.sendInParts(ctx, server, profiles, f)
	if err != nil {
		return err
	}
	enough()
	proper := <-done
	health, err := healthOf(ctx, server)
	run.Promise(sent == int64(f.each), d.name+": malformed things sent", fmt.Sprint(f.each), "%d of %d kinds", sent, len(d.attacks))
	run.Promise(err == nil && health == healthv1.HealthCheckResponse_SERVING, d.name+": health afterwards", "SERVING", "%v", health)
	run.Promise(proper.Answered() == proper.All() && proper.All() > 0, d.name+": proper calls meanwhile without a right answer", "0", "%d of %d", proper.All()-proper.Answered(), proper.All())
	half, after := states[parts/2], states[parts]
	run.Promise(after.live <= half.live+float64(f.leak), d.name+": memory in use, before and after each quarter", fmt.Sprintf("flat from the half on, but for %d MB", f.leak>>20), "%s", told(states, state.inUse))
	run.Promise(after.bytes <= half.bytes+allowance, d.name+": resident memory, before and after each quarter", "flat from the half on, but for 16 MB", "%s", told(states, state.resident))
	run.Promise(after.goroutines <= half.goroutines+2, d.name+": goroutines, before and after each quarter", "no more from the half on", "%s", told(states, state.running))
	return server.Stop()
}

// healthOf gives what the service says of itself, and fails unless the web door says that
// it is ready.
func healthOf(ctx context.Context, server *process.Server) (healthv1.HealthCheckResponse_ServingStatus, error) {
	connections, hangUp, err := load.Dial(server.Address, 1, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return 0, err
	}
	defer hangUp()
	health, err := healthv1.NewHealthClient(connections[0]).Check(ctx, &healthv1.HealthCheckRequest{})
	if err != nil {
		return 0, err
	}
	if status, err := get(ctx, "http://"+server.Web+"/readyz"); err != nil || status != http.StatusOK {
		return 0, fmt.Errorf("the web door says that it is not ready: %d (%v)", status, err)
	}
	return health.GetStatus(), nil
}

// get reads what is at a URL, and gives the status.
func get(ctx context.Context, url string) (int, error) {
	ask, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	answer, err := http.DefaultClient.Do(ask)
	if err != nil {
		return 0, fmt.Errorf("asking for %s: %w", url, err)
	}
	defer answer.Body.Close()
	_, err = io.Copy(io.Discard, answer.Body)
	return answer.StatusCode, err
}

// freeAddress gives an address of the loopback at which nobody listens.
func freeAddress() (string, error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", fmt.Errorf("looking for a free port: %w", err)
	}
	return listener.Addr().String(), listener.Close()
}

// sendInParts sends so many things part by part, and gives what the service took up before
// and after each part, and how many were sent. After half of them and in the end it has
// time to settle before it is looked at.
func (d door) sendInParts(ctx context.Context, server *process.Server, profiles string, f form) (states []state, sent int64, err error) {
	for part := range parts + 1 {
		if part > 0 {
			sent += sendAll(d, server, f.each*part/parts-f.each*(part-1)/parts, uint64(part))
		}
		if part == parts/2 || part == parts {
			select {
			case <-time.After(f.settle):
			case <-ctx.Done():
				return nil, sent, ctx.Err()
			}
		}
		now, err := rest(ctx, server, profiles)
		if err != nil {
			return nil, sent, err
		}
		states = append(states, now)
	}
	return states, sent, nil
}

// told writes something of all states in a line.
func told(states []state, of func(state) string) string {
	var all []string
	for _, s := range states {
		all = append(all, of(s))
	}
	return strings.Join(all, ", ")
}

// sendAll sends so many things, all kinds in turn, and gives how many were sent.
func sendAll(d door, server *process.Server, number int, seed uint64) int64 {
	var next, sent atomic.Int64
	var all sync.WaitGroup
	for attacker := range attackers {
		all.Go(func() {
			random := rand.New(rand.NewPCG(seed, uint64(attacker)))
			var open []net.Conn
			for i := next.Add(1); i <= int64(number); i = next.Add(1) {
				a := d.attacks[int(i)%len(d.attacks)]
				c, err := dial(d.address(server))
				if err != nil {
					continue
				}
				a.write(c, random)
				sent.Add(1)
				if !a.open {
					c.finish()
					continue
				}
				if open = append(open, c.Conn); len(open) > leftOpen/attackers {
					open[0].Close()
					open = open[1:]
				}
			}
			for _, c := range open {
				c.Close()
			}
		})
	}
	all.Wait()
	return sent.Load()
}

// state is what the service takes up: bytes of memory that are resident, those of live
// objects on the heap, and goroutines.
type state struct {
	bytes      int64
	live       float64
	goroutines float64
}

func (s state) resident() string { return fmt.Sprintf("%.1f MB", float64(s.bytes)/1e6) }
func (s state) inUse() string    { return fmt.Sprintf("%.1f MB", s.live/1e6) }
func (s state) running() string  { return fmt.Sprintf("%.0f", s.goroutines) }

// rest gives what the service takes up once it has come to rest and its garbage is
// collected: the least of some seconds.
func rest(ctx context.Context, server *process.Server, profiles string) (state, error) {
	least := state{bytes: 1 << 62, live: 1 << 62, goroutines: 1 << 30}
	for i := range 24 {
		// What nobody needs any more is there until the collector comes, which it does when
		// there is much more than what is needed, and stays in RAM until the system gets
		// it back, bit by bit. A profile of the heap calls the collector.
		if i%6 == 0 {
			if _, err := get(ctx, "http://"+profiles+"/debug/pprof/heap?gc=1"); err != nil {
				return least, err
			}
		}
		now, err := look(ctx, server)
		if err != nil {
			return least, err
		}
		least.bytes, least.live, least.goroutines = min(least.bytes, now.bytes), min(least.live, now.live), min(least.goroutines, now.goroutines)
		time.Sleep(250 * time.Millisecond)
	}
	return least, nil
}

// look gives what the service takes up now.
func look(ctx context.Context, server *process.Server) (now state, err error) {
	if now.bytes, err = server.Resident(); err != nil {
		return now, err
	}
	if now.live, err = server.Sum(ctx, "go_memstats_heap_alloc_bytes"); err != nil {
		return now, err
	}
	now.goroutines, err = server.Sum(ctx, "go_goroutines")
	return now, err
}
