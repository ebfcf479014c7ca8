package main

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"syscall"
	"testing"
	"time"

	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// webAddress gives where the log says that the web is served.
func (s *serving) webAddress(t *testing.T) string {
	t.Helper()
	for range 500 {
		for line := range strings.Lines(s.stderr.String()) {
			var entry struct{ Message, Address string }
			if json.Unmarshal([]byte(line), &entry) == nil && entry.Message == "serving the web" {
				return entry.Address
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("does not serve the web: %s", s.stderr.String())
	return ""
}

func post(t *testing.T, url, body string) (int, string, http.Header) {
	t.Helper()
	request, err := http.NewRequestWithContext(within(t, 10*time.Second), "POST", url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Origin", "https://chat.example.com")
	request.Close = true
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	got, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(got), answer.Header
}

func TestServeTheWebToo(t *testing.T) {
	s := serve(t, context.Background(), "--web-listen", "127.0.0.1:0", "--web-cors-origin", "https://a.example,https://chat.example.com",
		"--max-request-bytes", "2KiB", "--max-text-bytes", "1KiB")
	url := "http://" + s.webAddress(t) + "/v1/messages:classify"
	status, body, headers := post(t, url, `{"text":"CNP 1850228120011"}`)
	if status != 200 || !strings.Contains(body, "VERDICT_WARN") || headers.Get("Access-Control-Allow-Origin") != "https://chat.example.com" {
		t.Errorf("%d: %s, %v", status, body, headers)
	}
	if status, body, _ := post(t, url, `{"text":"`+strings.Repeat("a", 2048)+`"}`); status != 413 {
		t.Errorf("%d: %s", status, body)
	}
	if out, err := s.client.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Text: "CNP 1850228120011"}); err != nil || out.GetAssessment().GetVerdict() != pecetev1.Verdict_VERDICT_WARN {
		t.Errorf("over gRPC: %v, %v", out, err)
	}
	s.stop()
	if status := <-s.status; status != 0 {
		t.Errorf("status %d: %s", status, s.stderr.String())
	}
	if strings.Contains(s.stderr.String(), "1850228") {
		t.Errorf("the log holds text:\n%s", s.stderr.String())
	}
}

func TestThePlaygroundIsServedUnlessThatIsNotWanted(t *testing.T) {
	for name, tt := range map[string]struct {
		args   []string
		status int
	}{
		"by default": {nil, http.StatusOK},
		"not wanted": {[]string{"--no-web-playground"}, http.StatusNotFound},
		"wanted":     {[]string{"--web-playground"}, http.StatusOK},
	} {
		s := serve(t, t.Context(), append([]string{"--web-listen", "127.0.0.1:0"}, tt.args...)...)
		url := "http://" + s.webAddress(t)
		for _, path := range []string{"/", "/app.js"} {
			answer, err := http.Get(url + path)
			if err != nil {
				t.Fatal(err)
			}
			answer.Body.Close()
			if answer.StatusCode != tt.status {
				t.Errorf("%s: %s: %s", name, path, answer.Status)
			}
		}
		if status, body, _ := post(t, url+"/v1/messages:classify", `{"text":"Salut"}`); status != http.StatusOK {
			t.Errorf("%s: %d: %s", name, status, body)
		}
	}
	http.DefaultClient.CloseIdleConnections()
}

func TestNoWebUnlessAsked(t *testing.T) {
	s := serve(t, context.Background())
	if strings.Contains(s.stderr.String(), "serving the web") {
		t.Errorf("the web is served:\n%s", s.stderr.String())
	}
}

// SIGTERM makes the service say that it is not ready, on both doors, before it takes no
// more calls.
func TestSIGTERMIsToldToTheWebFirst(t *testing.T) {
	ctx, ignore := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer ignore()
	s := serve(t, ctx, "--web-listen", "127.0.0.1:0", "--drain-delay", "500ms")
	url := "http://" + s.webAddress(t)
	if err := syscall.Kill(os.Getpid(), syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	notReady := false
	for range 20 {
		answer, err := http.Get(url + "/readyz")
		if err != nil {
			break
		}
		answer.Body.Close()
		if notReady = answer.StatusCode == http.StatusServiceUnavailable; notReady {
			break
		}
		time.Sleep(10 * time.Millisecond)
	}
	if !notReady {
		t.Error("it never says that it is not ready")
	}
	if status, body, _ := post(t, url+"/v1/messages:classify", `{"text":"Salut"}`); status != 200 {
		t.Errorf("within the delay: %d: %s", status, body)
	}
	if out, err := s.client.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{Text: "Salut"}); err != nil {
		t.Errorf("within the delay, over gRPC: %v, %v", out, err)
	}
	if status := <-s.status; status != 0 {
		t.Errorf("status %d: %s", status, s.stderr.String())
	}
}

func TestServeTheWebRefusesToStart(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"address taken":             {[]string{"--web-listen", taken.Addr().String()}, "--web-listen"},
		"origin that is none":       {[]string{"--web-listen", "127.0.0.1:0", "--web-cors-origin", "chat.example.com"}, "is no origin"},
		"no room for one request":   {[]string{"--web-listen", "127.0.0.1:0", "--web-max-buffered", "1MiB"}, "one request alone"},
		"address taken of the gRPC": {[]string{"--web-listen", "127.0.0.1:0", "--listen", taken.Addr().String()}, "--listen"},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr output
			if status := run(within(t, 20*time.Second), append([]string{"serve"}, tt.args...), strings.NewReader(""), &stdout, &stderr); status != 1 || !strings.Contains(stderr.String(), tt.want) {
				t.Errorf("status %d: %s", status, stderr.String())
			}
		})
	}
}
