// Soak asks the service for half an hour, at 80 % of what it can do, for everything that
// its users ask, and sees whether it makes mistakes, or grows.
package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/pecete/pecete/examples/chatclient"
	"github.com/pecete/pecete/test/load"
	"github.com/pecete/pecete/test/process"
	"github.com/pecete/pecete/test/report"
)

func main() { report.Main("soak", soak) }

// share is the share of the capacity that is asked for.
const share = 0.8

// least is the share of what is asked for that must be answered, lest a soak be taken for
// one at a load that there never was. A machine that has nothing else to do answers all of
// it, for it is less than was answered a moment before. Where others use it too, that
// moment may have been a better one, and who asks holds back while many calls wait for
// their answers; below three quarters, which is 60 % of the capacity, the load was another.
const least = 0.75

// form is how long the parts of a run take. The capacity is measured anew in each round,
// for a machine that others use too does not always have the same.
type form struct {
	rounds         int
	measure, round time.Duration
	sample         time.Duration
}

func soak(ctx context.Context, run *report.Run) error {
	form := form{rounds: 30, measure: 5 * time.Second, round: 55 * time.Second, sample: 2 * time.Second}
	if run.Short {
		form = shortForm()
	}
	server, err := process.Start(ctx, process.Options{Binary: run.Binary, Args: []string{"--log-sample", "1000"}})
	if err != nil {
		return err
	}
	before, err := server.Sum(ctx, "go_goroutines")
	if err != nil {
		return err
	}
	connections, hangUp, err := connect(server.Address)
	if err != nil {
		return err
	}
	defer hangUp()
	watched, stopped := make(chan []sample, 1), make(chan struct{})
	go func() { watched <- watch(server, form.sample, stopped) }()
	asked := ask(ctx, form, load.Plan{Connections: connections, Requests: load.Mixed(), Deadline: 20 * time.Second, InFlight: 128})
	close(stopped)
	memory := <-watched
	hangUp()
	after, err := settled(ctx, server, before)
	if err != nil {
		return err
	}
	away, err := server.Sum(ctx, "pecete_queue_rejected_total")
	if err != nil {
		return err
	}
	if err := server.Stop(); err != nil {
		return err
	}
	asked.tell(run)
	run.Note("turned away for a moment, and asked again as told", "%.0f", away)
	run.Promise(after <= before+2, "goroutines before, and after the callers left", "no more", "%.0f, %.0f", before, after)
	line, err := fit(memory)
	if err != nil {
		return err
	}
	run.Promise(line.flat(), "growth of resident memory over the time, by its slope", line.promise(), "%+.1f MB on %.1f MB, noise ± %.1f MB", line.growth/1e6, line.mean/1e6, line.noise/1e6)
	return nil
}

// connect makes connections as docs/clients.md says.
func connect(address string) ([]*grpc.ClientConn, func(), error) {
	var all []*grpc.ClientConn
	hangUp := func() {
		for _, connection := range all {
			connection.Close()
		}
	}
	for range 4 {
		connection, err := chatclient.Connect(address, insecure.NewCredentials())
		if err != nil {
			hangUp()
			return nil, nil, err
		}
		all = append(all, connection)
	}
	return all, hangUp, nil
}

func shortForm() form {
	return form{rounds: 4, measure: 2 * time.Second, round: 6 * time.Second, sample: 200 * time.Millisecond}
}

// asked is what came of all rounds.
type asked struct {
	form
	capacity, wanted, got float64 // calls a second, in the mean
	// measured is what came of measuring.
	measured load.Outcome
	load.Outcome
}

// ask measures what the service can do and asks for a share of it, round after round.
func ask(ctx context.Context, f form, plan load.Plan) *asked {
	all := &asked{form: f}
	for range f.rounds {
		if ctx.Err() != nil {
			break
		}
		before := all.measured.Answered()
		plan.Lasting, plan.Outcome = f.measure, &all.measured
		plan.Closed(ctx, 16)
		capacity := float64(all.measured.Answered()-before) / f.measure.Seconds()
		before = all.Answered()
		plan.Lasting, plan.Outcome = f.round, &all.Outcome
		plan.Open(ctx, share*capacity)
		all.capacity += capacity / float64(f.rounds)
		all.wanted += share * capacity / float64(f.rounds)
		all.got += float64(all.Answered()-before) / f.round.Seconds() / float64(f.rounds)
	}
	return all
}

func (a *asked) tell(run *report.Run) {
	run.Note("lasting", "%v", time.Duration(a.rounds)*(a.measure+a.round))
	run.Note("capacity, mixed requests", "%.0f calls/s", a.capacity)
	run.Promise(a.wanted > 0 && a.got >= least*a.wanted, "asked for, and answered", fmt.Sprintf("at least %.0f %% of it", 100*least), "%.0f calls/s, %.0f calls/s (%.0f %%)", a.wanted, a.got, 100*a.got/a.wanted)
	failed := a.All() - a.Answered() + a.measured.All() - a.measured.Answered()
	run.Promise(failed == 0 && a.All() > 0, "calls that failed or were answered wrong", "0", "%d of %d%s", failed, a.All()+a.measured.All(), because(errors.Join(a.Failure(), a.measured.Failure())))
	run.Note("time of an answer, p50 and p99", "%v, %v", a.Quantile(0.5).Round(time.Microsecond), a.Quantile(0.99).Round(time.Microsecond))
}

// because tells of an error, if there is one.
func because(err error) string {
	if err == nil {
		return ""
	}
	return fmt.Sprintf(" (the first: %v)", err)
}

// settled gives the goroutines of the service once there are no more than before, or
// after some seconds.
func settled(ctx context.Context, server *process.Server, before float64) (after float64, err error) {
	for range 40 {
		if after, err = server.Sum(ctx, "go_goroutines"); err != nil || after <= before {
			return after, err
		}
		time.Sleep(250 * time.Millisecond)
	}
	return after, nil
}

// watch samples the memory of the service until stopped is closed.
func watch(server *process.Server, every time.Duration, stopped <-chan struct{}) []sample {
	var samples []sample
	began := time.Now()
	tick := time.NewTicker(every)
	defer tick.Stop()
	for {
		select {
		case <-stopped:
			return samples
		case <-tick.C:
		}
		if bytes, err := server.Resident(); err == nil {
			samples = append(samples, sample{time.Since(began).Seconds(), float64(bytes)})
		}
	}
}
