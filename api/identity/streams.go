package identity

import (
	"context"
	"maps"
	"sync"
	"time"
)

// streams are the calls that stay open and whose callers may meanwhile lose their right
// to them. It is safe for concurrent use.
type streams struct {
	mu sync.Mutex
	// open has what ends each of them.
	open map[*pass]func(error)
}

func (s *streams) add(p *pass, end func(error)) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open[p] = end
}

func (s *streams) remove(p *pass) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.open, p)
}

// review ends those whose callers may call no longer, also where no message comes that
// could be refused.
func (s *streams) review() {
	s.mu.Lock()
	open := maps.Clone(s.open)
	s.mu.Unlock()
	for p, end := range open {
		if _, err := p.allowed(); err != nil {
			end(err)
		}
	}
}

// follow reviews them now and then until ctx ends: keys and tokens expire, and the
// authorities of certificates and the keys of issuers change.
func (s *streams) follow(ctx context.Context, every time.Duration) {
	ticker := time.NewTicker(every)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
		}
		s.review()
	}
}
