// Large sends bodies of a gigabyte through the ICAP door, as a proxy does that can take
// 204 for an answer at any time and as one that cannot, and watches the memory of the
// service meanwhile.
package main

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash"
	"io"
	"strings"
	"time"

	"github.com/pecete/pecete/test/icap/web"
	"github.com/pecete/pecete/test/icap/wire"
	"github.com/pecete/pecete/test/process"
	"github.com/pecete/pecete/test/report"
)

func main() { report.Main("large", large) }

const (
	// deadline is how long a body may take.
	deadline = 15 * time.Minute
	// limit is how much memory of the service may be resident, in bytes.
	limit = 64 << 20
)

func large(ctx context.Context, run *report.Run) error {
	size := int64(1 << 30)
	if run.Short {
		size = 128 << 20
	}
	for _, w := range []way{
		{"204 allowed", true, false},
		{"204 not allowed", false, false},
		{"204 not allowed, forbidden at the end", false, true},
	} {
		if err := w.try(ctx, run, size); err != nil {
			return err
		}
	}
	return nil
}

// way is a way to send a body.
type way struct {
	name      string
	unchanged bool
	// forbidden has a text at the end of the body that must not pass.
	forbidden bool
}

// try sends a body, to a service of its own whose memory nothing else has used.
func (w way) try(ctx context.Context, run *report.Run, size int64) (err error) {
	server, err := process.Start(ctx, process.Options{Binary: run.Binary, ICAP: "127.0.0.1:0", Args: []string{"--on-failure=block"}})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, server.Stop()) }()
	client, err := wire.Dial(server.ICAP, deadline)
	if err != nil {
		return err
	}
	defer client.Close()
	tail := ""
	if w.forbidden {
		tail = "\n" + web.Blocked + "\n"
	}
	sent := &counted{Reader: body(size, tail), digest: sha256.New()}
	received := &received{digest: sha256.New()}
	q := wire.Post("large", sent, size)
	q.Allow204, q.Chunk = w.unchanged, 32<<10
	began := time.Now()
	a, err := client.Ask(q, received)
	took := time.Since(began)
	peak, failed := server.Peak()
	if failed != nil {
		return failed
	}
	name := fmt.Sprintf("%d MiB, %s: ", size>>20, w.name)
	fault := w.fault(a, err, sent, received)
	run.Promise(fault == nil, name+"the answer", "as it must be", "%s", said(fault))
	run.Promise(peak <= limit, name+"most memory that was resident", "≤ 64 MiB", "%.1f MiB", float64(peak)/(1<<20))
	run.Note(name+"time, and speed", "%v, %.0f MiB/s", took.Round(10*time.Millisecond), float64(sent.bytes>>20)/took.Seconds())
	return nil
}

func said(fault error) string {
	if fault == nil {
		return "it is"
	}
	return fault.Error()
}

// fault tells what is wrong about an answer.
func (w way) fault(a *wire.Answer, err error, sent *counted, got *received) error {
	switch {
	case w.forbidden && got.canary:
		return errors.New("the forbidden text came back")
	case w.forbidden && err == nil:
		return errors.New("the answer came to its end")
	case w.forbidden:
		return nil
	case err != nil:
		return err
	case w.unchanged && a.Status == 204:
		return nil
	case a.Status != 200 || a.HTTPStatus() != 0:
		return fmt.Errorf("ICAP status %d, HTTP status %d", a.Status, a.HTTPStatus())
	case got.bytes != sent.bytes || string(got.digest.Sum(nil)) != string(sent.digest.Sum(nil)):
		return fmt.Errorf("%d of %d bytes came back, or others", got.bytes, sent.bytes)
	}
	return nil
}

// body gives a calm text of so many bytes with a tail.
func body(size int64, tail string) io.Reader {
	piece := web.Calm(1<<20, 1)
	return io.MultiReader(io.LimitReader(&endless{text: piece}, size-int64(len(tail))), strings.NewReader(tail))
}

// endless gives a text over and over.
type endless struct {
	text string
	at   int
}

// Read implements io.Reader.
func (e *endless) Read(p []byte) (int, error) {
	n := copy(p, e.text[e.at:])
	e.at = (e.at + n) % len(e.text)
	return n, nil
}

// counted takes the digest of what is read.
type counted struct {
	io.Reader
	bytes  int64
	digest hash.Hash
}

// Read implements io.Reader.
func (c *counted) Read(p []byte) (int, error) {
	n, err := c.Reader.Read(p)
	c.bytes += int64(n)
	_, _ = c.digest.Write(p[:n]) // never fails
	return n, err
}

// received takes the digest of what is written, and looks for what is forbidden.
type received struct {
	bytes  int64
	digest hash.Hash
	tail   string
	canary bool
}

// Write implements io.Writer.
func (r *received) Write(p []byte) (int, error) {
	r.bytes += int64(len(p))
	_, _ = r.digest.Write(p) // never fails
	look := r.tail + string(p)
	r.canary = r.canary || strings.Contains(look, web.Canary)
	r.tail = look[max(0, len(look)-len(web.Canary)):]
	return len(p), nil
}
