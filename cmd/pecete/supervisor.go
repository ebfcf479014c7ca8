package main

import (
	"context"
	"fmt"
	"net"

	"github.com/rs/zerolog"
)

// reportToSupervisor tells a supervisor such as systemd that the service is
// ready and, when ctx ends, that it stops. socket is the path that the
// supervisor gave in NOTIFY_SOCKET; where it is empty nobody asked. A supervisor
// that cannot be told is logged and changes nothing else: the calls go on.
//
// The protocol is that of sd_notify(3): a datagram with lines of NAME=VALUE.
func reportToSupervisor(ctx context.Context, socket string, log zerolog.Logger) {
	if socket == "" {
		return
	}
	tell := func(state string) {
		if err := sendState(socket, state); err != nil {
			log.Warn().Err(err).Str("state", state).Msg("the supervisor could not be told")
		}
	}
	tell("READY=1")
	context.AfterFunc(ctx, func() { tell("STOPPING=1") })
}

// sendState sends one state to the socket. One whose name begins with "@" is in
// Linux's abstract namespace, which net.UnixAddr writes the same way.
func sendState(socket, state string) error {
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		return fmt.Errorf("opening the supervisor's socket: %w", err)
	}
	defer conn.Close()
	if _, err := conn.Write([]byte(state)); err != nil {
		return fmt.Errorf("writing to the supervisor's socket: %w", err)
	}
	return nil
}
