package load

import (
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestEveryDurationIsInsideItsBucket(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		v := rapid.Uint64Range(0, 1<<62).Draw(t, "duration")
		i := bucketOf(v)
		from, to := boundOf(i), boundOf(i+1)
		if v < from || v >= to {
			t.Fatalf("%d is in the bucket from %d to %d", v, from, to)
		}
		if to-from > max(1, v/subBuckets) {
			t.Fatalf("the bucket of %d is %d wide", v, to-from)
		}
	})
}

func TestQuantilesAreThoseOfTheSortedList(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		all := rapid.SliceOfN(rapid.Int64Range(0, int64(time.Minute)), 1, 300).Draw(t, "durations")
		q := rapid.Float64Range(0, 1).Draw(t, "share")
		var h Histogram
		for _, d := range all {
			h.Add(time.Duration(d))
		}
		slices.Sort(all)
		rank := 0
		for rank < len(all)-1 && float64(rank+1) < q*float64(len(all)) {
			rank++
		}
		exact := time.Duration(all[rank])
		if got := h.Quantile(q); got < exact || got > exact+exact/subBuckets+1 {
			t.Fatalf("quantile %v is %v, want %v", q, got, exact)
		}
	})
}

func TestMergedHistogramsCountBoth(t *testing.T) {
	var a, b Histogram
	for i := range 10 {
		a.Add(time.Duration(i) * time.Millisecond)
		b.Add(time.Second)
	}
	b.Add(-time.Second) // a clock that was set back
	a.Merge(&b)
	if a.Total() != 21 || a.Quantile(1) < time.Second || a.Quantile(0.4) > 10*time.Millisecond {
		t.Errorf("%d counted, highest %v", a.Total(), a.Quantile(1))
	}
	sum := uint64(0)
	for _, bucket := range a.Buckets() {
		sum += bucket.Count
	}
	if sum != 21 {
		t.Errorf("buckets hold %d", sum)
	}
	first := a.Buckets()[1]
	text, err := first.MarshalText()
	var read Bucket
	if err != nil || read.UnmarshalText(text) != nil || read != first || read.UnmarshalText([]byte("1 2")) == nil {
		t.Errorf("%+v was written as %q and read as %+v", first, text, read)
	}
	if (&Histogram{}).Quantile(0.5) != 0 {
		t.Error("an empty histogram has a median")
	}
}
