package main

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/api/identity/identitytest"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// issued writes an authority's certificate and a pair that it signed, and gives them.
func issued(t *testing.T, names ...string) (authority *identitytest.Authority, pair identitytest.Pair, folder string) {
	t.Helper()
	authority, err := identitytest.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	pair, err = authority.Issue(1, time.Now().Add(time.Hour), names...)
	if err != nil {
		t.Fatal(err)
	}
	folder = t.TempDir()
	if _, _, err := pair.Write(folder); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "ca.pem"), authority.PEM, 0o600); err != nil {
		t.Fatal(err)
	}
	return authority, pair, folder
}

// newKey makes a key for a caller of a file.
func newKey(t *testing.T, file, id string, args ...string) string {
	t.Helper()
	var stdout, stderr output
	args = append([]string{"keys", "new", id, "--callers", file}, args...)
	if status := run(t.Context(), args, strings.NewReader(""), &stdout, &stderr); status != 0 {
		t.Fatalf("status %d: %s", status, stderr.String())
	}
	return strings.TrimSpace(stdout.String())
}

func TestServeWithTLSAndCallers(t *testing.T) {
	authority, pair, folder := issued(t, "spiffe://acme.ro/chat")
	callers := filepath.Join(folder, "callers.yaml")
	key := newKey(t, callers, "batch", "--permission", "batch,matches")
	s := serve(t, context.Background(),
		"--tls-cert", filepath.Join(folder, "tls.crt"), "--tls-key", filepath.Join(folder, "tls.key"),
		"--tls-client-ca", filepath.Join(folder, "ca.pem"), "--tls-client-name", "spiffe://acme.ro/*", "--tls-client-optional", "--callers", callers)
	certificate, err := pair.TLS()
	if err != nil {
		t.Fatal(err)
	}
	dial := func(certificates ...tls.Certificate) pecetev1.ClassifierServiceClient {
		conn, err := grpc.NewClient(s.address(t), grpc.WithTransportCredentials(credentials.NewTLS(&tls.Config{RootCAs: authority.Pool(), Certificates: certificates})))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close() })
		return pecetev1.NewClassifierServiceClient(conn)
	}
	request := &pecetev1.ClassifyRequest{Text: "CNP 1850228120011"}
	if _, err := dial(certificate).Classify(within(t, 10*time.Second), request); err != nil {
		t.Errorf("by certificate: %v", err)
	}
	if _, err := dial().Classify(within(t, 10*time.Second), request); status.Code(err) != codes.Unauthenticated {
		t.Errorf("by nothing: %v", err)
	}
	ctx := metadata.AppendToOutgoingContext(within(t, 10*time.Second), "authorization", "Bearer "+key)
	if _, err := dial().Classify(ctx, request); status.Code(err) != codes.PermissionDenied || !strings.Contains(err.Error(), `"classify"`) {
		t.Errorf("by a key for batches: %v", err)
	}
	out, err := dial().ClassifyBatch(ctx, &pecetev1.ClassifyBatchRequest{
		Messages: []*pecetev1.BatchMessage{{Text: request.GetText()}}, Options: &pecetev1.ClassifyOptions{IncludeMatches: true},
	})
	if err != nil || out.GetResults()[0].GetAssessment().GetFindings()[0].GetMatch() != "1850228120011" {
		t.Errorf("a batch by a key for batches and matches: %v, %v", out, err)
	}
	if _, err := s.client.Classify(within(t, 10*time.Second), request); status.Code(err) != codes.Unavailable {
		t.Errorf("in the clear: %v", err)
	}
	s.stop()
	if status := <-s.status; status != 0 {
		t.Errorf("status %d: %s", status, s.stderr.String())
	}
	for _, want := range []string{`"caller":"spiffe://acme.ro/chat"`, `"caller":"batch"`, `"code":"UNAUTHENTICATED"`} {
		if !strings.Contains(s.stderr.String(), want) {
			t.Errorf("no %s in the log:\n%s", want, s.stderr.String())
		}
	}
	if strings.Contains(s.stderr.String(), key[7:20]) {
		t.Error("the log has the key")
	}
}

// The metrics at the web door are for callers with a permission of their own, by whatever
// they are known.
func TestMetricsAtTheWebDoorWantAPermission(t *testing.T) {
	authority, pair, folder := issued(t, "spiffe://acme.ro/prometheus")
	callers := filepath.Join(folder, "callers.yaml")
	key, other := newKey(t, callers, "prometheus", "--permission", "metrics"), newKey(t, callers, "chat")
	s := serve(t, context.Background(), "--web-listen", "127.0.0.1:0", "--callers", callers,
		"--tls-cert", filepath.Join(folder, "tls.crt"), "--tls-key", filepath.Join(folder, "tls.key"),
		"--tls-client-ca", filepath.Join(folder, "ca.pem"), "--tls-client-name", "spiffe://acme.ro/*", "--tls-client-optional", "--client-permission", "metrics")
	certificate, err := pair.TLS()
	if err != nil {
		t.Fatal(err)
	}
	url := "https://" + s.webAddress(t) + "/metrics"
	for name, tt := range map[string]struct {
		authorization string
		certificates  []tls.Certificate
		want          int
	}{
		"a stranger":                 {"", nil, http.StatusUnauthorized},
		"a caller who may not":       {"Bearer " + other, nil, http.StatusForbidden},
		"a key that may":             {"Bearer " + key, nil, http.StatusOK},
		"a certificate that may":     {"", []tls.Certificate{certificate}, http.StatusOK},
		"a key that may, misspelled": {"Bearer " + key[:20], nil, http.StatusUnauthorized},
	} {
		request, err := http.NewRequestWithContext(within(t, 10*time.Second), http.MethodGet, url, nil)
		if err != nil {
			t.Fatal(err)
		}
		if tt.authorization != "" {
			request.Header.Set("Authorization", tt.authorization)
		}
		transport := &http.Transport{TLSClientConfig: &tls.Config{RootCAs: authority.Pool(), Certificates: tt.certificates}, DisableKeepAlives: true}
		answer, err := transport.RoundTrip(request)
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != tt.want || strings.Contains(string(body), "pecete_build_info") != (tt.want == http.StatusOK) {
			t.Errorf("%s: %s, %v: %.200s", name, answer.Status, err, body)
		}
	}
}

func TestServeIsNotSecuredByHalves(t *testing.T) {
	_, _, folder := issued(t)
	cert, key, ca := filepath.Join(folder, "tls.crt"), filepath.Join(folder, "tls.key"), filepath.Join(folder, "ca.pem")
	for name, tt := range map[string]struct {
		args []string
		want string
	}{
		"all addresses in the clear":      {[]string{"--listen", "0.0.0.0:0"}, "--listen 0.0.0.0:0 would carry messages in the clear"},
		"all addresses by default":        {[]string{"--listen", ":0"}, "--insecure"},
		"a certificate without its key":   {[]string{"--tls-cert", cert}, "both a certificate and its key"},
		"a key of another certificate":    {[]string{"--tls-cert", ca, "--tls-key", key}, "belong together"},
		"clients without TLS":             {[]string{"--tls-client-ca", ca}, "need TLS"},
		"names without an authority":      {[]string{"--tls-cert", cert, "--tls-key", key, "--tls-client-name", "a.ro"}, "--tls-client-ca"},
		"no such callers":                 {[]string{"--callers", "/no/such/file"}, "/no/such/file"},
		"an audience without an issuer":   {[]string{"--jwt-audience", "a"}, "--jwt-issuer"},
		"an issuer without an audience":   {[]string{"--jwt-issuer", "a", "--jwt-keys", ca}, "audience"},
		"keys of the issuer in the clear": {[]string{"--jwt-issuer", "a", "--jwt-audience", "b", "--jwt-keys", "http://a"}, "https://"},
		"a permission that is none":       {[]string{"--tls-cert", cert, "--tls-key", key, "--tls-client-ca", ca, "--client-permission", "all"}, `"all"`},
		"permissions of nobody":           {[]string{"--client-permission", "classify"}, "--client-permission is about who shows a certificate, and nobody is asked for one: give --tls-client-ca"},
		"permissions of no tokens":        {[]string{"--jwt-permission", "classify"}, "--jwt-permission is about tokens, which need who issues them: give --jwt-issuer"},
		"algorithms of no tokens":         {[]string{"--jwt-algorithm", "ES256"}, "--jwt-algorithm is about tokens, which need who issues them: give --jwt-issuer"},
		"signatures of no rules":          {[]string{"--require-signed"}, "--require-signed is about the rules of --rules"},
		"keys of no rules":                {[]string{"--trust-key", key}, "--trust-key is about the rules of --rules"},
		"origins for a door that is shut": {[]string{"--web-cors-origin", "https://a.ro"}, "--web-cors-origin is about the web door, which is not open: give --web-listen"},
		"rates of nobody":                 {[]string{"--caller-requests", "5"}, "--callers"},
		"samples behind a key":            {[]string{"--tls-cert", cert, "--tls-key", key, "--sample"}, "--sample"},
		"metrics for all":                 {[]string{"--metrics-listen", "0.0.0.0:0"}, "--metrics-listen 0.0.0.0:0 would tell"},
		"metrics for all, beside TLS":     {[]string{"--tls-cert", cert, "--tls-key", key, "--metrics-listen", ":0"}, "--insecure"},
		"mail for all, beside TLS":        {[]string{"--tls-cert", cert, "--tls-key", key, "--milter-listen", "0.0.0.0:0"}, "--milter-listen 0.0.0.0:0 would carry messages in the clear where others than this machine can reach it, for its protocol has no TLS: take unix:/PATH"},
		"profiles for all":                {[]string{"--debug-listen", "0.0.0.0:0"}, "loopback"},
		"profiles for all, insecure":      {[]string{"--debug-listen", ":0", "--insecure"}, "loopback"},
	} {
		t.Run(name, func(t *testing.T) {
			var stdout, stderr output
			status := run(within(t, 20*time.Second), append([]string{"serve", "--listen", "127.0.0.1:0"}, tt.args...), strings.NewReader(""), &stdout, &stderr)
			if status != 1 || !strings.Contains(stderr.String(), tt.want) {
				t.Errorf("status %d: %s", status, stderr.String())
			}
		})
	}
}

func TestServeListensInTheClearIfThatIsSaid(t *testing.T) {
	s := serve(t, context.Background(), "--listen", "0.0.0.0:0", "--insecure")
	if _, err := s.client.ListDetectors(within(t, 10*time.Second), &pecetev1.ListDetectorsRequest{}); err != nil {
		t.Error(err)
	}
}

func TestProfilesAreForThisMachine(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := listener.Addr().String()
	listener.Close()
	serve(t, context.Background(), "--debug-listen", address)
	for _, tt := range []struct {
		path, host string
		want       int
	}{
		{"/debug/pprof/heap", "", http.StatusOK},
		{"/debug/pprof/goroutine?debug=2", "localhost:1", http.StatusOK},
		{"/debug/pprof/heap", "rebound.example:6060", http.StatusForbidden},
		{"/debug/pprof/cmdline", "", http.StatusNotFound},
		{"/debug/pprof/", "", http.StatusNotFound},
	} {
		request, err := http.NewRequestWithContext(within(t, 10*time.Second), http.MethodGet, "http://"+address+tt.path, nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Host = tt.host
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = io.Copy(io.Discard, response.Body)
		response.Body.Close()
		if response.StatusCode != tt.want {
			t.Errorf("%s as %q: %s", tt.path, tt.host, response.Status)
		}
	}
	http.DefaultClient.CloseIdleConnections()
}
