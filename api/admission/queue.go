package admission

import (
	"context"
	"fmt"
	"runtime"
	"time"

	"google.golang.org/grpc/status"
)

// Observer is told what becomes of requests that found no free place.
type Observer interface {
	// Waited tells that a request of a class got its turn after some time.
	Waited(class string, waited time.Duration)
	// Rejected tells that one did not, for one of the reasons below.
	Rejected(class, reason string)
}

// The reasons for which a request does not get its turn.
const (
	// Full: the line was full, or stood too long.
	Full = "full"
	// Deadline: the deadline of the request passed, or its caller left.
	Deadline = "deadline"
)

// Class is a class of size.
type Class struct {
	// Name is a word for it.
	Name string
	// From is the size in bytes of the smallest request in it.
	From int
	// Slots is how many of its requests may be at work at once.
	Slots int
}

// Options are the settings of a Queue; where one is 0, DefaultOptions decides,
// for as many processors as Go uses.
type Options struct {
	// Classes have rising sizes, the first from 0.
	Classes []Class
	// Waiting is how many requests of a class may wait, and WaitingBytes how much they
	// may take up together; one alone may be larger.
	Waiting, WaitingBytes int
	// Burst is for how long requests of a class may stand in line, one or the other,
	// before the line is kept short.
	Burst time.Duration
	// Observer, if not nil, is told what happens.
	Observer Observer
}

// DefaultOptions gives settings for a number of processors. Small requests, which take
// microseconds, have places enough to be spread over the processors beside the larger
// ones; those are as many as there are processors, and the largest, which take a good
// part of a second, half as many.
func DefaultOptions(processors int) Options {
	return Options{
		Classes: []Class{
			{"small", 0, 8 * processors},
			{"medium", 16 << 10, processors},
			{"large", 1 << 20, max(processors/2, 1)},
		},
		Waiting: 1024, WaitingBytes: 64 << 20, Burst: 100 * time.Millisecond,
	}
}

func (o Options) withDefaults() Options {
	usual := DefaultOptions(runtime.GOMAXPROCS(0))
	if len(o.Classes) == 0 {
		o.Classes = usual.Classes
	}
	if o.Waiting == 0 {
		o.Waiting = usual.Waiting
	}
	if o.WaitingBytes == 0 {
		o.WaitingBytes = usual.WaitingBytes
	}
	if o.Burst == 0 {
		o.Burst = usual.Burst
	}
	return o
}

func (o Options) check() error {
	if o.Waiting < 0 || o.WaitingBytes < 0 || o.Burst < 0 {
		return fmt.Errorf("the queue's limits are %d requests, %d bytes and %v, but must be above 0", o.Waiting, o.WaitingBytes, o.Burst)
	}
	for i, class := range o.Classes {
		if class.Slots <= 0 {
			return fmt.Errorf("the %s requests at work may be %d, but must be above 0", class.Name, class.Slots)
		}
		if i == 0 && class.From != 0 || i > 0 && class.From <= o.Classes[i-1].From {
			return fmt.Errorf("the %s requests begin at %d bytes, but sizes must rise from 0", class.Name, class.From)
		}
	}
	return nil
}

// Queue gives requests their turns. It is safe for concurrent use.
type Queue struct{ lines []*line }

// New makes a queue. It fails if the options contradict themselves.
func New(options Options) (*Queue, error) {
	options = options.withDefaults()
	if err := options.check(); err != nil {
		return nil, err
	}
	q := &Queue{}
	for _, class := range options.Classes {
		q.lines = append(q.lines, newLine(class, options))
	}
	return q, nil
}

// Enter waits until it is the turn of a request of some size in bytes. The turn must be
// left in the end. It fails with a *BusyError if too many wait, and with the status of
// the context's error once that ends; the request must then not be worked on. As every
// turn ends and lines are bounded, nobody waits for ever.
func (q *Queue) Enter(ctx context.Context, bytes int) (Turn, error) {
	if err := ctx.Err(); err != nil {
		return Turn{}, status.FromContextError(err).Err()
	}
	line := q.lines[0]
	for _, larger := range q.lines[1:] {
		if bytes < larger.From {
			break
		}
		line = larger
	}
	return line.enter(ctx, bytes)
}

// State is what goes on in a class.
type State struct {
	Class
	// Running and Waiting are numbers of requests, WaitingBytes the size of the waiting.
	Running, Waiting, WaitingBytes int
}

// States gives what goes on in each class, in the order of their sizes.
func (q *Queue) States() []State {
	states := make([]State, len(q.lines))
	for i, line := range q.lines {
		states[i] = line.state()
	}
	return states
}

// Turn is the turn of a request. The zero value is nobody's.
type Turn struct {
	of *line
	// began is when the turn came, if it had to be waited for.
	began time.Time
}

// Leave ends a turn. It does nothing if the turn is nobody's.
func (t Turn) Leave() {
	if t.of != nil {
		t.of.leave(t.began)
	}
}
