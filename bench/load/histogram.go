package load

import (
	"fmt"
	"math/bits"
	"time"
)

// subBuckets is how many buckets each power of two is split into: a duration is
// known to within 1/32, about 3 %.
const subBuckets = 32

// Histogram counts durations in buckets whose width grows with the duration. The
// zero value is empty.
type Histogram struct {
	counts [64 * subBuckets]uint32
	total  uint64
}

// Bucket is how often a duration was met.
type Bucket struct {
	// From and To bound the durations, From included.
	From, To time.Duration
	Count    uint64
}

// MarshalText writes a bucket as its bounds in ns and its count.
func (b Bucket) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%d %d %d", b.From, b.To, b.Count), nil
}

// UnmarshalText reads what MarshalText wrote.
func (b *Bucket) UnmarshalText(text []byte) error {
	if _, err := fmt.Sscan(string(text), (*int64)(&b.From), (*int64)(&b.To), &b.Count); err != nil {
		return fmt.Errorf("reading a bucket of latencies: %w", err)
	}
	return nil
}

// Add counts a duration; one below nothing counts as nothing.
func (h *Histogram) Add(d time.Duration) {
	h.counts[bucketOf(uint64(max(d, 0)))]++
	h.total++
}

// Merge adds the counts of another histogram.
func (h *Histogram) Merge(other *Histogram) {
	for i, n := range other.counts {
		h.counts[i] += n
	}
	h.total += other.total
}

// Total gives how many durations were counted.
func (h *Histogram) Total() uint64 { return h.total }

// Quantile gives the duration that the share q (0..1) of all do not exceed, rounded up
// to the end of its bucket; 0 if none was counted.
func (h *Histogram) Quantile(q float64) time.Duration {
	if h.total == 0 {
		return 0
	}
	rank := uint64(q * float64(h.total))
	if float64(rank) < q*float64(h.total) || rank == 0 {
		rank++
	}
	seen := uint64(0)
	for i, n := range h.counts {
		if seen += uint64(n); seen >= rank {
			return time.Duration(boundOf(i + 1))
		}
	}
	return 0
}

// Buckets gives those that are not empty, in order.
func (h *Histogram) Buckets() []Bucket {
	var all []Bucket
	for i, n := range h.counts {
		if n > 0 {
			all = append(all, Bucket{time.Duration(boundOf(i)), time.Duration(boundOf(i + 1)), uint64(n)})
		}
	}
	return all
}

// bucketOf gives the place of a value: below subBuckets each has its own; above,
// the power of two and the five bits after its first.
func bucketOf(v uint64) int {
	if v < subBuckets {
		return int(v)
	}
	shift := bits.Len64(v) - 6
	return (shift+1)*subBuckets + int(v>>shift) - subBuckets
}

// boundOf gives the least value of a bucket.
func boundOf(i int) uint64 {
	if i < subBuckets {
		return uint64(i)
	}
	shift := i/subBuckets - 1
	return uint64(i%subBuckets+subBuckets) << shift
}
