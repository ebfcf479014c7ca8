package load

import (
	"context"
	"errors"
	"fmt"
	"net"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/connectivity"
	"google.golang.org/grpc/credentials/insecure"
)

const (
	// connections is how many a run opens.
	connections = 2
	// warmUp is how long a run goes on before it counts.
	warmUp = 100 * time.Millisecond
	// mostCalls ends a run that was given too much time.
	mostCalls = 20_000_000
)

// ErrNoAnswer tells that not one request was answered while the run counted.
var ErrNoAnswer = errors.New("no answer")

// Plan says what to send, where and how long.
type Plan struct {
	Kind     Kind
	Address  string
	Messages []string
	// InFlight is how many messages, or batches, are unanswered at any time.
	InFlight int
	// Lasting is how long to count, after the warm-up.
	Lasting time.Duration
}

// Outcome is what was counted.
type Outcome struct {
	// Messages were answered in Elapsed.
	Messages int
	Elapsed  time.Duration
	// Answered is how many were answered in all, those of the warm-up included.
	Answered int
	// Latency is the time from sending a request to its answer.
	Latency Histogram
}

// PerSecond gives the messages answered in a second.
func (o *Outcome) PerSecond() float64 { return float64(o.Messages) / o.Elapsed.Seconds() }

// run is the state that the senders of a run share.
type run struct {
	Plan
	requests [][]byte
	next     atomic.Int64
	answered atomic.Int64
	// counting and ends are when the counting begins and ends.
	counting, ends time.Time
	options        []grpc.CallOption
}

// Run carries out a plan. It fails if any call does.
func Run(ctx context.Context, p Plan) (*Outcome, error) {
	if err := onThisMachine(p.Address); err != nil {
		return nil, err
	}
	requests, err := p.Kind.encoded(p.Messages)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, p.Lasting+warmUp+30*time.Second)
	defer cancel()
	clients, err := dial(ctx, p.Address)
	defer func() {
		for _, client := range clients {
			client.Close()
		}
	}()
	if err != nil {
		return nil, err
	}
	r := &run{Plan: p, requests: requests, options: []grpc.CallOption{grpc.ForceCodecV2(wire{})}}
	r.counting = time.Now().Add(warmUp)
	r.ends = r.counting.Add(p.Lasting)
	return r.all(ctx, clients)
}

// all lets every sender send until the end, and sums up.
func (r *run) all(ctx context.Context, clients []*grpc.ClientConn) (*Outcome, error) {
	senders, send := r.InFlight, r.unary
	if r.Kind == Stream {
		senders, send = len(clients), r.stream
	}
	outcomes, errs := make([]Histogram, senders), make([]error, senders)
	var working sync.WaitGroup
	for i := range senders {
		working.Go(func() { errs[i] = send(ctx, clients[i%len(clients)], &outcomes[i]) })
	}
	working.Wait()
	if err := errors.Join(errs...); err != nil {
		return nil, fmt.Errorf("%s at %s: %w", r.Kind, r.Address, err)
	}
	out := &Outcome{Elapsed: r.Lasting}
	for i := range outcomes {
		out.Latency.Merge(&outcomes[i])
	}
	out.Messages = int(out.Latency.Total()) * r.Kind.messages()
	out.Answered = int(r.answered.Load()) * r.Kind.messages()
	if out.Messages == 0 {
		return nil, fmt.Errorf("%s at %s: %w in %v", r.Kind, r.Address, ErrNoAnswer, r.Lasting)
	}
	return out, nil
}

// request gives the next request to send, nil at the end of the run.
func (r *run) request() []byte {
	n := r.next.Add(1)
	if n > mostCalls || !time.Now().Before(r.ends) {
		return nil
	}
	return r.requests[n%int64(len(r.requests))]
}

// count notes an answer that came now; its time only if it came while counting.
func (r *run) count(sent time.Time, latency *Histogram) {
	r.answered.Add(1)
	if now := time.Now(); !now.Before(r.counting) && now.Before(r.ends) {
		latency.Add(now.Sub(sent))
	}
}

// unary sends one request after the other.
func (r *run) unary(ctx context.Context, client *grpc.ClientConn, latency *Histogram) error {
	for data := r.request(); data != nil; data = r.request() {
		sent := time.Now()
		var answer frame
		if err := client.Invoke(ctx, r.Kind.method(), &frame{data: data}, &answer, r.options...); err != nil {
			return err
		}
		r.count(sent, latency)
	}
	return nil
}

// stream sends requests without waiting for the answers of those before, as long
// as no more are unanswered than its share of those in flight.
func (r *run) stream(ctx context.Context, client *grpc.ClientConn, latency *Histogram) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stream, err := client.NewStream(ctx, &grpc.StreamDesc{ClientStreams: true, ServerStreams: true}, r.Kind.method(), r.options...)
	if err != nil {
		return err
	}
	// Each place in unanswered is a message in flight and when it was sent.
	unanswered := make(chan time.Time, max(1, r.InFlight/connections))
	sending := make(chan error, 1)
	go func() { sending <- r.feed(ctx, stream, unanswered) }()
	for sent := range unanswered {
		var answer frame
		if err := stream.RecvMsg(&answer); err != nil {
			cancel()
			<-sending
			return err
		}
		r.count(sent, latency)
	}
	return <-sending
}

// feed sends the requests of a stream and closes unanswered at the end.
func (r *run) feed(ctx context.Context, stream grpc.ClientStream, unanswered chan<- time.Time) error {
	defer close(unanswered)
	for data := r.request(); data != nil; data = r.request() {
		select {
		case unanswered <- time.Now():
		case <-ctx.Done():
			return ctx.Err()
		}
		if err := stream.SendMsg(&frame{data: data}); err != nil {
			return err
		}
	}
	return stream.CloseSend()
}

// onThisMachine fails unless an address is a loopback one.
func onThisMachine(address string) error {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return fmt.Errorf("address to put under load: %w", err)
	}
	if ip := net.ParseIP(host); ip == nil || !ip.IsLoopback() {
		return fmt.Errorf("%s is not an address of this machine's own", address)
	}
	return nil
}

// dial opens the connections of a run. Those it gives have to be closed, whether it
// fails or not.
func dial(ctx context.Context, address string) ([]*grpc.ClientConn, error) {
	var clients []*grpc.ClientConn
	for range connections {
		client, err := grpc.NewClient(address, grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			return clients, fmt.Errorf("connecting: %w", err)
		}
		clients = append(clients, client)
		// So that no time of the run goes into it.
		client.Connect()
		for state := client.GetState(); state != connectivity.Ready; state = client.GetState() {
			if !client.WaitForStateChange(ctx, state) {
				return clients, fmt.Errorf("connecting to %s: %w", address, ctx.Err())
			}
		}
	}
	return clients, nil
}
