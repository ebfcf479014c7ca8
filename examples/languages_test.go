// Package examples_test runs the examples of other languages against a service. Each is
// skipped, with the reason, where what it needs is not installed; `make examples` installs
// it.
package examples_test

import (
	"context"
	"html"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/api/web"
	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
)

// start serves the built-in rules on free ports of the loopback until the test ends, and
// gives the address of gRPC and the URL of the web, where pages of an origin may call.
func start(t testing.TB, origin string) (address, url string) {
	t.Helper()
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := classifier.New(rules, classifier.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server, err := api.New(engine, api.Options{})
	if err != nil {
		t.Fatal(err)
	}
	door, err := web.New(server, web.Options{Origins: []string{origin}})
	if err != nil {
		t.Fatal(err)
	}
	native, outer := listen(t), listen(t)
	ctx, stop := context.WithCancel(context.Background())
	var finished sync.WaitGroup
	for _, serve := range []func() error{
		func() error { return server.Serve(ctx, native) },
		func() error { return door.Serve(ctx, outer) },
	} {
		finished.Go(func() {
			if err := serve(); err != nil {
				t.Error(err)
			}
		})
	}
	t.Cleanup(func() {
		stop()
		finished.Wait()
	})
	return native.Addr().String(), "http://" + outer.Addr().String()
}

func listen(t testing.TB) net.Listener {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return listener
}

// need skips the test unless all programs and files are there, and gives the path of the
// first. `make examples` has set PECETE_EXAMPLES, and then they must be.
func need(t testing.TB, wanted ...string) string {
	t.Helper()
	first := ""
	for i, name := range wanted {
		found, err := name, error(nil)
		if strings.Contains(name, "/") {
			_, err = os.Stat(name)
		} else {
			found, err = exec.LookPath(name)
		}
		switch {
		case err != nil && os.Getenv("PECETE_EXAMPLES") != "":
			t.Fatalf("there is no %s", name)
		case err != nil:
			t.Skipf("there is no %s here; make examples installs it", name)
		}
		if i == 0 {
			first = found
		}
	}
	return first
}

// run runs a program for at most a minute and gives its output, and its exit status.
func run(t *testing.T, input, program string, args ...string) (out string, status int) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	command := exec.CommandContext(ctx, program, args...)
	command.Stdin = strings.NewReader(input)
	var stderr strings.Builder
	command.Stderr = &stderr
	output, err := command.Output()
	if _, exited := err.(*exec.ExitError); err != nil && !exited || ctx.Err() != nil {
		t.Fatalf("running %s: %v, %v\n%s%s", program, err, ctx.Err(), output, stderr.String())
	}
	if command.ProcessState.ExitCode() != 0 {
		t.Logf("%s says: %s", program, stderr.String())
	}
	return string(output), command.ProcessState.ExitCode()
}

func TestNode(t *testing.T) {
	node := need(t, "node", "node/node_modules/@grpc/grpc-js/package.json", "node/node_modules/@grpc/proto-loader/package.json")
	address, _ := start(t, "*")
	out, status := run(t, "Ne vedem la 7? 😀\n😀 1850228\n120011\n\nSTRICT SECRET nr. SS/1234\n", node, "node/guard.js", address)
	want := "ALLOW\nALLOW\nWARN ro.cnp [120011]\nerror 3: text: must not be empty\nBLOCK marking.ro [STRICT SECRET]\n"
	if diff := cmp.Diff(want, out); status != 0 || diff != "" {
		t.Errorf("status %d\n%s", status, diff)
	}
}

func TestShell(t *testing.T) {
	need(t, "curl", "jq", "sh")
	_, url := start(t, "*")
	for name, tt := range map[string]struct {
		text, url, out string
		status         int
	}{
		"to be sent":        {"Ne vedem la 7?\n", url, "", 0},
		"to be looked at":   {"CNP-ul meu e 1850228120011 \"\\\n", url, "Careful: the message contains a personal identification number (CNP)\n", 1},
		"not to be sent":    {"STRICT SECRET\nNr. SS/1234", url, "Message stopped: it is marked STRICT SECRET\n", 2},
		"that is packed":    {"\x1f\x8b\x08\x00CNP 1850228120011", url, "", 3},
		"that is no UTF-8":  {"Bun\xe3 ziua", url, "", 3},
		"that has NULs":     {"PK\x00\x03CNP 1850228120011", url, "", 3},
		"that has no text":  {"", url, "", 3},
		"that nobody reads": {"Salut", "http://127.0.0.1:9", "", 3},
	} {
		t.Run(name, func(t *testing.T) {
			file := filepath.Join(t.TempDir(), "message.txt")
			if err := os.WriteFile(file, []byte(tt.text), 0o600); err != nil {
				t.Fatal(err)
			}
			if out, status := run(t, "", "shell/guard.sh", tt.url, file); status != tt.status || out != tt.out {
				t.Errorf("status %d: %s", status, out)
			}
		})
	}
}

func TestBrowser(t *testing.T) {
	chromium := need(t, "chromium", "browser/dist/main.js", "browser/dist/index.html")
	pages := httptest.NewServer(http.FileServer(http.Dir("browser/dist")))
	defer pages.Close()
	_, url := start(t, pages.URL)
	dom, status := run(t, "", chromium, "--headless", "--no-sandbox", "--disable-gpu", "--user-data-dir="+t.TempDir(),
		"--virtual-time-budget=30000", "--dump-dom", pages.URL+"/?pecete="+url)
	_, after, _ := strings.Cut(dom, `<pre id="log">`)
	log, _, _ := strings.Cut(after, "</pre>")
	want := `-> Ne vedem la 7? 🙂
sent
? Careful: the message contains a personal identification number (CNP)
kept to edit
! Message stopped: it is marked STRICT SECRET
refused
kept unchecked
ro.phone: 0712 034 567
-> Salut
sent unchecked`
	if diff := cmp.Diff(want, html.UnescapeString(log)); status != 0 || diff != "" {
		t.Errorf("status %d (-want +page):\n%s\n%s", status, diff, dom)
	}
}
