package main

import (
	"context"
	"fmt"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials/insecure"
	"google.golang.org/grpc/experimental"
	"google.golang.org/grpc/test/bufconn"

	"github.com/pecete/pecete/api"
)

// localConfig is how the service in this process is asked: again where it says that it
// is busy.
const localConfig = `{
	"methodConfig": [{
		"name": [{"service": "pecete.v1.ClassifierService"}],
		"waitForReady": true,
		"retryPolicy": {
			"maxAttempts": 5,
			"initialBackoff": "0.01s",
			"maxBackoff": "0.5s",
			"backoffMultiplier": 3,
			"retryableStatusCodes": ["RESOURCE_EXHAUSTED"]
		}
	}]
}`

// localCaller is what the proxies and mail servers are called in the log of calls.
const localCaller = "inspection"

// askHere gives a connection to server within this process, so that who asks by it
// stands in the same line, and is logged and counted, like everybody else. It has to be
// stopped once nobody asks any more.
func askHere(server *api.Server) (conn *grpc.ClientConn, stop func(), err error) {
	listener := bufconn.Listen(256 << 10)
	conn, err = grpc.NewClient("passthrough:///this-process",
		grpc.WithContextDialer(func(ctx context.Context, _ string) (net.Conn, error) { return listener.DialContext(ctx) }),
		grpc.WithTransportCredentials(insecure.NewCredentials()),
		grpc.WithDefaultServiceConfig(localConfig),
		experimental.WithBufferPool(api.NewBufferPool()),
	)
	if err != nil {
		return nil, nil, fmt.Errorf("asking within the process: %w", err)
	}
	calls := server.NewLocal(localCaller)
	served := make(chan struct{})
	go func() {
		defer close(served)
		_ = calls.Serve(listener) // ends when it is stopped
	}()
	return conn, func() {
		conn.Close()
		calls.Stop()
		<-served
	}, nil
}
