package identity

import (
	"crypto/tls"
	"crypto/x509"
	"net"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/pecete/pecete/api/identity/identitytest"
)

func anAuthority(t testing.TB) *identitytest.Authority {
	t.Helper()
	a, err := identitytest.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// issue signs a certificate that ends tomorrow.
func issue(t testing.TB, a *identitytest.Authority, serial int64, names ...string) identitytest.Pair {
	t.Helper()
	pair, err := a.Issue(serial, time.Now().Add(20*time.Hour), names...)
	if err != nil {
		t.Fatal(err)
	}
	return pair
}

// write writes a file of a folder.
func write(t testing.TB, folder, name string, data []byte) string {
	t.Helper()
	path := filepath.Join(folder, name)
	if err := os.WriteFile(path, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// certificatesIn loads the pair in a folder, and an authority of clients if there is one.
func certificatesIn(t testing.TB, folder string, pair identitytest.Pair, clients *identitytest.Authority, watch Watch) *Certificates {
	t.Helper()
	certFile, keyFile, err := pair.Write(folder)
	if err != nil {
		t.Fatal(err)
	}
	options := CertificateOptions{CertFile: certFile, KeyFile: keyFile}
	if clients != nil {
		options.ClientCAFile = write(t, folder, "clients.pem", clients.PEM)
	}
	c, err := LoadCertificates(options, watch)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// shake has a client with settings greet a server with certificates and gives what the
// client saw of it.
func shake(t testing.TB, c *Certificates, client *tls.Config) (seen tls.ConnectionState, serverErr, clientErr error) {
	t.Helper()
	here, there := net.Pipe()
	defer here.Close()
	defer there.Close()
	served := make(chan error, 1)
	go func() {
		conn := tls.Server(there, c.Config("h2"))
		err := conn.Handshake()
		if err == nil {
			_, err = conn.Write([]byte("a"))
		}
		there.Close()
		served <- err
	}()
	conn := tls.Client(here, client)
	if clientErr = conn.Handshake(); clientErr == nil {
		_, clientErr = conn.Read(make([]byte, 1)) // a TLS 1.3 server refuses afterwards
	}
	seen = conn.ConnectionState()
	here.Close()
	return seen, <-served, clientErr
}

func TestCertificatesChangeWithoutAPause(t *testing.T) {
	a := anAuthority(t)
	folder := t.TempDir()
	var failed []string
	c := certificatesIn(t, folder, issue(t, a, 11), nil, Watch{Failed: func(_ string, err error) { failed = append(failed, err.Error()) }})
	serial := func() int64 {
		t.Helper()
		seen, _, err := shake(t, c, &tls.Config{RootCAs: a.Pool(), ServerName: "127.0.0.1", NextProtos: []string{"h2"}})
		if err != nil {
			t.Fatal(err)
		}
		if seen.Version != tls.VersionTLS13 || seen.NegotiatedProtocol != "h2" {
			t.Errorf("TLS %x, protocol %q", seen.Version, seen.NegotiatedProtocol)
		}
		return seen.PeerCertificates[0].SerialNumber.Int64()
	}
	if got := serial(); got != 11 {
		t.Fatalf("serial number %d", got)
	}
	second := issue(t, a, 12)
	write(t, folder, "tls.crt", second.Certificate) // and the key is not there yet
	c.sources[0].again(t.Context())
	c.sources[0].again(t.Context())
	if got := serial(); got != 11 || len(failed) != 1 {
		t.Errorf("half a change: serial number %d, failures %q", got, failed)
	}
	write(t, folder, "tls.key", second.Key)
	c.sources[0].again(t.Context())
	if got := serial(); got != 12 || len(failed) != 1 {
		t.Errorf("a whole change: serial number %d, failures %q", got, failed)
	}
	expired, err := a.Issue(13, time.Now().Add(-time.Minute))
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := expired.Write(folder); err != nil {
		t.Fatal(err)
	}
	c.sources[0].again(t.Context())
	if got := serial(); got != 12 || !strings.Contains(failed[len(failed)-1], "ended on") {
		t.Errorf("one that has ended: serial number %d, failures %q", got, failed)
	}
	secret := string(second.Key[40:80])
	if all := strings.Join(failed, ""); strings.Contains(all, secret) || strings.Contains(all, "PRIVATE") {
		t.Errorf("a failure tells the key: %q", all)
	}
}

func TestOldTLSIsRefused(t *testing.T) {
	a := anAuthority(t)
	c := certificatesIn(t, t.TempDir(), issue(t, a, 1), nil, Watch{})
	old := &tls.Config{RootCAs: a.Pool(), ServerName: "127.0.0.1", MaxVersion: tls.VersionTLS12}
	if _, _, err := shake(t, c, old); err == nil {
		t.Error("TLS 1.2 is spoken without being asked for")
	}
	c.options.AllowTLS12 = true
	c.build()
	if seen, _, err := shake(t, c, old); err != nil || seen.Version != tls.VersionTLS12 {
		t.Errorf("where it is asked for: %x, %v", seen.Version, err)
	}
	old.MaxVersion = tls.VersionTLS11
	if _, _, err := shake(t, c, old); err == nil {
		t.Error("TLS 1.1 is spoken")
	}
}

func TestClientsShowCertificates(t *testing.T) {
	a, clients, others := anAuthority(t), anAuthority(t), anAuthority(t)
	folder := t.TempDir()
	c := certificatesIn(t, folder, issue(t, a, 1), clients, Watch{})
	with := func(pairs ...identitytest.Pair) *tls.Config {
		config := &tls.Config{RootCAs: a.Pool(), ServerName: "127.0.0.1"}
		for _, pair := range pairs {
			certificate, err := pair.TLS()
			if err != nil {
				t.Fatal(err)
			}
			config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) { return &certificate, nil }
		}
		return config
	}
	good, strange := issue(t, clients, 5, "spiffe://acme.ro/chat"), issue(t, others, 5, "spiffe://acme.ro/chat")
	if _, _, err := shake(t, c, with(good)); err != nil {
		t.Errorf("a good certificate: %v", err)
	}
	if _, _, err := shake(t, c, with(strange)); err == nil {
		t.Error("a stranger's certificate is taken")
	}
	if _, _, err := shake(t, c, with()); err == nil {
		t.Error("no certificate is taken")
	}
	c.options.ClientOptional = true
	c.build()
	if _, _, err := shake(t, c, with()); err != nil {
		t.Errorf("no certificate, where none is needed: %v", err)
	}
	if _, _, err := shake(t, c, with(strange)); err == nil {
		t.Error("a stranger's certificate is taken where none is needed")
	}
}

// A connection lasts longer than the trust it began with.
func TestOldConnectionsAreNotVouchedFor(t *testing.T) {
	a, clients := anAuthority(t), anAuthority(t)
	folder := t.TempDir()
	c := certificatesIn(t, folder, issue(t, a, 1), clients, Watch{})
	chain := func(pair identitytest.Pair) []*x509.Certificate {
		certificate, err := pair.TLS()
		if err != nil {
			t.Fatal(err)
		}
		return []*x509.Certificate{certificate.Leaf}
	}
	good := chain(issue(t, clients, 5))
	for range 2 {
		if !c.vouch(good) {
			t.Fatal("a good certificate is not vouched for")
		}
	}
	if c.vouch(chain(issue(t, a, 5))) || c.vouch(nil) {
		t.Error("a stranger is vouched for")
	}
	c.now = func() time.Time { return time.Now().Add(30 * time.Hour) }
	if c.vouch(good) {
		t.Error("a certificate that has ended is vouched for")
	}
	c.now = time.Now
	write(t, folder, "clients.pem", anAuthority(t).PEM)
	for _, s := range c.sources {
		s.again(t.Context())
	}
	if c.vouch(good) {
		t.Error("a certificate is vouched for whose authority was taken away")
	}
}

func TestCertificatesThatCannotBeLoaded(t *testing.T) {
	a := anAuthority(t)
	folder := t.TempDir()
	certFile, keyFile, err := issue(t, a, 1).Write(folder)
	if err != nil {
		t.Fatal(err)
	}
	long := write(t, folder, "long", make([]byte, maxSource+1))
	pipe := filepath.Join(folder, "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		options CertificateOptions
		want    string
	}{
		"no key":               {CertificateOptions{CertFile: certFile}, "both"},
		"no such file":         {CertificateOptions{CertFile: certFile, KeyFile: "/no/such/key"}, "/no/such/key"},
		"two certificates":     {CertificateOptions{CertFile: certFile, KeyFile: certFile}, "no pair"},
		"an authority of none": {CertificateOptions{CertFile: certFile, KeyFile: keyFile, ClientCAFile: keyFile}, "no certificate"},
		"a pipe":               {CertificateOptions{CertFile: certFile, KeyFile: pipe}, "not a plain file"},
		"a file without end":   {CertificateOptions{CertFile: long, KeyFile: keyFile}, "longer than"},
	} {
		if _, err := LoadCertificates(tt.options, Watch{}); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", name, err, tt.want)
		}
	}
}

func TestExposure(t *testing.T) {
	for address, exposed := range map[string]bool{
		"127.0.0.1:50051": false, "[::1]:50051": false, "localhost:0": false, "127.9.9.9:1": false,
		"0.0.0.0:50051": true, ":50051": true, "[::]:50051": true, "192.0.2.1:443": true, "10.0.0.1:1": true,
	} {
		err := CheckExposure("--listen", address, false, false)
		if (err != nil) != exposed {
			t.Errorf("%s: %v", address, err)
		}
		if exposed && (!strings.Contains(err.Error(), "--insecure") || !strings.Contains(err.Error(), "--listen "+address)) {
			t.Errorf("%s: the error does not help: %v", address, err)
		}
		if err := CheckMetricsExposure("--metrics-listen", address, false); (err != nil) != exposed || exposed && !strings.Contains(err.Error(), "--insecure") {
			t.Errorf("%s, for metrics: %v", address, err)
		}
		if err := CheckMailExposure("--milter-listen", address, false); (err != nil) != exposed || exposed && (!strings.Contains(err.Error(), "unix:/PATH") || strings.Contains(err.Error(), "--tls-cert")) {
			t.Errorf("%s, for mail: %v", address, err)
		}
		if CheckMetricsExposure("--metrics-listen", address, true) != nil || CheckMailExposure("--milter-listen", address, true) != nil ||
			CheckExposure("--listen", address, true, false) != nil || CheckExposure("--listen", address, false, true) != nil {
			t.Errorf("%s: refused although secured, or although it was said", address)
		}
	}
	if CheckExposure("--listen", "nonsense", false, false) == nil || CheckMetricsExposure("--metrics-listen", "nonsense", false) == nil {
		t.Error("an address that is none is fine")
	}
}
