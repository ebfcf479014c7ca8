package admission

import (
	"context"
	"sync"
	"time"

	"google.golang.org/grpc/status"
)

// A line that is kept short holds as many requests as are done within patience, and never
// fewer than perSlot for each place at work: enough that a place that is left does not
// stay empty, and few enough that nobody waits much longer than the work takes.
const (
	perSlot  = 2
	patience = 25 * time.Millisecond
)

// line is where the requests of one class wait for their turn, first come, first served.
type line struct {
	Class
	Options

	mu      sync.Mutex
	running int
	// first and last are the ends of the list of those that wait.
	first, last    *waiter
	waiting, bytes int
	// standing is since when somebody has been waiting without a pause, and empty since
	// when nobody has; only the one that holds is right.
	standing, empty time.Time
	// short tells whether the line is kept short.
	short bool
	// mean is how long a turn lasts, as an average in which the last ones count most.
	mean time.Duration
}

// waiter is a request that waits.
type waiter struct {
	bytes          int
	since          time.Time
	previous, next *waiter
	// called gets the outcome, once: whether it is its turn.
	called chan bool
}

func newLine(class Class, options Options) *line {
	return &line{Class: class, Options: options}
}

func (l *line) enter(ctx context.Context, bytes int) (Turn, error) {
	l.mu.Lock()
	if l.running < l.Slots && l.first == nil {
		l.running++
		l.mu.Unlock()
		return Turn{of: l}, nil
	}
	now := time.Now()
	l.settle(now)
	if !l.takes(bytes) {
		busy := l.busy()
		l.mu.Unlock()
		l.rejected(Full)
		return Turn{}, busy
	}
	w := &waiter{bytes: bytes, since: now, called: make(chan bool, 1)}
	l.add(w)
	l.mu.Unlock()
	return l.wait(ctx, w)
}

// wait waits for the outcome of a request that is in the line.
func (l *line) wait(ctx context.Context, w *waiter) (Turn, error) {
	select {
	case turn := <-w.called:
		return l.outcome(ctx, w, turn)
	case <-ctx.Done():
	}
	l.mu.Lock()
	select {
	case turn := <-w.called: // at the same time
		l.mu.Unlock()
		return l.outcome(ctx, w, turn)
	default:
	}
	l.remove(w)
	l.mu.Unlock()
	return l.late(ctx)
}

// outcome tells a request that was called what became of it. One whose time is up gives
// its turn away.
func (l *line) outcome(ctx context.Context, w *waiter, turn bool) (Turn, error) {
	if !turn {
		l.mu.Lock()
		busy := l.busy()
		l.mu.Unlock()
		l.rejected(Full)
		return Turn{}, busy
	}
	if ctx.Err() != nil {
		l.leave(time.Time{})
		return l.late(ctx)
	}
	now := time.Now()
	if l.Observer != nil {
		l.Observer.Waited(l.Name, now.Sub(w.since))
	}
	return Turn{of: l, began: now}, nil
}

func (l *line) late(ctx context.Context) (Turn, error) {
	l.rejected(Deadline)
	return Turn{}, status.FromContextError(ctx.Err()).Err()
}

func (l *line) rejected(reason string) {
	if l.Observer != nil {
		l.Observer.Rejected(l.Name, reason)
	}
}

// leave ends a turn that began at some time, which is zero if it was not waited for, and
// calls the next.
func (l *line) leave(began time.Time) {
	var took time.Duration
	if !began.IsZero() {
		took = time.Since(began)
	}
	l.mu.Lock()
	if took > 0 {
		l.mean += (took - l.mean) / 8
	}
	if l.first == nil {
		l.running--
		l.mu.Unlock()
		return
	}
	defer l.mu.Unlock()
	next := l.first
	l.remove(next)
	next.called <- true
}

// settle decides whether the line is kept short from now on, and turns away who is then
// too many. It is called when somebody comes who must wait.
func (l *line) settle(now time.Time) {
	if l.first == nil {
		if l.short && now.Sub(l.empty) > l.Burst {
			l.short = false
		}
		return
	}
	if now.Sub(l.standing) > l.Burst {
		l.short = true
	}
	for l.short && l.waiting > l.most() {
		oldest := l.first
		l.remove(oldest)
		oldest.called <- false
	}
}

// most is how many may wait now.
func (l *line) most() int {
	if !l.short {
		return l.Waiting
	}
	soon := 0
	if l.mean > 0 {
		soon = int(patience * time.Duration(l.Slots) / l.mean)
	}
	return min(max(perSlot*l.Slots, soon), l.Waiting)
}

// takes tells whether one more may wait.
func (l *line) takes(bytes int) bool {
	return l.waiting < l.most() && (l.first == nil || l.bytes+bytes <= l.WaitingBytes)
}

func (l *line) add(w *waiter) {
	if l.last == nil {
		l.first, l.standing = w, w.since
	} else {
		l.last.next, w.previous = w, l.last
	}
	l.last = w
	l.waiting++
	l.bytes += w.bytes
}

func (l *line) remove(w *waiter) {
	if w.previous == nil {
		l.first = w.next
	} else {
		w.previous.next = w.next
	}
	if w.next == nil {
		l.last = w.previous
	} else {
		w.next.previous = w.previous
	}
	l.waiting--
	l.bytes -= w.bytes
	if l.first == nil {
		l.empty = time.Now()
	}
}

func (l *line) state() State {
	l.mu.Lock()
	defer l.mu.Unlock()
	return State{Class: l.Class, Running: l.running, Waiting: l.waiting, WaitingBytes: l.bytes}
}
