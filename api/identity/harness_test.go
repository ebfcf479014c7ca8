package identity

import (
	"context"
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rs/zerolog"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	channelzv1 "google.golang.org/grpc/channelz/grpc_channelz_v1"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/metadata"
	reflectionv1 "google.golang.org/grpc/reflection/grpc_reflection_v1"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/api/identity/identitytest"
	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/dlclark/regexp2/v2.runClock"))
}

var testEngine = sync.OnceValue(func() *classifier.Classifier {
	rules, err := patterns.Default()
	if err != nil {
		panic(err)
	}
	engine, err := classifier.New(rules, classifier.Options{})
	if err != nil {
		panic(err)
	}
	return engine
})

// door is a server with a guard in front.
type door struct {
	address string
	log     *lines
}

// lines is a log that several goroutines write.
type lines struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lines) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lines) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// open runs a server with a guard until the test ends.
func open(t testing.TB, options Options) *door {
	t.Helper()
	ctx, stop := context.WithCancel(context.Background())
	guard, err := NewGuard(ctx, options)
	if err != nil {
		t.Fatal(err)
	}
	d := &door{log: &lines{}}
	settings := api.Options{Gatekeeper: guard, Log: zerolog.New(d.log)}
	if options.Certificates != nil {
		settings.Credentials = credentials.NewTLS(options.Certificates.Config("h2"))
	}
	server, err := api.New(testEngine(), settings)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	d.address = listener.Addr().String()
	var all sync.WaitGroup
	all.Go(func() { guard.Follow(ctx) })
	all.Go(func() { _ = server.Serve(ctx, listener) })
	t.Cleanup(func() { stop(); all.Wait() })
	return d
}

// dial connects to the server.
func (d *door) dial(t testing.TB, how credentials.TransportCredentials, options ...grpc.DialOption) *grpc.ClientConn {
	t.Helper()
	if how == nil {
		how = insecure.NewCredentials()
	}
	conn, err := grpc.NewClient(d.address, append(options, grpc.WithTransportCredentials(how))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return conn
}

// bearing gives a context whose calls have a key or token.
func bearing(t testing.TB, secret string) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	t.Cleanup(cancel)
	if secret == "" {
		return ctx
	}
	return metadata.AppendToOutgoingContext(ctx, "authorization", "Bearer "+secret)
}

// incoming gives the context of a call that came in with a key.
func incoming(secret string) context.Context {
	return metadata.NewIncomingContext(context.Background(), metadata.Pairs("authorization", "Bearer "+secret))
}

// every calls each method and gives how the calls end.
func every(ctx context.Context, conn *grpc.ClientConn) map[Permission]error {
	client := pecetev1.NewClassifierServiceClient(conn)
	ends := map[Permission]error{}
	_, ends[Classify] = client.Classify(ctx, &pecetev1.ClassifyRequest{Text: "a"})
	_, ends[Batch] = client.ClassifyBatch(ctx, &pecetev1.ClassifyBatchRequest{Messages: []*pecetev1.BatchMessage{{Text: "a"}}})
	_, ends[Redact] = client.Redact(ctx, &pecetev1.RedactRequest{Text: "a"})
	_, ends[Detectors] = client.ListDetectors(ctx, &pecetev1.ListDetectorsRequest{})
	_, ends[Matches] = client.Classify(ctx, &pecetev1.ClassifyRequest{Text: "a", Options: &pecetev1.ClassifyOptions{IncludeMatches: true}})
	_, ends[Channelz] = channelzv1.NewChannelzClient(conn).GetServers(ctx, &channelzv1.GetServersRequest{})
	if stream, err := client.ClassifyStream(ctx); err == nil {
		_ = stream.Send(&pecetev1.ClassifyStreamRequest{Text: "a"})
		_, ends[Stream] = stream.Recv()
		_ = stream.CloseSend()
	}
	if stream, err := reflectionv1.NewServerReflectionClient(conn).ServerReflectionInfo(ctx); err == nil {
		_ = stream.Send(&reflectionv1.ServerReflectionRequest{MessageRequest: &reflectionv1.ServerReflectionRequest_ListServices{}})
		_, ends[Reflection] = stream.Recv()
		_ = stream.CloseSend()
	}
	return ends
}

// callersFile writes callers and gives the file.
func callersFile(t testing.TB, lines ...string) string {
	t.Helper()
	return write(t, t.TempDir(), "callers.yaml", []byte("callers:\n"+strings.Join(lines, "\n")+"\n"))
}

// entry is a caller with a key, as the file has it.
func entry(t testing.TB, id, key, more string) string {
	t.Helper()
	return fmt.Sprintf("  - {id: %s, keys: [%s]%s}", id, hashOf(t, key), more)
}

// with gives the settings of a client with a certificate.
func with(t testing.TB, server *identitytest.Authority, pair identitytest.Pair) credentials.TransportCredentials {
	t.Helper()
	certificate, err := pair.TLS()
	if err != nil {
		t.Fatal(err)
	}
	return credentials.NewTLS(&tls.Config{RootCAs: server.Pool(), Certificates: []tls.Certificate{certificate}})
}
