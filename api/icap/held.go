package icap

import (
	"sync"
	"sync/atomic"
)

// blockSize is how many bytes a block holds.
const blockSize = 16 << 10

// block is a piece of memory for what is held.
type block struct {
	bytes    [blockSize]byte
	from, to int // where what is held begins and ends
}

// store is the memory for what is held of all messages together.
type store struct {
	most   int64
	used   atomic.Int64
	blocks sync.Pool
}

// take takes bytes of the budget, if there are so many left.
func (s *store) take(bytes int64) bool {
	if s.used.Add(bytes) > s.most {
		s.used.Add(-bytes)
		return false
	}
	return true
}

// give gives back what was taken.
func (s *store) give(bytes int64) { s.used.Add(-bytes) }

// block gives an empty block, or nil if there is no room for one.
func (s *store) block() *block {
	if !s.take(blockSize) {
		return nil
	}
	if b, ok := s.blocks.Get().(*block); ok {
		return b
	}
	return new(block)
}

// free takes back a block, and clears it.
func (s *store) free(b *block) {
	clear(b.bytes[:b.to])
	b.from, b.to = 0, 0
	s.blocks.Put(b)
	s.give(blockSize)
}

// held is what is held of one body, first in, first out.
type held struct {
	store *store
	// most is how many bytes may be held.
	most   int64
	bytes  int64
	blocks []*block
}

// room gives how many bytes can be added at once; 0 means that there is no room.
func (h *held) room() int {
	if h.bytes >= h.most {
		return 0
	}
	if n := len(h.blocks); n == 0 || h.blocks[n-1].to == blockSize {
		b := h.store.block()
		if b == nil {
			return 0
		}
		h.blocks = append(h.blocks, b)
	}
	return blockSize - h.blocks[len(h.blocks)-1].to
}

// add adds bytes, for which room has said that there is room.
func (h *held) add(bytes []byte) {
	b := h.blocks[len(h.blocks)-1]
	b.to += copy(b.bytes[b.to:], bytes)
	h.bytes += int64(len(bytes))
}

// release hands the first bytes on, and holds them no more.
func (h *held) release(bytes int64, to func([]byte) error) error {
	for bytes > 0 && len(h.blocks) > 0 {
		b := h.blocks[0]
		n := min(bytes, int64(b.to-b.from))
		if n > 0 {
			if err := to(b.bytes[b.from : b.from+int(n)]); err != nil {
				return err
			}
		}
		b.from += int(n)
		h.bytes -= n
		bytes -= n
		if b.from < b.to {
			return nil
		}
		h.store.free(b)
		h.blocks[0] = nil
		h.blocks = h.blocks[1:]
	}
	return nil
}

// drop holds nothing any more.
func (h *held) drop() {
	for _, b := range h.blocks {
		h.store.free(b)
	}
	h.blocks, h.bytes = nil, 0
}
