package web

import (
	"bufio"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"math/big"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"

	"github.com/pecete/pecete/api"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

func TestHealthPages(t *testing.T) {
	ready := true
	r := start(t, testEngine(), api.Options{}, Options{
		Ready:   func() (bool, any) { return ready, map[string]any{"rules": "as they were"} },
		Metrics: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "up 1") }),
		Home:    home,
	})
	version := testEngine().Rules().Version
	for path, want := range map[string]string{
		"/healthz": `{"alive":true}` + "\n",
		"/readyz":  `{"ready":true,"draining":false,"rulesetVersion":"` + version + `","detail":{"rules":"as they were"}}` + "\n",
		"/metrics": "up 1", "/": "home of /", "/app.js": "home of /app.js",
	} {
		if answer, body := r.ask(t, "GET", path, ""); answer.StatusCode != 200 || body != want || answer.Header.Get("X-Content-Type-Options") != "nosniff" {
			t.Errorf("%s: %s: %s", path, answer.Status, body)
		}
	}
	ready = false
	answer, body := r.ask(t, "GET", "/readyz", "")
	if answer.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, `"ready":false`) {
		t.Errorf("not ready: %s: %s", answer.Status, body)
	}
	if answer, _ := r.ask(t, "GET", "/healthz", ""); answer.StatusCode != 200 {
		t.Errorf("not ready, but alive: %s", answer.Status)
	}
}

// home is a home of two pages.
func home(path string) http.Handler {
	if path != "/" && path != "/app.js" {
		return nil
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "home of "+path) })
}

// What is nowhere is not found, by whatever method; what is somewhere says by which it is.
func TestPathsThatAreNone(t *testing.T) {
	r := start(t, testEngine(), api.Options{}, Options{Home: home})
	for _, tt := range []struct {
		method, path, allow string
		status              int
	}{
		{"POST", "/nope", "", 404}, {"GET", "/nope", "", 404}, {"DELETE", "/grpc.channelz.v1.Channelz/GetServers", "", 404},
		{"POST", "/", "GET, HEAD", 405}, {"PUT", "/app.js", "GET, HEAD", 405},
	} {
		answer, body := r.ask(t, tt.method, tt.path, "")
		if answer.StatusCode != tt.status || answer.Header.Get("Allow") != tt.allow {
			t.Errorf("%s %s: %s, %q: %s", tt.method, tt.path, answer.Status, answer.Header.Get("Allow"), body)
		}
	}
	if log := r.log.String(); strings.Contains(log, `"protocol":""`) || !strings.Contains(log, `"protocol":"none"`) {
		t.Errorf("the log names no protocol:\n%s", log)
	}
}

// Who is refused fills the log no faster than who is answered.
func TestRefusalsAreSampledLikeCalls(t *testing.T) {
	for name, tt := range map[string]struct {
		sample uint32
		lines  int
	}{
		"all of them":  {0, 40},
		"one in ten":   {10, 4},
		"one in forty": {40, 1},
	} {
		r := start(t, testEngine(), api.Options{}, Options{LogSample: tt.sample})
		for range 40 {
			r.ask(t, "POST", "/v1/messages:classify", `{"x":1}`, asJSON)
		}
		if lines := strings.Count(r.log.String(), `"message":"refused"`); lines != tt.lines {
			t.Errorf("%s: %d lines", name, lines)
		}
	}
}

func TestEveryAnswerHasItsDate(t *testing.T) {
	r := start(t, testEngine(), api.Options{}, Options{})
	for name, ask := range map[string]func() *http.Response{
		"an answer": func() *http.Response {
			answer, _ := r.ask(t, "POST", "/v1/messages:classify", `{"text":"Salut"}`, asJSON)
			return answer
		},
		"a refusal of a handler": func() *http.Response {
			answer, _ := r.ask(t, "POST", "/v1/messages:classify", `{"text":""}`, asJSON)
			return answer
		},
		"a refusal of the door": func() *http.Response {
			answer, _ := r.ask(t, "POST", "/v1/messages:classify", `{`, asJSON)
			return answer
		},
		"Connect": func() *http.Response {
			answer, _ := r.ask(t, "POST", "/pecete.v1.ClassifierService/Classify", `{"text":"Salut"}`, asJSON, "Connect-Protocol-Version: 1")
			return answer
		},
	} {
		if _, err := http.ParseTime(ask().Header.Get("Date")); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOptionsThatMakeNoSense(t *testing.T) {
	server, err := api.New(testEngine(), api.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for name, options := range map[string]Options{
		"an origin without a scheme": {Origins: []string{"chat.example.com"}},
		"an origin with a path":      {Origins: []string{"https://chat.example.com/"}},
		"an origin of two patterns":  {Origins: []string{"https://*.*"}},
		"an origin of a file":        {Origins: []string{"file://a"}},
		"no room for one request":    {BufferedBytes: 1 << 20},
		"a negative time":            {BodyTimeout: -1},
	} {
		if _, err := New(server, options); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestSlowBodies(t *testing.T) {
	r := start(t, testEngine(), api.Options{}, Options{BodyTimeout: 500 * time.Millisecond})
	for _, client := range []*http.Client{r.client, r.h2} {
		reader, writer := io.Pipe()
		go func() { _, _ = io.WriteString(writer, `{"text":`) }()
		answer, body := askWith(t, client, "POST", r.url+"/v1/messages:classify", reader, asJSON)
		writer.CloseWithError(io.ErrClosedPipe)
		if answer.StatusCode != http.StatusRequestTimeout || !strings.Contains(body, "body: must arrive within 500ms") {
			t.Errorf("%s: %s: %s", answer.Proto, answer.Status, body)
		}
	}
	// The next request of a connection has its own time.
	for range 3 {
		if answer, _ := r.ask(t, "POST", "/v1/messages:classify", `{"text":"Salut"}`, asJSON); answer.StatusCode != 200 {
			t.Errorf("afterwards: %s", answer.Status)
		}
		time.Sleep(350 * time.Millisecond)
	}
}

// The bodies of all requests together have a limit; it counts what has arrived, and is
// given back.
func TestBodiesInFlight(t *testing.T) {
	limits := api.DefaultLimits()
	limits.TextBytes, limits.RequestBytes = 50_000, 100_000
	r := start(t, testEngine(), api.Options{Limits: limits}, Options{BufferedBytes: 100_000})
	reader, writer := io.Pipe()
	first := make(chan int, 1)
	go func() {
		answer, _ := askWith(t, r.h2, "POST", r.url+"/v1/messages:classify", reader, asJSON)
		first <- answer.StatusCode
	}()
	if _, err := io.WriteString(writer, `{"text":"`+strings.Repeat("a", 40_000)); err != nil {
		t.Fatal(err)
	}
	for r.web.budget.used.Load() < 40_000 {
		time.Sleep(time.Millisecond)
	}
	answer, body := r.ask(t, "POST", "/v1/messages:classify", strings.Repeat("a", 70_000), asJSON)
	if answer.StatusCode != http.StatusTooManyRequests || answer.Header.Get("Retry-After") != "1" {
		t.Errorf("while others take it up: %s, %v: %s", answer.Status, answer.Header, body)
	}
	if _, err := io.WriteString(writer, `"}`); err != nil {
		t.Fatal(err)
	}
	writer.Close()
	if status := <-first; status != 200 {
		t.Errorf("the one who came first got %d", status)
	}
	if used := r.web.budget.used.Load(); used != 0 {
		t.Errorf("%d bytes are never given back", used)
	}
}

// A server that is to stop says so first, then finishes what it has begun.
func TestDrain(t *testing.T) {
	began, finish := make(chan struct{}), make(chan struct{})
	engine := hookedEngine{testEngine(), func(text string) {
		if text == "slow" {
			close(began)
			<-finish
		}
	}}
	r := start(t, engine, api.Options{DrainDelay: 300 * time.Millisecond}, Options{DrainDelay: 300 * time.Millisecond})
	inFlight := make(chan string, 1)
	go func() {
		_, body := r.ask(t, "POST", "/v1/messages:classify", `{"messageId":"in flight","text":"slow"}`, asJSON)
		inFlight <- body
	}()
	stream := streamClient(r, r.h2).CallBidiStream(within(t, 20*time.Second))
	if err := stream.Send(&pecetev1.ClassifyStreamRequest{Text: "Salut"}); err != nil {
		t.Fatal(err)
	}
	if _, err := stream.Receive(); err != nil {
		t.Fatal(err)
	}
	<-began
	r.stop()
	time.Sleep(50 * time.Millisecond)
	answer, body := r.ask(t, "GET", "/readyz", "")
	if answer.StatusCode != http.StatusServiceUnavailable || !strings.Contains(body, `"draining":true`) {
		t.Errorf("while it drains: %s: %s", answer.Status, body)
	}
	if answer, _ := r.ask(t, "POST", "/v1/messages:classify", `{"text":"Salut"}`, asJSON); answer.StatusCode != 200 {
		t.Errorf("within the delay a call gets %s", answer.Status)
	}
	// The stream is idle, and is ended by the server; nobody waits for its caller.
	if _, err := stream.Receive(); connect.CodeOf(err) != connect.CodeUnavailable {
		t.Errorf("the idle stream ends with %v", err)
	}
	_ = stream.CloseResponse()
	close(finish)
	if body := <-inFlight; !strings.Contains(body, "in flight") {
		t.Errorf("the call in flight got %s", body)
	}
	if err := <-r.stopped; err != nil {
		t.Error(err)
	}
	if _, err := net.DialTimeout("tcp", r.address, time.Second); err == nil {
		t.Error("it still listens")
	}
}

func TestDrainCutsOffWhatDoesNotFinish(t *testing.T) {
	finish := make(chan struct{})
	defer close(finish)
	began := make(chan struct{})
	engine := hookedEngine{testEngine(), func(string) { close(began); <-finish }}
	r := start(t, engine, api.Options{DrainTimeout: 50 * time.Millisecond}, Options{DrainTimeout: 50 * time.Millisecond})
	go func() {
		if answer, err := r.client.Post(r.url+"/v1/messages:classify", "application/json", strings.NewReader(`{"text":"slow"}`)); err == nil {
			answer.Body.Close()
		}
	}()
	<-began
	r.stop()
	if err := <-r.stopped; err != nil {
		t.Error(err)
	}
	if !strings.Contains(r.log.String(), `"cut_off":true`) {
		t.Errorf("the log does not say so:\n%s", r.log)
	}
}

func TestEncrypted(t *testing.T) {
	r := start(t, testEngine(), api.Options{}, Options{TLS: &tls.Config{Certificates: []tls.Certificate{certificate(t)}}})
	for proto, client := range map[string]*http.Client{"HTTP/1.1": r.client, "HTTP/2.0": r.h2} {
		answer, body := askWith(t, client, "POST", r.url+"/v1/messages:classify", strings.NewReader(`{"text":"Salut"}`), asJSON)
		if answer.StatusCode != 200 || answer.Proto != proto || answer.TLS == nil {
			t.Errorf("%s: %s: %s", answer.Proto, answer.Status, body)
		}
	}
	answer, err := http.Get("http://" + r.address + "/healthz")
	if err == nil {
		answer.Body.Close()
		if answer.StatusCode != http.StatusBadRequest {
			t.Errorf("clear text is answered with %s", answer.Status)
		}
	}
}

// certificate makes a certificate that nobody trusts.
func certificate(t *testing.T) tls.Certificate {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotAfter: time.Now().Add(time.Hour), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		t.Fatal(err)
	}
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}
}

func TestObservations(t *testing.T) {
	seen := make(chan Observation, 10)
	r := start(t, testEngine(), api.Options{}, Options{Observe: func(o Observation) { seen <- o }})
	for _, tt := range []struct {
		path, body string
		want       Observation
	}{
		{"/v1/messages:classify", `{"text":"Salut"}`, Observation{Method: classifyPath, Protocol: "rest", Status: 200}},
		{"/v1/messages:classify", `{"text":""}`, Observation{Method: classifyPath, Protocol: "rest", Status: 400}},
		{"/v1/messages:classify", `{"text":1}`, Observation{Method: classifyPath, Protocol: "rest", Status: 400, Refused: true}},
		{classifyPath, `{"text":"Salut"}`, Observation{Method: classifyPath, Protocol: "connect", Status: 200}},
		{"/nowhere", ``, Observation{Status: 404, Refused: true}},
	} {
		r.ask(t, "POST", tt.path, tt.body, asJSON)
		got := <-seen
		if got.Duration <= 0 {
			t.Errorf("%s took %v", tt.path, got.Duration)
		}
		if got.Duration = 0; got != tt.want {
			t.Errorf("%s %s: %+v, want %+v", tt.path, tt.body, got, tt.want)
		}
	}
}

// Whatever comes in, the door goes on serving.
func TestGarbage(t *testing.T) {
	r := startPlain(t)
	for _, garbage := range []string{
		"\x00\x01\x02\x03\r\n\r\n", "GET /healthz HTTP/9.9\r\n\r\n", "POST /v1/messages:classify HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
		"POST /v1/messages:classify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
		"POST /v1/messages:classify HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{}",
		"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + strings.Repeat("\xff", 100), "",
	} {
		conn, err := net.Dial("tcp", r.address)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.WriteString(conn, garbage)
		_ = conn.(*net.TCPConn).CloseWrite()
		_ = conn.SetReadDeadline(time.Now().Add(5 * time.Second))
		_, _ = io.Copy(io.Discard, bufio.NewReader(conn))
		conn.Close()
	}
	if answer, _ := r.ask(t, "POST", "/v1/messages:classify", `{"text":"Salut"}`, asJSON); answer.StatusCode != 200 {
		t.Errorf("afterwards: %s", answer.Status)
	}
}

func TestServeFailsWithItsListener(t *testing.T) {
	door := idle(t, Options{})
	listener := listen(t)
	listener.Close()
	if err := door.Serve(context.Background(), listener); err == nil {
		t.Error("no error")
	}
}

// What a connection may take its time for is bounded: a head, and nothing.
func TestTimesOfConnections(t *testing.T) {
	door := idle(t, Options{BodyTimeout: 7 * time.Second})
	got := door.httpServer(nil)
	if got.ReadHeaderTimeout != 5*time.Second || got.IdleTimeout != 2*time.Minute || got.WriteTimeout != 21*time.Second || got.HTTP2.WriteByteTimeout != 7*time.Second {
		t.Errorf("a head may take %v, nothing %v, an answer %v, a piece of it %v", got.ReadHeaderTimeout, got.IdleTimeout, got.WriteTimeout, got.HTTP2.WriteByteTimeout)
	}
}
