package extproc

import (
	"bytes"
	"context"
	"io"
	"sync"

	"github.com/pecete/pecete/api/content"
	"github.com/pecete/pecete/api/inspection"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// inspectorFunc is an Inspector.
type inspectorFunc func(ctx context.Context, subject inspection.Subject, body io.Reader, settled func(int64)) (*inspection.Ruling, error)

func (f inspectorFunc) Inspect(ctx context.Context, subject inspection.Subject, body io.Reader, settled func(int64)) (*inspection.Ruling, error) {
	return f(ctx, subject, body, settled)
}

// words blocks what has BAD in it as soon as it has read that, and tags what has ODD in it.
// It settles after some KiB, up to as many bytes before as a word may begin in.
func words(ctx context.Context, subject inspection.Subject, body io.Reader, settled func(int64)) (*inspection.Ruling, error) {
	ruling := &inspection.Ruling{Reference: subject.RequestID, Verdict: pecetev1.Verdict_VERDICT_ALLOW}
	tail, read, told := []byte(subject.Lead+"\n"), int64(0), int64(0)
	buffer := make([]byte, 8<<10)
	for {
		n, err := body.Read(buffer)
		read += int64(n)
		tail = append(tail, buffer[:n]...)
		if bytes.Contains(tail, []byte("ODD")) {
			ruling.Action, ruling.Verdict, ruling.Detectors = inspection.Tag, pecetev1.Verdict_VERDICT_WARN, []string{"odd"}
		}
		if bytes.Contains(tail, []byte("BAD")) {
			ruling.Action, ruling.Verdict, ruling.Detectors = inspection.Block, pecetev1.Verdict_VERDICT_BLOCK, []string{"bad"}
			return ruling, nil
		}
		tail = append(tail[:0], tail[max(0, len(tail)-2):]...)
		if err == io.EOF {
			return ruling, nil
		}
		if err != nil {
			return nil, err
		}
		if settled != nil && read-told >= 4<<10 {
			told = read
			settled(read - 2)
		}
	}
}

// gathering is words for a body that must be read to its end first, as a document is.
func gathering(ctx context.Context, subject inspection.Subject, body io.Reader, _ func(int64)) (*inspection.Ruling, error) {
	whole, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	return words(ctx, subject, bytes.NewReader(whole), nil)
}

// missing rules that nothing could be read.
func missing(_ context.Context, subject inspection.Subject, body io.Reader, _ func(int64)) (*inspection.Ruling, error) {
	_, err := io.Copy(io.Discard, body)
	return &inspection.Ruling{
		Action: inspection.Tag, Reference: subject.RequestID, Coverage: content.Coverage{Missed: []content.Missed{content.MissedType}},
	}, err
}

// observer tells of each ruling.
type observer struct {
	Inspector
	seen chan inspection.Action
}

func (o observer) Inspect(ctx context.Context, subject inspection.Subject, body io.Reader, settled func(int64)) (*inspection.Ruling, error) {
	ruling, err := o.Inspector.Inspect(ctx, subject, body, settled)
	if err == nil {
		o.seen <- ruling.Action
	}
	return ruling, err
}

// syncBuffer is a log that several goroutines write.
type syncBuffer struct {
	mu     sync.Mutex
	buffer bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buffer.String()
}
