package extproc

import (
	"context"
	"net"
	"sync"
	"testing"
	"time"

	modes "github.com/envoyproxy/go-control-plane/envoy/extensions/filters/http/ext_proc/v3"
	pb "github.com/envoyproxy/go-control-plane/envoy/service/ext_proc/v3"
	"go.uber.org/goleak"
	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"

	"github.com/pecete/pecete/api"
	"github.com/pecete/pecete/api/inspection"
	"github.com/pecete/pecete/classifier"
	"github.com/pecete/pecete/patterns"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// The clock of the regular expressions stops by itself a while after their last use.
func TestMain(m *testing.M) {
	goleak.VerifyTestMain(m, goleak.IgnoreAnyFunction("github.com/dlclark/regexp2/v2.runClock"))
}

// aCNP is the number of a person who does not exist, with a right control digit.
const aCNP = "1850228120011"

// The texts of the tests, by the verdict that the real engine gives with the built-in rules.
const (
	harmless = "Ne vedem la ora 10 in fata primariei."
	worrying = "CNP " + aCNP + " al domnului Ion Popescu"
	secret   = "SECRET DE SERVICIU\nCNP " + aCNP + " al domnului Ion Popescu"
)

// testEngine is a classifier with the built-in rules on a fixed day.
var testEngine = sync.OnceValue(func() *classifier.Classifier {
	rules, err := patterns.Default()
	if err != nil {
		panic(err)
	}
	day := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	engine, err := classifier.New(rules, classifier.Options{Now: func() time.Time { return day }})
	if err != nil {
		panic(err)
	}
	return engine
})

// service runs the real service and gives a client of it.
func service(t testing.TB) pecetev1.ClassifierServiceClient {
	t.Helper()
	server, err := api.New(testEngine(), api.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return pecetev1.NewClassifierServiceClient(serve(t, server.Serve))
}

// realInspector is an inspector that asks the real service.
func realInspector(t testing.TB, options inspection.Options) *inspection.Inspector {
	t.Helper()
	if options.Policy == (inspection.Policy{}) {
		options.Policy = inspection.DefaultPolicy()
	}
	inspector, err := inspection.New(service(t), options)
	if err != nil {
		t.Fatal(err)
	}
	return inspector
}

// serve runs a server on loopback until the test ends, and gives a connection to it.
func serve(t testing.TB, run func(context.Context, net.Listener) error) *grpc.ClientConn {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	stopped := make(chan error, 1)
	go func() { stopped <- run(ctx, listener) }()
	conn, err := grpc.NewClient(listener.Addr().String(), grpc.WithTransportCredentials(insecure.NewCredentials()))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		conn.Close()
		cancel()
		if err := <-stopped; err != nil {
			t.Error(err)
		}
	})
	return conn
}

// start runs the processor with an inspector, and gives an Envoy that asks it in the mode
// BUFFERED.
func start(t testing.TB, inspector Inspector, options Options) *envoy {
	t.Helper()
	if options.DrainTimeout == 0 {
		options.DrainTimeout = 2 * time.Second
	}
	server, err := New(inspector, options)
	if err != nil {
		t.Fatal(err)
	}
	return &envoy{
		client: pb.NewExternalProcessorClient(serve(t, server.Serve)), buffer: 1 << 20,
		request: modes.ProcessingMode_BUFFERED, trailers: modes.ProcessingMode_SEND,
	}
}

// post makes a request of a type with a body in chunks.
func post(contentType string, chunks ...string) message {
	m := message{headers: map[string]string{
		":method": "POST", ":path": "/trimite", ":authority": "exemplu.ro", ":scheme": "https", "content-type": contentType,
	}}
	for _, chunk := range chunks {
		m.chunks = append(m.chunks, []byte(chunk))
	}
	return m
}

// within gives a context for an exchange that must not hang.
func within(t testing.TB, d time.Duration) context.Context {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), d)
	t.Cleanup(cancel)
	return ctx
}

// nothingAsked asks for one detector that finds nothing in letters, which is quick.
func nothingAsked() *pecetev1.ClassifyOptions {
	return &pecetev1.ClassifyOptions{Detectors: []string{"ro.cnp"}}
}
