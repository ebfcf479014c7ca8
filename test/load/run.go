package load

import (
	"context"
	"math"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// Outcome is how calls went. It is safe for concurrent use.
type Outcome struct {
	mu    sync.Mutex
	times []time.Duration // of those that were answered
	codes map[codes.Code]int
	first error // that is not RESOURCE_EXHAUSTED
}

// Add notes a call that took some time.
func (o *Outcome) Add(took time.Duration, err error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.codes == nil {
		o.codes = map[codes.Code]int{}
	}
	code := status.Code(err)
	o.codes[code]++
	switch {
	case err == nil:
		o.times = append(o.times, took)
	case code != codes.ResourceExhausted && o.first == nil:
		o.first = err
	}
}

// Answered gives how many calls were answered as they must be.
func (o *Outcome) Answered() int { return o.Ended(codes.OK) }

// Ended gives how many calls ended with a code; answers that are wrong have Unknown.
func (o *Outcome) Ended(code codes.Code) int {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.codes[code]
}

// All gives how many calls there were.
func (o *Outcome) All() int {
	o.mu.Lock()
	defer o.mu.Unlock()
	all := 0
	for _, n := range o.codes {
		all += n
	}
	return all
}

// Failure gives the first error that is not RESOURCE_EXHAUSTED, or nil.
func (o *Outcome) Failure() error {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.first
}

// Quantile gives the time that the share q (0..1) of the answers did not exceed.
func (o *Outcome) Quantile(q float64) time.Duration {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.times) == 0 {
		return 0
	}
	slices.Sort(o.times)
	return o.times[min(int(math.Ceil(q*float64(len(o.times)))), len(o.times))-1]
}

// Plan says what to ask, over which connections, and for how long.
type Plan struct {
	Connections []*grpc.ClientConn
	Requests    []Request
	Lasting     time.Duration
	// Deadline is how long a call may take.
	Deadline time.Duration
	// InFlight is how many calls Open has unanswered at most, beyond which it falls
	// behind; 0 means 4096.
	InFlight int
	// Outcome is where calls are noted; nil means a new one.
	Outcome *Outcome
}

// asker asks the requests of a plan, one after the other, over the connections in turn.
type asker struct {
	Plan
	clients []pecetev1.ClassifierServiceClient
	next    atomic.Int64
}

func (p Plan) asker() *asker {
	a := &asker{Plan: p}
	if a.Outcome == nil {
		a.Outcome = &Outcome{}
	}
	for _, connection := range p.Connections {
		a.clients = append(a.clients, pecetev1.NewClassifierServiceClient(connection))
	}
	return a
}

func (a *asker) ask(ctx context.Context) {
	i := int(a.next.Add(1))
	ctx, cancel := context.WithTimeout(ctx, a.Deadline)
	defer cancel()
	began := time.Now()
	err := a.Requests[i%len(a.Requests)].Ask(ctx, a.clients[i%len(a.clients)])
	a.Outcome.Add(time.Since(began), err)
}

// Closed has some callers ask, each as soon as it has been answered, until the time is up
// or ctx ends.
func (p Plan) Closed(ctx context.Context, callers int) *Outcome {
	a := p.asker()
	ends := time.Now().Add(p.Lasting)
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			for time.Now().Before(ends) && ctx.Err() == nil {
				a.ask(context.WithoutCancel(ctx))
			}
		})
	}
	all.Wait()
	return a.Outcome
}

// Open asks so many times a second, whether or not there are answers, until the time is
// up or ctx ends.
func (p Plan) Open(ctx context.Context, perSecond float64) *Outcome {
	a := p.asker()
	if a.InFlight == 0 {
		a.InFlight = 4096
	}
	places := make(chan struct{}, a.InFlight)
	began := time.Now()
	var all sync.WaitGroup
	asked := 0
	for now := began; now.Sub(began) < p.Lasting && ctx.Err() == nil; now = time.Now() {
		for ; float64(asked) < perSecond*now.Sub(began).Seconds() && time.Since(began) < p.Lasting; asked++ {
			places <- struct{}{}
			all.Go(func() {
				a.ask(context.WithoutCancel(ctx))
				<-places
			})
		}
		time.Sleep(500 * time.Microsecond)
	}
	all.Wait()
	return a.Outcome
}

// Dial opens connections to an address of the loopback.
func Dial(address string, connections int, options ...grpc.DialOption) ([]*grpc.ClientConn, func(), error) {
	var all []*grpc.ClientConn
	stop := func() {
		for _, connection := range all {
			connection.Close()
		}
	}
	for range connections {
		connection, err := grpc.NewClient(address, options...)
		if err != nil {
			stop()
			return nil, nil, err
		}
		all = append(all, connection)
	}
	return all, stop, nil
}
