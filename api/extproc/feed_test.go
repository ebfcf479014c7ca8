package extproc

import (
	"bytes"
	"context"
	"errors"
	"io"
	"testing"
	"testing/iotest"

	"pgregory.net/rapid"
)

// TestAFeedGivesWhatWasPutIn: in whatever chunks, and wipes it afterwards.
func TestAFeedGivesWhatWasPutIn(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := newFeed(context.Background(), func() {})
		var want []byte
		var chunks [][]byte
		kept := rapid.Bool().Draw(t, "kept")
		for _, size := range rapid.SliceOfN(rapid.SampledFrom([]int{0, 1, 7, smallChunk - 1, smallChunk, blockBytes, 10_000}), 0, 20).Draw(t, "sizes") {
			chunk := bytes.Repeat([]byte{byte('a' + len(chunks)%26)}, size)
			want = append(want, chunk...)
			chunks = append(chunks, chunk)
			f.put(chunk, kept)
		}
		f.finish(io.EOF)
		if err := iotest.TestReader(f, want); len(want) > 0 && err != nil {
			t.Fatal(err)
		}
		for at, chunk := range chunks {
			if wiped := bytes.Count(chunk, []byte{0}) == len(chunk); len(chunk) > 0 && wiped == kept {
				t.Fatalf("chunk %d: wiped %t, kept %t", at, wiped, kept)
			}
		}
	})
}

func TestAFeedIsFullUntilItWasRead(t *testing.T) {
	emptied := 0
	f := newFeed(context.Background(), func() { emptied++ })
	f.put(make([]byte, feedBytes), false)
	if !f.full() || f.starving() {
		t.Error("not full")
	}
	if _, err := f.Read(make([]byte, 10)); err != nil || f.full() || emptied != 1 {
		t.Errorf("full %t, told %d times, %v", f.full(), emptied, err)
	}
	f.put(make([]byte, feedBytes), false)
	f.close()
	if f.full() || emptied != 2 {
		t.Errorf("full %t, told %d times", f.full(), emptied)
	}
	if _, err := f.Read(make([]byte, 10)); !errors.Is(err, io.ErrClosedPipe) {
		t.Error(err)
	}
}

// TestByteByByteTakesLittle: 100,000 chunks of a byte.
func TestByteByByteTakesLittle(t *testing.T) {
	f := newFeed(context.Background(), func() {})
	for range 100_000 {
		f.put([]byte{'x'}, false)
	}
	if len(f.chunks) > 100_000/blockBytes+1 {
		t.Errorf("%d blocks", len(f.chunks))
	}
	s := &side{options: &Options{Held: 1 << 20}, feed: f}
	for range maxOwed + 10 {
		s.owe(debt{part: body, size: 1, until: 1 << 40})
	}
	paid := 0
	for s.due() {
		s.pay()
		paid++
	}
	if paid != 10 {
		t.Errorf("%d of the oldest went on", paid)
	}
}
