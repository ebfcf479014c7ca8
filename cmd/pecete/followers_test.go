package main

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

func TestBusyFollowersDoNotHoldUpTheEnd(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		followers, parsed, hasEnded := newFollowers(t.Context()), make(chan struct{}), false
		defer close(parsed)
		followers.add(func(context.Context) { <-parsed })
		followers.add(func(ctx context.Context) {
			<-ctx.Done()
			time.Sleep(patience / 2)
			hasEnded = true
		})
		began := time.Now()
		followers.stop()
		if took := time.Since(began); took > patience {
			t.Errorf("took %v", took)
		}
		if !hasEnded {
			t.Error("one that ends in time is not waited for")
		}
	})
}
