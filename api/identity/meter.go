package identity

import (
	"context"
	"fmt"
	"math"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// Rates bound what one caller may ask. Zero means no bound.
type Rates struct {
	// Requests is how many calls, and messages on streams, a second; for a short while
	// twice as many.
	Requests float64
	// Bytes is how many bytes of requests a second, as encoded. A request is taken as
	// long as the caller is not in debt, and may bring him there, so that the largest
	// request need not fit into a second.
	Bytes int
	// Concurrent is how many calls at the same time.
	Concurrent int
}

// Check fails if a rate makes no sense.
func (r Rates) Check() error {
	switch {
	case !(r.Requests >= 0) || math.IsInf(r.Requests, 0):
		return fmt.Errorf("requests_per_second is %v, but must be a number from 0", r.Requests)
	case r.Bytes < 0:
		return fmt.Errorf("bytes_per_second is %d, but must be a number from 0", r.Bytes)
	case r.Concurrent < 0:
		return fmt.Errorf("concurrent is %d, but must be a number from 0", r.Concurrent)
	}
	return nil
}

// or gives the rates, and those of others where there are none.
func (r Rates) or(others Rates) Rates {
	if r.Requests == 0 {
		r.Requests = others.Requests
	}
	if r.Bytes == 0 {
		r.Bytes = others.Bytes
	}
	if r.Concurrent == 0 {
		r.Concurrent = others.Concurrent
	}
	return r
}

// overRate says that a caller asks too much: of what, how much is allowed, and when to
// come again.
type overRate struct {
	what  string
	limit string
	after time.Duration
}

// meter counts what one caller asks. It is safe for concurrent use.
type meter struct {
	now func() time.Time

	mu       sync.Mutex
	rates    Rates
	requests *rate.Limiter // nil without a bound
	inFlight int
	// credit is how many bytes the caller may send, as of a time; below zero he is in
	// debt.
	credit float64
	asOf   time.Time
	used   time.Time
}

func newMeter(rates Rates, now func() time.Time) *meter {
	m := &meter{now: now}
	m.allow(rates)
	return m
}

// allow sets the rates, if they are others than before.
func (m *meter) allow(rates Rates) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.used = m.now()
	if m.asOf.IsZero() || rates.Bytes != m.rates.Bytes {
		m.credit, m.asOf = float64(rates.Bytes), m.now()
	}
	if rates.Requests != m.rates.Requests {
		m.requests = nil
		if rates.Requests > 0 {
			m.requests = rate.NewLimiter(rate.Limit(rates.Requests), int(math.Ceil(2*rates.Requests)))
		}
	}
	m.rates = rates
}

// enter lets a call in, or says what is too much.
func (m *meter) enter() *overRate {
	m.mu.Lock()
	defer m.mu.Unlock()
	now := m.now()
	if m.rates.Concurrent > 0 && m.inFlight >= m.rates.Concurrent {
		return &overRate{"calls at the same time", fmt.Sprint(m.rates.Concurrent), 100 * time.Millisecond}
	}
	if wait := m.debt(now); wait > 0 {
		return &overRate{"bytes per second", fmt.Sprint(m.rates.Bytes), wait}
	}
	if wait := m.request(now); wait > 0 {
		return &overRate{"requests per second", fmt.Sprint(m.rates.Requests), wait}
	}
	m.inFlight++
	return nil
}

// request takes a request from the bucket, or says how long until there is one.
func (m *meter) request(now time.Time) time.Duration {
	if m.requests == nil {
		return 0
	}
	taken := m.requests.ReserveN(now, 1)
	wait := taken.DelayFrom(now)
	if wait > 0 {
		taken.CancelAt(now)
	}
	return wait
}

// debt says how long until the caller may send bytes again.
func (m *meter) debt(now time.Time) time.Duration {
	if m.rates.Bytes == 0 {
		return 0
	}
	perSecond := float64(m.rates.Bytes)
	m.credit = min(perSecond, m.credit+perSecond*now.Sub(m.asOf).Seconds())
	m.asOf = now
	if m.credit > 0 {
		return 0
	}
	return time.Duration((1 - m.credit) / perSecond * float64(time.Second))
}

// take takes the bytes of a message.
func (m *meter) take(bytes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.rates.Bytes > 0 {
		m.debt(m.now())
		m.credit -= float64(bytes)
	}
}

// wait waits until one more message of a stream may come. The first came with the call.
func (m *meter) wait(ctx context.Context) error {
	for {
		m.mu.Lock()
		now := m.now()
		delay := m.debt(now)
		if delay == 0 {
			delay = m.request(now)
		}
		m.mu.Unlock()
		if delay == 0 {
			return nil
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(delay):
		}
	}
}

// leave says that a call has ended.
func (m *meter) leave() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.inFlight--
	m.used = m.now()
}

// idle tells whether nothing would change if the meter were forgotten.
func (m *meter) idle(now time.Time) bool {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.inFlight == 0 && m.debt(now) == 0 && now.Sub(m.used) > meterAge
}

const (
	// meterAge is for how long the meter of somebody who does not call is kept: longer
	// than a bucket takes to fill.
	meterAge = time.Minute
	// manyMeters is how many meters there may be before idle ones are looked for.
	manyMeters = 4096
)

// meters are those of all callers.
type meters struct {
	now func() time.Time
	mu  sync.Mutex
	of  map[string]*meter
	// sweep is at how many meters idle ones are looked for next.
	sweep int
}

// get gives the meter of a caller.
func (m *meters) get(caller string, rates Rates) *meter {
	m.mu.Lock()
	defer m.mu.Unlock()
	if found, ok := m.of[caller]; ok {
		found.allow(rates)
		return found
	}
	if len(m.of) >= max(m.sweep, manyMeters) {
		now := m.now()
		for id, old := range m.of {
			if old.idle(now) {
				delete(m.of, id)
			}
		}
		m.sweep = 2 * len(m.of)
	}
	made := newMeter(rates, m.now)
	m.of[caller] = made
	return made
}
