package api

import (
	"bytes"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/experimental"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/mem"
	"pgregory.net/rapid"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

func TestPoolGivesWhatWasAsked(t *testing.T) {
	for _, length := range []int{0, 1, 1023, 1024, 1025, 4096, 16 << 10, 16<<10 + 5, 1 << 20, 1<<20 + 1, 5 << 20} {
		pool := &wipedPool{}
		buffer := pool.Get(length)
		if len(*buffer) != length {
			t.Errorf("asked for %d bytes, got %d", length, len(*buffer))
		}
		if length > 0 && cap(*buffer) > max(1024, 2*length) {
			t.Errorf("a buffer of %d bytes for %d", cap(*buffer), length)
		}
		pool.Put(buffer)
	}
}

// Whoever holds on to a buffer, or gets it next, sees nothing of what was in it, also
// where it was cut or grown.
func TestPoolHoldsNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		pool := &wipedPool{}
		for range rapid.IntRange(1, 5).Draw(t, "rounds") {
			buffer := pool.Get(rapid.IntRange(0, 5000).Draw(t, "length"))
			whole := (*buffer)[:cap(*buffer)]
			if len(bytes.Trim(whole, "\x00")) > 0 {
				t.Fatal("a buffer comes with something in it")
			}
			for i := range whole {
				whole[i] = 'x'
			}
			*buffer = (*buffer)[:rapid.IntRange(0, cap(*buffer)).Draw(t, "cut")]
			pool.Put(buffer)
			if len(bytes.Trim(whole, "\x00")) > 0 {
				t.Fatal("a buffer that was given back has something in it")
			}
		}
	})
}

// BenchmarkPools compares the pool with gRPC's, which clears as well, but later and more.
func BenchmarkPools(b *testing.B) {
	for name, pool := range map[string]mem.BufferPool{"wiped": &wipedPool{}, "grpc": mem.DefaultBufferPool()} {
		for _, length := range []int{1100, 9000, 16 << 10, 100_000, 1 << 20} {
			b.Run(fmt.Sprintf("%s/%d", name, length), func(b *testing.B) {
				for b.Loop() {
					buffer := pool.Get(length)
					(*buffer)[length-1] = 'x'
					pool.Put(buffer)
				}
			})
		}
	}
}

// countedPool counts what is asked of it.
type countedPool struct {
	mem.BufferPool
	asked atomic.Int64
}

func (p *countedPool) Get(length int) *[]byte {
	p.asked.Add(1)
	return p.BufferPool.Get(length)
}

// bytesCodec sends and receives bytes, from memory of its own.
type bytesCodec struct{}

func (bytesCodec) Name() string { return "proto" }

func (bytesCodec) Marshal(v any) (mem.BufferSlice, error) {
	return mem.BufferSlice{mem.SliceBuffer(v.([]byte))}, nil
}

func (bytesCodec) Unmarshal(data mem.BufferSlice, v any) error {
	*v.(*[]byte) = data.Materialize()
	return nil
}

// Nothing that a caller sends or gets goes through the pool that the whole process
// shares and nobody wipes.
func TestServerUsesItsOwnPool(t *testing.T) {
	shared := &countedPool{BufferPool: mem.DefaultBufferPool()}
	experimental.SetDefaultBufferPool(shared)
	defer experimental.SetDefaultBufferPool(shared.BufferPool)
	server := startPlain(t)
	conn := server.connect(t, experimental.WithBufferPool(mem.NopBufferPool{}))
	long := strings.Repeat("CNP "+aCNP+"\n", 2000)
	texts := map[string]string{"long": long, "refused": long + "\xff"}
	for name, text := range texts {
		message := join(field(1, "id"), field(2, text))
		for method, in := range map[string][]byte{
			pecetev1.ClassifierService_Classify_FullMethodName:      message,
			pecetev1.ClassifierService_Redact_FullMethodName:        message,
			pecetev1.ClassifierService_ClassifyBatch_FullMethodName: field(1, message),
			healthv1.Health_Check_FullMethodName:                    field(1, text),
		} {
			var out []byte
			err := conn.Invoke(within(t, 20*time.Second), method, in, &out, grpc.ForceCodecV2(bytesCodec{}))
			if name == "long" && method != healthv1.Health_Check_FullMethodName && (err != nil || len(out) < 1000) {
				t.Errorf("%s: %d bytes, %v", method, len(out), err)
			}
		}
	}
	if n := shared.asked.Load(); n > 0 {
		t.Errorf("the shared pool was asked %d times", n)
	}
}
