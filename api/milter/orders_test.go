package milter

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"

	gomilter "github.com/d--j/go-milter"
	"github.com/rs/zerolog"

	"github.com/pecete/pecete/api/inspection"
)

func byWordsOf(body string) *inspection.Ruling { return byWords(inspection.Subject{}, body) }

func TestMailsInASession(t *testing.T) {
	c := open(t, inspectorFunc(byWords), Options{}).client(t).greet("192.0.2.1")
	for _, mail := range []struct{ body, begins string }{
		{"bună", "accept"}, {"stop", "550"}, {"bună", "accept"}, {"down closed", "451"}, {"careful", "accept"}, {"stop", "550"},
	} {
		if r := c.send(letter{body: mail.body}); !strings.HasPrefix(r.action, mail.begins) {
			t.Errorf("%s: %s", mail.body, r.action)
		}
	}
}

func TestSessionsOnAConnection(t *testing.T) {
	d := open(t, inspectorFunc(byWords), Options{})
	c := d.client(t).greet("192.0.2.1")
	c.send(letter{body: "careful"})
	if err := c.Reset(c.macros); err != nil {
		t.Fatal(err)
	}
	if r := c.greet("2001:db8::1").send(letter{body: "stop"}); !strings.HasPrefix(r.action, "550") {
		t.Error(r.action)
	}
}

// TestGivenUp: a mail may be given up after each command, and leaves nothing for the next.
func TestGivenUp(t *testing.T) {
	d := open(t, inspectorFunc(byWords), Options{})
	steps := []func(c *client){
		func(c *client) { c.must(c.Mail("ana@example.ro", "")) },
		func(c *client) { c.must(c.Rcpt("ion@elsewhere.example", "")) },
		func(c *client) { c.must(c.DataStart()) },
		func(c *client) { c.must(c.HeaderField("Subject", "stop", nil)) },
		func(c *client) { c.must(c.HeaderField("Content-Type", "text/plain", nil)) },
		func(c *client) { c.must(c.HeaderEnd()) },
		func(c *client) { c.must(c.BodyChunk([]byte("stop"))) },
		func(c *client) { c.must(c.BodyChunk([]byte("stop"))) },
	}
	for upTo := range len(steps) + 1 {
		c := d.client(t).greet("192.0.2.1")
		for _, step := range steps[:upTo] {
			step(c)
		}
		if err := c.Abort(nil); err != nil {
			t.Fatal(err)
		}
		if r := c.send(letter{body: "bună"}); r.action != "accept" || r.changes != nil {
			t.Errorf("after %d steps: %v", upTo, r)
		}
	}
	for upTo := range len(steps) + 1 { // and now the connection ends
		c := d.client(t).greet("192.0.2.1")
		for _, step := range steps[:upTo] {
			step(c)
		}
		_ = c.Close()
	}
}

// TestOldServers: mail servers that know less of the protocol get the same.
func TestOldServers(t *testing.T) {
	const least = gomilter.OptAddHeader | gomilter.OptChangeHeader
	for name, options := range map[string][]gomilter.Option{
		"version 2":     {gomilter.WithMaximumVersion(2), gomilter.WithActions(least), gomilter.WithProtocols(0)},
		"no options":    {gomilter.WithActions(least), gomilter.WithProtocols(0)},
		"skip only":     {gomilter.WithActions(least), gomilter.WithProtocols(gomilter.OptSkip)},
		"larger pieces": {gomilter.WithOfferedMaxData(gomilter.DataSize1M)},
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t, inspectorFunc(byWords), Options{}).client(t, options...).greet("192.0.2.1")
			for _, body := range []string{"bună", "stop", "careful"} {
				want := byWordsOf(body)
				r := c.send(letter{body: body, chunk: 1})
				if got := strings.HasPrefix(r.action, "550"); got != (want.Action == inspection.Block) {
					t.Errorf("%s: %s", body, r.action)
				}
			}
		})
	}
}

// TestServerThatCannotHold: who wants mail held has to have a server that can.
func TestServerThatCannotHold(t *testing.T) {
	d := open(t, inspectorFunc(byWords), Options{OnBlock: Quarantine})
	_, err := gomilter.NewClient("tcp", d.address, gomilter.WithActions(gomilter.OptAddHeader|gomilter.OptChangeHeader)).Session(nil)
	if err == nil {
		t.Fatal("agreed")
	}
	if !strings.Contains(d.log.String(), "cannot do what the filter needs") {
		t.Error(d.log.String())
	}
}

// early rules as soon as it has read a few bytes.
type early struct{}

func (early) Inspect(_ context.Context, _ inspection.Subject, body io.Reader, _ func(int64)) (*inspection.Ruling, error) {
	if _, err := io.ReadFull(body, make([]byte, 10)); err != nil {
		return nil, err
	}
	return byWordsOf("stop"), nil
}

func TestRestIsSkippedOnceRuled(t *testing.T) {
	for name, options := range map[string][]gomilter.Option{
		"by a server that can skip":    nil,
		"by a server that cannot skip": {gomilter.WithProtocols(gomilter.OptNoBodyReply)},
	} {
		t.Run(name, func(t *testing.T) {
			c := open(t, early{}, Options{}).client(t, options...).greet("192.0.2.1")
			r := c.send(letter{body: strings.Repeat("x", 1<<20)})
			if !strings.HasPrefix(r.action, "550") || r.skipped != (options == nil) {
				t.Errorf("%v", r)
			}
		})
	}
}

// failing gives an error, or worse.
type failing struct{ panics bool }

func (f failing) Inspect(context.Context, inspection.Subject, io.Reader, func(int64)) (*inspection.Ruling, error) {
	if f.panics {
		panic("canary-7c1")
	}
	return nil, errors.New("canary-7c1")
}

// TestNoRuling: where there is no ruling the mail server decides, as it does when the
// filter is gone; the next connection is served.
func TestNoRuling(t *testing.T) {
	for name, inspector := range map[string]Inspector{"an error": failing{}, "a panic": failing{panics: true}, "nothing": inspectorFunc(func(inspection.Subject, string) *inspection.Ruling { return nil })} {
		t.Run(name, func(t *testing.T) {
			d := open(t, inspector, Options{})
			for range 2 {
				c := d.client(t).greet("192.0.2.1")
				c.begin(letter{})
				if _, _, err := c.finish(); err == nil {
					t.Error("an answer")
				}
			}
			if log := d.log.String(); strings.Contains(log, "canary") || (name == "a panic") != strings.Contains(log, "recovered from a panic") {
				t.Error(log)
			}
		})
	}
}

// TestNothingWaitsForEver: a body that stays away ends the connection in time.
func TestNothingWaitsForEver(t *testing.T) {
	d := open(t, inspectorFunc(byWords), Options{Timeout: 50 * time.Millisecond})
	c := d.client(t).greet("192.0.2.1")
	c.begin(letter{})
	time.Sleep(100 * time.Millisecond)
	if _, _, err := c.finish(); err == nil {
		t.Error("an answer after the time")
	}
	silent := open(t, inspectorFunc(byWords), Options{Idle: 50 * time.Millisecond})
	c = silent.client(t).greet("192.0.2.1")
	time.Sleep(100 * time.Millisecond)
	if _, _, err := end(c); err == nil {
		t.Error("a silent connection lives on")
	}
}

// TestDrain: a session that is open when the server ends gets its mail judged, one that
// stays open for too long is closed, and Serve gives nil.
func TestDrain(t *testing.T) {
	d := open(t, inspectorFunc(byWords), Options{DrainTimeout: 500 * time.Millisecond})
	c := d.client(t).greet("192.0.2.1")
	idle := d.client(t).greet("192.0.2.1")
	c.begin(letter{})
	ended := make(chan error, 1)
	go func() { ended <- d.stop() }()
	time.Sleep(50 * time.Millisecond)
	c.must(c.BodyChunk([]byte("stop")))
	if _, action, err := c.finish(); err != nil || action.SMTPCode != 550 {
		t.Errorf("%v %v", action, err)
	}
	_ = c.Close()
	if err := <-ended; err != nil {
		t.Error(err)
	}
	if _, action, err := end(idle); err == nil {
		t.Errorf("a session that outlives the server: %v", action)
	}
	if _, err := gomilter.NewClient("tcp", d.address).Session(nil); err == nil {
		t.Error("a new session after the end")
	}
	if !strings.Contains(d.log.String(), "still open") {
		t.Error(d.log.String())
	}
}

// end sends a mail without a body on a connection that may be gone.
func end(c *client) ([]gomilter.ModifyAction, *gomilter.Action, error) {
	if _, err := c.Mail("ana@example.ro", ""); err != nil {
		return nil, nil, err
	}
	if _, err := c.Rcpt("ion@elsewhere.example", ""); err != nil {
		return nil, nil, err
	}
	if _, err := c.DataStart(); err != nil {
		return nil, nil, err
	}
	if _, err := c.HeaderEnd(); err != nil {
		return nil, nil, err
	}
	return c.finish()
}

// TestPanicInTheDoor: it ends the connection, and says nothing of the mail.
func TestPanicInTheDoor(t *testing.T) {
	log := &syncBuffer{}
	server, err := New(inspectorFunc(byWords), Options{Log: zerolog.New(log)})
	if err != nil {
		t.Fatal(err)
	}
	s := server.session(t.Context())
	defer server.work.leave()
	s.mail = nil // what no order of commands leads to
	for name, call := range map[string]func() (*gomilter.Response, error){
		"header": func() (*gomilter.Response, error) { return s.Header("Subject", "canary-3c8", nil) },
		"end":    func() (*gomilter.Response, error) { return s.Headers(nil) },
		"body":   func() (*gomilter.Response, error) { return s.BodyChunk([]byte("canary-3c8"), nil) },
	} {
		if _, err := call(); !errors.Is(err, io.EOF) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if got := log.String(); strings.Contains(got, "canary") || strings.Count(got, "recovered from a panic") != 3 || !strings.Contains(got, "session") {
		t.Error(got)
	}
}
