package examples_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// proxy is a mitmdump with the addon, run as docs/mitmproxy.md says but on a port of its
// own.
type proxy struct {
	t      testing.TB
	folder string // the confdir, a copy of the example
	url    *url.URL
	output *lockedBuffer // everything that it printed
}

// lockedBuffer is a buffer that a program writes to while a test reads it.
type lockedBuffer struct {
	mu  sync.Mutex
	buf bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.Write(p)
}

func (b *lockedBuffer) String() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.buf.String()
}

// startProxy runs the command of the page with its configuration, which settings, such as
// "pecete_on_failure: open", take the place of, until the test ends.
func startProxy(t testing.TB, pecete string, settings ...string) *proxy {
	t.Helper()
	patient := []string{"pecete_url: " + pecete, "pecete_timeout_ms: 60000"} // the machine may be busy
	return runProxy(t, pageCommand(t), append(patient, settings...))
}

// startBare runs the same without the addon.
func startBare(t testing.TB) *proxy {
	t.Helper()
	command, _, _ := strings.Cut(pageCommand(t), " -s ")
	return runProxy(t, command, nil)
}

func runProxy(t testing.TB, line string, settings []string) *proxy {
	t.Helper()
	need(t, "mitmdump")
	listener := listen(t)
	address := listener.Addr().(*net.TCPAddr)
	listener.Close()
	p := &proxy{t: t, folder: t.TempDir(), url: &url.URL{Scheme: "http", Host: address.String()}, output: &lockedBuffer{}}
	p.configure(append([]string{fmt.Sprint("listen_port: ", address.Port)}, settings...))
	command := strings.Fields(strings.ReplaceAll(line, "/etc/pecete/mitmproxy", p.folder))
	program := exec.Command(command[0], command[1:]...)
	program.Env = append(os.Environ(), "PYTHONDONTWRITEBYTECODE=1", "PYTHONUNBUFFERED=1")
	program.Stdout, program.Stderr = p.output, p.output
	if err := program.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = program.Process.Signal(syscall.SIGTERM)
		_ = program.Wait()
		if t.Failed() {
			t.Logf("mitmdump says:\n%s", p.output)
		}
	})
	for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		conn, err := net.Dial("tcp", address.String())
		if err == nil {
			conn.Close()
			return p
		}
		if time.Now().After(end) {
			t.Fatalf("mitmdump does not listen: %v\n%s", err, p.output)
		}
	}
}

// configure copies the example and writes settings into its configuration.
func (p *proxy) configure(settings []string) {
	p.t.Helper()
	if err := os.CopyFS(p.folder, os.DirFS("mitmproxy")); err != nil {
		p.t.Fatal(err)
	}
	name := filepath.Join(p.folder, "config.yaml")
	config, err := os.ReadFile(name)
	if err != nil {
		p.t.Fatal(err)
	}
	text := string(config)
	for _, setting := range settings {
		option, _, _ := strings.Cut(setting, ":")
		line := regexp.MustCompile(`(?m)^` + option + `: .*\n`)
		text = line.ReplaceAllString(text, "") + setting + "\n"
	}
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		p.t.Fatal(err)
	}
}

// pageCommand gives the command line that the page tells people to run.
func pageCommand(t testing.TB) string {
	t.Helper()
	page, err := os.ReadFile("../docs/mitmproxy.md")
	if err != nil {
		t.Fatal(err)
	}
	found := regexp.MustCompile(`(?m)^\$ (mitmdump .*)$`).FindSubmatch(page)
	if found == nil {
		t.Fatal("docs/mitmproxy.md tells no command")
	}
	return string(found[1])
}

// client gives a client that goes through the proxy and trusts its CA, over HTTP/2 where
// it can unless it is told not to.
func (p *proxy) client(http2 bool) *http.Client {
	p.t.Helper()
	transport := &http.Transport{Proxy: http.ProxyURL(p.url), ForceAttemptHTTP2: http2, TLSClientConfig: &tls.Config{RootCAs: p.authorities()}}
	p.t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Timeout: time.Minute}
}

// tunnel asks the proxy for a connection to a place, HOST:PORT.
func (p *proxy) tunnel(place string) net.Conn {
	p.t.Helper()
	conn, err := net.Dial("tcp", p.url.Host)
	if err != nil {
		p.t.Fatal(err)
	}
	io.WriteString(conn, "CONNECT "+place+" HTTP/1.1\r\nHost: "+place+"\r\n\r\n")
	head := make([]byte, 0, 1024)
	for one := make([]byte, 1); !bytes.HasSuffix(head, []byte("\r\n\r\n")); head = append(head, one...) {
		if _, err := conn.Read(one); err != nil {
			p.t.Fatal(err)
		}
	}
	if !bytes.Contains(head, []byte(" 200 ")) {
		p.t.Fatalf("the proxy answers %s", head)
	}
	conn.SetDeadline(time.Now().Add(time.Minute))
	return conn
}

// logged waits until the proxy has printed something.
func (p *proxy) logged(want string) {
	p.t.Helper()
	for end := time.Now().Add(10 * time.Second); !strings.Contains(p.output.String(), want); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			p.t.Errorf("the log has no %q:\n%s", want, p.output)
			return
		}
	}
}

// authorities gives the CA that the proxy made for itself.
func (p *proxy) authorities() *x509.CertPool {
	p.t.Helper()
	authority, err := os.ReadFile(filepath.Join(p.folder, "mitmproxy-ca-cert.pem"))
	if err != nil {
		p.t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(authority) {
		p.t.Fatal("the proxy's CA cannot be read")
	}
	return pool
}

// site is where requests go: it keeps what came.
type site struct {
	*httptest.Server
	mu   sync.Mutex
	came []arrival
}

// arrival is a request that passed.
type arrival struct {
	head http.Header
	body string
}

func openSite(t testing.TB, start func(http.Handler) *httptest.Server) *site {
	t.Helper()
	s := &site{}
	s.Server = start(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		s.came = append(s.came, arrival{r.Header, string(body)})
		io.WriteString(w, "delivered")
	}))
	t.Cleanup(s.Close)
	return s
}

// taken gives what came since it was asked last.
func (s *site) taken() []arrival {
	s.mu.Lock()
	defer s.mu.Unlock()
	came := s.came
	s.came = nil
	return came
}

// reply is what the sender of a request sees.
type reply struct {
	status int
	head   http.Header
	body   string
}

// post sends a body of a type with more heads, name after value.
func post(t testing.TB, client *http.Client, url, contentType, body string, heads ...string) reply {
	t.Helper()
	answer, err := tryPost(t.Context(), client, url, contentType, strings.NewReader(body), heads...)
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func tryPost(ctx context.Context, client *http.Client, url, contentType string, body io.Reader, heads ...string) (reply, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, body)
	if err != nil {
		return reply{}, err
	}
	request.Header.Set("Content-Type", contentType)
	for i := 0; i < len(heads); i += 2 {
		request.Header.Set(heads[i], heads[i+1])
	}
	response, err := client.Do(request)
	if err != nil {
		return reply{}, err
	}
	defer response.Body.Close()
	content, err := io.ReadAll(response.Body)
	return reply{response.StatusCode, response.Header, string(content)}, err
}
