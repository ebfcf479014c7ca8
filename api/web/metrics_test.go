package web

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"google.golang.org/genproto/googleapis/rpc/errdetails"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/durationpb"

	"github.com/pecete/pecete/api"
)

// doorman is a gatekeeper that knows one key, and counts who is inside.
type doorman struct{ inside atomic.Int32 }

func (d *doorman) Enter(ctx context.Context, method string) (api.Pass, error) {
	shown := metadata.ValueFromIncomingContext(ctx, "authorization")
	switch {
	case len(shown) != 1:
		return nil, status.Error(codes.Unauthenticated, "who calls is not known")
	case shown[0] == "Bearer often":
		busy, err := status.New(codes.ResourceExhausted, "too often").WithDetails(&errdetails.RetryInfo{RetryDelay: durationpb.New(1500 * time.Millisecond)})
		if err != nil {
			return nil, err
		}
		return nil, busy.Err()
	case shown[0] != "Bearer right" || method != api.ReadMetrics:
		return nil, status.Error(codes.PermissionDenied, "this caller may not")
	}
	d.inside.Add(1)
	return d, nil
}

func (d *doorman) Caller() string              { return "prometheus" }
func (d *doorman) Ready(context.Context) error { return nil }
func (d *doorman) Take(any, int) error         { return nil }
func (d *doorman) Watch(func(error))           {}
func (d *doorman) Leave()                      { d.inside.Add(-1) }

// Where callers are set up, the metrics are for who may read them; elsewhere for all who
// reach the door.
func TestMetricsAreForWhoMayReadThem(t *testing.T) {
	metrics := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "up 1") })
	keeper := &doorman{}
	guarded := start(t, testEngine(), api.Options{Gatekeeper: keeper}, Options{Metrics: metrics})
	for name, tt := range map[string]struct {
		headers []string
		status  int
		want    string
		header  [2]string
	}{
		"a stranger":             {nil, 401, `"code":16`, [2]string{"WWW-Authenticate", "Bearer"}},
		"two keys":               {[]string{"Authorization: Bearer right", "Authorization: Bearer right"}, 401, `"code":16`, [2]string{"WWW-Authenticate", "Bearer"}},
		"a caller":               {[]string{"Authorization: Bearer other"}, 403, `"message":"this caller may not"`, [2]string{}},
		"who comes too often":    {[]string{"Authorization: Bearer often"}, 429, `RetryInfo`, [2]string{"Retry-After", "2"}},
		"who may read them":      {[]string{"Authorization: Bearer right"}, 200, "up 1", [2]string{}},
		"who may, but elsewhere": {[]string{"Authorization: Bearer right", asJSON}, 403, "may not", [2]string{}},
	} {
		method, path, body := "GET", "/metrics", ""
		if strings.Contains(name, "elsewhere") {
			method, path, body = "POST", "/v1/messages:classify", `{"text":"Salut"}`
		}
		answer, got := guarded.ask(t, method, path, body, tt.headers...)
		got = strings.ReplaceAll(got, `": `, `":`) // protojson varies its spaces
		if answer.StatusCode != tt.status || !strings.Contains(got, tt.want) || tt.header[0] != "" && answer.Header.Get(tt.header[0]) != tt.header[1] {
			t.Errorf("%s: %s, %v: %s", name, answer.Status, answer.Header, got)
		}
	}
	if inside := keeper.inside.Load(); inside != 0 {
		t.Errorf("%d never leave", inside)
	}
	if !strings.Contains(guarded.log.String(), `"method":"/metrics"`) {
		t.Errorf("the log does not say what was refused:\n%s", guarded.log)
	}
	open := start(t, testEngine(), api.Options{}, Options{Metrics: metrics})
	if answer, got := open.ask(t, "GET", "/metrics", ""); answer.StatusCode != 200 || got != "up 1" {
		t.Errorf("without callers: %s: %s", answer.Status, got)
	}
}
