package main

import (
	"context"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

func TestBusyFollowersDoNotHoldUpTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		followers, parsed := newFollowers(t.Context()), make(chan struct{})
		var hasEnded atomic.Bool
		defer close(parsed)
		followers.add(func(context.Context) { <-parsed })
		followers.add(func(ctx context.Context) {
			<-ctx.Done()
			time.Sleep(patience / 2)
			hasEnded.Store(true)
		})
		began := time.Now()
		followers.stop()
		if took := time.Since(began); took > patience {
			t.Errorf("took %v", took)
		}
		if !hasEnded.Load() {
			t.Error("one that ends in time is not waited for")
		}
	})
}
