package main

import (
	"context"
	"sync"
	"time"
)

// patience is how long the end of the process waits for each kind of followers. One may be
// busy with a file that somebody else wrote; none holds anything that would be lost.
const patience = 2 * time.Second

// followers are what goes on beside the doors: they look for changes until they are
// stopped.
type followers struct {
	ctx    context.Context
	cancel context.CancelFunc
	all    sync.WaitGroup
}

// newFollowers gives none yet. They end when ctx does, at the latest.
func newFollowers(ctx context.Context) *followers {
	ctx, cancel := context.WithCancel(ctx)
	return &followers{ctx: ctx, cancel: cancel}
}

// add begins something that goes on until its context ends.
func (f *followers) add(do func(context.Context)) { f.all.Go(func() { do(f.ctx) }) }

// stop ends them and waits until they have ended, but not for long.
func (f *followers) stop() {
	f.cancel()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		f.all.Wait()
	}()
	select {
	case <-ended:
	case <-time.After(patience):
	}
}
