package examples_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"google.golang.org/grpc/credentials"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/api/identity"
	"github.com/pecete/pecete/api/identity/identitytest"
	"github.com/pecete/pecete/api/web"
	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
)

// guarded is a service that asks who calls, over TLS.
type guarded struct{ address, url, authority, key string }

// startGuarded serves the built-in rules to one caller until the test ends.
func startGuarded(t *testing.T) guarded {
	t.Helper()
	folder := t.TempDir()
	certificates, authority := trust(t, folder)
	key, callers := aCaller(t, folder)
	guard, err := identity.NewGuard(t.Context(), identity.Options{CallersFile: callers, Certificates: certificates})
	if err != nil {
		t.Fatal(err)
	}
	rules, err := patterns.Default()
	if err != nil {
		t.Fatal(err)
	}
	engine, err := classifier.New(rules, classifier.Options{})
	if err != nil {
		t.Fatal(err)
	}
	server, err := api.New(engine, api.Options{Gatekeeper: guard, Credentials: credentials.NewTLS(certificates.Config("h2"))})
	if err != nil {
		t.Fatal(err)
	}
	door, err := web.New(server, web.Options{TLS: certificates.Config("h2", "http/1.1")})
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
	return guarded{native.Addr().String(), "https://" + outer.Addr().String(), authority, key}
}

// trust makes a certificate of the loopback, and the file of the authority that signed it.
func trust(t *testing.T, folder string) (certificates *identity.Certificates, authority string) {
	t.Helper()
	signer, err := identitytest.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	pair, err := signer.Issue(1, time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	certFile, keyFile, err := pair.Write(folder)
	if err != nil {
		t.Fatal(err)
	}
	authority = filepath.Join(folder, "ca.pem")
	if err := os.WriteFile(authority, signer.PEM, 0o600); err != nil {
		t.Fatal(err)
	}
	certificates, err = identity.LoadCertificates(identity.CertificateOptions{CertFile: certFile, KeyFile: keyFile}, identity.Watch{})
	if err != nil {
		t.Fatal(err)
	}
	return certificates, authority
}

// aCaller makes a key, and the file of callers that has its hash.
func aCaller(t *testing.T, folder string) (key, file string) {
	t.Helper()
	key, err := identity.NewKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	hash, err := identity.HashKey(key)
	if err != nil {
		t.Fatal(err)
	}
	file = filepath.Join(folder, "callers.yaml")
	if err := os.WriteFile(file, fmt.Appendf(nil, "callers:\n  - {id: examples, keys: [%s]}\n", hash), 0o600); err != nil {
		t.Fatal(err)
	}
	return key, file
}

func TestNodeShowsItsKey(t *testing.T) {
	node := need(t, "node", "node/node_modules/@grpc/grpc-js/package.json", "node/node_modules/@grpc/proto-loader/package.json")
	s := startGuarded(t)
	t.Setenv("PECETE_CA", s.authority)
	if out, status := run(t, "Salut\n", node, "node/guard.js", s.address); status == 0 || strings.Contains(out, "ALLOW") {
		t.Errorf("without a key: status %d: %s", status, out)
	}
	t.Setenv("PECETE_KEY", s.key)
	if out, status := run(t, "Salut\n", node, "node/guard.js", s.address); status != 0 || out != "ALLOW\n" {
		t.Errorf("with a key: status %d: %s", status, out)
	}
}

func TestShellShowsItsKey(t *testing.T) {
	need(t, "curl", "jq", "sh")
	s := startGuarded(t)
	file := filepath.Join(t.TempDir(), "message.txt")
	if err := os.WriteFile(file, []byte("Salut"), 0o600); err != nil {
		t.Fatal(err)
	}
	t.Setenv("CURL_CA_BUNDLE", s.authority)
	if out, status := run(t, "", "shell/guard.sh", s.url, file); status != 3 {
		t.Errorf("without a key: status %d: %s", status, out)
	}
	t.Setenv("PECETE_KEY", s.key)
	if out, status := run(t, "", "shell/guard.sh", s.url, file); status != 0 {
		t.Errorf("with a key: status %d: %s", status, out)
	}
}
