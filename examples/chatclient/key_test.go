package chatclient_test

import (
	"context"
	"fmt"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/credentials/insecure"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"github.com/pecete/pecete/api/identity/identitytest"
	"github.com/pecete/pecete/examples/chatclient"
	pecetev1 "github.com/pecete/pecete/proto/pecete/v1"
)

// startWithKey starts a replica that speaks TLS and answers only who shows a key.
func startWithKey(t *testing.T, key string) (address string, trusted credentials.TransportCredentials) {
	t.Helper()
	authority, err := identitytest.NewAuthority()
	if err != nil {
		t.Fatal(err)
	}
	pair, err := authority.Issue(1, time.Now().Add(time.Hour))
	if err != nil {
		t.Fatal(err)
	}
	certificate, err := pair.TLS()
	if err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := startReplica(t, nil)
	server := grpc.NewServer(grpc.Creds(credentials.NewServerTLSFromCert(&certificate)), grpc.UnaryInterceptor(
		func(ctx context.Context, in any, _ *grpc.UnaryServerInfo, handle grpc.UnaryHandler) (any, error) {
			if shown := metadata.ValueFromIncomingContext(ctx, "authorization"); len(shown) != 1 || shown[0] != "Bearer "+key {
				return nil, status.Error(codes.Unauthenticated, "who calls is not known")
			}
			return handle(ctx, in)
		}))
	pecetev1.RegisterClassifierServiceServer(server, r)
	healthv1.RegisterHealthServer(server, r.health)
	go func() { _ = server.Serve(listener) }()
	t.Cleanup(server.Stop)
	return listener.Addr().String(), credentials.NewClientTLSFromCert(authority.Pool(), "")
}

func TestKeysAreShownInEachCall(t *testing.T) {
	address, trusted := startWithKey(t, "right")
	for key, want := range map[string]codes.Code{"right": codes.OK, "wrong": codes.Unauthenticated} {
		conn, err := chatclient.Connect(address, trusted, grpc.WithPerRPCCredentials(chatclient.Key(key)))
		if err != nil {
			t.Fatal(err)
		}
		defer conn.Close()
		if err := classify(t, pecetev1.NewClassifierServiceClient(conn)); status.Code(err) != want {
			t.Errorf("%s: %v", key, err)
		}
	}
}

func TestKeysAreNotSentInTheClearOrWritten(t *testing.T) {
	conn, err := chatclient.Connect("127.0.0.1:1", insecure.NewCredentials(), grpc.WithPerRPCCredentials(chatclient.Key("right")))
	if err == nil {
		conn.Close()
		t.Error("a key may go over a connection in the clear")
	}
	if text := fmt.Sprint(chatclient.Key("right")); text != "a key" {
		t.Errorf("it is written as %s", text)
	}
}

// Where callers are set up, a key is shown in each call. The file of the key is what
// `pecete keys new` has printed.
func ExampleKey() {
	address := "pecete.internal:50051"
	secret, err := os.ReadFile("/etc/chat/pecete.key")
	if err != nil {
		fmt.Println("there is no key")
		return
	}
	key := chatclient.Key(strings.TrimSpace(string(secret)))
	conn, err := chatclient.Connect("dns:///"+address, credentials.NewTLS(nil), grpc.WithPerRPCCredentials(key))
	if err != nil {
		panic(err)
	}
	defer conn.Close()
	// Output: there is no key
}
