package web

import (
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"connectrpc.com/connect"
	"github.com/google/go-cmp/cmp"

	"github.com/pecete/pecete/api"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

func TestRequestIDs(t *testing.T) {
	r := startPlain(t)
	good, bad := `{"text":"Salut"}`, `{"text":""}`
	for _, tt := range [][3]string{
		{"GET", "/healthz"}, {"GET", "/nowhere"}, {"GET", "/v1/detectors"}, {"POST", "/v1/messages:classify", good}, {"POST", "/v1/messages:classify", bad},
		{"POST", "/v1/messages:classify", "{"}, {"POST", classifyPath, good}, {"POST", classifyPath, bad}, {"POST", classifyPath, "{"}, {"OPTIONS", "/v1/detectors"},
	} {
		answer, body := r.ask(t, tt[0], tt[1], tt[2], "X-Request-Id: mine-1", asJSON)
		wantOneID(t, fmt.Sprint(tt, body), answer.Header)
	}
	for name, options := range dialects() {
		for _, text := range []string{"Salut", ""} {
			request := connect.NewRequest(&pecetev1.ClassifyRequest{Text: text})
			request.Header().Set("X-Request-Id", "mine-1")
			answer, err := classifyClient(r.client, r.url, options...).CallUnary(within(t, 10*time.Second), request)
			var refused *connect.Error
			switch {
			case err == nil:
				wantOneID(t, name, answer.Header())
			case !errors.As(err, &refused) || len(refused.Meta().Values("Trailer-X-Request-Id")) > 0:
				t.Errorf("%s: %v, %v", name, err, refused.Meta())
			}
		}
	}
	if !strings.Contains(r.log.String(), `"request_id":"mine-1"`) {
		t.Errorf("the line of a refusal has no id:\n%s", r.log)
	}
	own := start(t, testEngine(), api.Options{}, Options{RequestID: func(string) string { return "theirs" }})
	if answer, _ := own.ask(t, "GET", "/healthz", ""); answer.Header.Get("X-Request-Id") != "theirs" {
		t.Errorf("the id is %q", answer.Header.Get("X-Request-Id"))
	}
}

// wantOneID checks that an answer has the id "mine-1", and only there and once.
func wantOneID(t *testing.T, of string, head http.Header) {
	t.Helper()
	if got := head.Values("X-Request-Id"); len(got) != 1 || got[0] != "mine-1" || len(head.Values("Trailer-X-Request-Id")) > 0 {
		t.Errorf("%s: the ids are %q, %q", of, got, head.Values("Trailer-X-Request-Id"))
	}
}

func TestHeadsThatAreTooLong(t *testing.T) {
	r := startPlain(t)
	for name, tt := range map[string]struct {
		bytes, status int
		explained     bool
	}{
		"just not too long":                {15_900, 200, true},
		"too long":                         {16_400, 431, true},
		"too long, but what net/http lets": {20_000, 431, true},
		"longer than that":                 {32 << 10, 431, false},
	} {
		answer, body := r.ask(t, "GET", "/healthz", "", "X-Filler: "+strings.Repeat("a", tt.bytes))
		if answer.StatusCode != tt.status || (answer.Header.Get("X-Request-Id") != "") != tt.explained {
			t.Errorf("%s: %s, %v: %s", name, answer.Status, answer.Header, body)
		}
	}
	answer, body := askWith(t, r.h2, "GET", r.url+"/healthz", nil, "X-Filler: "+strings.Repeat("a", 16_400))
	if answer.StatusCode != http.StatusRequestHeaderFieldsTooLarge || !strings.Contains(body, "must be at most 16384 bytes long") {
		t.Errorf("over HTTP/2: %s: %s", answer.Status, body)
	}
}

// The handlers see who calls, and nothing that they have no use for.
func TestHeadersThatHandlersGet(t *testing.T) {
	s := &Server{options: Options{Forward: []string{"X-Tenant"}}}
	request := &http.Request{Method: "POST", URL: &url.URL{Path: classifyPath}, Header: http.Header{}}
	for _, name := range []string{"Authorization", "X-Request-Id", "Traceparent", "Tracestate", "User-Agent", "X-Tenant", "X-Api-Key", "Cookie", "X-User", "Referer"} {
		request.Header.Set(name, "a")
	}
	if _, broken := s.checkHead(request, rest); broken != nil {
		t.Fatal(broken)
	}
	got := slices.Sorted(maps.Keys(request.Header))
	if diff := cmp.Diff([]string{"Authorization", "Traceparent", "Tracestate", "User-Agent", "X-Request-Id", "X-Tenant"}, got); diff != "" {
		t.Error(diff)
	}
}
