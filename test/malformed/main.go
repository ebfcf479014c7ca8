// Malformed sends each door of the service ten thousand things that no client ought to
// send: frames, headers and bodies that are broken, floods of what is allowed once, and
// connections that stay half open. Meanwhile a client as it ought to be must get its
// answers, and afterwards the service must stand there as before.
package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
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

func main() { report.Main("malformed", malformed) }

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
	// allowance is how much more memory may be resident in the end than after half of all:
	// what comes and goes with timers that run for a minute and with how full pages are.
	allowance = 16 << 20
)

func malformed(ctx context.Context, run *report.Run) error {
	each := 10_000
	if run.Short {
		each = 1_500
	}
	for _, d := range doors() {
		if err := attackDoor(ctx, run, d, each); err != nil {
			return err
		}
	}
	return nil
}

func attackDoor(ctx context.Context, run *report.Run, d door, each int) error {
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
	fresh, err := rest(ctx, server, profiles)
	if err != nil {
		return err
	}
	sent := sendAll(d, server, each/2, 1)
	half, err := rest(ctx, server, profiles) // when what grows once has grown
	if err != nil {
		return err
	}
	sent += sendAll(d, server, each-each/2, 2)
	after, err := rest(ctx, server, profiles)
	if err != nil {
		return err
	}
	enough()
	proper := <-done
	health, err := healthOf(ctx, server)
	run.Promise(sent == int64(each), d.name+": malformed things sent", fmt.Sprint(each), "%d of %d kinds", sent, len(d.attacks))
	run.Promise(err == nil && health == healthv1.HealthCheckResponse_SERVING, d.name+": health afterwards", "SERVING", "%v", health)
	run.Promise(proper.Answered() == proper.All() && proper.All() > 0, d.name+": proper calls meanwhile without a right answer", "0", "%d of %d", proper.All()-proper.Answered(), proper.All())
	run.Promise(after.bytes <= half.bytes+allowance, d.name+": resident memory before, after half of them, and afterwards", "flat from the half on, but for 16 MB", "%.1f MB, %.1f MB, %.1f MB",
		float64(fresh.bytes)/1e6, float64(half.bytes)/1e6, float64(after.bytes)/1e6)
	run.Promise(after.goroutines <= half.goroutines+2, d.name+": goroutines before, after half, and afterwards", "no more", "%.0f, %.0f, %.0f", fresh.goroutines, half.goroutines, after.goroutines)
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

// state is what the service takes up.
type state struct {
	bytes      int64
	goroutines float64
}

// rest gives what the service takes up once it has come to rest and its garbage is
// collected: the least of some seconds.
func rest(ctx context.Context, server *process.Server, profiles string) (state, error) {
	least := state{bytes: 1 << 62, goroutines: 1 << 30}
	for i := range 24 {
		// What nobody needs any more is there until the collector comes, which it does when
		// there is more than twice of what is needed, and stays in RAM until the system gets
		// it back, bit by bit. A profile of the heap calls the collector.
		if i%6 == 0 {
			if _, err := get(ctx, "http://"+profiles+"/debug/pprof/heap?gc=1"); err != nil {
				return least, err
			}
		}
		time.Sleep(250 * time.Millisecond)
		bytes, err := server.Resident()
		if err != nil {
			return least, err
		}
		goroutines, err := server.Sum(ctx, "go_goroutines")
		if err != nil {
			return least, err
		}
		least.bytes, least.goroutines = min(least.bytes, bytes), min(least.goroutines, goroutines)
	}
	return least, nil
}
