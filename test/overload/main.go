// Overload asks the service for five times what it can do, and sees whether it still does
// as much as it can, and in time, and whether all is well when that is over.
//
// Requests are texts that take the engine milliseconds, so that what is measured is the
// service and not how fast this program can ask. Where there is more than one processor,
// the service has one for itself.
package main

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"runtime"
	"strconv"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/pecete/pecete/test/load"
	"github.com/pecete/pecete/test/process"
	"github.com/pecete/pecete/test/report"
)

func main() { report.Main("overload", overload) }

const (
	// times is how much more is asked for than can be done.
	times = 5
	// goodput, slower and patience are what is promised: the share of the capacity that
	// is still answered, how much longer an answer may take than without a load, and the
	// time to recover.
	goodput, slower, patience = 0.9, 5, 2 * time.Second
	// callers is how many keep the service busy without having to wait for long.
	callers = 3
)

// tries is how often the short form is tried. It is run on machines that do other work,
// which can only make it worse.
const tries = 3

func overload(ctx context.Context, run *report.Run) error {
	if !run.Short {
		return try(ctx, run, 10*time.Second, 30*time.Second)
	}
	for range tries {
		run.Rows = nil
		if err := try(ctx, run, 2*time.Second, 6*time.Second); err != nil || run.Kept() {
			return err
		}
	}
	return nil
}

// try measures for a time each what the service can do, and for another what it does
// when more is asked.
func try(ctx context.Context, run *report.Run, calm, lasting time.Duration) error {
	server, err := process.Start(ctx, process.Options{Binary: run.Binary, CPUs: ownCPU(), Args: []string{"--log-sample", "1000"}})
	if err != nil {
		return err
	}
	connections, hangUp, err := load.Dial(server.Address, 4, grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		return err
	}
	defer hangUp()
	plan := load.Plan{Connections: connections[:3], Requests: load.Documents(), Deadline: 10 * time.Second, Lasting: calm}
	plan.Closed(ctx, 1) // until all is warm
	alone := plan.Closed(ctx, 1)
	busy := plan.Closed(ctx, callers)
	if err := errors.Join(alone.Failure(), busy.Failure()); err != nil {
		return fmt.Errorf("measuring the capacity: %w", err)
	}
	capacity := float64(busy.Answered()) / calm.Seconds()

	probes := make(chan *load.Outcome)
	go func() { probes <- probe(ctx, connections[3], lasting) }()
	plan.Lasting = lasting
	loaded := plan.Open(ctx, times*capacity)
	small := <-probes
	recovered := recovery(ctx, plan, capacity, alone.Quantile(0.5))
	if err := server.Stop(); err != nil {
		return err
	}

	got := float64(loaded.Answered()) / lasting.Seconds()
	limit := slower * alone.Quantile(0.99)
	run.Note("time of an answer without a load, p50 and p99", "%v, %v", round(alone.Quantile(0.5)), round(alone.Quantile(0.99)))
	run.Note("capacity", "%.0f calls/s", capacity)
	run.Note("asked for", "%.0f calls/s for %v", float64(loaded.All())/lasting.Seconds(), lasting)
	run.Promise(got >= goodput*capacity, "answered meanwhile", "≥ 90 % of the capacity", "%.0f calls/s, %.0f %%", got, 100*got/capacity)
	run.Promise(loaded.Quantile(0.99) <= limit, "time of an answer meanwhile, p99", "≤ 5 × without a load", "%v, %.1f ×", round(loaded.Quantile(0.99)), float64(loaded.Quantile(0.99))/float64(alone.Quantile(0.99)))
	other := loaded.All() - loaded.Answered() - loaded.Ended(codes.ResourceExhausted)
	run.Promise(other == 0, "calls that got neither an answer nor RESOURCE_EXHAUSTED", "0", "%d of %d", other, loaded.All())
	run.Promise(small.Answered() == small.All(), "small requests meanwhile that were not answered", "0", "%d of %d", small.All()-small.Answered(), small.All())
	run.Note("time of an answer to those, p50 and p99", "%v, %v", round(small.Quantile(0.5)), round(small.Quantile(0.99)))
	run.Promise(recovered <= patience, "time to recover", "≤ 2 s", "%v", recovered)
	return nil
}

func round(d time.Duration) time.Duration { return d.Round(10 * time.Microsecond) }

// ownCPU names the processor that the service has for itself; "" if there is only one,
// or no way to say so.
func ownCPU() string {
	if _, err := exec.LookPath("taskset"); err != nil || runtime.NumCPU() < 2 {
		return ""
	}
	return strconv.Itoa(runtime.NumCPU() - 1)
}

// probe asks small things twenty times a second.
func probe(ctx context.Context, connection *grpc.ClientConn, lasting time.Duration) *load.Outcome {
	return load.Plan{
		Connections: []*grpc.ClientConn{connection}, Requests: load.Small(), Deadline: 10 * time.Second, Lasting: lasting,
	}.Open(ctx, 20)
}

// recovery asks for half of what can be done and gives the time until all is answered
// as usual: none turned away, and half of the answers within twice the usual time.
func recovery(ctx context.Context, plan load.Plan, capacity float64, usual time.Duration) time.Duration {
	const slice = 250 * time.Millisecond
	plan.Lasting, plan.Outcome = slice, nil
	began := time.Now()
	for time.Since(began) < 2*patience {
		at := time.Since(began)
		outcome := plan.Open(ctx, capacity/2)
		if outcome.Answered() == outcome.All() && outcome.Answered() > 0 && outcome.Quantile(0.5) <= 2*usual {
			return at.Round(time.Millisecond)
		}
	}
	return time.Since(began).Round(time.Millisecond)
}
