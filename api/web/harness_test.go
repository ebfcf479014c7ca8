package web

import (
	"bytes"
	"context"
	"crypto/tls"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"go.uber.org/goleak"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
)

// The clock of the regular expressions stops by itself a while after their last use.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/dlclark/regexp2/v2.runClock"))
}

// aCNP is the number of a person who does not exist, with a right control digit.
const aCNP = "1850228120011"

// testEngine is a classifier with the built-in rules on a fixed day, shared by the tests
// because it never changes.
var testEngine = sync.OnceValue(func() *classifier.Classifier {
	rules, err := patterns.Default()
	if err != nil {
		panic(err)
	}
	day := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	engine, err := classifier.New(rules, classifier.Options{Now: func() time.Time { return day }})
	if err != nil {
		panic(err)
	}
	return engine
})

// hookedEngine is the engine with something done before each text.
type hookedEngine struct {
	*classifier.Classifier
	before func(text string)
}

func (e hookedEngine) Classify(text string, query classifier.Query) classifier.Assessment {
	e.before(text)
	return e.Classifier.Classify(text, query)
}

func (e hookedEngine) Redact(text string, query classifier.Query, style classifier.RedactStyle) (string, classifier.Assessment) {
	e.before(text)
	return e.Classifier.Redact(text, query, style)
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

// running is a web door and the server behind it, on loopback.
type running struct {
	web     *Server
	url     string
	grpc    string // address of the native door
	address string
	stop    context.CancelFunc
	stopped <-chan error
	log     *syncBuffer
	client  *http.Client // over HTTP/1.1
	h2      *http.Client // over HTTP/2, in the clear or not
}

// idle gives a web door that does not serve.
func idle(t testing.TB, options Options) *Server {
	t.Helper()
	server, err := api.New(testEngine(), api.Options{})
	if err != nil {
		t.Fatal(err)
	}
	door, err := New(server, options)
	if err != nil {
		t.Fatal(err)
	}
	return door
}

// start runs a web door, and the server behind it, until the test ends.
func start(t testing.TB, engine api.Engine, behind api.Options, options Options) *running {
	t.Helper()
	log := &syncBuffer{}
	if behind.Limits == (api.Limits{}) {
		behind.Limits = api.DefaultLimits()
	}
	behind.Log = zerolog.New(log).Level(zerolog.TraceLevel)
	options.Log = behind.Log
	server, err := api.New(engine, behind)
	if err != nil {
		t.Fatal(err)
	}
	door, err := New(server, options)
	if err != nil {
		t.Fatal(err)
	}
	native, outer := listen(t), listen(t)
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan error, 2)
	var finished sync.WaitGroup
	finished.Go(func() {
		if err := server.Serve(ctx, native); err != nil {
			t.Error(err)
		}
	})
	finished.Go(func() { stopped <- door.Serve(ctx, outer) })
	scheme := "http://"
	if options.TLS != nil {
		scheme = "https://"
	}
	r := &running{web: door, url: scheme + outer.Addr().String(), address: outer.Addr().String(), grpc: native.Addr().String(), stop: cancel, stopped: stopped, log: log}
	r.client, r.h2 = httpClient(t, false), httpClient(t, true)
	t.Cleanup(func() {
		r.client.CloseIdleConnections()
		r.h2.CloseIdleConnections()
		cancel()
		finished.Wait()
	})
	return r
}

func startPlain(t testing.TB) *running {
	return start(t, testEngine(), api.Options{}, Options{})
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

// httpClient gives a client that speaks one version of HTTP.
func httpClient(t testing.TB, two bool) *http.Client {
	t.Helper()
	var protocols http.Protocols
	protocols.SetHTTP1(!two)
	protocols.SetHTTP2(two)
	protocols.SetUnencryptedHTTP2(two)
	return &http.Client{
		Timeout: 30 * time.Second,
		Transport: &http.Transport{
			Protocols: &protocols, DisableCompression: true,
			TLSClientConfig: &tls.Config{InsecureSkipVerify: true}, // of certificates made by the test
		},
	}
}

// ask makes a request over HTTP/1.1 and gives the answer and its body. Headers are
// "Name: value".
func (r *running) ask(t testing.TB, method, path, body string, headers ...string) (*http.Response, string) {
	t.Helper()
	return askWith(t, r.client, method, r.url+path, strings.NewReader(body), headers...)
}

func askWith(t testing.TB, client *http.Client, method, url string, body io.Reader, headers ...string) (*http.Response, string) {
	t.Helper()
	request, err := http.NewRequest(method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	for _, header := range headers {
		name, value, _ := strings.Cut(header, ": ")
		request.Header.Add(name, value)
	}
	answer, err := client.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer, string(got)
}

const asJSON = "Content-Type: application/json"

// decode reads JSON.
func decode(t testing.TB, text string) map[string]any {
	t.Helper()
	var value map[string]any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return value
}

// within bounds a test that could hang.
func within(t testing.TB, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}
