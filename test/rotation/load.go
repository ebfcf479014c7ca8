package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/peer"

	"github.com/pecete/pecete/api/identity/identitytest"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// callsAConnection is how many calls a connection of the load is for.
const callsAConnection = 25

// load is workers that call, each over one connection after the other.
type load struct {
	address string
	servers *x509.CertPool
	shown   atomic.Pointer[tls.Certificate] // by clients that begin a connection
	end     context.CancelFunc
	all     sync.WaitGroup

	connections, calls, errors atomic.Int64
	// begun counts for each worker the connections that it has begun, and seen is the
	// serial number of the server's certificate on the latest.
	begun, seen []atomic.Int64
	mu          sync.Mutex
	first       error
}

func startLoad(ctx context.Context, address string, servers *x509.CertPool, workers int, clients *identitytest.Authority) (*load, error) {
	l := &load{address: address, servers: servers, begun: make([]atomic.Int64, workers), seen: make([]atomic.Int64, workers)}
	if err := l.show(clients); err != nil {
		return nil, err
	}
	ctx, l.end = context.WithCancel(ctx)
	for i := range workers {
		l.all.Go(func() {
			for ctx.Err() == nil {
				l.connect(ctx, i)
			}
		})
	}
	return l, nil
}

// show has clients show a certificate of an authority from now on.
func (l *load) show(clients *identitytest.Authority) error {
	pair, err := clients.Issue(7, time.Now().Add(time.Hour), "spiffe://example.org/load")
	if err != nil {
		return err
	}
	certificate, err := pair.TLS()
	if err != nil {
		return fmt.Errorf("reading a certificate: %w", err)
	}
	l.shown.Store(&certificate)
	return nil
}

// connect makes the calls of one connection.
func (l *load) connect(ctx context.Context, worker int) {
	l.begun[worker].Add(1)
	settings := &tls.Config{RootCAs: l.servers, Certificates: []tls.Certificate{*l.shown.Load()}}
	conn, err := grpc.NewClient(l.address, grpc.WithTransportCredentials(credentials.NewTLS(settings)))
	if err != nil {
		l.fail(err)
		return
	}
	defer conn.Close()
	l.connections.Add(1)
	client := pecetev1.NewClassifierServiceClient(conn)
	for range callsAConnection {
		var from peer.Peer
		call, cancel := context.WithTimeout(ctx, 20*time.Second)
		out, err := client.Classify(call, &pecetev1.ClassifyRequest{Text: "Pentru contract: CNP 1850228120011."}, grpc.Peer(&from))
		cancel()
		if ctx.Err() != nil {
			return
		}
		if err == nil && out.GetAssessment().GetVerdict() != pecetev1.Verdict_VERDICT_WARN {
			err = fmt.Errorf("the verdict is %v", out.GetAssessment().GetVerdict())
		}
		if err != nil {
			l.fail(err)
			return
		}
		l.calls.Add(1)
		if secured, ok := from.AuthInfo.(credentials.TLSInfo); ok {
			l.seen[worker].Store(secured.State.PeerCertificates[0].SerialNumber.Int64())
		}
	}
}

func (l *load) fail(err error) {
	l.errors.Add(1)
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.first == nil {
		l.first = err
	}
}

// patience is how long a change may take to be seen.
const patience = 20 * time.Second

// see waits until every worker has seen a certificate of the server.
func (l *load) see(ctx context.Context, serial int64) error {
	return l.until(ctx, fmt.Sprintf("certificate %d is seen", serial), func(worker int) bool { return l.seen[worker].Load() == serial })
}

// use has clients show certificates of another authority, and waits until every worker
// has ended the connection on which it showed one of the last.
func (l *load) use(ctx context.Context, clients *identitytest.Authority) error {
	if err := l.show(clients); err != nil {
		return err
	}
	before := make([]int64, len(l.begun))
	for i := range l.begun {
		before[i] = l.begun[i].Load()
	}
	// The next may have begun before the certificate was changed, the one after not.
	return l.until(ctx, "clients show other certificates", func(worker int) bool { return l.begun[worker].Load() >= before[worker]+2 })
}

func (l *load) until(ctx context.Context, what string, done func(worker int) bool) error {
	deadline := time.Now().Add(patience)
	for worker := range l.begun {
		for !done(worker) {
			if ctx.Err() != nil || l.fault() != nil || time.Now().After(deadline) {
				return errors.Join(fmt.Errorf("waiting until %s", what), ctx.Err())
			}
			time.Sleep(time.Millisecond)
		}
	}
	return nil
}

// fault gives the first error of a call.
func (l *load) fault() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.first
}

// stop ends the load.
func (l *load) stop() {
	l.end()
	l.all.Wait()
}
