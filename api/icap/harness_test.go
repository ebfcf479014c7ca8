package icap

import (
	"bufio"
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"github.com/pecete/pecete/api/inspection"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// judge is an inspector that is one function.
type judge func(ctx context.Context, subject inspection.Subject, body io.Reader, settled func(int64)) (*inspection.Ruling, error)

func (j judge) Inspect(ctx context.Context, subject inspection.Subject, body io.Reader, settled func(int64)) (*inspection.Ruling, error) {
	return j(ctx, subject, body, settled)
}

// ruled gives a ruling with an action and a verdict that fits.
func ruled(action inspection.Action, subject inspection.Subject) *inspection.Ruling {
	r := &inspection.Ruling{Action: action, Reference: "r1", Verdict: pecetev1.Verdict_VERDICT_ALLOW}
	switch action {
	case inspection.Tag:
		r.Verdict, r.Detectors = pecetev1.Verdict_VERDICT_WARN, []string{"ro.phone"}
	case inspection.Block:
		r.Verdict, r.Detectors = pecetev1.Verdict_VERDICT_BLOCK, []string{"ro.cnp"}
		r.Romanian = &pecetev1.Advice{Title: "Titlu", Body: "Sfat."}
		r.English = &pecetev1.Advice{Title: "Title", Body: "Advice."}
	}
	return r
}

// wordJudge blocks a body, or a lead, with BAD in it, as soon as it has read that, notes
// one with ODD in it, and settles what it has read after each read.
func wordJudge(_ context.Context, subject inspection.Subject, body io.Reader, settled func(int64)) (*inspection.Ruling, error) {
	action := inspection.Pass
	see := func(text string) {
		if strings.Contains(text, "ODD") {
			action = max(action, inspection.Tag)
		}
		if strings.Contains(text, "BAD") {
			action = inspection.Block
		}
	}
	see(subject.Lead)
	var last []byte
	buffer := make([]byte, 8<<10)
	for read := int64(0); action != inspection.Block; {
		n, err := body.Read(buffer)
		see(string(append(last, buffer[:n]...)))
		last = append([]byte{}, buffer[max(0, n-2):n]...)
		read += int64(n)
		if err == io.EOF {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("reading the body: %w", err)
		}
		if settled != nil && action != inspection.Block {
			settled(read - 2)
		}
	}
	return ruled(action, subject), nil
}

// lockedBuffer is a log that several goroutines write.
type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// door is a server that serves on loopback while a test lasts.
type door struct {
	*Server
	address string
	log     *lockedBuffer
	stop    func() error

	mu       sync.Mutex
	observed []Observation
}

func (d *door) observe(o Observation) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.observed = append(d.observed, o)
}

// waitObserved gives what was observed once there are n of them.
func (d *door) waitObserved(t testing.TB, n int) []Observation {
	t.Helper()
	for range 1000 {
		d.mu.Lock()
		all := d.observed
		d.mu.Unlock()
		if len(all) >= n {
			return all
		}
		time.Sleep(5 * time.Millisecond)
	}
	t.Fatalf("fewer than %d exchanges were observed", n)
	return nil
}

// open serves with options.
func open(t testing.TB, inspector Inspector, options Options) *door {
	t.Helper()
	d := &door{log: &lockedBuffer{}}
	options.Log = zerolog.New(d.log)
	if options.Observe == nil {
		options.Observe = d.observe
	}
	server, err := New(inspector, options)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d.Server, d.address = server, listener.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, listener) }()
	d.stop = sync.OnceValue(func() error {
		cancel()
		return <-served
	})
	t.Cleanup(func() {
		if err := d.stop(); err != nil {
			t.Error(err)
		}
		if held := server.HeldBytes(); held != 0 {
			t.Errorf("%d bytes are still held", held)
		}
		if n := server.Connections(); n != 0 {
			t.Errorf("%d connections are still open", n)
		}
	})
	return d
}

// dial gives a connection to the door, which ends with the test.
func (d *door) dial(t testing.TB) *proxy {
	t.Helper()
	conn, err := net.Dial("tcp", d.address)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	conn.SetDeadline(time.Now().Add(20 * time.Second))
	return &proxy{t: t, conn: conn, r: bufio.NewReader(conn)}
}

// proxy is the other side of a connection.
type proxy struct {
	t    testing.TB
	conn net.Conn
	r    *bufio.Reader
}

// send sends text; \n in it is CRLF.
func (p *proxy) send(text string) {
	p.t.Helper()
	if _, err := io.WriteString(p.conn, crlf(text)); err != nil {
		p.t.Fatal(err)
	}
}

func crlf(text string) string { return strings.ReplaceAll(text, "\n", "\r\n") }

// expect reads an answer and compares it with text, in which \n is CRLF. Dates, tags of
// rulesets and references are not compared.
func (p *proxy) expect(text string) {
	p.t.Helper()
	var got strings.Builder
	hasBody := false
	for {
		line, err := p.r.ReadString('\n')
		if err != nil {
			p.t.Fatalf("after %q: %v", got.String(), err)
		}
		if !isVarying(line) {
			got.WriteString(line)
		}
		if e, found := strings.CutPrefix(line, "Encapsulated: "); found {
			hasBody = !strings.Contains(e, "null-body")
			size, _, _ := strings.Cut(e[strings.LastIndex(e, "=")+1:], "\r")
			blank, _ := p.r.ReadString('\n')
			got.WriteString(blank)
			var n int
			fmt.Sscan(size, &n)
			if _, err := io.CopyN(&got, p.r, int64(n)); err != nil {
				p.t.Fatal(err)
			}
			break
		}
		if line == "\r\n" { // 100 Continue
			break
		}
	}
	for hasBody {
		line, err := p.r.ReadString('\n')
		got.WriteString(line)
		if err != nil || line == "\r\n" {
			break
		}
	}
	if want := crlf(text); got.String() != want {
		p.t.Errorf("got\n%q, want\n%q", got.String(), want)
	}
}

func isVarying(line string) bool {
	return strings.HasPrefix(line, "Date: ") || strings.HasPrefix(line, "ISTag: ")
}

// expectEnd reads to the end of the connection, where nothing more may come.
func (p *proxy) expectEnd() {
	p.t.Helper()
	rest, err := io.ReadAll(p.r)
	if err != nil && !strings.Contains(err.Error(), "reset") {
		p.t.Error(err)
	}
	if len(rest) > 0 {
		p.t.Errorf("there was more: %q", rest)
	}
}

// adapt gives a request of a method: fields of ICAP, the head of a message, and chunks
// unless there is no body. \n is CRLF.
func adapt(method, fields, head, chunks string) string {
	part, body := "req-hdr", "req-body"
	if method == methodRESPMOD {
		part, body = "res-hdr", "res-body"
	}
	if chunks == "" {
		body = "null-body"
	}
	return fmt.Sprintf("%s icap://127.0.0.1/%s ICAP/1.0\nHost: 127.0.0.1\n%sEncapsulated: %s=0, %s=%d\n\n%s%s",
		method, strings.ToLower(method), fields, part, body, len(crlf(head)), head, chunks)
}
