package icap

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/pecete/pecete/api/inspection"
)

// passer reads all, and settles as the inspector does: now and then, and not all.
func passer(_ context.Context, subject inspection.Subject, body io.Reader, settled func(int64)) (*inspection.Ruling, error) {
	buffer := make([]byte, 32<<10)
	var read, told int64
	for {
		n, err := body.Read(buffer)
		if err == io.EOF {
			return ruled(inspection.Pass, subject), nil
		}
		if err != nil {
			return nil, err
		}
		if read += int64(n); settled != nil && read-told > 256<<10 {
			told = read
			settled(read - 128<<10)
		}
	}
}

// TestMemoryIsFlat: a body of 256 MB goes through, and what is allocated for it is no more
// than what is held of one.
func TestMemoryIsFlat(t *testing.T) {
	if raceDetector {
		t.Skip("with the race detector a sync.Pool loses what it is given, now and then")
	}
	const piece = 1 << 20
	pieces := 256
	if testing.Short() {
		pieces = 32
	}
	tests := map[string]struct{ method, fields, head, answer string }{
		"handed back":            {"REQMOD", "", postHead, "ICAP/1.0 200 OK"},
		"may go":                 {"REQMOD", "Allow: 204\n", postHead, "ICAP/1.0 204 No"},
		"may go, or have a note": {"RESPMOD", "Allow: 204\n", okHead, "ICAP/1.0 204 No"},
	}
	chunk := []byte(fmt.Sprintf("%x\r\n%s\r\n", piece, strings.Repeat("a", piece)))
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			d := open(t, judge(passer), Options{})
			p := d.dial(t)
			p.conn.SetDeadline(time.Now().Add(2 * time.Minute))
			before := allocated()
			sent := make(chan error, 1)
			go func() {
				begin := strings.TrimSuffix(adapt(test.method, test.fields, test.head, "0\n"), "0\n")
				_, err := io.WriteString(p.conn, crlf(begin))
				for range pieces {
					if err == nil {
						_, err = p.conn.Write(chunk)
					}
				}
				if err == nil {
					_, err = io.WriteString(p.conn, "0\r\n\r\n")
				}
				sent <- err
			}()
			line, err := p.r.ReadString('\n')
			if !strings.HasPrefix(line, test.answer) {
				t.Fatalf("got %q, %v", line, err)
			}
			if strings.Contains(line, "200") {
				skipHead(t, p, len(crlf(test.head)))
				body := &chunks{r: p.r}
				if n := countSame(t, body, 'a'); n != int64(pieces)*piece {
					t.Errorf("%d bytes came back", n)
				}
			}
			if err := <-sent; err != nil {
				t.Error(err)
			}
			if more := allocated() - before; more > 4<<20 {
				t.Errorf("%d bytes were allocated", more)
			}
		})
	}
}

// skipHead reads over the head of an answer, which it gives, and that of a message.
func skipHead(t *testing.T, p *proxy, size int) (fields string) {
	t.Helper()
	for line := ""; line != "\r\n"; fields += line {
		line, _ = p.r.ReadString('\n')
	}
	if _, err := p.r.Discard(size); err != nil {
		t.Fatal(err)
	}
	return fields
}

// countSame counts bytes that are all the same.
func countSame(t *testing.T, r io.Reader, same byte) (n int64) {
	t.Helper()
	buffer := make([]byte, 32<<10)
	for {
		got, err := r.Read(buffer)
		if bytes.Count(buffer[:got], []byte{same}) != got {
			t.Fatal("something else came back")
		}
		n += int64(got)
		if err == io.EOF {
			return n
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}

// allocated gives how many bytes were ever allocated.
func allocated() uint64 {
	var stats runtime.MemStats
	runtime.ReadMemStats(&stats)
	return stats.TotalAlloc
}

// TestWhatIsHeldIsCleared: memory that held text is given to others without it.
func TestWhatIsHeldIsCleared(t *testing.T) {
	s := &store{most: 1 << 20}
	h := held{store: s, most: 1 << 20}
	var blocks []*block
	for range 3 {
		for room := h.room(); room > 0 && h.bytes < int64(len(blocks)+1)*blockSize; room = h.room() {
			h.add([]byte("secret!!"))
		}
		blocks = append(blocks, h.blocks[len(blocks)])
	}
	var out bytes.Buffer
	if err := h.release(blockSize+8, func(b []byte) error { out.Write(b); return nil }); err != nil || out.Len() != blockSize+8 {
		t.Errorf("%d bytes, %v", out.Len(), err)
	}
	h.drop()
	for _, b := range blocks {
		if bytes.ContainsAny(b.bytes[:], "secret!") {
			t.Error("a block still has the text")
		}
	}
	if used := s.used.Load(); used != 0 || h.bytes != 0 {
		t.Errorf("%d and %d bytes are in use", used, h.bytes)
	}
}
