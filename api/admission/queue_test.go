package admission

import (
	"context"
	"errors"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// counts is an observer that counts.
type counts struct {
	mu       sync.Mutex
	waited   int
	rejected map[string]int
}

func (c *counts) Waited(string, time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.waited++
}

func (c *counts) Rejected(class, reason string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.rejected == nil {
		c.rejected = map[string]int{}
	}
	c.rejected[class+" "+reason]++
}

// twoClasses are settings with one place at work for small requests and one for large.
func twoClasses(observer Observer) Options {
	return Options{
		Classes: []Class{{"small", 0, 1}, {"large", 1000, 1}},
		Waiting: 3, WaitingBytes: 5000, Burst: 100 * time.Millisecond, Observer: observer,
	}
}

func newQueue(t testing.TB, o Options) *Queue {
	t.Helper()
	q, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func enter(t testing.TB, q *Queue, bytes int) Turn {
	t.Helper()
	turn, err := q.Enter(context.Background(), bytes)
	if err != nil {
		t.Fatal(err)
	}
	return turn
}

func idle(t testing.TB, q *Queue) {
	t.Helper()
	for _, s := range q.States() {
		if s.Running != 0 || s.Waiting != 0 || s.WaitingBytes != 0 {
			t.Errorf("in the end: %+v", s)
		}
	}
}

func TestWhoComesFirstIsServedFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := &counts{}
		q := newQueue(t, twoClasses(seen))
		first := enter(t, q, 10)
		var order []int
		for i := range 3 {
			go func() {
				turn := enter(t, q, 10)
				order = append(order, i)
				turn.Leave()
			}()
			synctest.Wait()
		}
		if s := q.States()[0]; s.Running != 1 || s.Waiting != 3 || s.WaitingBytes != 30 {
			t.Errorf("%+v", s)
		}
		first.Leave()
		synctest.Wait()
		if len(order) != 3 || order[0] != 0 || order[1] != 1 || order[2] != 2 || seen.waited != 3 {
			t.Errorf("the order is %v, %d waited", order, seen.waited)
		}
		idle(t, q)
	})
}

func TestSmallOnesDoNotWaitForLarge(t *testing.T) {
	q := newQueue(t, twoClasses(nil))
	large := enter(t, q, 1000)
	for range 10 {
		enter(t, q, 999).Leave()
	}
	large.Leave()
	idle(t, q)
}

func TestOneTooManyIsToldAtOnceWhenToComeAgain(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := &counts{}
		q := newQueue(t, twoClasses(seen))
		first := enter(t, q, 10)
		for range 3 {
			go func() { enter(t, q, 10).Leave() }()
		}
		synctest.Wait()
		began := time.Now()
		_, err := q.Enter(t.Context(), 10)
		if time.Since(began) != 0 {
			t.Errorf("it took %v", time.Since(began))
		}
		var busy *BusyError
		if !errors.As(err, &busy) || busy.Class != "small" || busy.Waiting != 3 || busy.Retry < soonest || busy.Retry > latest {
			t.Fatalf("%v", err)
		}
		s, ok := status.FromError(err)
		if !ok || s.Code() != codes.ResourceExhausted || len(s.Details()) != 1 {
			t.Fatalf("the status is %v", s)
		}
		if info, ok := s.Details()[0].(*errdetails.RetryInfo); !ok || info.GetRetryDelay().AsDuration() != busy.Retry {
			t.Errorf("the detail is %v", s.Details()[0])
		}
		first.Leave()
		synctest.Wait()
		if seen.rejected["small full"] != 1 {
			t.Errorf("rejected: %v", seen.rejected)
		}
		idle(t, q)
	})
}

// Who is turned away at the same time comes again at different times.
func TestThoseTurnedAwayDoNotComeAgainAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(t, twoClasses(nil))
		first := enter(t, q, 10)
		for range 3 {
			go func() { enter(t, q, 10).Leave() }()
		}
		synctest.Wait()
		times := map[time.Duration]bool{}
		for range 100 {
			_, err := q.Enter(t.Context(), 10)
			var busy *BusyError
			if !errors.As(err, &busy) {
				t.Fatalf("%v", err)
			}
			times[busy.Retry] = true
		}
		if len(times) < 10 { // of 20 at least, in milliseconds
			t.Errorf("100 are to come again at %d different times: %v", len(times), times)
		}
		first.Leave()
		synctest.Wait()
		idle(t, q)
	})
}

func TestBytesThatWaitAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := newQueue(t, twoClasses(nil))
		first := enter(t, q, 2000)
		go func() { enter(t, q, 9000).Leave() }() // more than may wait together, but alone
		synctest.Wait()
		if _, err := q.Enter(t.Context(), 1000); status.Code(err) != codes.ResourceExhausted {
			t.Errorf("%v", err)
		}
		first.Leave()
		synctest.Wait()
		idle(t, q)
	})
}

func TestDeadlineThatPassesInTheQueue(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := &counts{}
		q := newQueue(t, twoClasses(seen))
		first := enter(t, q, 10)
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		began := time.Now()
		turn, err := q.Enter(ctx, 10)
		if status.Code(err) != codes.DeadlineExceeded || turn != (Turn{}) || time.Since(began) != 50*time.Millisecond {
			t.Errorf("%v after %v", err, time.Since(began))
		}
		if _, err := q.Enter(ctx, 5000); status.Code(err) != codes.DeadlineExceeded {
			t.Errorf("a deadline that has passed before: %v", err)
		}
		left, leave := context.WithCancel(t.Context())
		time.AfterFunc(time.Millisecond, leave)
		if _, err := q.Enter(left, 10); status.Code(err) != codes.Canceled {
			t.Errorf("a caller who leaves: %v", err)
		}
		first.Leave()
		if seen.rejected["small deadline"] != 2 {
			t.Errorf("rejected: %v", seen.rejected)
		}
		idle(t, q)
	})
}

// More come than can be done: after a moment the line is kept short, and it may fill up
// again once it has been empty for as long.
func TestLineThatStandsIsKeptShort(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		seen := &counts{}
		options := twoClasses(seen)
		options.Waiting = 50
		q := newQueue(t, options)
		come := func() {
			go func() {
				turn, err := q.Enter(context.Background(), 10)
				if err == nil {
					time.Sleep(10 * time.Millisecond)
					turn.Leave()
				}
			}()
			synctest.Wait()
		}
		for range 50 {
			come()
			time.Sleep(time.Millisecond)
		}
		if s := q.States()[0]; s.Waiting < 40 || len(seen.rejected) > 0 {
			t.Errorf("a burst of 50: %+v, rejected %v", s, seen.rejected)
		}
		for range 100 {
			come()
			time.Sleep(time.Millisecond)
		}
		const kept = 3 // what is done within patience, at 10 ms each
		if s := q.States()[0]; s.Waiting > kept {
			t.Errorf("after 150 ms at ten times what can be done: %+v", s)
		}
		time.Sleep(50 * time.Millisecond) // empty, but not for long
		for range 5 {
			come()
		}
		if s := q.States()[0]; s.Waiting < perSlot || s.Waiting > kept {
			t.Errorf("shortly after: %+v", s)
		}
		time.Sleep(time.Second)
		for range 20 {
			come()
		}
		if s := q.States()[0]; s.Waiting != 19 {
			t.Errorf("a second after: %+v", s)
		}
		time.Sleep(time.Second)
		idle(t, q)
	})
}

// Whatever happens at the same time, no more are at work than may be, everybody gets an
// outcome, and nothing is left behind.
func TestManyAtOnce(t *testing.T) {
	q := newQueue(t, Options{Classes: []Class{{"small", 0, 3}, {"large", 100, 2}}, Waiting: 10, WaitingBytes: 1000, Burst: time.Millisecond})
	var running [2]atomic.Int32
	var outcomes sync.Map
	var callers sync.WaitGroup
	for caller := range 32 {
		callers.Go(func() {
			random := rand.New(rand.NewPCG(uint64(caller), 1))
			for range 300 {
				class, bytes := 0, random.IntN(100)
				if random.IntN(2) == 0 {
					class, bytes = 1, 100+random.IntN(100)
				}
				ctx, cancel := context.WithTimeout(context.Background(), time.Duration(random.IntN(500))*time.Microsecond)
				turn, err := q.Enter(ctx, bytes)
				outcomes.Store(status.Code(err), true)
				if err == nil {
					if n := running[class].Add(1); int(n) > q.lines[class].Slots {
						t.Errorf("%d at work in class %d", n, class)
					}
					time.Sleep(time.Duration(random.IntN(100)) * time.Microsecond)
					running[class].Add(-1)
					turn.Leave()
				}
				cancel()
			}
		})
	}
	callers.Wait()
	for _, code := range []codes.Code{codes.OK, codes.ResourceExhausted, codes.DeadlineExceeded} {
		if _, met := outcomes.Load(code); !met {
			t.Errorf("nobody got %v", code)
		}
	}
	idle(t, q)
}

func TestContradictions(t *testing.T) {
	for name, o := range map[string]Options{
		"no places":               {Classes: []Class{{"a", 0, 0}}},
		"sizes that do not begin": {Classes: []Class{{"a", 1, 1}}},
		"sizes that do not rise":  {Classes: []Class{{"a", 0, 1}, {"b", 0, 1}}},
		"fewer than none wait":    {Waiting: -1},
	} {
		if _, err := New(o); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := New(Options{}); err != nil {
		t.Error(err)
	}
}

// Where nobody waits, a turn must cost next to nothing.
func TestTurnWithoutWaitingDoesNotAllocate(t *testing.T) {
	q := newQueue(t, Options{})
	ctx, cancel := context.WithTimeout(t.Context(), time.Hour)
	defer cancel()
	if got := testing.AllocsPerRun(1000, func() { enter(t, q, 100).Leave() }); got > 0 {
		t.Errorf("a turn allocates %v times", got)
	}
	if ctx.Err() != nil {
		t.Error(ctx.Err())
	}
}

func BenchmarkTurnWithoutWaiting(b *testing.B) {
	q := newQueue(b, Options{})
	ctx, cancel := context.WithTimeout(b.Context(), time.Hour)
	defer cancel()
	b.ReportAllocs()
	for b.Loop() {
		turn, err := q.Enter(ctx, 100)
		if err != nil {
			b.Fatal(err)
		}
		turn.Leave()
	}
}
