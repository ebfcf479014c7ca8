package dlpproxy_test

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/examples/dlpproxy"
	"github.com/pecete/pecete/patterns"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// The clock of the regular expressions stops by itself a while after their last
// use.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/dlclark/regexp2/v2.runClock"))
}

// pecete runs the service until the test ends and connects to it.
func pecete(t *testing.T, thresholds classifier.Thresholds) pecetev1.ClassifierServiceClient {
	t.Helper()
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := classifier.New(rules, classifier.Options{Thresholds: thresholds})
	if err != nil {
		t.Fatal(err)
	}
	server, err := api.New(engine, api.Options{})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = server.Serve(ctx, listener)
	}()
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		conn.Close()
		cancel()
		<-done
	})
	return pecetev1.NewClassifierServiceClient(conn)
}

// proxy runs a guarded reverse proxy before a site that repeats the body, and
// the verdict that it was told, and gives its address.
func proxy(t *testing.T, guard *dlpproxy.Guard) string {
	t.Helper()
	site := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body) // HTTP/1.1 reads first and writes then
		if err != nil {
			t.Errorf("the site cannot read the body: %v", err)
		}
		w.Header().Set("Seen", r.Header.Get(dlpproxy.VerdictHeader))
		_, _ = w.Write(body)
	}))
	t.Cleanup(site.Close)
	target, err := url.Parse(site.URL)
	if err != nil {
		t.Fatal(err)
	}
	transport := &http.Transport{}
	t.Cleanup(transport.CloseIdleConnections)
	guard.Next = &httputil.ReverseProxy{Transport: transport, Rewrite: func(r *httputil.ProxyRequest) { r.SetURL(target) }}
	front := httptest.NewServer(guard)
	t.Cleanup(front.Close)
	return front.URL
}

// answer is what a client of the proxy gets.
type answer struct {
	status        int
	verdict, body string
}

func post(t *testing.T, address, contentType, body string) answer {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", contentType)
	request.Header.Set(dlpproxy.VerdictHeader, "FORGED")
	response, err := http.DefaultTransport.(*http.Transport).Clone().RoundTrip(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	got, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer{response.StatusCode, response.Header.Get("Seen"), string(got)}
}

const (
	plain = "text/plain; charset=utf-8"
	form  = "application/x-www-form-urlencoded"
	cnp   = "1850228120011"
)

func TestProxyBlocksWhatPeceteBlocks(t *testing.T) {
	blocking := classifier.Thresholds{Warn: 0.2, Block: 0.4, Marking: 0.5}
	address := proxy(t, &dlpproxy.Guard{Pecete: pecete(t, blocking), Timeout: 10 * time.Second, Locale: "en"})
	for name, body := range map[string][2]string{
		"plain text":           {plain, "CNP " + cnp},
		"JSON string":          {"application/json", `{"message": {"text": "CNP ` + cnp + `"}}`},
		"JSON number":          {"application/json; charset=utf-8", `{"rows": [[1, 2], {"cnp": ` + cnp + `}]}`},
		"JSON with escapes":    {"application/vnd.api+json", `["CNP 185022812001\u0031"]`},
		"form":                 {form, "name=Ion&cnp=" + cnp},
		"form that is escaped": {form, "text=CNP%20%31850228120011"},
		"after other text":     {plain, strings.Repeat("Ne vedem la 7. ", 60_000) + "CNP " + cnp},
	} {
		got := post(t, address, body[0], body[1])
		if got.status != http.StatusForbidden || !strings.Contains(got.body, "CNP") || strings.Contains(got.body, cnp) {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func TestProxyPassesTheRestUnchanged(t *testing.T) {
	address := proxy(t, &dlpproxy.Guard{Pecete: pecete(t, classifier.DefaultThresholds()), Timeout: 10 * time.Second})
	for name, tt := range map[string]struct{ contentType, body, verdict string }{
		"nothing in it":           {plain, "Ne vedem la 7 🎉", "ALLOW"},
		"a warning":               {plain, "CNP " + cnp, "WARN"},
		"JSON":                    {"application/json", `{"a": ["b", 1, true, null, {}]}`, "ALLOW"},
		"only brackets":           {"application/json", `[]`, "ALLOW"},
		"a kind that is not read": {"image/png", "\x89PNG CNP " + cnp, "UNCHECKED"},
		"no kind":                 {"", "CNP " + cnp, "UNCHECKED"},
		"no body":                 {plain, "", "UNCHECKED"},
	} {
		got := post(t, address, tt.contentType, tt.body)
		if want := (answer{http.StatusOK, tt.verdict, tt.body}); got != want {
			t.Errorf("%s: %+v, want %+v", name, got, want)
		}
	}
}

// undecided answers without a verdict.
type undecided struct {
	pecetev1.ClassifierServiceClient
}

func (undecided) Classify(context.Context, *pecetev1.ClassifyRequest, ...grpc.CallOption) (*pecetev1.ClassifyResponse, error) {
	return &pecetev1.ClassifyResponse{Assessment: &pecetev1.Assessment{}}, nil
}

func TestProxyWithoutAnAnswer(t *testing.T) {
	gone, err := grpc.NewClient("127.0.0.1:1", grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	defer gone.Close()
	unreachable := pecetev1.NewClassifierServiceClient(gone)
	reachable := pecete(t, classifier.DefaultThresholds())
	long := strings.Repeat("a", 1<<20+100)
	for name, tt := range map[string]struct {
		pecete            pecetev1.ClassifierServiceClient
		contentType, body string
	}{
		"nobody there":        {unreachable, plain, "Salut"},
		"no verdict":          {undecided{}, plain, "Salut"},
		"too long":            {reachable, plain, long},
		"not UTF-8":           {reachable, plain, "bun\xe3"},
		"not JSON":            {reachable, "application/json", `{"a": `},
		"not a form":          {reachable, form, "a=%zz"},
		"a form not in UTF-8": {reachable, form, "a=%ff"},
	} {
		closed := post(t, proxy(t, &dlpproxy.Guard{Pecete: tt.pecete, Timeout: 2 * time.Second}), tt.contentType, tt.body)
		if closed.status != http.StatusServiceUnavailable {
			t.Errorf("%s, fail closed: %d", name, closed.status)
		}
		open := post(t, proxy(t, &dlpproxy.Guard{Pecete: tt.pecete, Timeout: 2 * time.Second, FailOpen: true}), tt.contentType, tt.body)
		if want := (answer{http.StatusOK, "UNCHECKED", tt.body}); open != want {
			t.Errorf("%s, fail open: %d %s, %d bytes", name, open.status, open.verdict, len(open.body))
		}
	}
}
