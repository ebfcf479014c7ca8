package main

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"google.golang.org/grpc/metadata"

	"github.com/pecete/pecete/api/identity"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// Calls are counted by caller where only Prometheus reads, by either door, and by no name
// where callers come too.
func TestServeCountsCallers(t *testing.T) {
	callers := filepath.Join(t.TempDir(), "callers.yaml")
	key := newKey(t, callers, "chat", "--permission", "classify,metrics")
	s := serve(t, context.Background(), "--callers", callers, "--metrics-listen", "127.0.0.1:0", "--web-listen", "127.0.0.1:0")
	ctx := metadata.AppendToOutgoingContext(within(t, 10*time.Second), "authorization", "Bearer "+key)
	if _, err := s.client.Classify(ctx, &pecetev1.ClassifyRequest{Text: "Salut"}); err != nil {
		t.Fatal(err)
	}
	_, _ = s.client.Redact(ctx, &pecetev1.RedactRequest{Text: "Salut"})
	web := "http://" + s.webAddress(t)
	if status, body, _ := post(t, web+"/v1/messages:classify", `{"text":"Salut"}`); status != 401 {
		t.Errorf("without a key: %d: %s", status, body)
	}
	_, all := get(t, "http://"+addressOf(t, s.stderr.String(), "serving metrics")+"/metrics")
	for _, want := range []string{`{caller="chat",code="OK"} 1`, `{caller="chat",code="PERMISSION_DENIED"} 1`, `{caller="unknown",code="UNAUTHENTICATED"} 1`} {
		if !strings.Contains(all, "pecete_caller_requests_total"+want) {
			t.Errorf("no %s in\n%s", want, all)
		}
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, web+"/metrics", nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+key)
	request.Close = true
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	if body, err := io.ReadAll(answer.Body); err != nil || answer.StatusCode != 200 || !strings.Contains(string(body), "pecete_requests_total") || strings.Contains(string(body), "chat") {
		t.Errorf("%s, %v: the web door names callers:\n%s", answer.Status, err, body)
	}
}

func TestCallersHaveFewLabels(t *testing.T) {
	for who, want := range map[identity.Seen]string{
		{Caller: "chat", Listed: true}: "chat", {Caller: "subject-of-a-token"}: "other", {}: "unknown",
	} {
		if got := callerLabel(who); got != want {
			t.Errorf("%+v is called %q, want %q", who, got, want)
		}
	}
}

// A key that was typed in place of a field is in the file, and must not get into the log.
func TestTheLogHasNoKeyOfAFaultyFile(t *testing.T) {
	key, hash, err := newKeyAndHash()
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "callers.yaml")
	put := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	put("callers: [{id: a, keys: [" + hash.String() + "]}]")
	var log output
	guard, err := identity.NewGuard(t.Context(), identity.Options{CallersFile: file, Watch: reread(time.Millisecond, zerolog.New(&log))})
	if err != nil {
		t.Fatal(err)
	}
	put("callers:\n- id: a\n  " + key + ": b\n")
	ctx := within(t, 20*time.Second)
	following := newFollowers(ctx)
	following.add(guard.Follow)
	defer following.stop()
	for !strings.Contains(log.String(), "unknown field") {
		select {
		case <-ctx.Done():
			t.Fatalf("no fault is logged: %s", log.String())
		case <-time.After(time.Millisecond):
		}
	}
	if strings.Contains(log.String(), key[7:17]) {
		t.Errorf("the log has the key: %s", log.String())
	}
}
