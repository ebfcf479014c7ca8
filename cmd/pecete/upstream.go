package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"os"
	"strings"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/backoff"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	_ "google.golang.org/grpc/health" // without it the health check of the service config says nothing
	"google.golang.org/grpc/keepalive"

	"github.com/pecete/pecete/api/identity"
)

// upstreamConfig is how a remote service is asked: all healthy servers that its name
// stands for take turns, and a call is tried again where a server has gone away or says
// that it is busy. Unlike in docs/clients.md a call does not wait for a server while none
// is to be had: a proxy would make everybody wait with it, each time.
const upstreamConfig = `{
	"loadBalancingConfig": [{"round_robin": {}}],
	"healthCheckConfig": {"serviceName": "pecete.v1.ClassifierService"},
	"methodConfig": [{
		"name": [{"service": "pecete.v1.ClassifierService"}],
		"retryPolicy": {
			"maxAttempts": 4,
			"initialBackoff": "0.01s",
			"maxBackoff": "0.2s",
			"backoffMultiplier": 3,
			"retryableStatusCodes": ["UNAVAILABLE", "RESOURCE_EXHAUSTED"]
		}
	}],
	"retryThrottling": {"maxTokens": 100, "tokenRatio": 0.5}
}`

// upstreamFlags say which service is asked, and how one gets there.
type upstreamFlags struct {
	Upstream         string `required:"" placeholder:"HOST:PORT" help:"The service to ask over gRPC; dns:///HOST:PORT asks all servers that the name stands for, in turns."`
	UpstreamCA       string `name:"upstream-ca" placeholder:"FILE" help:"Certificates of the authorities that sign that of the service, as PEM; without it those of the system are believed."`
	UpstreamCert     string `placeholder:"FILE" help:"Certificate to show to the service (mutual TLS), as PEM."`
	UpstreamCertKey  string `placeholder:"FILE" help:"Private key of that certificate, as PEM."`
	UpstreamKeyFile  string `placeholder:"FILE" help:"File with the API key or token to show to the service. It is read again for each call."`
	UpstreamInsecure bool   `help:"Ask in the clear. Nothing else need be said for a service on this machine."`
}

// connect makes a connection that lasts as long as the program. It fails only if the
// flags are wrong: that nobody answers shows at the first question.
func (f upstreamFlags) connect() (*grpc.ClientConn, error) {
	clear, err := f.inTheClear()
	if err != nil {
		return nil, err
	}
	secured := insecure.NewCredentials()
	if !clear {
		config, err := f.tls()
		if err != nil {
			return nil, err
		}
		secured = credentials.NewTLS(config)
	}
	options := []grpc.DialOption{
		grpc.WithTransportCredentials(secured),
		grpc.WithDefaultServiceConfig(upstreamConfig),
		// gRPC's own backoff grows to two minutes, which a service that is back would not be
		// asked for.
		grpc.WithConnectParams(grpc.ConnectParams{
			Backoff:           backoff.Config{BaseDelay: 200 * time.Millisecond, Multiplier: 1.6, Jitter: 0.2, MaxDelay: 3 * time.Second},
			MinConnectTimeout: 3 * time.Second,
		}),
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 30 * time.Second, Timeout: 10 * time.Second, PermitWithoutStream: true}),
	}
	if f.UpstreamKeyFile != "" {
		shown := keyFile{path: f.UpstreamKeyFile, secured: !clear}
		if _, err := shown.read(); err != nil {
			return nil, err
		}
		options = append(options, grpc.WithPerRPCCredentials(shown))
	}
	conn, err := grpc.NewClient(f.Upstream, options...)
	if err != nil {
		return nil, fmt.Errorf("--upstream: %w", err)
	}
	return conn, nil
}

// inTheClear tells whether the service is asked without TLS, which has to be said where
// it is not on this machine.
func (f upstreamFlags) inTheClear() (bool, error) {
	if f.UpstreamCA != "" || f.UpstreamCert != "" || f.UpstreamCertKey != "" {
		if f.UpstreamInsecure {
			return false, errors.New("--upstream-insecure contradicts the certificates of --upstream-*")
		}
		return false, nil
	}
	if f.UpstreamInsecure {
		return true, nil
	}
	target := f.Upstream[strings.LastIndex(f.Upstream, "/")+1:]
	if _, _, err := net.SplitHostPort(target); err != nil {
		return false, fmt.Errorf("--upstream: %w", err)
	}
	return identity.OnLoopback(target), nil
}

// tls gives what the flags say about certificates.
func (f upstreamFlags) tls() (*tls.Config, error) {
	config := &tls.Config{MinVersion: tls.VersionTLS12}
	if f.UpstreamCA != "" {
		pem, err := os.ReadFile(f.UpstreamCA)
		if err != nil {
			return nil, fmt.Errorf("--upstream-ca: %w", err)
		}
		config.RootCAs = x509.NewCertPool()
		if !config.RootCAs.AppendCertsFromPEM(pem) {
			return nil, errors.New("--upstream-ca: there is no certificate in it")
		}
	}
	if f.UpstreamCert == "" && f.UpstreamCertKey == "" {
		return config, nil
	}
	if _, err := tls.LoadX509KeyPair(f.UpstreamCert, f.UpstreamCertKey); err != nil {
		return nil, fmt.Errorf("--upstream-cert and --upstream-cert-key: %w", err)
	}
	// Read anew for each connection, so that a certificate that was renewed is shown.
	config.GetClientCertificate = func(*tls.CertificateRequestInfo) (*tls.Certificate, error) {
		pair, err := tls.LoadX509KeyPair(f.UpstreamCert, f.UpstreamCertKey)
		return &pair, err
	}
	return config, nil
}

// keyFile shows the key in a file.
type keyFile struct {
	path    string
	secured bool
}

// read gives the key.
func (k keyFile) read() (string, error) {
	key, err := os.ReadFile(k.path)
	if err != nil {
		return "", fmt.Errorf("--upstream-key-file: %w", err)
	}
	return strings.TrimSpace(string(key)), nil
}

// GetRequestMetadata gives the header that shows the key.
func (k keyFile) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	key, err := k.read()
	if err != nil {
		return nil, err
	}
	return map[string]string{"authorization": "Bearer " + key}, nil
}

// RequireTransportSecurity tells whether the connection must have TLS: not on this machine.
func (k keyFile) RequireTransportSecurity() bool { return k.secured }
