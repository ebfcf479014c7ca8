package examples_test

import (
	"context"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"
)

// TestMitmproxyPieces runs the tests that stand beside the addon.
func TestMitmproxyPieces(t *testing.T) {
	python := need(t, "python3")
	if out, status := run(t, "", python, "-B", "-m", "unittest", "discover", "-s", "mitmproxy", "-p", "*_test.py"); status != 0 {
		t.Errorf("status %d\n%s", status, out)
	}
}

// TestMitmproxyConfiguration: the page shows the file that the tests run with.
func TestMitmproxyConfiguration(t *testing.T) {
	page, pageErr := os.ReadFile("../docs/mitmproxy.md")
	config, err := os.ReadFile("mitmproxy/config.yaml")
	if err != nil || pageErr != nil {
		t.Fatal(err, pageErr)
	}
	if !strings.Contains(string(page), "\n```yaml\n"+string(config)+"```\n") {
		t.Errorf("docs/mitmproxy.md does not show\n%s", config)
	}
	ask, err := os.ReadFile("mitmproxy/ask.js")
	if err != nil || !strings.Contains(string(page), "\n```js\n"+string(ask)+"```\n") {
		t.Errorf("docs/mitmproxy.md does not show\n%s", ask)
	}
}

// TestMitmproxyOptions: what makes no sense is refused at the start.
func TestMitmproxyOptions(t *testing.T) {
	mitmdump := need(t, "mitmdump")
	for _, setting := range []string{
		"pecete_on_failure=perhaps", "pecete_url=127.0.0.1:8080", "pecete_filter=~~", "pecete_key_file=/nowhere", "stream_large_bodies=1m",
	} {
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		command := exec.CommandContext(ctx, mitmdump, "--set", "confdir="+t.TempDir(), "-s", "mitmproxy/pecete.py",
			"--listen-host", "127.0.0.1", "--listen-port", "0", "--set", setting)
		command.Env = append(command.Environ(), "PYTHONDONTWRITEBYTECODE=1")
		if out, err := command.CombinedOutput(); err == nil || ctx.Err() != nil {
			t.Errorf("%s is taken:\n%s", setting, out)
		} else if strings.Contains(string(out), "Traceback") {
			t.Errorf("%s:\n%s", setting, out)
		}
	}
}

// TestMitmproxyChoices: a filter leaves out what it does not name, and what holds no text
// may be refused.
func TestMitmproxyChoices(t *testing.T) {
	_, pecete := start(t, "*")
	p := startProxy(t, pecete, `pecete_filter: "~u /checked"`, "pecete_unread: refuse")
	s := openSite(t, httptest.NewServer)
	contentType, body := upload("note", fineText) // with a picture
	for _, test := range []struct {
		reason, path, contentType, body string
		status                          int
	}{
		{"a text that is left out", "/other", jsonType, chat(warnedText), 200},
		{"a text that is not", "/checked", jsonType, chat(warnedText), 428},
		{"a picture that is left out", "/other", "image/png", "\x89PNG", 200},
		{"a picture that is not", "/checked", "image/png", "\x89PNG", 415},
		{"a picture among texts", "/checked", contentType, body, 415},
	} {
		if got := post(t, p.client(false), s.URL+test.path, test.contentType, test.body); got.status != test.status {
			t.Errorf("%s: %d, want %d", test.reason, got.status, test.status)
		}
	}
	silent(t, p)
}
