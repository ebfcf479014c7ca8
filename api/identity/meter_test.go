package identity

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// clock is a clock that a test sets.
type clock struct{ at time.Time }

func (c *clock) now() time.Time { return c.at }

func aClock() *clock { return &clock{time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)} }

func TestMeterBoundsRequests(t *testing.T) {
	c := aClock()
	m := newMeter(Rates{Requests: 10}, c.now)
	for i := range 20 {
		if over := m.enter(); over != nil {
			t.Fatalf("request %d is refused: %+v", i, over)
		}
	}
	over := m.enter()
	if over == nil || over.after != 100*time.Millisecond || over.limit != "10" {
		t.Fatalf("the next gets %+v", over)
	}
	c.at = c.at.Add(over.after)
	if over := m.enter(); over != nil {
		t.Errorf("after what was advised: %+v", over)
	}
	if m.enter() == nil {
		t.Error("one more is let in")
	}
}

func TestMeterBoundsCallsAtATime(t *testing.T) {
	m := newMeter(Rates{Concurrent: 2}, aClock().now)
	for want := 2; want > 0; want-- {
		if m.enter() != nil {
			t.Fatalf("%d calls fewer than two are let in", want)
		}
	}
	if m.enter() == nil {
		t.Fatal("a third call is let in")
	}
	m.leave()
	if m.enter() != nil {
		t.Error("nobody is let in for who left")
	}
}

func TestMeterBoundsBytes(t *testing.T) {
	c := aClock()
	m := newMeter(Rates{Bytes: 1000}, c.now)
	if over := m.enter(); over != nil {
		t.Fatal(over)
	}
	m.take(3500) // the largest request need not fit into a second
	over := m.enter()
	if over == nil || over.after < 2500*time.Millisecond || over.after > 2600*time.Millisecond {
		t.Fatalf("in debt: %+v", over)
	}
	c.at = c.at.Add(over.after)
	if over := m.enter(); over != nil {
		t.Errorf("after what was advised: %+v", over)
	}
}

// Whoever does as advised sends no more than the rate over any longer while.
func TestMeterHoldsItsRate(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := aClock()
		rates := Rates{Requests: float64(rapid.IntRange(1, 50).Draw(t, "requests")), Bytes: rapid.IntRange(100, 10_000).Draw(t, "bytes")}
		m := newMeter(rates, c.now)
		start, calls, bytes, largest := c.at, 0, 0, 0
		for range rapid.IntRange(1, 200).Draw(t, "calls") {
			if over := m.enter(); over != nil {
				if over.after <= 0 {
					t.Fatalf("the advice is to come after %v", over.after)
				}
				c.at = c.at.Add(over.after)
				continue
			}
			size := rapid.IntRange(0, 20_000).Draw(t, "size")
			m.take(size)
			m.leave()
			calls, bytes, largest = calls+1, bytes+size, max(largest, size)
		}
		seconds := c.at.Sub(start).Seconds()
		if most := rates.Requests*(seconds+2) + 1.5; float64(calls) > most {
			t.Fatalf("%d calls in %v s, at %v a second", calls, seconds, rates.Requests)
		}
		if most := float64(rates.Bytes)*(seconds+1) + float64(largest) + 1; float64(bytes) > most {
			t.Fatalf("%d bytes in %v s, at %d a second", bytes, seconds, rates.Bytes)
		}
	})
}

func TestMeterOfAStreamWaits(t *testing.T) {
	m := newMeter(Rates{Requests: 50}, time.Now)
	start := time.Now()
	for range 105 { // 100 at once, five at 20 ms
		if err := m.wait(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	if took := time.Since(start); took < 80*time.Millisecond {
		t.Errorf("105 messages took %v", took)
	}
	m = newMeter(Rates{Bytes: 1}, time.Now)
	m.take(1000)
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if err := m.wait(ctx); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("who waits for a quarter of an hour gets %v", err)
	}
}

func TestRatesThatChangeHoldAtOnce(t *testing.T) {
	c := aClock()
	all := &meters{now: c.now, of: map[string]*meter{}}
	m := all.get("a", Rates{Concurrent: 5})
	for range 2 {
		if m.enter() != nil {
			t.Fatal("refused")
		}
	}
	if all.get("a", Rates{Concurrent: 2}).enter() == nil {
		t.Error("a third is let in where there may be two")
	}
	if all.get("b", Rates{Concurrent: 2}).enter() != nil {
		t.Error("another caller is refused")
	}
}

// Tokens may come from any number of people; nobody is remembered for ever.
func TestMetersDoNotPileUp(t *testing.T) {
	c := aClock()
	all := &meters{now: c.now, of: map[string]*meter{}}
	busy := all.get("busy", Rates{Concurrent: 1})
	if busy.enter() != nil {
		t.Fatal("refused")
	}
	for i := range 20 * manyMeters {
		c.at = c.at.Add(time.Second)
		all.get(fmt.Sprint(i), Rates{Bytes: 10})
		if len(all.of) > 2*manyMeters {
			t.Fatalf("there are %d meters", len(all.of))
		}
	}
	if all.get("busy", Rates{Concurrent: 1}) != busy {
		t.Error("the meter of who is calling was forgotten")
	}
}
