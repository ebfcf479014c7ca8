package playground_test

import (
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"

	"github.com/pecete/pecete/api/playground"
)

// get asks for a path and gives the answer.
func get(t *testing.T, method, path string, headers ...string) *httptest.ResponseRecorder {
	t.Helper()
	request := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(headers); i += 2 {
		request.Header.Set(headers[i], headers[i+1])
	}
	recorder := httptest.NewRecorder()
	playground.Handler().ServeHTTP(recorder, request)
	return recorder
}

func TestAnswers(t *testing.T) {
	for _, test := range []struct {
		reason, method, path string
		want                 int
		contentType          string
	}{
		{"the page", "GET", "/", 200, "text/html; charset=utf-8"},
		{"its script", "GET", "/app.js", 200, "text/javascript; charset=utf-8"},
		{"its looks", "GET", "/style.css", 200, "text/css; charset=utf-8"},
		{"its picture", "GET", "/seal.svg", 200, "image/svg+xml"},
		{"the head alone", "HEAD", "/", 200, "text/html; charset=utf-8"},
		{"nothing is sent here", "POST", "/", 405, "text/plain; charset=utf-8"},
		{"no such file", "GET", "/favicon.ico", 404, "text/plain; charset=utf-8"},
		{"a folder is no page", "GET", "/static", 404, "text/plain; charset=utf-8"},
		{"the folder above is not served", "GET", "/../handler.go", 404, "text/plain; charset=utf-8"},
		{"a way out is no name", "GET", "/%2e%2e/handler.go", 404, "text/plain; charset=utf-8"},
	} {
		t.Run(test.reason, func(t *testing.T) {
			got := get(t, test.method, test.path)
			if got.Code != test.want || got.Header().Get("Content-Type") != test.contentType {
				t.Errorf("%s %s: %d, %s", test.method, test.path, got.Code, got.Header().Get("Content-Type"))
			}
			if hasBody := got.Body.Len() > 0; hasBody == (test.method == "HEAD") {
				t.Errorf("%s %s: a body of %d bytes", test.method, test.path, got.Body.Len())
			}
		})
	}
}

// TestPagesThatAreNone are left to who serves the page.
func TestPagesThatAreNone(t *testing.T) {
	for path, want := range map[string]bool{"/": true, "/app.js": true, "/nothing": false, "/../handler.go": false, "": true} {
		if got := playground.Page(path); (got != nil) != want {
			t.Errorf("%q: %v", path, got)
		}
	}
}

// TestEveryAnswerIsProtected: also one that says that there is no page, for it too is
// of this origin.
func TestEveryAnswerIsProtected(t *testing.T) {
	for _, path := range []string{"/", "/app.js", "/nothing"} {
		header := get(t, "GET", path).Header()
		for name, want := range map[string]string{
			"Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; " +
				"img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; " +
				"require-trusted-types-for 'script'; trusted-types 'none'",
			"X-Content-Type-Options":       "nosniff",
			"Referrer-Policy":              "no-referrer",
			"Cross-Origin-Opener-Policy":   "same-origin",
			"Cross-Origin-Embedder-Policy": "require-corp",
			"Cross-Origin-Resource-Policy": "same-origin",
		} {
			if got := header.Get(name); got != want {
				t.Errorf("%s: %s is %q", path, name, got)
			}
		}
		if policy := header.Get("Permissions-Policy"); !strings.Contains(policy, "camera=()") || strings.Contains(policy, "self") {
			t.Errorf("%s: Permissions-Policy is %q", path, policy)
		}
		if cookies := header.Values("Set-Cookie"); len(cookies) > 0 {
			t.Errorf("%s sets cookies", path)
		}
	}
}

func TestTheSameContentIsNotSentTwice(t *testing.T) {
	first := get(t, "GET", "/style.css")
	etag := first.Header().Get("ETag")
	if !regexp.MustCompile(`^"[0-9a-f]{32}"$`).MatchString(etag) {
		t.Fatalf("ETag is %q", etag)
	}
	if control := first.Header().Get("Cache-Control"); control != "no-cache" {
		t.Errorf("Cache-Control is %q", control)
	}
	again := get(t, "GET", "/style.css", "If-None-Match", etag)
	if again.Code != http.StatusNotModified || again.Body.Len() > 0 {
		t.Errorf("asked again: %d with %d bytes", again.Code, again.Body.Len())
	}
	other := get(t, "GET", "/app.js", "If-None-Match", etag)
	if other.Code != http.StatusOK || other.Header().Get("ETag") == etag {
		t.Errorf("other content: %d, ETag %s", other.Code, other.Header().Get("ETag"))
	}
}
