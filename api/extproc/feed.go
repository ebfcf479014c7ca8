package extproc

import (
	"context"
	"io"
	"sync"
)

const (
	// feedBytes is how many bytes of a body wait at most to be read before no more are taken
	// from Envoy. One message may go beyond it.
	feedBytes = 256 << 10
	// smallChunk is the size, in bytes, below which chunks are put together in blocks of
	// blockBytes: somebody may send a body byte by byte.
	smallChunk, blockBytes = 1 << 10, 4 << 10
)

// feed hands a body over from the exchange, which gets it in chunks and must not wait, to
// the inspection, which reads it. It is an io.Reader for one reader.
type feed struct {
	ctx context.Context
	// emptied is called after what was full is not any more.
	emptied func()
	// more has a signal after something was put in.
	more chan struct{}

	mu     sync.Mutex
	chunks []piece
	// at is how much of the first chunk was read.
	at      int
	bytes   int
	end     error
	waiting bool
	closed  bool
}

func newFeed(ctx context.Context, emptied func()) *feed {
	return &feed{ctx: ctx, emptied: emptied, more: make(chan struct{}, 1)}
}

// piece is a part of a body. If it is owned it is wiped once nobody needs it.
type piece struct {
	bytes []byte
	owned bool
}

func (p piece) forget() {
	if p.owned {
		clear(p.bytes)
	}
}

// put takes one more chunk, which is wiped once it was read unless it is kept by whoever
// puts it in.
func (f *feed) put(chunk []byte, kept bool) {
	if len(chunk) == 0 {
		return
	}
	p := piece{chunk, !kept}
	f.mu.Lock()
	if f.closed {
		p.forget()
	} else {
		f.add(p)
	}
	f.mu.Unlock()
	f.signal()
}

// add puts a piece behind the others, or into the last of them.
func (f *feed) add(p piece) {
	f.waiting = false
	f.bytes += len(p.bytes)
	if len(p.bytes) >= smallChunk {
		f.chunks = append(f.chunks, p)
		return
	}
	last := len(f.chunks) - 1
	if last < 0 || cap(f.chunks[last].bytes) != blockBytes || len(f.chunks[last].bytes)+len(p.bytes) > blockBytes {
		f.chunks = append(f.chunks, piece{make([]byte, 0, blockBytes), true})
		last++
	}
	f.chunks[last].bytes = append(f.chunks[last].bytes, p.bytes...)
	p.forget()
}

// finish says what follows the chunks: io.EOF or why there are no more.
func (f *feed) finish(end error) {
	f.mu.Lock()
	if f.end == nil {
		f.end = end
	}
	f.waiting = false
	f.mu.Unlock()
	f.signal()
}

func (f *feed) signal() {
	select {
	case f.more <- struct{}{}:
	default:
	}
}

// full tells whether enough waits to be read.
func (f *feed) full() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.bytes >= feedBytes
}

// starving tells whether the reader waits for what has not come.
func (f *feed) starving() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.waiting
}

// Read reads what comes next, and waits for it.
func (f *feed) Read(into []byte) (int, error) {
	for {
		n, err := f.next(into)
		if n > 0 || err != nil || len(into) == 0 {
			return n, err
		}
		select {
		case <-f.more:
		case <-f.ctx.Done():
			return 0, f.ctx.Err()
		}
	}
}

// next reads what is there.
func (f *feed) next(into []byte) (n int, err error) {
	f.mu.Lock()
	wasFull := f.bytes >= feedBytes
	for n < len(into) && len(f.chunks) > 0 {
		chunk := f.chunks[0]
		read := copy(into[n:], chunk.bytes[f.at:])
		n += read
		if f.at += read; f.at == len(chunk.bytes) {
			chunk.forget()
			f.chunks[0] = piece{}
			f.chunks, f.at = f.chunks[1:], 0
		}
	}
	f.bytes -= n
	if n == 0 && len(f.chunks) == 0 {
		err = f.end
		f.waiting = err == nil
	}
	hasRoom := wasFull && f.bytes < feedBytes
	f.mu.Unlock()
	if hasRoom {
		f.emptied()
	}
	return n, err
}

// close says that nobody reads any more: what is there and what comes is dropped.
func (f *feed) close() {
	f.mu.Lock()
	wasFull := f.bytes >= feedBytes
	for _, chunk := range f.chunks {
		chunk.forget()
	}
	f.chunks, f.bytes, f.waiting, f.closed = nil, 0, false, true
	if f.end == nil {
		f.end = io.ErrClosedPipe
	}
	f.mu.Unlock()
	f.signal()
	if wasFull {
		f.emptied()
	}
}
