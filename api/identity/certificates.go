package identity

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"
)

// CertificateOptions say what a server shows its clients, and what it asks of them.
type CertificateOptions struct {
	// CertFile and KeyFile are the server's certificate, with those between it and the
	// root, and its key, as PEM.
	CertFile, KeyFile string
	// ClientCAFile are the certificates that sign those of clients, as PEM; empty means
	// that clients need none.
	ClientCAFile string
	// ClientOptional lets clients in that show no certificate; they then need a key or
	// a token.
	ClientOptional bool
	// AllowTLS12 lets clients speak TLS 1.2; 1.3 is the least otherwise.
	AllowTLS12 bool
}

// Certificates are those of a server. They are read again when their files change, and
// connections that begin from then on see the new ones. If the new ones cannot be used,
// as when the certificate has been written and the key not yet, the old ones stay.
//
// gRPC's own watcher of files (certprovider/pemfile) does not serve here: of a pair that
// does not match it writes the private key to gRPC's log, and it tells nobody that what
// it could not use is not in use.
type Certificates struct {
	options CertificateOptions
	now     func() time.Time
	sources []*source
	config  atomic.Pointer[tls.Config]
	pair    atomic.Pointer[tls.Certificate]
	clients atomic.Pointer[x509.CertPool] // nil if clients need no certificate

	mu sync.Mutex
	// vouched are the certificates of clients that the present clients vouch for.
	vouched map[[sha256.Size]byte]bool
}

// LoadCertificates reads the files. Watch is told when they change later, see Follow.
func LoadCertificates(options CertificateOptions, watch Watch) (*Certificates, error) {
	if options.CertFile == "" || options.KeyFile == "" {
		return nil, errors.New("TLS needs both a certificate and its key")
	}
	c := &Certificates{options: options, now: time.Now, vouched: map[[sha256.Size]byte]bool{}}
	c.sources = append(c.sources, &source{name: "certificate", watch: watch, read: files(options.CertFile, options.KeyFile), use: c.usePair})
	if options.ClientCAFile != "" {
		c.sources = append(c.sources, &source{name: "certificates of client authorities", watch: watch, read: files(options.ClientCAFile), use: c.useClients})
	}
	for _, s := range c.sources {
		if err := s.load(context.Background()); err != nil {
			return nil, err
		}
	}
	return c, nil
}

// Follow takes new certificates into use until ctx ends.
func (c *Certificates) Follow(ctx context.Context) {
	var all sync.WaitGroup
	for _, s := range c.sources {
		all.Go(func() { s.follow(ctx) })
	}
	all.Wait()
}

// Expires gives when the certificate in use ends.
func (c *Certificates) Expires() time.Time { return c.pair.Load().Leaf.NotAfter }

func (c *Certificates) usePair(parts [][]byte) error {
	pair, err := tls.X509KeyPair(parts[0], parts[1])
	if err != nil {
		return errors.New("the certificate and the key are no pair of PEM files that belong together")
	}
	if now := c.now(); now.After(pair.Leaf.NotAfter) {
		return fmt.Errorf("ended on %s", pair.Leaf.NotAfter.UTC().Format(time.DateTime))
	}
	c.pair.Store(&pair)
	c.build()
	return nil
}

func (c *Certificates) useClients(parts [][]byte) error {
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(parts[0]) {
		return errors.New("there is no certificate as PEM")
	}
	c.clients.Store(pool)
	c.mu.Lock()
	c.vouched = map[[sha256.Size]byte]bool{}
	c.mu.Unlock()
	c.build()
	return nil
}

// build makes the settings of connections that begin from now on.
func (c *Certificates) build() {
	config := c.empty()
	if pair := c.pair.Load(); pair != nil {
		config.Certificates = []tls.Certificate{*pair}
	}
	if pool := c.clients.Load(); pool != nil {
		config.ClientCAs, config.ClientAuth = pool, tls.RequireAndVerifyClientCert
		if c.options.ClientOptional {
			config.ClientAuth = tls.VerifyClientCertIfGiven
		}
	}
	c.config.Store(config)
}

// empty gives settings without certificates. There are no session tickets: who comes back
// with one would not be asked for a certificate again, and gRPC connections are few and
// last.
func (c *Certificates) empty() *tls.Config {
	config := &tls.Config{MinVersion: tls.VersionTLS13, SessionTicketsDisabled: true}
	if c.options.AllowTLS12 {
		config.MinVersion = tls.VersionTLS12
	}
	return config
}

// Config gives settings for a server whose certificates are those in use when a
// connection begins. Protocols are those it offers (ALPN), such as "h2" and "http/1.1".
func (c *Certificates) Config(protocols ...string) *tls.Config {
	config := c.empty()
	config.NextProtos = protocols
	config.GetConfigForClient = func(*tls.ClientHelloInfo) (*tls.Config, error) {
		current := c.config.Load().Clone()
		current.NextProtos = protocols
		return current, nil
	}
	return config
}

// manyVouched is how many certificates of clients are remembered.
const manyVouched = 4096

// vouch tells whether the present authorities vouch for the certificate of a client now.
// Connections last, and what was right when one began may have ended since, or its
// authority been taken away.
func (c *Certificates) vouch(chain []*x509.Certificate) bool {
	now, pool := c.now(), c.clients.Load()
	if pool == nil || len(chain) == 0 || now.After(chain[0].NotAfter) {
		return false
	}
	key := sha256.Sum256(chain[0].Raw)
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.vouched[key] {
		return true
	}
	between := x509.NewCertPool()
	for _, certificate := range chain[1:] {
		between.AddCert(certificate)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{
		Roots: pool, Intermediates: between, CurrentTime: now, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	})
	if err != nil {
		return false
	}
	if len(c.vouched) >= manyVouched {
		clear(c.vouched)
	}
	c.vouched[key] = true
	return true
}
