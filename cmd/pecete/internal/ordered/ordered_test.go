package ordered

import (
	"context"
	"errors"
	"fmt"
	"io"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"go.uber.org/goleak"
	"pgregory.net/rapid"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// upTo gives the numbers from 1 to n and then end.
func upTo(n int, end error) func() (int, error) {
	next := 0
	return func() (int, error) {
		if next == n {
			return 0, end
		}
		next++
		return next, nil
	}
}

func nothing() error { return nil }

func TestOrderIsKept(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		n := rapid.IntRange(0, 200).Draw(t, "items")
		workers := rapid.IntRange(1, 9).Draw(t, "workers")
		delays := rapid.SliceOfN(rapid.IntRange(0, 50), n, n).Draw(t, "delays")
		want := 0
		err := Stages[int, int]{
			Next: upTo(n, io.EOF),
			Do: func(i int) int {
				time.Sleep(time.Duration(delays[i-1]) * time.Microsecond)
				return i
			},
			Emit: func(i int) error {
				want++
				if i != want {
					return fmt.Errorf("got %d in place %d", i, want)
				}
				return nil
			},
			Idle: nothing,
		}.Run(t.Context(), workers)
		if err != nil || want != n {
			t.Fatalf("emitted %d of %d: %v", want, n, err)
		}
	})
}

func TestFewItemsAreHeld(t *testing.T) {
	const workers = 3
	var held, most atomic.Int64
	err := Stages[int, int]{
		Next: func() func() (int, error) {
			next := upTo(500, io.EOF)
			return func() (int, error) {
				most.Store(max(most.Load(), held.Add(1)))
				return next()
			}
		}(),
		Do:   func(i int) int { return i },
		Emit: func(int) error { held.Add(-1); return nil },
		Idle: nothing,
	}.Run(t.Context(), workers)
	if err != nil || most.Load() > 3*workers+2 { // and one at each end
		t.Errorf("held up to %d items: %v", most.Load(), err)
	}
}

func TestResultsBeforeAFailureAreEmitted(t *testing.T) {
	failure := errors.New("the disk is gone")
	emitted := 0
	err := Stages[int, int]{
		Next: upTo(20, failure),
		Do:   func(i int) int { return i },
		Emit: func(int) error { emitted++; return nil },
		Idle: nothing,
	}.Run(t.Context(), 4)
	if !errors.Is(err, failure) || emitted != 20 {
		t.Errorf("emitted %d, %v", emitted, err)
	}
}

func TestFailureToEmitEndsTheRun(t *testing.T) {
	failure := errors.New("nobody listens")
	var asked atomic.Int64
	endless := func() (int, error) { return int(asked.Add(1)), nil }
	err := Stages[int, int]{
		Next: endless, Do: func(i int) int { return i },
		Emit: func(i int) error {
			if i == 5 {
				return failure
			}
			return nil
		},
		Idle: nothing,
	}.Run(t.Context(), 2)
	if !errors.Is(err, failure) {
		t.Errorf("got %v", err)
	}
}

func TestFailureToFlushEndsTheRun(t *testing.T) {
	failure := errors.New("nobody listens")
	err := Stages[int, int]{
		Next: upTo(10, io.EOF), Do: func(i int) int { time.Sleep(time.Millisecond); return i },
		Emit: func(int) error { return nil },
		Idle: func() error { return failure },
	}.Run(t.Context(), 1)
	if !errors.Is(err, failure) {
		t.Errorf("got %v", err)
	}
}

func TestRunEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	release := make(chan struct{})
	var waiting sync.WaitGroup
	waiting.Add(1)
	err := Stages[int, int]{
		Next: func() (int, error) { // a terminal at which nobody types
			defer waiting.Done()
			cancel()
			<-release
			return 0, io.EOF
		},
		Do:   func(i int) int { return i },
		Emit: func(int) error { return nil },
		Idle: nothing,
	}.Run(ctx, 2)
	if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v", err)
	}
	close(release)
	waiting.Wait()
}

func TestFlushedBeforeWaiting(t *testing.T) {
	items := make(chan int)
	flushed := make(chan int, 1)
	emitted := 0
	go func() {
		defer close(items)
		for i := range 3 {
			items <- i
			for got := range flushed { // answers come without further items
				if got == i+1 {
					break
				}
			}
		}
	}()
	err := Stages[int, int]{
		Next: func() (int, error) {
			if i, ok := <-items; ok {
				return i, nil
			}
			return 0, io.EOF
		},
		Do:   func(i int) int { return i },
		Emit: func(int) error { emitted++; return nil },
		Idle: func() error {
			select {
			case <-flushed: // out of date
			default:
			}
			flushed <- emitted
			return nil
		},
	}.Run(t.Context(), 2)
	if err != nil || emitted != 3 {
		t.Errorf("emitted %d: %v", emitted, err)
	}
}
