package api

import (
	"math/bits"
	"sync"

	"google.golang.org/grpc/mem"
)

// wipedPool keeps buffers for what is read and sent, and holds none that has anything
// in it: a buffer is cleared when it is given back. gRPC's own pool clears a buffer when
// it is next taken, so that what somebody wrote lies about until then.
type wipedPool struct {
	// tiers have buffers of 1 KiB, 2 KiB and so on.
	tiers [poolTiers]sync.Pool
}

const (
	// smallestTier is the base-2 logarithm of the size, in bytes, of the smallest
	// buffers that are kept: gRPC asks for none below.
	smallestTier = 10
	// poolTiers is how many sizes are kept, up to 1 MiB. A buffer beyond that is rare
	// enough to be had anew, and large enough not to be kept for ever.
	poolTiers = 11
)

// NewBufferPool makes a pool for connections beside those of a Server, such as that of
// somebody who asks from within its process: it holds no buffer that has anything in it, and none much larger
// than what is in it, while gRPC's own gives out 1 MiB for all that is beyond 32 KiB.
func NewBufferPool() mem.BufferPool { return &wipedPool{} }

// tier gives which buffers have room for so many bytes; none from poolTiers on.
func tier(size int) int { return max(0, bits.Len(uint(size-1))-smallestTier) }

// Get gives a buffer of a length, in bytes.
func (p *wipedPool) Get(length int) *[]byte {
	if length <= 0 || tier(length) >= poolTiers {
		buffer := make([]byte, length)
		return &buffer
	}
	if buffer, ok := p.tiers[tier(length)].Get().(*[]byte); ok {
		*buffer = (*buffer)[:length]
		return buffer
	}
	buffer := make([]byte, length, 1<<(tier(length)+smallestTier))
	return &buffer
}

// Put takes a buffer back, or the beginning of one. It is cleared whole, since what was
// cut off at its end may have been written to.
func (p *wipedPool) Put(buffer *[]byte) {
	whole := (*buffer)[:cap(*buffer)]
	clear(whole)
	*buffer = whole
	if size := len(whole); size > 0 && tier(size) < poolTiers && size == 1<<(tier(size)+smallestTier) {
		p.tiers[tier(size)].Put(buffer)
	}
}
