package chatclient

import (
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/credentials"
	_ "google.golang.org/grpc/health" // without it healthCheckConfig says nothing
	"google.golang.org/grpc/keepalive"
)

// serviceConfig spreads calls over all the servers that a name stands for and
// are healthy, and tries a call again on another if one has gone away, or when a
// server that is busy says to. Each try costs the servers what a call costs: the
// throttle ends the tries when most fail.
const serviceConfig = `{
	"loadBalancingConfig": [{"round_robin": {}}],
	"healthCheckConfig": {"serviceName": "pecete.v1.ClassifierService"},
	"methodConfig": [{
		"name": [{"service": "pecete.v1.ClassifierService"}],
		"waitForReady": true,
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

// Connect makes a connection for as long as the application runs. Target is an
// address such as "dns:///pecete.internal:50051". It fails only if target is
// malformed; that nobody answers shows at the first call, which then waits for a
// server as long as its deadline allows.
func Connect(target string, security credentials.TransportCredentials, more ...grpc.DialOption) (*grpc.ClientConn, error) {
	return grpc.NewClient(target, append([]grpc.DialOption{
		grpc.WithTransportCredentials(security),
		grpc.WithDefaultServiceConfig(serviceConfig),
		// A server that vanished without a word is noticed within 40 s, also while nothing
		// is asked. The server takes one such question in 10 s at most.
		grpc.WithKeepaliveParams(keepalive.ClientParameters{Time: 30 * time.Second, Timeout: 10 * time.Second, PermitWithoutStream: true}),
		// A request larger than this, 256 KiB if nothing is said, is not tried again.
		grpc.WithDefaultCallOptions(grpc.MaxRetryRPCBufferSize(2 << 20)),
	}, more...)...)
}
