package chatclient

import "context"

// Key is an API key or a token, which is shown in each call of a connection:
//
//	chatclient.Connect(target, credentials.NewTLS(nil), grpc.WithPerRPCCredentials(chatclient.Key(key)))
//
// It comes from a file or the environment, not from the code.
type Key string

// GetRequestMetadata gives the header that has the key.
func (k Key) GetRequestMetadata(context.Context, ...string) (map[string]string, error) {
	return map[string]string{"authorization": "Bearer " + string(k)}, nil
}

// RequireTransportSecurity keeps the key from connections in the clear, where everybody on
// the way could read it.
func (Key) RequireTransportSecurity() bool { return true }

// String keeps the key out of logs.
func (Key) String() string { return "a key" }
