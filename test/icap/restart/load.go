package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"net/http"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pecete/pecete/test/icap/web"
)

// senders is how many send at the same time.
const senders = 12

// load is requests of all sizes that go on and on, and what came of them.
type load struct {
	proxy  string
	origin *web.Origin
	cancel context.CancelFunc
	ended  sync.WaitGroup

	all, forbidden, failed      atomic.Int64
	hung, corrupt, lost, unseen atomic.Int64
	// restarts counts what begins and ends to be away: it is odd while something is. Of
	// what was unseen, calmly was so though nothing was away meanwhile.
	restarts, calmly atomic.Int64
	longest          atomic.Int64 // in nanoseconds
}

func begin(proxy string, origin *web.Origin) *load {
	ctx, cancel := context.WithCancel(context.Background())
	l := &load{proxy: proxy, origin: origin, cancel: cancel}
	for sender := range senders {
		l.ended.Go(func() { l.send(ctx, sender) })
	}
	return l
}

// stop ends it, once all that was sent is answered.
func (l *load) stop() {
	l.cancel()
	l.ended.Wait()
}

// bodies are what one sender sends in turn; those that are forbidden are told.
func bodies(seed uint64) (all []web.Body, isForbidden []bool) {
	for _, size := range []int{500, 40_000, 100_000, 500, 2 << 20} {
		all = append(all, web.Plain(web.Calm(size, seed)), web.Plain(web.Within(size+200, size, web.Blocked, seed)))
		isForbidden = append(isForbidden, false, true)
	}
	return all, isForbidden
}

func (l *load) send(ctx context.Context, sender int) {
	client := web.Client(l.proxy, 1, bound+5*time.Second, nil)
	defer client.CloseIdleConnections()
	all, isForbidden := bodies(uint64(sender))
	for i := 0; ctx.Err() == nil; i++ {
		at := i % len(all)
		l.one(client, web.Sent{
			Case: fmt.Sprintf("%d-%d", sender, i), Method: http.MethodPost, Body: all[at], Chunked: i/len(all)%2 == 1,
		}, isForbidden[at])
		time.Sleep(5 * time.Millisecond)
	}
}

// one sends a request and notes what came of it.
func (l *load) one(client *http.Client, sent web.Sent, isForbidden bool) {
	l.all.Add(1)
	before := l.restarts.Load()
	began := time.Now()
	got, err := web.Send(context.Background(), client, l.origin.URL(), sent)
	took := time.Since(began)
	if err != nil {
		time.Sleep(20 * time.Millisecond) // until what reached the origin is noted, and not to be too quick while all is down
	}
	for {
		longest := l.longest.Load()
		if int64(took) <= longest || l.longest.CompareAndSwap(longest, int64(took)) {
			break
		}
	}
	if errors.Is(err, os.ErrDeadlineExceeded) || took > bound {
		l.hung.Add(1)
	}
	if isForbidden {
		client.CloseIdleConnections() // Squid closes behind a page, though it says that it keeps
	}
	seen := l.origin.Seen(sent.Case)
	if seen.Whole > 0 && (seen.Bytes != int64(len(sent.Bytes)) || seen.Digest != sha256.Sum256(sent.Bytes)) {
		l.corrupt.Add(1)
	}
	arrived := err == nil && got.Status == http.StatusOK
	if arrived && seen.Whole == 0 {
		l.lost.Add(1)
	}
	if isForbidden {
		l.forbidden.Add(1)
		if seen.Canary {
			l.unseen.Add(1)
			if before%2 == 0 && l.restarts.Load() == before {
				l.calmly.Add(1)
			}
		}
		return
	}
	if !arrived {
		l.failed.Add(1)
	}
}
