package icap

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/pecete/pecete/api/inspection"
)

// waiting gives an inspector that waits to be let go before it rules, or for its context.
// It says on the first channel that it waits.
func waiting() (i judge, waits chan bool, goes chan bool) {
	waits, goes = make(chan bool, 100), make(chan bool)
	return func(ctx context.Context, subject inspection.Subject, body io.Reader, settled func(int64)) (*inspection.Ruling, error) {
		waits <- true
		select {
		case <-goes:
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		return wordJudge(ctx, subject, body, settled)
	}, waits, goes
}

const some = "5\nhello\n0\n\n"

func TestTooManyConnections(t *testing.T) {
	d := open(t, judge(wordJudge), Options{Connections: 1})
	first := d.dial(t)
	first.send(adapt("REQMOD", "Allow: 204\n", postHead, some))
	first.expect(mayGo)
	second := d.dial(t)
	second.expect(refused(503, "Service Overloaded"))
	second.expectEnd()
	first.send(adapt("REQMOD", "Allow: 204\n", postHead, some))
	first.expect(mayGo)
	first.conn.Close()
	for d.Connections() > 0 {
		time.Sleep(time.Millisecond)
	}
	third := d.dial(t)
	third.send(adapt("REQMOD", "Allow: 204\n", postHead, some))
	third.expect(mayGo)
}

func TestEverythingHasItsTime(t *testing.T) {
	short := 50 * time.Millisecond
	timeout := refused(408, "Request Timeout")
	tests := map[string]struct {
		options      Options
		send, expect string
	}{
		"a connection without a request":        {Options{IdleTimeout: short}, "", ""},
		"a head that never ends":                {Options{HeadTimeout: short}, "OPTIONS icap://h/", timeout},
		"a head of the message that never ends": {Options{HeadTimeout: short}, strings.TrimSuffix(adapt("REQMOD", "", postHead, ""), "\n"), timeout},
		"a body that never comes":               {Options{ReadTimeout: short}, adapt("REQMOD", "", postHead, "5\nhe"), timeout},
		"a body that is not wanted":             {Options{ReadTimeout: short}, adapt("REQMOD", "Allow: 204\n", postHead, "5\nhe"), timeout},
		"a request in all":                      {Options{RequestTimeout: short}, adapt("REQMOD", "", postHead, "5\nhe"), timeout},
		"the body of OPTIONS":                   {Options{ReadTimeout: short}, "OPTIONS icap://h/reqmod ICAP/1.0\nEncapsulated: opt-body=0\n\n", timeout},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := open(t, judge(wordJudge), test.options).dial(t)
			p.send(test.send)
			if test.expect != "" {
				p.expect(test.expect)
			}
			p.expectEnd()
		})
	}
}

// TestDripsAreNoProgress: a byte now and then does not keep a head coming for ever.
func TestDripsAreNoProgress(t *testing.T) {
	p := open(t, judge(wordJudge), Options{HeadTimeout: 100 * time.Millisecond}).dial(t)
	stop := make(chan bool)
	var dripping sync.WaitGroup
	dripping.Go(func() {
		for {
			select {
			case <-stop:
				return
			case <-time.After(10 * time.Millisecond):
				io.WriteString(p.conn, "O")
			}
		}
	})
	p.expect(refused(408, "Request Timeout"))
	close(stop)
	dripping.Wait()
}

func TestAnInspectionHasItsTime(t *testing.T) {
	inspector, _, _ := waiting()
	p := open(t, inspector, Options{RequestTimeout: 50 * time.Millisecond}).dial(t)
	p.send(adapt("REQMOD", "Allow: 204\n", postHead, some))
	p.expect(refused(408, "Request Timeout"))
}

// TestAnswerThatNobodyTakes: the connection is given up, and with it what is held.
func TestAnswerThatNobodyTakes(t *testing.T) {
	d := open(t, judge(wordJudge), Options{Hold: 16 << 10, WriteTimeout: 100 * time.Millisecond})
	p := d.dial(t)
	h := handed{method: methodREQMOD, head: crlf(postHead), preview: -1, body: strings.Repeat("a", 32<<20)}
	text, rest := h.begin()
	io.WriteString(p.conn, text+h.chunked(rest))
	if o := d.waitObserved(t, 1)[0]; !o.Cut {
		t.Errorf("%+v was observed", o)
	}
}

func TestDraining(t *testing.T) {
	inspector, waits, goes := waiting()
	d := open(t, inspector, Options{})
	busy := d.dial(t)
	busy.send(adapt("REQMOD", "Allow: 204\n", postHead, some))
	<-waits
	fresh := d.dial(t)
	for d.Connections() < 2 {
		time.Sleep(time.Millisecond)
	}
	stopped := make(chan error, 1)
	go func() { stopped <- d.stop() }()
	fresh.expectEnd()
	select {
	case <-stopped:
		t.Fatal("the server did not wait for what was in flight")
	case <-time.After(20 * time.Millisecond):
	}
	close(goes)
	busy.expect(strings.Replace(mayGo, passed, "Connection: close\n"+passed, 1))
	busy.expectEnd()
	if err := <-stopped; err != nil {
		t.Error(err)
	}
	if _, err := net.Dial("tcp", d.address); err == nil {
		t.Error("it still listens")
	}
}

func TestDrainingHasItsTime(t *testing.T) {
	inspector, waits, _ := waiting()
	d := open(t, inspector, Options{DrainTimeout: 50 * time.Millisecond})
	p := d.dial(t)
	p.send(adapt("REQMOD", "Allow: 204\n", postHead, some))
	<-waits
	if err := d.stop(); err != nil {
		t.Error(err)
	}
	p.expectEnd()
	if !strings.Contains(d.log.String(), "cut off") {
		t.Errorf("the log is %s", d.log)
	}
}

func TestProxyAsksForTheEnd(t *testing.T) {
	p := open(t, judge(wordJudge), Options{}).dial(t)
	p.send(adapt("REQMOD", "Allow: 204\nConnection: Close\n", postHead, some))
	p.expect(strings.Replace(mayGo, passed, "Connection: close\n"+passed, 1))
	p.expectEnd()
}

func TestProxyGoesAway(t *testing.T) {
	tests := map[string]string{
		"in the head":                "REQMOD icap://h/reqmod ICAP/1.0\n",
		"in the head of the message": strings.TrimSuffix(adapt("REQMOD", "", postHead, ""), "\n"),
		"in a chunk":                 adapt("REQMOD", "", postHead, "5\nhe"),
		"behind a chunk":             adapt("REQMOD", "", postHead, "5\nhello\n"),
		"in the trailer":             adapt("REQMOD", "", postHead, "5\nhello\n0\n"),
		"at the preview":             adapt("REQMOD", "Preview: 5\n", postHead, "5\nhello\n0\n\n"),
	}
	for name, send := range tests {
		t.Run(name, func(t *testing.T) {
			d := open(t, judge(wordJudge), Options{})
			p := d.dial(t)
			p.send(send)
			p.conn.Close()
			if o := d.waitObserved(t, 1)[0]; o.Status == 204 || o.Status == 200 {
				t.Errorf("%+v was observed", o)
			}
		})
	}
}

func TestEncryption(t *testing.T) {
	certified := httptest.NewTLSServer(nil)
	defer certified.Close()
	d := open(t, judge(wordJudge), Options{TLS: &tls.Config{Certificates: certified.TLS.Certificates}})
	roots := x509.NewCertPool()
	roots.AddCert(certified.Certificate())
	conn, err := tls.Dial("tcp", d.address, &tls.Config{RootCAs: roots})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	p := &proxy{t: t, conn: conn, r: bufio.NewReader(conn)}
	p.send(adapt("REQMOD", "Allow: 204\n", postHead, some))
	p.expect(mayGo)
	p.send(adapt("REQMOD", "", postHead, "3\nBAD\nffff\nmuch"))
	if response, _ := p.readRefusal(); response.StatusCode != 403 {
		t.Errorf("got %d", response.StatusCode)
	}
	p.expectEnd()
	plain := d.dial(t)
	plain.send("OPTIONS icap://h/reqmod ICAP/1.0\n\n")
	if answer, _ := io.ReadAll(plain.r); strings.Contains(string(answer), "ICAP") {
		t.Errorf("in the clear it answers %q", answer)
	}
}

func TestISTagFollowsTheRules(t *testing.T) {
	var mu sync.Mutex
	version := "26ad64ca929b2676"
	d := open(t, judge(wordJudge), Options{Ruleset: func() string {
		mu.Lock()
		defer mu.Unlock()
		return version
	}})
	tag := func(send string) string {
		p := d.dial(t)
		p.send(send)
		g, err := readAnswer(p.r)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(g.fields, "ISTag: ")
		tag, _, _ := strings.Cut(rest, "\n")
		if len(tag) > 32 || len(tag) < 10 || tag[0] != '"' || tag[len(tag)-1] != '"' {
			t.Errorf("the tag is %s", tag)
		}
		return tag
	}
	options, allow := "OPTIONS icap://h/reqmod ICAP/1.0\n\n", adapt("REQMOD", "Allow: 204\n", postHead, some)
	before := tag(options)
	for _, send := range []string{options, allow, adapt("REQMOD", "", postHead, some), adapt("REQMOD", "", postHead, "3\nBAD\n0\n\n"), "OPTIONS /x ICAP/1.0\n\n"} {
		if got := tag(send); got != before {
			t.Errorf("%s and %s", before, got)
		}
	}
	mu.Lock()
	version = "next"
	mu.Unlock()
	if after := tag(options); after == before || tag(allow) != after {
		t.Errorf("%s became %s", before, after)
	}
}

// brokenListener fails a few times, and then is closed.
type brokenListener struct {
	net.Listener
	failures int
}

func (l *brokenListener) Accept() (net.Conn, error) {
	if l.failures--; l.failures < 0 {
		return nil, net.ErrClosed
	}
	return nil, errors.New("too many open files")
}

func TestListenerThatBreaks(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server, err := New(judge(wordJudge), Options{})
	if err != nil {
		t.Fatal(err)
	}
	broken := &brokenListener{listener, 3}
	if err := server.Serve(context.Background(), broken); !errors.Is(err, net.ErrClosed) || broken.failures != -1 {
		t.Errorf("%v, %d", err, broken.failures)
	}
}

func TestOptionsThatContradictThemselves(t *testing.T) {
	for _, o := range []Options{
		{IdleTimeout: -1}, {Hold: 1 << 30}, {Hold: 2, Unsettled: 1}, {Unsettled: 1 << 40}, {Connections: -1}, {HeadBytes: 10}, {Hold: -1},
	} {
		if _, err := New(judge(wordJudge), o); err == nil {
			t.Errorf("%+v is taken", o)
		}
	}
}

// TestManyConnections: a thousand at once, each with several requests.
func TestManyConnections(t *testing.T) {
	many := 1000
	if testing.Short() {
		many = 100
	}
	d := open(t, judge(wordJudge), Options{})
	var proxies sync.WaitGroup
	for at := range many {
		proxies.Go(func() {
			p := d.dial(t)
			defer p.conn.Close()
			for range 3 {
				h := handed{method: methodREQMOD, head: crlf(postHead), preview: at%3 - 1, body: strings.Repeat("x", at)}
				g, err := p.hand(h)
				if err != nil || g.status == 200 && string(g.body) != h.body {
					t.Errorf("%d: %v", g.status, err)
					return
				}
			}
		})
	}
	proxies.Wait()
}
