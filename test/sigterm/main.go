// Sigterm ends the service with SIGTERM while it is asked, again and again, and sees
// whether a request that it had accepted is lost.
//
// A second instance stands beside it, as it does where a service is rolled out. Callers
// spread over both and do not try again by themselves: what the one that stops has not
// accepted gRPC sends to the other, and nothing else may be missing.
package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"sync"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/resolver"
	"google.golang.org/grpc/resolver/manual"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
	"github.com/pecete/pecete/test/load"
	"github.com/pecete/pecete/test/process"
	"github.com/pecete/pecete/test/report"
)

func main() { report.Main("sigterm", sigterm) }

// callers is how many ask at the same time.
const callers = 16

func sigterm(ctx context.Context, run *report.Run) error {
	stops := 50
	if run.Short {
		stops = 5
	}
	beside, err := process.Start(ctx, process.Options{Binary: run.Binary, Args: []string{"--log-sample", "1000"}})
	if err != nil {
		return err
	}
	all := &tally{}
	for range stops {
		if err := once(ctx, run.Binary, beside.Address, all); err != nil {
			return err
		}
	}
	if err := beside.Stop(); err != nil {
		return err
	}
	run.Note("SIGTERMs under load", "%d", stops)
	run.Note("calls, and those that the stopped instance accepted", "%d, %d", all.calls, all.accepted)
	run.Promise(all.lost == 0 && all.accepted > 0, "accepted calls that were lost", "0", "%d", all.lost)
	run.Promise(all.failed == 0 && all.calls > 0, "failed calls, without any trying again", "0", "%d%s", all.failed, because(all.first))
	run.Note("longest time from SIGTERM to the end", "%v", all.longest.Round(time.Millisecond))
	return nil
}

func because(err error) string {
	if err == nil {
		return ""
	}
	return fmt.Sprintf(" (the first: %v)", err)
}

// tally is what was counted over all stops.
type tally struct {
	calls, accepted, lost, failed int
	first                         error
	longest                       time.Duration
}

// answers are the request ids of calls, and whether they were answered.
type answers struct {
	mu    sync.Mutex
	calls map[string]error
}

// once starts an instance, has it and the one beside it asked, stops it, and counts.
func once(ctx context.Context, binary, beside string, all *tally) error {
	accepted := map[string]bool{} // the log is read to its end before Stop returns
	server, err := process.Start(ctx, process.Options{Binary: binary, Line: func(line []byte) {
		var call struct {
			Message string `json:"message"`
			ID      string `json:"request_id"`
		}
		if json.Unmarshal(line, &call) == nil && call.Message == "call" {
			accepted[call.ID] = true
		}
	}})
	if err != nil {
		return err
	}
	connection, err := spread(server.Address, beside)
	if err != nil {
		return errors.Join(err, server.Kill())
	}
	defer connection.Close()
	asking, enough := context.WithCancel(ctx)
	defer enough()
	got := &answers{calls: map[string]error{}}
	done := make(chan struct{})
	go func() { defer close(done); got.ask(asking, connection) }()
	time.Sleep(300*time.Millisecond + rand.N(200*time.Millisecond))
	began := time.Now()
	if err := server.Stop(); err != nil {
		return err
	}
	all.longest = max(all.longest, time.Since(began))
	time.Sleep(100 * time.Millisecond)
	enough()
	<-done
	all.add(got.calls, accepted)
	return nil
}

func (t *tally) add(calls map[string]error, accepted map[string]bool) {
	t.calls += len(calls)
	for id, err := range calls {
		if accepted[id] {
			t.accepted++
		}
		if err == nil {
			continue
		}
		t.failed++
		if accepted[id] {
			t.lost++
		}
		if t.first == nil {
			t.first = err
		}
	}
}

// spread connects to instances in turn, and does not try calls again.
func spread(addresses ...string) (*grpc.ClientConn, error) {
	name := manual.NewBuilderWithScheme("instances")
	var state resolver.State
	for _, address := range addresses {
		state.Addresses = append(state.Addresses, resolver.Address{Addr: address})
	}
	name.InitialState(state)
	return grpc.NewClient("instances:///pecete", grpc.WithResolvers(name),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultServiceConfig(`{"loadBalancingConfig": [{"round_robin": {}}]}`))
}

// ask asks until ctx ends, each call with an id of its own.
func (a *answers) ask(ctx context.Context, connection *grpc.ClientConn) {
	client := pecetev1.NewClassifierServiceClient(connection)
	requests := load.Mixed()
	var everybody sync.WaitGroup
	for caller := range callers {
		everybody.Go(func() {
			for i := caller; ctx.Err() == nil; i++ {
				id := fmt.Sprintf("%d-%d", caller, i)
				call, cancel := context.WithTimeout(context.WithoutCancel(ctx), 30*time.Second)
				err := requests[i%len(requests)].Ask(metadata.AppendToOutgoingContext(call, "x-request-id", id), client)
				cancel()
				a.mu.Lock()
				a.calls[id] = err
				a.mu.Unlock()
			}
		})
	}
	everybody.Wait()
}
