package web

import (
	"bytes"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"hash"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
)

// CaseHeader is the header that tells the origin which case a request belongs to.
const CaseHeader = "X-Case"

// Seen is what reached the origin of a case.
type Seen struct {
	// Requests is how many requests began, Whole how many of them came to their end.
	Requests, Whole int
	// Bytes and Digest are those of the body that came last, Method and Header its request's.
	Bytes  int64
	Digest [sha256.Size]byte
	Method string
	Header http.Header
	// Canary tells whether the canary was in any of them.
	Canary bool
}

// Origin is a site that remembers.
type Origin struct {
	server *httptest.Server
	mu     sync.Mutex
	seen   map[string]Seen
	serves map[string]Served
}

// Served is what the origin answers in a case.
type Served struct {
	Body
	// Chunked sends it without its length.
	Chunked bool
}

// NewOrigin starts an origin at the loopback, with TLS if asked for.
func NewOrigin(encrypted bool) *Origin {
	o := &Origin{seen: map[string]Seen{}, serves: map[string]Served{}}
	o.server = httptest.NewUnstartedServer(o)
	if encrypted {
		o.server.StartTLS()
	} else {
		o.server.Start()
	}
	return o
}

// Host is the name of an origin with TLS, which its certificate is for. The proxy has to
// know that it is on the loopback.
const Host = "site.example.com"

// URL is where it is.
func (o *Origin) URL() string {
	if o.server.TLS == nil {
		return o.server.URL
	}
	return fmt.Sprintf("https://%s:%d", Host, o.Port())
}

// Port is its port.
func (o *Origin) Port() int { return o.server.Listener.Addr().(*net.TCPAddr).Port }

// Certificate is its certificate, in PEM.
func (o *Origin) Certificate() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: o.server.Certificate().Raw})
}

// Close ends it.
func (o *Origin) Close() {
	o.server.CloseClientConnections()
	o.server.Close()
}

// Serve has it answer a case with a body.
func (o *Origin) Serve(name string, s Served) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.serves[name] = s
}

// Seen tells what reached it of a case.
func (o *Origin) Seen(name string) Seen {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.seen[name]
}

// Reset forgets all that reached it.
func (o *Origin) Reset() {
	o.mu.Lock()
	defer o.mu.Unlock()
	clear(o.seen)
}

// ServeHTTP implements http.Handler: it reads what comes and answers what it has for the
// case, or else in one line.
func (o *Origin) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	name := r.Header.Get(CaseHeader)
	watch := &watcher{digest: sha256.New()}
	o.note(name, func(s *Seen) { s.Requests++ })
	n, err := io.Copy(watch, r.Body)
	o.note(name, func(s *Seen) {
		if err == nil {
			s.Whole++
		}
		s.Bytes, s.Method, s.Header = n, r.Method, r.Header.Clone()
		s.Canary = s.Canary || watch.found
		watch.digest.Sum(s.Digest[:0])
	})
	if err != nil {
		return
	}
	o.mu.Lock()
	served, ok := o.serves[name]
	o.mu.Unlock()
	if !ok {
		w.Header().Set("Content-Type", "text/plain")
		fmt.Fprintln(w, "received")
		return
	}
	w.Header().Set("Content-Type", served.Type)
	if served.Encoding != "" {
		w.Header().Set("Content-Encoding", served.Encoding)
	}
	if !served.Chunked {
		w.Header().Set("Content-Length", strconv.Itoa(len(served.Bytes)))
	}
	if f, ok := w.(http.Flusher); ok && served.Chunked {
		f.Flush()
	}
	_, _ = w.Write(served.Bytes) // the client sees whether it came
}

func (o *Origin) note(name string, change func(*Seen)) {
	o.mu.Lock()
	defer o.mu.Unlock()
	s := o.seen[name]
	change(&s)
	o.seen[name] = s
}

// watcher takes a body's digest, and looks for the canary in it.
type watcher struct {
	digest hash.Hash
	tail   []byte
	found  bool
}

// Write implements io.Writer.
func (w *watcher) Write(p []byte) (int, error) {
	_, _ = w.digest.Write(p) // never fails
	look := append(w.tail, p...)
	w.found = w.found || bytes.Contains(look, []byte(Canary))
	w.tail = bytes.Clone(look[max(0, len(look)-len(Canary)+1):])
	return len(p), nil
}

// trusting makes a client's settings for TLS that trust one issuer.
func trusting(issuer []byte) *tls.Config {
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(issuer)
	return &tls.Config{RootCAs: pool}
}
