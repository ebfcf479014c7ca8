package web

import (
	"net/http"
	"strings"
	"testing"

	"github.com/pecete/pecete/api"
)

func TestOtherOrigins(t *testing.T) {
	tests := map[string]struct {
		origins      []string
		origin, want string
	}{
		"none by default":     {nil, "https://chat.example.com", ""},
		"one that is allowed": {[]string{"https://chat.example.com"}, "https://chat.example.com", "https://chat.example.com"},
		"one that is not":     {[]string{"https://chat.example.com"}, "https://evil.example", ""},
		"one of a pattern":    {[]string{"https://*.example.com"}, "https://a.example.com", "https://a.example.com"},
		"every one":           {[]string{"*"}, "https://evil.example", "*"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			r := start(t, testEngine(), api.Options{}, Options{Origins: tt.origins})
			preflight, _ := r.ask(t, "OPTIONS", "/v1/messages:classify", "", "Origin: "+tt.origin,
				"Access-Control-Request-Method: POST", "Access-Control-Request-Headers: content-type")
			call, _ := r.ask(t, "POST", "/v1/messages:classify", `{"text":"Salut"}`, asJSON, "Origin: "+tt.origin)
			for _, answer := range []*http.Response{preflight, call} {
				if got := answer.Header.Get("Access-Control-Allow-Origin"); got != tt.want {
					t.Errorf("%s allows %q, want %q", answer.Request.Method, got, tt.want)
				}
			}
			if tt.want != "" && (preflight.StatusCode != http.StatusNoContent || !strings.Contains(call.Header.Get("Access-Control-Expose-Headers"), "X-Request-Id")) {
				t.Errorf("%s, %v", preflight.Status, call.Header)
			}
			if call.Header.Get("Access-Control-Allow-Credentials") != "" {
				t.Error("cookies are let in")
			}
		})
	}
}

// A page may send every header that a call can have.
func TestHeadersOfPages(t *testing.T) {
	r := start(t, testEngine(), api.Options{}, Options{Origins: []string{"https://chat.example.com"}, Forward: []string{"X-Tenant"}})
	for _, name := range []string{
		"authorization", "connect-content-encoding", "connect-protocol-version", "connect-timeout-ms", "content-encoding", "content-type",
		"grpc-encoding", "grpc-timeout", "traceparent", "tracestate", "x-grpc-web", "x-request-id", "x-server-timeout", "x-tenant",
	} {
		answer, _ := r.ask(t, "OPTIONS", "/v1/messages:classify", "", "Origin: https://chat.example.com",
			"Access-Control-Request-Method: POST", "Access-Control-Request-Headers: "+name)
		if got := answer.Header.Get("Access-Control-Allow-Headers"); got != name {
			t.Errorf("asked for %s, allowed are %q", name, got)
		}
	}
	answer, _ := r.ask(t, "OPTIONS", "/v1/messages:classify", "", "Origin: https://chat.example.com",
		"Access-Control-Request-Method: POST", "Access-Control-Request-Headers: cookie")
	if got := answer.Header.Get("Access-Control-Allow-Headers"); got != "" {
		t.Errorf("allowed are %q", got)
	}
}
