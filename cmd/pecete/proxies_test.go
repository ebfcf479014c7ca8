package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/textproto"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// doorAddress gives where a log says that a door is served.
func doorAddress(t *testing.T, stderr *output, name string) string {
	t.Helper()
	for range 500 {
		for line := range strings.Lines(stderr.String()) {
			var entry struct{ Message, Address string }
			if json.Unmarshal([]byte(line), &entry) == nil && entry.Message == "serving "+name {
				return entry.Address
			}
		}
		time.Sleep(10 * time.Millisecond)
	}
	t.Fatalf("does not serve %s: %s", name, stderr.String())
	return ""
}

// reqmod asks over ICAP about a posted body and gives the status, and that of the HTTP
// answer in it, 0 if there is none.
func reqmod(t *testing.T, address, body string) (icap, http int) {
	t.Helper()
	conn, err := net.DialTimeout("tcp", address, 5*time.Second)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	_ = conn.SetDeadline(time.Now().Add(10 * time.Second))
	head := fmt.Sprintf("POST http://example.com/ HTTP/1.1\r\nHost: example.com\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: %d\r\n\r\n", len(body))
	fmt.Fprintf(conn, "REQMOD icap://%s/reqmod ICAP/1.0\r\nHost: %s\r\nAllow: 204\r\nEncapsulated: req-hdr=0, req-body=%d\r\n\r\n%s%x\r\n%s\r\n0\r\n\r\n",
		address, address, len(head), head, len(body), body)
	reader := textproto.NewReader(bufio.NewReader(conn))
	line, err := reader.ReadLine()
	if err != nil {
		t.Fatal(err)
	}
	if icap, err = strconv.Atoi(strings.Fields(line)[1]); err != nil {
		t.Fatal(err)
	}
	if _, err := reader.ReadMIMEHeader(); err != nil {
		t.Fatal(err)
	}
	if icap != 200 {
		return icap, 0
	}
	if line, err = reader.ReadLine(); err != nil {
		t.Fatal(err)
	}
	if strings.HasPrefix(line, "HTTP/") {
		http, _ = strconv.Atoi(strings.Fields(line)[1])
	}
	return icap, http
}

const clean, dirty = "Ne vedem mâine la teatru.", "Pentru contract: Ion Popescu, CNP 1850228120011"

// checkICAP fails unless the door at an address lets what is clean pass and blocks what
// is not.
func checkICAP(t *testing.T, address string) {
	t.Helper()
	if icap, _ := reqmod(t, address, clean); icap != 204 {
		t.Errorf("clean: %d", icap)
	}
	if icap, http := reqmod(t, address, dirty); icap != 200 || http != 403 {
		t.Errorf("dirty: %d, %d", icap, http)
	}
}

func TestServeProxies(t *testing.T) {
	socket := filepath.Join(t.TempDir(), "milter")
	s := serve(t, context.Background(), "--icap-listen", "127.0.0.1:0", "--extproc-listen", "127.0.0.1:0", "--milter-listen", "unix:"+socket,
		"--on-warn", "block", "--web-listen", "127.0.0.1:0")
	checkICAP(t, doorAddress(t, &s.stderr, "icap"))
	for network, address := range map[string]string{"tcp": doorAddress(t, &s.stderr, "extproc"), "unix": socket} {
		conn, err := net.Dial(network, address)
		if err != nil {
			t.Fatal(err)
		}
		conn.Close()
	}
	numbers := scraped(t, "http://"+s.webAddress(t)+"/metrics")
	for _, wanted := range []string{
		`pecete_inspections_total{action="pass",direction="reqmod",door="icap",verdict="allow"} 1`,
		`pecete_inspections_total{action="block",direction="reqmod",door="icap",verdict="`,
		`pecete_inspected_bytes_total{door="icap"} ` + strconv.Itoa(len(clean)+len(dirty)),
	} {
		if !strings.Contains(numbers, wanted) {
			t.Errorf("not counted: %s", wanted)
		}
	}
	s.stop()
	if status := <-s.status; status != 0 {
		t.Errorf("ended with %d", status)
	}
	if log := s.stderr.String(); strings.Contains(log, "1850228120011") || !strings.Contains(log, `"caller":"inspection"`) {
		t.Errorf("the log: %s", log)
	}
}

func scraped(t *testing.T, url string) string {
	t.Helper()
	request, err := http.NewRequestWithContext(within(t, 10*time.Second), "GET", url, nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Close = true
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(body)
}

// proxy runs `pecete proxy` until the test ends.
func proxy(t *testing.T, args ...string) (stderr *output, status chan int, stop context.CancelFunc) {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	stderr, status = &output{}, make(chan int, 1)
	finished := make(chan struct{})
	go func() {
		defer close(finished)
		status <- run(ctx, append([]string{"proxy"}, args...), strings.NewReader(""), io.Discard, stderr)
	}()
	t.Cleanup(func() {
		stop()
		<-finished
	})
	return stderr, status, stop
}

func TestProxyAloneAsksAnotherService(t *testing.T) {
	s := serve(t, context.Background())
	stderr, status, stop := proxy(t, "--upstream", s.address(t), "--icap-listen", "127.0.0.1:0", "--on-failure", "block", "--on-warn", "block")
	address := doorAddress(t, stderr, "icap")
	checkICAP(t, address)

	s.stop()
	<-s.status
	began := time.Now()
	if icap, http := reqmod(t, address, clean); icap != 200 || http != 403 && http != 503 {
		t.Errorf("without a service and fail-closed: %d, %d", icap, http)
	}
	if took := time.Since(began); took > 5*time.Second {
		t.Errorf("that took %v", took)
	}
	stop()
	if got := <-status; got != 0 {
		t.Errorf("ended with %d: %s", got, stderr.String())
	}
}

func TestProxyShowsItsKeyAndChecksCertificates(t *testing.T) {
	_, _, folder := issued(t)
	callers, key := filepath.Join(folder, "callers.yaml"), filepath.Join(folder, "key")
	shown := newKey(t, callers, "proxy", "--permission", "classify")
	if err := os.WriteFile(key, []byte(shown+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	s := serve(t, context.Background(), "--tls-cert", filepath.Join(folder, "tls.crt"), "--tls-key", filepath.Join(folder, "tls.key"), "--callers", callers)
	stderr, _, _ := proxy(t, "--upstream", s.address(t), "--upstream-ca", filepath.Join(folder, "ca.pem"), "--upstream-key-file", key,
		"--icap-listen", "127.0.0.1:0", "--on-failure", "block", "--on-warn", "block")
	checkICAP(t, doorAddress(t, stderr, "icap"))
	if strings.Contains(stderr.String()+s.stderr.String(), shown[7:20]) {
		t.Error("a log has the key")
	}
}

func TestProxyRefusesToStart(t *testing.T) {
	for name, c := range map[string]struct {
		args []string
		want string
	}{
		"no door":                       {[]string{"--upstream", "127.0.0.1:1"}, "no door"},
		"no upstream":                   {[]string{"--icap-listen", "127.0.0.1:0"}, "--upstream"},
		"bodies over a network":         {[]string{"--upstream", "127.0.0.1:1", "--icap-listen", "0.0.0.0:0"}, "--icap-listen"},
		"mails over a network":          {[]string{"--upstream", "127.0.0.1:1", "--milter-listen", "0.0.0.0:0"}, "--milter-listen"},
		"numbers over a network":        {[]string{"--upstream", "127.0.0.1:1", "--icap-listen", "127.0.0.1:0", "--metrics-listen", "0.0.0.0:0"}, "--metrics-listen"},
		"an upstream without a port":    {[]string{"--upstream", "localhost", "--icap-listen", "127.0.0.1:0"}, "--upstream"},
		"a key file that is missing":    {[]string{"--upstream", "127.0.0.1:1", "--icap-listen", "127.0.0.1:0", "--upstream-key-file", "missing"}, "--upstream-key-file"},
		"authorities that are none":     {[]string{"--upstream", "127.0.0.1:1", "--icap-listen", "127.0.0.1:0", "--upstream-ca", os.Args[0]}, "--upstream-ca"},
		"clear and certificates":        {[]string{"--upstream", "127.0.0.1:1", "--icap-listen", "127.0.0.1:0", "--upstream-ca", "x", "--upstream-insecure"}, "contradicts"},
		"an action that does not exist": {[]string{"--upstream", "127.0.0.1:1", "--icap-listen", "127.0.0.1:0", "--on-warn", "kill"}, "--on-warn"},
		"a network that is none":        {[]string{"--upstream", "127.0.0.1:1", "--milter-listen", "127.0.0.1:0", "--milter-notice-network", "10.0.0.0"}, "--milter-notice-network"},
		"half a certificate":            {[]string{"--upstream", "127.0.0.1:1", "--icap-listen", "127.0.0.1:0", "--upstream-cert", "x"}, "--upstream-cert"},
	} {
		t.Run(name, func(t *testing.T) {
			stderr, status, _ := proxy(t, c.args...)
			select {
			case got := <-status:
				if got == 0 || !strings.Contains(stderr.String(), c.want) {
					t.Errorf("ended with %d: %s", got, stderr.String())
				}
			case <-time.After(10 * time.Second):
				t.Error("goes on")
			}
		})
	}
}

func TestListenToASocketThatNobodyListensTo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "socket")
	first, err := net.ListenUnix("unix", &net.UnixAddr{Name: path})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := listenTo("unix:"+path, "--milter-listen"); err == nil {
		t.Fatal("a socket in use was taken")
	}
	first.SetUnlinkOnClose(false)
	first.Close()
	second, err := listenTo("unix:"+path, "--milter-listen")
	if err != nil {
		t.Fatal(err)
	}
	second.Close()

	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("keep"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := listenTo("unix:"+file, "--milter-listen"); err == nil {
		t.Error("a file was taken for a socket")
	}
	if kept, err := os.ReadFile(file); string(kept) != "keep" {
		t.Errorf("the file is gone: %v", err)
	}
}
