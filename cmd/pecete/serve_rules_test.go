package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	healthv1 "google.golang.org/grpc/health/grpc_health_v1"

	"github.com/pecete/pecete/api"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// badge gives the category of what the service finds in a badge, "" for nothing.
func (s *serving) badge(t *testing.T) string {
	t.Helper()
	out, err := s.client.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{
		Text: "acme-654321", Options: &pecetev1.ClassifyOptions{Detectors: []string{"acme.*"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if found := out.GetAssessment().GetFindings(); len(found) == 1 {
		return found[0].GetCategory()
	}
	return ""
}

// health gives what gRPC's health says of a service.
func (s *serving) health(t *testing.T, service string) healthv1.HealthCheckResponse_ServingStatus {
	t.Helper()
	out, err := healthv1.NewHealthClient(s.conn).Check(within(t, 10*time.Second), &healthv1.HealthCheckRequest{Service: service})
	if err != nil {
		t.Fatal(err)
	}
	return out.GetStatus()
}

// until waits for something to come true.
func (s *serving) until(t *testing.T, what string, done func() bool) {
	t.Helper()
	for range 1000 {
		if done() {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("waited in vain for %s:\n%s", what, s.stderr.String())
}

// Rules come into use when their file changes and when SIGHUP asks for them; bad ones do
// not, and the log says why without a word of what was read.
func TestServeReloadsRules(t *testing.T) {
	dir := ruleFolder(t, goodRule)
	put := func(rule string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, "badge.yaml"), []byte(rule), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	s := serve(t, context.Background(), "--rules", dir)
	if got := s.badge(t); got != "badge" {
		t.Fatalf("begins with category %q", got)
	}
	put(strings.Replace(goodRule, "category: badge", "category: changed", 1))
	s.until(t, "the changed rule", func() bool { return s.badge(t) == "changed" })

	const canary = "CNP 1850228120011, canar@example.ro"
	if _, err := s.client.Classify(within(t, 10*time.Second), &pecetev1.ClassifyRequest{MessageId: canary, Text: canary}); err != nil {
		t.Fatal(err)
	}
	put(goodRule + "colour: red\n")
	faults := func() int { return strings.Count(s.stderr.String(), "rules not reloaded") }
	s.until(t, "the fault", func() bool { return strings.Contains(s.stderr.String(), "colour") })
	before := faults()
	if err := syscall.Kill(os.Getpid(), syscall.SIGHUP); err != nil {
		t.Fatal(err)
	}
	s.until(t, "the fault again", func() bool { return faults() > before })
	if got := s.badge(t); got != "changed" {
		t.Errorf("with a bad file the category is %q", got)
	}
	if rules, all := s.health(t, api.RulesHealth), s.health(t, ""); rules != healthv1.HealthCheckResponse_NOT_SERVING || all != healthv1.HealthCheckResponse_SERVING {
		t.Errorf("with a bad file the health of the rules is %v, of the service %v", rules, all)
	}
	for _, want := range []string{`"message":"rules reloaded"`, `"level":"error"`, "badge.yaml:12:1", "colour"} {
		if !strings.Contains(s.stderr.String(), want) {
			t.Errorf("no %q in the log:\n%s", want, s.stderr.String())
		}
	}
	for _, part := range []string{"1850228120011", "canar", "654321"} {
		if strings.Contains(s.stderr.String(), part) {
			t.Errorf("the log holds text:\n%s", s.stderr.String())
		}
	}
	s.stop()
	if status := <-s.status; status != 0 {
		t.Errorf("status %d: %s", status, s.stderr.String())
	}
}

func TestServeRefusesUnsignedRules(t *testing.T) {
	var stdout, stderr output
	dir := ruleFolder(t, goodRule)
	keys := t.TempDir()
	if status := run(t.Context(), []string{"rules", "keygen", "acme", "--dir", keys}, strings.NewReader(""), &stdout, &stderr); status != 0 {
		t.Fatalf("keygen: %s", stderr.String())
	}
	public := filepath.Join(keys, "acme.pub")
	for _, args := range [][]string{
		{"serve", "--rules", dir, "--require-signed"},
		{"serve", "--rules", dir, "--require-signed", "--trust-key", public},
		{"score", "--rules", dir, "--require-signed", "--trust-key", public},
		{"redact", "--rules", dir, "--require-signed", "--trust-key", public},
		{"eval", "--rules", dir, "--require-signed", "--trust-key", public},
	} {
		var stderr output
		status := run(within(t, 20*time.Second), args, strings.NewReader("hello\n"), &stdout, &stderr)
		if status == 0 || !strings.Contains(stderr.String(), "signed") {
			t.Errorf("%v: status %d: %s", args, status, stderr.String())
		}
	}
}
