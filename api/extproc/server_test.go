package extproc

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"math/big"
	"net"
	"testing"
	"time"

	modes "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/ext_proc/v3"
	pb "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/api/inspection"
)

func TestOptionsThatMakeNoSense(t *testing.T) {
	for reason, options := range map[string]Options{
		"less than nothing held":   {Held: -1},
		"an action that is none":   {Unseen: 7},
		"a mode that is not taken": {BodyMode: modes.ProcessingMode_GRPC},
		"a mode that is none":      {BodyMode: 99},
		"time that runs back":      {Patience: -1},
	} {
		if _, err := New(inspectorFunc(words), options); err == nil {
			t.Errorf("%s was taken", reason)
		}
	}
}

func TestItsHealthIsTold(t *testing.T) {
	server, err := New(inspectorFunc(words), Options{})
	if err != nil {
		t.Fatal(err)
	}
	health := healthv1.NewHealthClient(serve(t, server.Serve))
	for _, service := range []string{"", pb.ExternalProcessor_ServiceDesc.ServiceName} {
		answer, err := health.Check(within(t, 5*time.Second), &healthv1.HealthCheckRequest{Service: service})
		if err != nil || answer.Status != healthv1.HealthCheckResponse_SERVING {
			t.Errorf("%q: %v, %v", service, answer, err)
		}
	}
}

func TestOtherMethodsAreUnknown(t *testing.T) {
	server, err := New(inspectorFunc(words), Options{})
	if err != nil {
		t.Fatal(err)
	}
	err = serve(t, server.Serve).Invoke(within(t, 5*time.Second), "/"+canary+"/x", &healthv1.HealthCheckRequest{}, &healthv1.HealthCheckResponse{})
	if status.Code(err) != codes.Unimplemented || err.Error() != status.Error(codes.Unimplemented, "no such service or method").Error() {
		t.Error(err)
	}
}

// TestStopping: what is under way ends within the drain timeout, or is cut off after it.
func TestStopping(t *testing.T) {
	for _, ends := range []bool{true, false} {
		entered, leave := make(chan struct{}), make(chan struct{})
		server, err := New(inspectorFunc(func(ctx context.Context, s inspection.Subject, _ io.Reader, _ func(int64)) (*inspection.Ruling, error) {
			close(entered)
			select {
			case <-leave:
				return &inspection.Ruling{Reference: "r"}, nil
			case <-ctx.Done():
				return nil, ctx.Err()
			}
		}), Options{DrainTimeout: 300 * time.Millisecond})
		if err != nil {
			t.Fatal(err)
		}
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(context.Background())
		stopped := make(chan error, 1)
		go func() { stopped <- server.Serve(ctx, listener) }()
		conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
		if err != nil {
			t.Fatal(err)
		}
		e := &envoy{client: pb.NewExternalProcessorClient(conn), request: modes.ProcessingMode_BUFFERED, buffer: 1 << 20}
		outcomes := make(chan outcome, 1)
		go func() { outcomes <- e.exchange(within(t, 10*time.Second), post("text/plain", "x"), nil) }()
		<-entered
		stop()
		if ends {
			close(leave)
		}
		if err := <-stopped; err != nil {
			t.Errorf("ends %t: Serve gave %v", ends, err)
		}
		if out := <-outcomes; (out.err == nil) != ends {
			t.Errorf("ends %t: %v", ends, out.err)
		}
		if _, err := listener.Accept(); !errors.Is(err, net.ErrClosed) {
			t.Errorf("the listener is not closed: %v", err)
		}
		conn.Close()
	}
}

func TestAListenerThatFails(t *testing.T) {
	server, err := New(inspectorFunc(words), Options{})
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	listener.Close()
	if err := server.Serve(within(t, 5*time.Second), listener); err == nil {
		t.Error("no error")
	}
}

func TestConnectionsCanBeSecured(t *testing.T) {
	certificate, roots := aCertificate(t)
	server, err := New(inspectorFunc(words), Options{Credentials: credentials.NewServerTLSFromCert(&certificate)})
	if err != nil {
		t.Fatal(err)
	}
	plain := serve(t, server.Serve) // in the clear, which is refused
	conn, err := grpc.NewClient(plain.Target(), grpc.WithTransportCredentials(credentials.NewClientTLSFromCert(roots, "pecete.exemplu.ro")))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	e := &envoy{client: pb.NewExternalProcessorClient(conn), request: modes.ProcessingMode_BUFFERED, buffer: 1 << 20}
	if out := e.exchange(within(t, 5*time.Second), post("text/plain", "BAD"), nil); out.err != nil || out.refused == nil {
		t.Errorf("%+v", out)
	}
	e.client = pb.NewExternalProcessorClient(plain)
	if out := e.exchange(within(t, 5*time.Second), post("text/plain", "BAD"), nil); out.err == nil {
		t.Errorf("%+v", out)
	}
}

// aCertificate makes a certificate for a server that nobody knows but the test.
func aCertificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), DNSNames: []string{"pecete.exemplu.ro"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(parsed)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}
