package main

import (
	"context"
	"net"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rs/zerolog"
)

// supervisor listens as systemd does and gives what it is told.
func supervisor(t *testing.T) (socket string, next func() string) {
	t.Helper()
	socket = filepath.Join(t.TempDir(), "notify")
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: socket, Net: "unixgram"})
	if err != nil {
		t.Skipf("no datagram sockets here: %v", err)
	}
	t.Cleanup(func() { conn.Close() })
	return socket, func() string {
		t.Helper()
		if err := conn.SetReadDeadline(time.Now().Add(10 * time.Second)); err != nil {
			t.Fatal(err)
		}
		state := make([]byte, 100)
		n, err := conn.Read(state)
		if err != nil {
			t.Fatalf("the supervisor was told nothing: %v", err)
		}
		return string(state[:n])
	}
}

func TestSupervisorIsToldWhenServingAndWhenStopping(t *testing.T) {
	socket, next := supervisor(t)
	t.Setenv("NOTIFY_SOCKET", socket)
	s := serve(t, t.Context())
	if got := next(); got != "READY=1" {
		t.Errorf("the supervisor was told %q, want READY=1", got)
	}
	s.stop()
	if got := next(); got != "STOPPING=1" {
		t.Errorf("the supervisor was told %q, want STOPPING=1", got)
	}
}

func TestSupervisorThatIsGoneIsLoggedAndNoMore(t *testing.T) {
	var log strings.Builder
	gone := filepath.Join(t.TempDir(), "gone")
	reportToSupervisor(context.Background(), gone, zerolog.New(&log))
	if !strings.Contains(log.String(), "the supervisor could not be told") {
		t.Errorf("logged %q", log.String())
	}
}

func TestNobodyIsToldWhereNobodyAsked(t *testing.T) {
	var log strings.Builder
	ctx, stop := context.WithCancel(t.Context())
	reportToSupervisor(ctx, "", zerolog.New(&log))
	stop()
	if log.String() != "" {
		t.Errorf("logged %q", log.String())
	}
}
