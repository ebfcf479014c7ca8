// Package ordered runs work on several goroutines and keeps its order: what
// goes in first comes out first, and only a few items are held at any time.
//
// It stands between the reader of a file and the writer of its answers.
package ordered

import (
	"context"
	"errors"
	"io"
)

// Stages are the steps that each item goes through.
type Stages[T, R any] struct {
	// Next gives the next item. It fails with io.EOF when there are no more. It
	// is called on one goroutine.
	Next func() (T, error)
	// Do turns an item into a result. It is called on many goroutines.
	Do func(T) R
	// Emit takes the results in the order of their items, on the caller's
	// goroutine. An error ends the run.
	Emit func(R) error
	// Idle is called, on the caller's goroutine, before waiting for a result that
	// is not there yet: the time to flush. An error ends the run.
	Idle func() error
}

// job is an item on its way and the place for its result.
type job[T, R any] struct {
	item   T
	result chan R
}

// Run works with that many workers until Next has no more items. At most three
// times as many items as workers are held. It gives the error of Next, after
// the results of all items before it, or at once that of Emit, Idle or ctx; a
// Next that is waiting at that time is left behind.
func (s Stages[T, R]) Run(ctx context.Context, workers int) error {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	work := make(chan job[T, R])
	order := make(chan chan R, 2*workers)
	var broken error // written before order is closed, read after
	go func() {
		defer close(order)
		defer close(work)
		broken = s.feed(ctx, work, order)
	}()
	for range workers {
		go func() {
			for j := range work {
				j.result <- s.Do(j.item)
			}
		}()
	}
	if err := s.drain(ctx, order); err != nil {
		return err
	}
	return broken
}

// feed hands out items until there are no more or ctx ends.
func (s Stages[T, R]) feed(ctx context.Context, work chan<- job[T, R], order chan<- chan R) error {
	for {
		item, err := s.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		j := job[T, R]{item: item, result: make(chan R, 1)}
		select {
		case order <- j.result:
		case <-ctx.Done():
			return ctx.Err()
		}
		select {
		case work <- j:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

// drain emits results in order.
func (s Stages[T, R]) drain(ctx context.Context, order <-chan chan R) error {
	for {
		place, more, err := receive(ctx, order, s.Idle)
		if err != nil || !more {
			return err
		}
		result, _, err := receive(ctx, place, s.Idle)
		if err != nil {
			return err
		}
		if err := s.Emit(result); err != nil {
			return err
		}
	}
}

// receive takes a value from c, calling idle before it waits. It tells whether
// there was one.
func receive[V any](ctx context.Context, c <-chan V, idle func() error) (value V, ok bool, err error) {
	select {
	case value, ok = <-c:
		return value, ok, ctx.Err()
	default:
	}
	if err := idle(); err != nil {
		return value, false, err
	}
	select {
	case value, ok = <-c:
		return value, ok, ctx.Err()
	case <-ctx.Done():
		return value, false, ctx.Err()
	}
}
