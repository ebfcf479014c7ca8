package milter

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	gomilter "github.com/d--j/go-milter"
	"github.com/rs/zerolog"
	"go.uber.org/goleak"
	"google.golang.org/grpc/codes"

	"github.com/pecete/pecete/api/content"
	"github.com/pecete/pecete/api/inspection"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// libraryLines counts what the library wrote to its log.
type libraryLines struct {
	mu    sync.Mutex
	lines []string
}

func (l *libraryLines) add(format string, args ...any) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, fmt.Sprintf(format, args...))
}

// TestMain runs all tests with the library's log in sight: it must stay empty, whatever
// the tests do, and no goroutine may be left.
func TestMain(m *testing.M) {
	var written libraryLines
	gomilter.LogWarning = written.add
	goleak.VerifyTestMain(checked{m, &written})
}

type checked struct {
	*testing.M
	written *libraryLines
}

func (c checked) Run() int {
	code := c.M.Run()
	c.written.mu.Lock()
	defer c.written.mu.Unlock()
	if len(c.written.lines) > 0 {
		fmt.Printf("the library logged %d lines, such as %q\n", len(c.written.lines), c.written.lines[0])
		return 1
	}
	return code
}

// inspectorFunc is an Inspector that reads the whole body and judges it.
type inspectorFunc func(subject inspection.Subject, body string) *inspection.Ruling

func (f inspectorFunc) Inspect(ctx context.Context, subject inspection.Subject, body io.Reader, _ func(int64)) (*inspection.Ruling, error) {
	all, err := io.ReadAll(body)
	if err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	return f(subject, string(all)), nil
}

// byWords judges by words in the lead and the body: "stop" is blocked, "careful" is
// tagged, "picture" could not be read, and with "down" nobody can be asked.
func byWords(subject inspection.Subject, body string) *inspection.Ruling {
	text := subject.Lead + "\n" + body
	r := &inspection.Ruling{Reference: "r0123", Verdict: pecetev1.Verdict_VERDICT_ALLOW}
	switch {
	case strings.Contains(text, "down"):
		r.Verdict, r.Failure = pecetev1.Verdict_VERDICT_UNSPECIFIED, codes.Unavailable
		if strings.Contains(text, "closed") {
			r.Action = inspection.Block
		}
	case strings.Contains(text, "stop"):
		r.Action, r.Verdict, r.Detectors = inspection.Block, pecetev1.Verdict_VERDICT_BLOCK, []string{"marking.ro", "ro.cnp"}
		r.Romanian = &pecetev1.Advice{Title: "Mesaj oprit: poartă marcajul SECRET", Body: "Informațiile clasificate se transmit numai prin sisteme acreditate."}
		r.English = &pecetev1.Advice{Title: "Message stopped: it is marked SECRET", Body: "Classified information may travel only over accredited systems."}
	case strings.Contains(text, "careful"):
		r.Action, r.Verdict, r.Detectors = inspection.Tag, pecetev1.Verdict_VERDICT_WARN, []string{"ro.cnp"}
		if strings.Contains(text, "strict") {
			r.Action = inspection.Block
		}
	case strings.Contains(text, "picture"):
		r.Action, r.Coverage.Missed = inspection.Tag, []content.Missed{content.MissedPicture, content.MissedTooLarge}
	}
	return r
}

// syncBuffer is a log that several write to.
type syncBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *syncBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *syncBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.String()
}

// door is a server under test.
type door struct {
	address string
	log     *syncBuffer
	stop    func() error
}

// open serves on a free port of the loopback until the test ends.
func open(t testing.TB, inspector Inspector, options Options) *door {
	t.Helper()
	d := &door{log: &syncBuffer{}}
	options.Log = zerolog.New(d.log)
	if options.DrainTimeout == 0 {
		options.DrainTimeout = time.Second
	}
	server, err := New(inspector, options)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d.address = listener.Addr().String()
	ctx, cancel := context.WithCancel(context.Background())
	served := make(chan error, 1)
	go func() { served <- server.Serve(ctx, listener) }()
	d.stop = sync.OnceValue(func() error { cancel(); return <-served })
	t.Cleanup(func() {
		if err := d.stop(); err != nil {
			t.Error(err)
		}
	})
	return d
}

// field is a field of a header.
type field struct{ name, value string }

// letter is a mail as a test sends it.
type letter struct {
	from   string
	to     []string
	header []field
	body   string
	// login is who logged in.
	login string
	// chunk is how long pieces of the body are, in bytes; 0 means 4096.
	chunk int
}

// result is what became of a mail.
type result struct {
	// action is "accept", or the reply.
	action  string
	changes []string
	skipped bool
}

// client is a mail server's connection to the filter.
type client struct {
	testing.TB
	*gomilter.ClientSession
	macros *gomilter.MacroBag
}

func (d *door) client(t testing.TB, options ...gomilter.Option) *client {
	t.Helper()
	macros := gomilter.NewMacroBag()
	session, err := gomilter.NewClient("tcp", d.address, options...).Session(macros)
	if err != nil {
		t.Fatal(err)
	}
	c := &client{t, session, macros}
	t.Cleanup(func() { _ = session.Close() })
	return c
}

// greet begins an SMTP session from an address.
func (c *client) greet(address string) *client {
	c.Helper()
	family := gomilter.FamilyInet
	if strings.Contains(address, ":") {
		family = gomilter.FamilyInet6
	}
	c.must(c.Conn("client.example.ro", family, 2525, address))
	c.must(c.Helo("client.example.ro"))
	return c
}

func (c *client) must(action *gomilter.Action, err error) {
	c.TB.Helper()
	if err != nil {
		c.Fatal(err)
	}
	if action.StopProcessing() {
		c.Fatalf("stopped early: %v", action)
	}
}

// begin sends the envelope of a mail and its header.
func (c *client) begin(l letter) {
	c.TB.Helper()
	c.macros.Set(gomilter.MacroAuthAuthen, l.login)
	c.must(c.Mail(l.from, ""))
	if l.to == nil {
		l.to = []string{"ion@elsewhere.example"}
	}
	for _, to := range l.to {
		c.must(c.Rcpt(to, ""))
	}
	c.must(c.DataStart())
	for _, f := range l.header {
		c.must(c.HeaderField(f.name, f.value, nil))
	}
	c.must(c.HeaderEnd())
}

// send sends a mail.
func (c *client) send(l letter) result {
	c.TB.Helper()
	c.begin(l)
	size := l.chunk
	if size == 0 {
		size = 4096
	}
	var r result
	for body := []byte(l.body); len(body) > 0; {
		n := min(size, len(body))
		c.must(c.BodyChunk(body[:n]))
		r.skipped = r.skipped || c.ClientSession.Skip()
		body = body[n:]
	}
	changes, action, err := c.finish()
	if err != nil {
		c.Fatal(err)
	}
	for _, change := range changes {
		r.changes = append(r.changes, change.String())
	}
	r.action = "accept"
	if action.StopProcessing() {
		r.action = action.SMTPReply
	} else if action.Type != gomilter.ActionAccept {
		c.Fatalf("ended with %v", action)
	}
	return r
}

// finish ends a mail, which this client only does after a piece of a body.
func (c *client) finish() ([]gomilter.ModifyAction, *gomilter.Action, error) {
	if _, err := c.BodyChunk(nil); err != nil {
		return nil, nil, err
	}
	return c.End()
}
